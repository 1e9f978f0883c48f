// `/s/{slug}` where other servers have the shows: the stream is heard here, the page is there.
import type { FastifyInstance } from 'fastify';
import { API_ERRORS, answerError } from '../../http/api-error.js';
import { errors } from '../../http/error-answers.js';
import { CREDENTIALS_OR_NONE, type Operation } from '../../http/operation.js';
import type { RemoteShow, RemoteShows } from '../../podcast/remote/remote-shows.js';
import { readShowRequest, SHOW_PARAMETERS } from '../../shows/show-access.js';
import { movedTo } from '../../shows/show-address.js';
import { STREAM_FORMATS, type StreamFormat } from '../../streams/audio-stream.js';
import { CROSS_ORIGIN_HEADERS } from '../stream-answer.js';
import { redirect } from './show-admission.js';

const LEADS = {
	tags: ['shows'],
	security: CREDENTIALS_OR_NONE,
	parameters: SHOW_PARAMETERS,
	responses: {
		301: { description: 'The show has another address now' },
		302: { description: 'It is there' },
		...errors(401, 404),
	},
} as const;

const PAGE: Operation = {
	...LEADS,
	operationId: 'getShowPage',
	summary: 'Leads to the show’s page, at the server that has it',
};

function describe(format: StreamFormat): Operation {
	return {
		...LEADS,
		operationId: format === 'ogg' ? 'hearShowOgg' : 'hearShowMp3',
		summary: 'Leads to the stream of what is on air, at this server',
	};
}

/** Adds the routes. */
export function addEdgeShowRoutes(app: FastifyInstance, { shows }: { shows: RemoteShows }): void {
	app.get('/s/:slug', { config: { operation: PAGE } }, async (request, reply) => {
		const { key, ...rest } = readShowRequest(request);
		const found = await shows.find({ ...rest, key });
		if (found === 'unanswered' || 'error' in found) {
			return answerError(reply, errorOf(found));
		}
		if ('slug' in found) {
			return redirect(reply, 301, movedTo(found.slug, request.raw.url ?? '', '/s/'));
		}
		const page = new URL(found.page);
		if (key !== undefined) {
			page.searchParams.set('key', key);
		}
		return redirect(reply.header('cache-control', 'no-store'), 302, page.href);
	});

	for (const format of STREAM_FORMATS) {
		const config = { operation: describe(format) };
		app.get(`/s/:slug/live.${format}`, { config }, async (request, reply) => {
			reply.headers(CROSS_ORIGIN_HEADERS);
			const found = await shows.find(readShowRequest(request));
			if (found === 'unanswered' || 'error' in found) {
				return answerError(reply, errorOf(found));
			}
			if ('slug' in found) {
				return redirect(reply, 301, movedTo(found.slug, request.raw.url ?? '', '/s/'));
			}
			if (!found.onAir) {
				return answerError(reply, API_ERRORS.showOffAir);
			}
			const { listenKey, podcastId } = found.onAir;
			const query = new URLSearchParams(listenKey === undefined ? {} : { key: listenKey });
			// Relative, so that it is right behind a proxy with a path of its own, too.
			const stream = `../../p/${encodeURIComponent(podcastId)}/live.${format}`;
			const location = query.size === 0 ? stream : `${stream}?${query}`;
			return redirect(reply.header('cache-control', 'no-store'), 302, location);
		});
	}
}

function errorOf(refusal: Extract<RemoteShow, { error: string } | string>) {
	if (refusal === 'unanswered') {
		return API_ERRORS.podcastUnreachable;
	}
	return refusal.error === 'credentials_wrong'
		? API_ERRORS.credentialsWrong
		: API_ERRORS.showNotFound;
}
