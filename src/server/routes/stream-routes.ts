// `/p/{id}/live.ogg` and `/p/{id}/live.mp3`: who may hear them, and how the answers begin.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import { API_ERRORS, type ApiError, answerError } from '../http/api-error.js';
import { ENDLESS_HEADERS } from '../http/endless-answer.js';
import { errors } from '../http/error-answers.js';
import { CREDENTIALS_OR_NONE, type Operation, textOf } from '../http/operation.js';
import type { Connections } from '../limits/connections.js';
import type { PodcastServerLimits } from '../limits/limits.js';
import type { PeerAddresses } from '../limits/peer-addresses.js';
import {
	LISTEN_PARAMETERS,
	type ListenAccess,
	type ListenRequest,
	readListenRequest,
} from '../podcast/listen-access.js';
import type { LivePodcast } from '../podcast/live-podcast.js';
import { STREAM_FORMATS, type StreamFormat } from '../streams/audio-stream.js';
import { icyHeaders, METADATA_INTERVAL_BYTES } from '../streams/icy.js';
import { StreamListener } from '../streams/stream-listener.js';

/** What the routes work with. */
export interface StreamRoutesOptions {
	clock: Clock;
	limits: PodcastServerLimits;
	logger: Logger;
	access: ListenAccess;
	connections: Connections;
	peers: PeerAddresses;
	mp3BitrateKbps: number;
}

/** Who listens to what. */
interface Admitted {
	podcast: LivePodcast;
	/** Whether it was for the credentials, which no listen key's end concerns. */
	isClient: boolean;
}

/** Media types; browsers and players take them without the codec. */
const CONTENT_TYPES: Readonly<Record<StreamFormat, string>> = {
	ogg: 'audio/ogg',
	mp3: 'audio/mpeg',
};

/**
 * Whether a stream begins with the last two seconds unless it is asked otherwise: hardware radios
 * wait for a buffer of MP3; what is saved of an Ogg stream is to be as long as it took.
 */
const HAS_BURST: Readonly<Record<StreamFormat, boolean>> = { ogg: false, mp3: true };

/** Pages of other sites may play the streams, and read the titles in them (Fetch, 3.2). */
const CROSS_ORIGIN_HEADERS = {
	'access-control-allow-origin': '*',
	'access-control-expose-headers': 'icy-metaint, icy-name, icy-description, icy-br, icy-pub',
} as const;

const PREFLIGHT_HEADERS = {
	...CROSS_ORIGIN_HEADERS,
	'access-control-allow-methods': 'GET, HEAD',
	'access-control-allow-headers': 'icy-metadata, range',
	'access-control-max-age': '86400',
} as const;

const DESCRIPTIONS = {
	ogg: {
		operationId: 'hearOgg',
		summary: 'The podcast as an endless Ogg Opus stream',
	},
	mp3: {
		operationId: 'hearMp3',
		summary: 'The podcast as an endless MP3 stream; ICY metadata when asked for',
	},
} as const satisfies Record<StreamFormat, object>;

/** For players that wait for a buffer, and for recordings that are to be as long as they took. */
const BURST_PARAMETER = {
	name: 'burst',
	in: 'query',
	description:
		'Whether the stream begins with the last two seconds (`1`, as MP3 does by default) or at the connect (`0`, as Ogg does)',
	schema: { type: 'string', enum: ['0', '1'] },
} as const;

function describeStream(format: StreamFormat): { get: Operation; head: Operation } {
	const { operationId, summary } = DESCRIPTIONS[format];
	const both = {
		tags: ['listening'],
		summary,
		security: CREDENTIALS_OR_NONE,
		parameters: [...LISTEN_PARAMETERS, BURST_PARAMETER],
	} as const;
	const audio = textOf(CONTENT_TYPES[format], 'Audio, from now on');
	return {
		get: { ...both, operationId, responses: { 200: audio, ...errors(401, 404) } },
		head: {
			...both,
			operationId: `${operationId}Head`,
			responses: { 200: { description: 'The headers alone' }, ...errors(401, 404) },
		},
	};
}

/** Adds the routes. */
export function addStreamRoutes(app: FastifyInstance, options: StreamRoutesOptions): void {
	for (const format of STREAM_FORMATS) {
		const url = `/p/:id/live.${format}`;
		const hidden = 'a browser asks so by itself, before a page of another site may listen';
		app.options(url, { config: { hidden } }, async (_request, reply) =>
			reply.code(204).headers(PREFLIGHT_HEADERS).send(),
		);
		const operations = describeStream(format);
		// HEAD first: with a GET, Fastify would add one of its own.
		for (const method of ['head', 'get'] as const) {
			const config = { operation: operations[method] };
			app[method](url, { config }, async (request, reply) => {
				const listenRequest = readListenRequest(request);
				const admitted = admit(request, listenRequest, options);
				if ('status' in admitted) {
					return answerError(reply.headers(CROSS_ORIGIN_HEADERS), admitted);
				}
				return answer({ request, reply, format, listenRequest, admitted }, options);
			});
		}
	}
}

