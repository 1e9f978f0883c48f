// `/s/{slug}/live.ogg` and `/s/{slug}/live.mp3`, which go on from show to show.
import type { FastifyInstance } from 'fastify';
import { API_ERRORS, answerError, connectionRefused } from '../../http/api-error.js';
import { errors } from '../../http/error-answers.js';
import { CREDENTIALS_OR_NONE, type Operation, textOf } from '../../http/operation.js';
import type { HeardShows } from '../../shows/heard-show.js';
import { readShowRequest, SHOW_PARAMETERS } from '../../shows/show-access.js';
import type { ShowStreams } from '../../shows/show-streams.js';
import { STREAM_FORMATS, type StreamFormat } from '../../streams/audio-stream.js';
import {
	addPreflight,
	answerStream,
	BURST_PARAMETER,
	CONTENT_TYPES,
	CROSS_ORIGIN_HEADERS,
	type StreamAnswerOptions,
} from '../stream-answer.js';
import { answerRefusal } from './show-admission.js';

/** What the routes work with. */
export interface ShowStreamRoutesOptions extends StreamAnswerOptions {
	shows: HeardShows;
	showStreams: ShowStreams;
}

const SUMMARIES = {
	ogg: 'The show as Ogg Opus that goes on from one time on air to the next',
	mp3: 'The show as MP3 that goes on from one time on air to the next; ICY metadata when asked for',
} as const satisfies Record<StreamFormat, string>;

function describeStream(format: StreamFormat): { get: Operation; head: Operation } {
	const operationId = format === 'ogg' ? 'hearShowOgg' : 'hearShowMp3';
	const moved = { description: 'The show has another address now' };
	const both = {
		tags: ['shows'],
		summary: SUMMARIES[format],
		description:
			'Silence while the show is off air, and while what is on air is not open to whoever ' +
			'asked. The answer ends when the address is not open to them any more.',
		security: CREDENTIALS_OR_NONE,
		parameters: [...SHOW_PARAMETERS, BURST_PARAMETER],
	} as const;
	const audio = textOf(CONTENT_TYPES[format], 'Audio, from now on');
	return {
		get: { ...both, operationId, responses: { 200: audio, 301: moved, ...errors(401, 404) } },
		head: {
			...both,
			operationId: `${operationId}Head`,
			responses: { 200: { description: 'The headers alone' }, 301: moved, ...errors(401, 404) },
		},
	};
}

/** Adds the routes. */
export function addShowStreamRoutes(app: FastifyInstance, options: ShowStreamRoutesOptions): void {
	const { connections, peers, shows, showStreams } = options;
	for (const format of STREAM_FORMATS) {
		const url = `/s/:slug/live.${format}`;
		addPreflight(app, url);
		const operations = describeStream(format);
		// HEAD first: with a GET, Fastify would add one of its own.
		for (const method of ['head', 'get'] as const) {
			const config = { operation: operations[method] };
			app[method](url, { config }, async (request, reply) => {
				const admission = await shows.admit(readShowRequest(request));
				if (admission.type !== 'show') {
					reply.headers(CROSS_ORIGIN_HEADERS);
					return answerRefusal(request, reply, { refusal: admission, prefix: '/s/' });
				}
				const { show } = admission;
				const refusal = connections.listenerRefusalOf(peers.of(request.raw));
				if (refusal !== undefined || showStreams.isFull(show)) {
					const error = refusal ? connectionRefused(refusal) : API_ERRORS.podcastFull;
					return answerError(reply.headers(CROSS_ORIGIN_HEADERS), error);
				}
				const { station } = show;
				return answerStream(
					{
						...{ request, reply, format, station, subject: { show: show.slug } },
						listen: (listener, wish) => showStreams.add(listener, { show, format, wish }),
					},
					options,
				);
			});
		}
	}
}
