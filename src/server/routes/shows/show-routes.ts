// `/s/{slug}` and its files that end: page, picture, calendar.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../../clock.js';
import type { ServedCatchUps } from '../../../episodes/catch-up/served-catch-ups.js';
import { COVER_TYPES, type CoverType } from '../../../store/show-profiles.js';
import { API_ERRORS, answerError } from '../../http/api-error.js';
import { select } from '../../http/conditional.js';
import { ERROR, errors } from '../../http/error-answers.js';
import { CREDENTIALS_OR_NONE, type Operation, textOf } from '../../http/operation.js';
import { notFoundPage } from '../../page/not-found-page.js';
import { frameOf } from '../../page/page-answers.js';
import { PAGE_HEADERS } from '../../page/security-headers.js';
import { showPage } from '../../page/show-page/show-page.js';
import type { LivePodcast } from '../../podcast/live-podcast.js';
import type { PodcastRegistry } from '../../podcast/podcast-registry.js';
import { viewPodcast } from '../../podcast/podcast-view.js';
import { showCalendar } from '../../shows/calendar.js';
import { qrCode } from '../../shows/qr-code.js';
import type { Cover, ServedShow, ServedShows } from '../../shows/served-shows.js';
import {
	isLinkEnough,
	mayHave,
	readShowRequest,
	SHOW_PARAMETERS,
	type ShowAccess,
	type ShowGrant,
} from '../../shows/show-access.js';
import { movedTo, showUrl } from '../../shows/show-address.js';
import type { HlsSettings } from '../../streams/hls/hls-settings.js';
import { isFromStartOffered } from '../catch-up-answer.js';
import { answerRefusal, redirect } from './show-admission.js';

/** What the routes work with. */
export interface ShowRoutesOptions {
	access: ShowAccess;
	clock: Clock;
	shows: ServedShows;
	/** Where podcasts are; undefined where they are on another server. */
	registry: PodcastRegistry | undefined;
	/** Base of absolute addresses; known once the port is. */
	publicUrl: () => URL;
	/** Where segments of HLS are. */
	hls?: Pick<HlsSettings, 'publicUrl'>;
	/** Shows that can be heard from their beginning on. */
	catchUps?: ServedCatchUps | undefined;
}

const PREFIX = '/s/';

/** Of what is looked for again after a while, and of an address that changes with its content. */
const AGES = { short: 'max-age=300', forEver: 'max-age=31536000, immutable' } as const;

const HTML = { 'text/html': { schema: { type: 'string' } } } as const;
const MOVED = { description: 'The show has another address now, or another kind of picture' };

const PAGE: Operation = {
	operationId: 'getShowPage',
	tags: ['shows'],
	summary: "A show's lasting page, on air or not",
	security: CREDENTIALS_OR_NONE,
	parameters: SHOW_PARAMETERS,
	responses: {
		200: { description: 'The page', content: HTML },
		301: MOVED,
		...errors(401),
		404: {
			description: 'No such show, or it is not open to whoever asks',
			content: { ...HTML, 'application/json': { schema: ERROR } },
		},
	},
};

const CALENDAR: Operation = {
	operationId: 'getCalendar',
	tags: ['shows'],
	summary: 'The planned shows, as a calendar to subscribe to',
	security: CREDENTIALS_OR_NONE,
	parameters: SHOW_PARAMETERS,
	responses: { 200: textOf('text/calendar', 'The calendar'), 301: MOVED, ...errors(401, 404) },
};

function describeCover(extension: CoverType): Operation {
	return {
		operationId: `get${extension === 'jpg' ? 'Jpeg' : 'Png'}Cover`,
		tags: ['shows'],
		summary: "The show's picture, where it is of this kind",
		description: 'The key of the feed opens it, too. With `v`, it may be kept for ever.',
		security: CREDENTIALS_OR_NONE,
		parameters: [...SHOW_PARAMETERS, { name: 'v', in: 'query', schema: { type: 'string' } }],
		responses: {
			200: textOf(COVER_TYPES[extension], 'The picture'),
			301: MOVED,
			302: MOVED,
			...errors(401, 404),
		},
	};
}

const QR_CODE: Operation = {
	operationId: 'getQrCode',
	tags: ['shows'],
	summary: "The address of the show's page as a QR code",
	description: 'With the key that it was asked for with; of a private show there is none.',
	security: CREDENTIALS_OR_NONE,
	parameters: SHOW_PARAMETERS,
	responses: { 200: textOf('image/svg+xml', 'The picture'), 301: MOVED, ...errors(401, 404) },
};

