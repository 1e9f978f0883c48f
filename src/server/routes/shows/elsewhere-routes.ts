// The front page and `/s/{slug}/live.*` of shows whose podcasts are on another server.
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../../clock.js';
import { API_ERRORS, answerError } from '../../http/api-error.js';
import { errors } from '../../http/error-answers.js';
import { CREDENTIALS_OR_NONE, type Operation } from '../../http/operation.js';
import { homePage } from '../../page/home-page.js';
import { frameOf } from '../../page/page-answers.js';
import { PAGE_HEADERS } from '../../page/security-headers.js';
import type { PodcastView } from '../../podcast/podcast-view.js';
import type { ServedShow } from '../../shows/served-shows.js';
import { readShowRequest, SHOW_PARAMETERS, type ShowAccess } from '../../shows/show-access.js';
import { STREAM_FORMATS, type StreamFormat } from '../../streams/audio-stream.js';
import { CROSS_ORIGIN_HEADERS } from '../stream-answer.js';
import { answerRefusal, redirect } from './show-admission.js';

function describe(format: StreamFormat): Operation {
	return {
		operationId: format === 'ogg' ? 'hearShowOgg' : 'hearShowMp3',
		tags: ['shows'],
		summary: 'Leads to the stream of what is on air, on the server that has it',
		security: CREDENTIALS_OR_NONE,
		parameters: SHOW_PARAMETERS,
		responses: {
			301: { description: 'The show has another address now' },
			302: { description: 'The stream is there' },
			...errors(401, 404),
		},
	};
}

const HOME: Operation = {
	operationId: 'getFrontPage',
	tags: ['listening'],
	summary: 'Web page with the public shows that are on air',
	security: [],
	responses: {
		200: { description: 'The page', content: { 'text/html': { schema: { type: 'string' } } } },
		...errors(),
	},
};

/** Adds the front page, and the streams: so an address that somebody keeps in a player goes on from show to show, too. */
export function addElsewhereRoutes(
	app: FastifyInstance,
	{ access, clock }: { access: ShowAccess; clock: Clock },
): void {
	app.get('/', { config: { operation: HOME } }, async (request, reply) => {
		const shows = access.listed();
		const page = homePage(shows.flatMap(viewElsewhere), clock.epochMs(), {
			shows,
			frame: frameOf(request),
		});
		return reply.headers(PAGE_HEADERS).send(page);
	});

	for (const format of STREAM_FORMATS) {
		const config = { operation: describe(format) };
		app.get(`/s/:slug/live.${format}`, { config }, async (request, reply) => {
			reply.headers(CROSS_ORIGIN_HEADERS);
			const admission = access.admit(readShowRequest(request));
			if (admission.type !== 'show') {
				return answerRefusal(request, reply, { refusal: admission, prefix: '/s/' });
			}
			const stream = streamOf(admission.show.live?.link, format);
			return stream === undefined
				? answerError(reply, API_ERRORS.showOffAir)
				: redirect(reply.header('cache-control', 'no-store'), 302, stream);
		});
	}
}

/** What is on air, as far as it is known here. */
function viewElsewhere({ live, profile: { serverName } }: ServedShow): PodcastView[] {
	if (live?.podcastId === undefined) {
		return [];
	}
	const { hostName, podcastId: id, sinceEpochMs: activeSince, title, visibility } = live;
	const unknown = { isLive: true, listeners: 0, speakers: [] };
	return [{ id, title, serverName, hostName, visibility, activeSince, ...unknown }];
}

/** Servers of our kind have a podcast's streams below its page. */
function streamOf(link: string | null | undefined, format: StreamFormat): string | undefined {
	const url = typeof link === 'string' ? new URL(link) : undefined;
	if (!url || !/\/p\/[^/]+$/.test(url.pathname)) {
		return undefined;
	}
	url.pathname += `/live.${format}`;
	return url.href;
}
