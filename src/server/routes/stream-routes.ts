// `/p/{id}/live.ogg` and `/p/{id}/live.mp3`: who may hear them.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { API_ERRORS, type ApiError, answerError } from '../http/api-error.js';
import { errors } from '../http/error-answers.js';
import { CREDENTIALS_OR_NONE, type Operation, textOf } from '../http/operation.js';
import type { HeardPodcast } from '../podcast/heard-podcast.js';
import {
	LISTEN_PARAMETERS,
	type ListenAccess,
	type ListenRequest,
	readListenRequest,
} from '../podcast/listen-access.js';
import type { Spread } from '../spread/spread.js';
import { STREAM_FORMATS, type StreamFormat } from '../streams/audio-stream.js';
import { listenError } from './listen-error.js';
import {
	addPreflight,
	answerStream,
	BURST_PARAMETER,
	CONTENT_TYPES,
	CROSS_ORIGIN_HEADERS,
	type StreamAnswer,
	type StreamAnswerOptions,
} from './stream-answer.js';

/** What the routes work with. */
export interface StreamRoutesOptions extends StreamAnswerOptions {
	access: ListenAccess;
	/** Where other processes of this machine serve listeners. */
	spread?: Spread | undefined;
}

/** Who listens to what. */
interface Admitted {
	podcast: HeardPodcast;
	/** Whether it was for the credentials, which no listen key's end concerns. */
	isClient: boolean;
}

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
		addPreflight(app, url);
		const operations = describeStream(format);
		// HEAD first: with a GET, Fastify would add one of its own.
		for (const method of ['head', 'get'] as const) {
			const config = { operation: operations[method] };
			app[method](url, { config }, async (request, reply) => {
				const listenRequest = readListenRequest(request);
				const admitted = await admit(request, listenRequest, options);
				if ('status' in admitted) {
					return answerError(reply.headers(CROSS_ORIGIN_HEADERS), admitted);
				}
				const { podcast } = admitted;
				if (method === 'get' && isFirstOnSocket(reply) && giveAway(request, podcast, options)) {
					return reply.hijack();
				}
				return answerStream(
					{
						...{ request, reply, format, subject: { podcast: podcast.id } },
						station: podcast.listing.details,
						listen: listenTo(format, listenRequest, admitted),
					},
					options,
				);
			});
		}
	}
}

async function admit(
	request: FastifyRequest,
	listenRequest: ListenRequest,
	{ access, connections, limits, peers, spread }: StreamRoutesOptions,
): Promise<Admitted | ApiError> {
	const admission = await access.admit(listenRequest);
	switch (admission.type) {
		case 'credentials wrong':
		case 'none':
		case 'unanswered':
			return listenError(admission);
		case 'podcast': {
			const { podcast, clientId } = admission;
			const others = podcast.audience.connectedCount + (spread?.countOf(podcast.id) ?? 0);
			if (others + 1 >= limits.connectionsPerPodcast) {
				return API_ERRORS.podcastFull;
			}
			switch (connections.listenerRefusalOf(peers.of(request.raw))) {
				case 'server full':
					return API_ERRORS.serverFull;
				case 'address full':
					return API_ERRORS.tooManyConnections;
				case 'server busy':
					return API_ERRORS.serverBusy;
				case undefined:
					return { podcast, isClient: clientId !== undefined };
			}
		}
	}
}

/** Whether no earlier request of the same connection is being answered. */
function isFirstOnSocket({ raw }: FastifyReply): boolean {
	return raw.socket !== null;
}

function giveAway(
	{ raw }: FastifyRequest,
	{ id }: HeardPodcast,
	{ peers, spread }: StreamRoutesOptions,
): boolean {
	const listener = { request: raw, address: peers.of(raw), podcastId: id };
	return spread?.giveStream(listener) ?? false;
}

function listenTo(
	format: StreamFormat,
	{ listenKey }: ListenRequest,
	{ podcast: { audience, listing }, isClient }: Admitted,
): StreamAnswer['listen'] {
	return (listener, wish) => {
		if (audience.isOver) {
			listener.end();
			return () => {};
		}
		const uncount = audience.addListener();
		const forget = isClient ? () => {} : listing.whileOpenTo(listenKey, () => listener.end());
		audience.streams.add(format, listener, wish);
		return () => {
			audience.streams.remove(listener);
			forget();
			uncount();
		};
	};
}