/** Adds the routes. */
export function addShowRoutes(app: FastifyInstance, options: ShowRoutesOptions): void {
	const { access, clock, publicUrl } = options;

	app.get('/s/:slug', { config: { operation: PAGE } }, async (request, reply) => {
		const asked = readShowRequest(request);
		const admission = access.admit(asked);
		switch (admission.type) {
			case 'credentials wrong':
			case 'moved':
				return answerRefusal(request, reply, { refusal: admission, prefix: PREFIX });
			case 'none':
				return reply
					.code(404)
					.headers(PAGE_HEADERS)
					.send(notFoundPage(frameOf(request)));
			case 'show': {
				const { grant, show } = admission;
				const podcast = podcastOf(admission, options.registry);
				const page = showPage({
					show: podcast || !options.registry ? show : { ...show, live: undefined },
					podcast: podcast && viewPodcast(podcast),
					listenKey:
						podcast?.listing.details.visibility === 'unlisted'
							? podcast.listing.listenKey
							: undefined,
					hasBeginning: podcast !== undefined && isFromStartOffered(podcast, options),
					showKey: grant.type === 'key' ? grant.key : undefined,
					feedUrl: feedUrl(show, grant, publicUrl())?.href,
					publicUrl: publicUrl(),
					nowMs: clock.epochMs(),
					hasEvents: options.registry !== undefined,
					...frameOf(request),
				});
				return reply.headers(PAGE_HEADERS).send(page);
			}
		}
	});

	const hidden = 'leads to the same without the slash';
	app.get('/s/:slug/', { config: { hidden } }, async (request, reply) => {
		const { slug } = readShowRequest(request);
		// Whether there is such a show is looked at there.
		return redirect(reply, 301, movedTo(encodeURIComponent(slug), request.raw.url ?? '', PREFIX));
	});

	app.get('/s/:slug/calendar.ics', { config: { operation: CALENDAR } }, async (request, reply) => {
		const admission = access.admit(readShowRequest(request));
		if (admission.type !== 'show') {
			return answerRefusal(request, reply, { refusal: admission, prefix: PREFIX });
		}
		const { grant, show } = admission;
		const { slug } = show.profile;
		const key = grant.type === 'key' ? grant.key : undefined;
		return reply
			.type('text/calendar; charset=utf-8')
			.header('content-disposition', `inline; filename="${slug}.ics"`)
			.header('cache-control', `${shareOf(grant, show)}, ${AGES.short}`)
			.send(
				showCalendar({
					show,
					url: showUrl({ publicUrl: publicUrl(), slug, key }),
					nowMs: clock.epochMs(),
				}),
			);
	});

	app.get('/s/:slug/qr.svg', { config: { operation: QR_CODE } }, async (request, reply) => {
		const admission = access.admit(readShowRequest(request));
		if (admission.type !== 'show') {
			return answerRefusal(request, reply, { refusal: admission, prefix: PREFIX });
		}
		const { grant, show } = admission;
		const key = grant.type === 'key' ? grant.key : undefined;
		if (!isLinkEnough(show, key)) {
			return answerError(reply, API_ERRORS.showNotFound);
		}
		const { slug } = show.profile;
		return reply
			.type('image/svg+xml')
			.header('cache-control', `${shareOf(grant, show)}, ${AGES.short}`)
			.send(qrCode(showUrl({ publicUrl: publicUrl(), slug, key }).href));
	});

	for (const extension of Object.keys(COVER_TYPES) as CoverType[]) {
		const config = { operation: describeCover(extension) };
		app.get(`/s/:slug/cover.${extension}`, { config }, async (request, reply) => {
			const admission = access.admit(readShowRequest(request), ['key', 'feedKey']);
			if (admission.type !== 'show') {
				return answerRefusal(request, reply, { refusal: admission, prefix: PREFIX });
			}
			const { grant, show } = admission;
			const cover = await options.shows.cover(show.profile.guildId);
			if (!cover) {
				return answerError(reply, API_ERRORS.showNotFound);
			}
			if (cover.type !== extension) {
				const query = request.raw.url?.split('?').slice(1) ?? [];
				return redirect(reply, 302, [`cover.${cover.type}`, ...query].join('?'));
			}
			return answerCover(request, reply, { cover, share: shareOf(grant, show) });
		});
	}
}

/** The podcast that a show is on air by, where whoever asks may hear it by its own word, too. */
function podcastOf(
	{ grant, show }: { grant: ShowGrant; show: ServedShow },
	registry: PodcastRegistry | undefined,
): LivePodcast | undefined {
	const id = show.live?.podcastId;
	const podcast = id === undefined ? undefined : registry?.get(id);
	return podcast && mayHave(podcast.listing.details.visibility, grant) ? podcast : undefined;
}

/** Who came by the key of the page is given that of the feed. */
function feedUrl({ profile, visibility }: ServedShow, grant: ShowGrant, publicUrl: URL) {
	const address = { publicUrl, slug: profile.slug, file: 'feed.xml' };
	if (visibility === 'private') {
		return undefined;
	}
	return showUrl(grant.type === 'guest' ? address : { ...address, key: profile.feedKey });
}

/** Whether what is answered is everybody's, or may be kept by whoever has asked alone. */
function shareOf({ type }: ShowGrant, { visibility }: ServedShow): 'public' | 'private' {
	return visibility === 'public' && type === 'guest' ? 'public' : 'private';
}

function answerCover(
	request: FastifyRequest,
	reply: FastifyReply,
	{ cover: { bytes, type, version }, share }: { cover: Cover; share: string },
): FastifyReply {
	const etag = `"${encodeURIComponent(version)}"`;
	const { v } = request.query as { v?: unknown };
	const selection = select(request.method, request.headers, { etag, bytes: bytes.length });
	reply.headers({
		etag,
		'accept-ranges': 'bytes',
		'access-control-allow-origin': '*',
		'cache-control': `${share}, ${v === version ? AGES.forEver : AGES.short}`,
	});
	switch (selection.status) {
		case 304:
			return reply.code(304).send();
		case 412:
			return answerError(reply.header('cache-control', 'no-store'), API_ERRORS.preconditionFailed);
		case 416:
			reply.header('content-range', `bytes */${bytes.length}`).header('cache-control', 'no-store');
			return answerError(reply, API_ERRORS.rangeNotSatisfiable);
		case 206: {
			const { end, start } = selection;
			reply.header('content-range', `bytes ${start}-${end}/${bytes.length}`);
			return reply
				.code(206)
				.type(COVER_TYPES[type])
				.send(bytes.subarray(start, end + 1));
		}
		case 200:
			return reply.type(COVER_TYPES[type]).send(bytes);
	}
}
