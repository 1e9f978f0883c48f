// The web pages: what is on air, one podcast, and what both are made of.
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Clock } from '../../clock.js';
import { API_ERRORS, answerError } from '../http/api-error.js';
import { ERROR, errors } from '../http/error-answers.js';
import { CREDENTIALS_OR_NONE, type Operation } from '../http/operation.js';
import { pageAssets } from '../page/assets.js';
import { homePage } from '../page/home-page.js';
import { notFoundPage } from '../page/not-found-page.js';
import { podcastPage } from '../page/podcast-page.js';
import { PAGE_HEADERS } from '../page/security-headers.js';
import {
	LISTEN_PARAMETERS,
	type ListenAccess,
	readListenRequest,
} from '../podcast/listen-access.js';
import type { PodcastRegistry } from '../podcast/podcast-registry.js';
import { viewPodcast } from '../podcast/podcast-view.js';

/** What the routes work with. */
export interface PageRoutesOptions {
	access: ListenAccess;
	clock: Clock;
	registry: PodcastRegistry;
	/** Base of absolute addresses; known once the port is. */
	publicUrl: () => URL;
}

/** Of files whose address changes with their content. */
const FOR_EVER = 'public, max-age=31536000, immutable';

const HTML = { 'text/html': { schema: { type: 'string' } } } as const;
const PAGE = { description: 'The page', content: HTML } as const;

const HOME: Operation = {
	operationId: 'getFrontPage',
	tags: ['listening'],
	summary: 'Web page with the public podcasts that are on air',
	security: [],
	responses: { 200: PAGE, ...errors() },
};

const PODCAST: Operation = {
	operationId: 'getPodcastPage',
	tags: ['listening'],
	summary: 'Web page of one podcast',
	security: CREDENTIALS_OR_NONE,
	parameters: LISTEN_PARAMETERS,
	responses: {
		200: PAGE,
		...errors(401),
		// For people; programs are answered as by any other call.
		404: {
			description: 'No such podcast, or it is not open to whoever asks',
			content: { ...HTML, 'application/json': { schema: ERROR } },
		},
	},
};

/** Adds `/`, `/p/{id}` and `/assets/…`. */
export function addPageRoutes(app: FastifyInstance, options: PageRoutesOptions): void {
	const { access, clock, registry, publicUrl } = options;

	app.get('/', { config: { operation: HOME } }, async (_request, reply) => {
		const podcasts = registry
			.list()
			.map(viewPodcast)
			.filter(({ isLive, visibility }) => isLive && visibility === 'public');
		return sendPage(reply, homePage(podcasts, clock.epochMs()));
	});

	app.get('/p/:id', { config: { operation: PODCAST } }, async (request, reply) => {
		const listenRequest = readListenRequest(request);
		const admission = access.admit(listenRequest);
		switch (admission.type) {
			case 'credentials wrong':
				return answerError(reply, API_ERRORS.credentialsWrong);
			case 'none':
				return sendPage(reply.code(404), notFoundPage());
			case 'podcast':
				return sendPage(
					reply,
					podcastPage({
						podcast: viewPodcast(admission.podcast),
						listenKey: listenRequest.listenKey,
						publicUrl: publicUrl(),
						nowMs: clock.epochMs(),
					}),
				);
		}
	});

	app.get<{ Params: { version: string; '*': string } }>(
		'/assets/:version/*',
		{ config: { hidden: 'what pages are made of, which name it themselves' } },
		async (request, reply) => {
			const { version, files } = pageAssets();
			const file = files.get(request.params['*']);
			if (file === undefined) {
				return answerError(reply, API_ERRORS.routeNotFound);
			}
			// A page from before an update gets what there is now, but must not keep it.
			const isCurrent = request.params.version === version;
			return reply
				.type(file.contentType)
				.header('cache-control', isCurrent ? FOR_EVER : 'no-cache')
				.header('x-content-type-options', 'nosniff')
				.send(file.body);
		},
	);
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
	return reply.headers(PAGE_HEADERS).send(page);
}
