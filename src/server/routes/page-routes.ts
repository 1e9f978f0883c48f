// The web pages: what is on air, and one podcast.
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Clock } from '../../clock.js';
import type { ServedCatchUps } from '../../episodes/catch-up/served-catch-ups.js';
import { answerError } from '../http/api-error.js';
import { ERROR, errors } from '../http/error-answers.js';
import { CREDENTIALS_OR_NONE, type Operation } from '../http/operation.js';
import { endedPage } from '../page/ended-page.js';
import { homePage } from '../page/home-page.js';
import { notFoundPage } from '../page/not-found-page.js';
import { frameOf } from '../page/page-answers.js';
import { podcastPage } from '../page/podcast-page.js';
import { PAGE_HEADERS } from '../page/security-headers.js';
import { DEFAULT_SITE, type Site } from '../page/site.js';
import {
	LISTEN_PARAMETERS,
	type ListenAccess,
	readListenRequest,
} from '../podcast/listen-access.js';
import type { PodcastRegistry } from '../podcast/podcast-registry.js';
import { viewPodcast } from '../podcast/podcast-view.js';
import type { PodcastCluster } from '../podcast/remote/podcast-cluster.js';
import { PodcastShows } from '../shows/podcast-shows.js';
import type { ServedShow, ServedShows } from '../shows/served-shows.js';
import { movedTo } from '../shows/show-address.js';
import type { HlsSettings } from '../streams/hls/hls-settings.js';
import { isFromStartOffered } from './catch-up-answer.js';
import { listenError } from './listen-error.js';
import { addPageFiles } from './page-files.js';
import { redirect } from './shows/show-admission.js';

/** What the routes work with. */
export interface PageRoutesOptions {
	access: ListenAccess;
	clock: Clock;
	registry: PodcastRegistry;
	/** Where there are other servers. */
	cluster?: PodcastCluster | undefined;
	/** Base of absolute addresses; known once the port is. */
	publicUrl: () => URL;
	/** Shows that have a place of their own; without them there are podcasts alone. */
	shows?: ServedShows | undefined;
	/** What the site is called and looks like; default the product's own. */
	site?: Site | undefined;
	/** Where its HLS segments are. */
	hls?: Pick<HlsSettings, 'publicUrl'>;
	/** Shows that can be heard from their beginning on. */
	catchUps?: ServedCatchUps | undefined;
}

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

/** Adds `/`, `/p/{id}`, and what pages are made of. */
export function addPageRoutes(app: FastifyInstance, options: PageRoutesOptions): void {
	const { access, clock, cluster, registry, publicUrl, shows, site = DEFAULT_SITE } = options;
	const { publicUrl: segmentsUrl } = options.hls ?? {};
	addPageFiles(app, site, segmentsUrl === undefined ? undefined : new URL(segmentsUrl).origin);
	const podcastShows = shows && new PodcastShows(shows);
	app.addHook('onClose', async () => podcastShows?.close());

	app.get('/', { config: { operation: HOME } }, async (request, reply) => {
		const podcasts = [...registry.list().map(viewPodcast), ...((await cluster?.list()) ?? [])]
			// One that has begun and is interrupted goes on by itself, so it stays.
			.filter(({ activeSince, visibility }) => activeSince !== null && visibility === 'public');
		const page = homePage(podcasts, clock.epochMs(), {
			shows: shows?.list().filter(isPublic) ?? [],
			frame: frameOf(request),
		});
		return sendPage(reply, page);
	});

	app.get('/p/:id', { config: { operation: PODCAST } }, async (request, reply) => {
		const listenRequest = readListenRequest(request);
		const admission = await access.admit(listenRequest);
		switch (admission.type) {
			case 'credentials wrong':
			case 'unanswered':
				return answerError(reply, listenError(admission));
			case 'none': {
				const podcast = access.endedFor(listenRequest);
				if (!podcast) {
					return sendPage(reply.code(404), notFoundPage(frameOf(request)));
				}
				const show = podcastShows?.of(podcast.id);
				const frame = frameOf(request);
				const page = endedPage({ podcast, show: show && isPublic(show) ? show : undefined, frame });
				return sendPage(reply.code(404), page);
			}
			case 'podcast':
				return sendPage(
					reply,
					podcastPage({
						podcast: viewPodcast(admission.podcast),
						listenKey: listenRequest.listenKey,
						publicUrl: publicUrl(),
						nowMs: clock.epochMs(),
						hasBeginning: isFromStartOffered(admission.podcast, options),
						show: shows
							?.list()
							.find((show) => isPublic(show) && show.live?.podcastId === admission.podcast.id),
						frame: frameOf(request),
					}),
				);
		}
	});

	const hidden = 'leads to the same without the slash';
	app.get<{ Params: { id: string } }>('/p/:id/', { config: { hidden } }, (request, reply) => {
		const id = encodeURIComponent(request.params.id);
		// Whether there is such a podcast is looked at there.
		return redirect(reply, 301, movedTo(id, request.raw.url ?? '', '/p/'));
	});
}

function isPublic({ visibility }: ServedShow): boolean {
	return visibility === 'public';
}

function sendPage(reply: FastifyReply, page: string): FastifyReply {
	return reply.headers(PAGE_HEADERS).send(page);
}
