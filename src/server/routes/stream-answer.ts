// How the answers that are streams begin, whatever they are of: their heads, and who counts them.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import type { PodcastDetails } from '../../protocol/podcast-details.js';
import type { SocketWriter } from '../../socket-write.js';
import { API_ERRORS, answerError } from '../http/api-error.js';
import { ENDLESS_HEADERS } from '../http/endless-answer.js';
import type { Connections } from '../limits/connections.js';
import type { PodcastServerLimits } from '../limits/limits.js';
import type { PeerAddresses } from '../limits/peer-addresses.js';
import { BURST_MS, type StreamFormat, StreamProgress } from '../streams/audio-stream.js';
import { IcyInserter, icyHeaders, METADATA_INTERVAL_BYTES } from '../streams/icy.js';
import type { StreamWish } from '../streams/live-streams.js';
import { StreamListener } from '../streams/stream-listener.js';

/** What answers that are streams work with. */
export interface StreamAnswerOptions {
	clock: Clock;
	limits: PodcastServerLimits;
	logger: Logger;
	connections: Connections;
	peers: PeerAddresses;
	mp3BitrateKbps: number;
	writer: SocketWriter;
}

/** One answer. */
export interface StreamAnswer {
	request: FastifyRequest;
	reply: FastifyReply;
	format: StreamFormat;
	/** What players are told of the station. */
	station: Readonly<PodcastDetails>;
	/** For the log: what is heard. */
	subject: Record<string, string>;
	/**
	 * Lets somebody listen from now on; the head has been written.
	 *
	 * @returns called once, when they are gone
	 */
	listen: (listener: StreamListener, wish: StreamWish) => () => void;
}

/** Media types; browsers and players take them without the codec. */
export const CONTENT_TYPES: Readonly<Record<StreamFormat, string>> = {
	ogg: 'audio/ogg',
	mp3: 'audio/mpeg',
};

/**
 * Whether a stream begins with the last two seconds unless it is asked otherwise: hardware radios
 * wait for a buffer of MP3; what is saved of an Ogg stream is to be as long as it took.
 */
const HAS_BURST: Readonly<Record<StreamFormat, boolean>> = { ogg: false, mp3: true };

/** Pages of other sites may play the streams, and read the titles in them (Fetch, 3.2). */
export const CROSS_ORIGIN_HEADERS = {
	'access-control-allow-origin': '*',
	'access-control-expose-headers': 'icy-metaint, icy-name, icy-description, icy-br, icy-pub',
} as const;

const PREFLIGHT_HEADERS = {
	...CROSS_ORIGIN_HEADERS,
	'access-control-allow-methods': 'GET, HEAD',
	'access-control-allow-headers': 'icy-metadata, range',
	'access-control-max-age': '86400',
} as const;

/** For players that wait for a buffer, and for recordings that are to be as long as they took. */
export const BURST_PARAMETER = {
	name: 'burst',
	in: 'query',
	description:
		'Whether the stream begins with the last two seconds (`1`, as MP3 does by default) or at the connect (`0`, as Ogg does)',
	schema: { type: 'string', enum: ['0', '1'] },
} as const;

/** Answers a browser that asks before it asks. */
export function addPreflight(app: FastifyInstance, url: string): void {
	const hidden = 'a browser asks so by itself, before a page of another site may listen';
	app.options(url, { config: { hidden } }, async (_request, reply) =>
		reply.code(204).headers(PREFLIGHT_HEADERS).send(),
	);
}

/**
 * Takes the answer out of Fastify's and Node's hands: from the head on, the same bytes go to many
 * sockets. Without a length and without chunks the body lasts until the connection closes (RFC
 * 9112, 6.3), which players of HTTP/1.0 understand too.
 */
export function answerStream(answer: StreamAnswer, options: StreamAnswerOptions): FastifyReply {
	const { request, reply, format, station } = answer;
	const { socket } = reply.raw;
	if (!socket) {
		// An earlier request of the same connection is being answered: this one was sent too soon.
		return answerError(reply, API_ERRORS.badRequest);
	}
	const { clock, connections, limits, logger, peers } = options;
	const wantsMetadata = format === 'mp3' && request.headers['icy-metadata'] === '1';
	const head = headOf(request, {
		'content-type': CONTENT_TYPES[format],
		...icyHeaders(station),
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
	const log = logger.child({ ...answer.subject, address, format });
	let leave: (() => void) | undefined;
	const listener = new StreamListener({
		socket,
		address,
		clock,
		backlogBytes: limits.streamBacklogBytes,
		writer: options.writer,
		onClosed: () => {
			connections.remove(listener);
			leave?.();
			log.debug({ isSlow: listener.isSlow }, 'Stream closed');
		},
	});
	connections.add(listener);
	log.debug('Stream opened');
	listener.write(head);
	const { burst } = request.query as { burst?: unknown };
	const hasBurst = typeof burst === 'string' ? burst !== '0' : HAS_BURST[format];
	leave = answer.listen(listener, {
		startMs: clock.nowMs() - (hasBurst ? BURST_MS : 0),
		progress: new StreamProgress(wantsMetadata ? new IcyInserter() : undefined),
	});
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