function admit(
	request: FastifyRequest,
	listenRequest: ListenRequest,
	{ access, connections, limits, peers }: StreamRoutesOptions,
): Admitted | ApiError {
	const admission = access.admit(listenRequest);
	switch (admission.type) {
		case 'credentials wrong':
			return API_ERRORS.credentialsWrong;
		case 'none':
			return API_ERRORS.podcastNotFound;
		case 'podcast': {
			const { podcast, clientId } = admission;
			if (podcast.audience.listenerCount + 1 >= limits.connectionsPerPodcast) {
				return API_ERRORS.podcastFull;
			}
			switch (connections.refusalOf(peers.of(request.raw))) {
				case 'server full':
					return API_ERRORS.serverFull;
				case 'address full':
					return API_ERRORS.tooManyConnections;
				case undefined:
					return { podcast, isClient: clientId !== undefined };
			}
		}
	}
}

/**
 * Takes the answer out of Fastify's and Node's hands: from the head on, the same bytes go to many
 * sockets. Without a length and without chunks the body lasts until the connection closes (RFC
 * 9112, 6.3), which players of HTTP/1.0 understand too.
 */
function answer(
	asked: {
		request: FastifyRequest;
		reply: FastifyReply;
		format: StreamFormat;
		listenRequest: ListenRequest;
		admitted: Admitted;
	},
	options: StreamRoutesOptions,
): FastifyReply {
	const { request, reply, format, listenRequest, admitted } = asked;
	const { socket } = reply.raw;
	if (!socket) {
		// An earlier request of the same connection is being answered: this one was sent too soon.
		return answerError(reply, API_ERRORS.badRequest);
	}
	const { podcast, isClient } = admitted;
	const { clock, connections, limits, logger, peers } = options;
	const { details } = podcast.listing;
	const wantsMetadata = format === 'mp3' && request.headers['icy-metadata'] === '1';
	const head = headOf(request, {
		'content-type': CONTENT_TYPES[format],
		...icyHeaders(details),
		...audioInfo(format, options.mp3BitrateKbps),
		...(wantsMetadata && { 'icy-metaint': String(METADATA_INTERVAL_BYTES) }),
	});
	reply.hijack();
	if (request.method === 'HEAD') {
		socket.once('finish', () => socket.destroy());
		socket.end(head);
		return reply;
	}
	const address = peers.of(request.raw);
	const log = logger.child({ podcast: podcast.id, address, format });
	const uncount = podcast.audience.addListener();
	const listener = new StreamListener({
		socket,
		address,
		clock,
		backlogBytes: limits.streamBacklogBytes,
		onClosed: () => {
			connections.remove(listener);
			podcast.audience.streams.remove(listener);
			forget();
			uncount();
			log.debug({ isSlow: listener.isSlow }, 'Stream closed');
		},
	});
	const forget = isClient
		? () => {}
		: podcast.listing.whileOpenTo(listenRequest.listenKey, () => listener.end());
	connections.add(listener);
	log.debug('Stream opened');
	listener.write(head);
	const { burst } = request.query as { burst?: unknown };
	const hasBurst = typeof burst === 'string' ? burst !== '0' : HAS_BURST[format];
	podcast.audience.streams.add(format, listener, { hasBurst, wantsMetadata });
	return reply;
}

function audioInfo(format: StreamFormat, mp3BitrateKbps: number): Record<string, string> {
	const form = 'samplerate=48000;channels=2';
	return format === 'ogg'
		? { 'ice-audio-info': form }
		: { 'icy-br': String(mp3BitrateKbps), 'ice-audio-info': `bitrate=${mp3BitrateKbps};${form}` };
}

function headOf({ raw }: FastifyRequest, headers: Readonly<Record<string, string>>): Buffer {
	const all = {
		...headers,
		...CROSS_ORIGIN_HEADERS,
		'accept-ranges': 'none',
		...ENDLESS_HEADERS,
		'x-content-type-options': 'nosniff',
		connection: 'close',
	};
	const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
	const version = raw.httpVersion === '1.0' ? '1.0' : '1.1';
	return Buffer.from(`HTTP/${version} 200 OK\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}
