// `/s/{slug}/feed.xml`: a show's feed, for podcast apps and directories.
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../../clock.js';
import { CROSS_ORIGIN_HEADERS, PREFLIGHT_HEADERS } from '../../episodes/episode-answer.js';
import { API_ERRORS, answerError } from '../../http/api-error.js';
import { select } from '../../http/conditional.js';
import { ERROR, errors } from '../../http/error-answers.js';
import { CREDENTIALS_OR_NONE, json, type Operation, textOf } from '../../http/operation.js';
import { type FeedAudience, feedAddresses } from '../../shows/feed/feed-addresses.js';
import type { BuiltFeed, FeedBytes, Feeds } from '../../shows/feed/feeds.js';
import type { ServedShow } from '../../shows/served-shows.js';
import {
	readShowRequest,
	SHOW_PARAMETERS,
	type ShowAccess,
	type ShowGrant,
} from '../../shows/show-access.js';
import { answerRefusal } from './show-admission.js';

/** What the routes work with. */
export interface FeedRoutesOptions {
	access: ShowAccess;
	clock: Clock;
	feeds: Feeds;
	/** A WebSub hub that is told of changes. */
	hubUrl: URL | undefined;
	/** Base of absolute addresses; known once the port is. */
	publicUrl: () => URL;
}

const PATH = '/s/:slug/feed.xml';

const MEDIA_TYPE = 'application/rss+xml';

/** How long it may be kept without asking, in seconds. */
const AGES = { live: 30, else: 60 } as const;

const EXPOSED_HEADERS = {
	...CROSS_ORIGIN_HEADERS,
	'access-control-expose-headers': 'Content-Length, ETag, Last-Modified, Link, Location',
} as const;

const GET: Operation = {
	operationId: 'getFeed',
	tags: ['shows'],
	summary: 'The show as a podcast: RSS 2.0 with the tags of Podcasting 2.0',
	description:
		'Episodes, newest first, and as live items what is on air and what is planned. A private show ' +
		'has none. The key is that of the feed; with it what is unlisted is in it, too.',
	security: CREDENTIALS_OR_NONE,
	parameters: SHOW_PARAMETERS,
	responses: {
		200: textOf(MEDIA_TYPE, 'The feed'),
		301: { description: 'The show has another address now' },
		304: { description: 'It is the one that the caller has' },
		...errors(401, 404),
		412: json('It is not the one that the caller has', ERROR),
	},
};

const HEAD: Operation = {
	...GET,
	operationId: 'getFeedHead',
	responses: Object.fromEntries(
		Object.entries(GET.responses).map(([status, answer]) => [
			status,
			{ description: (answer as { description: string }).description },
		]),
	) as Record<number, object>,
};

/** Adds the routes. */
export function addFeedRoutes(app: FastifyInstance, options: FeedRoutesOptions): void {
	const hidden = 'a browser asks so by itself, before a page of another site may have it';
	app.options(PATH, { config: { hidden } }, async (_request, reply) =>
		reply.code(204).headers(PREFLIGHT_HEADERS).send(),
	);
	const answer = async (request: FastifyRequest, reply: FastifyReply) => {
		reply.headers(EXPOSED_HEADERS);
		const admission = options.access.admit(readShowRequest(request), ['feedKey']);
		if (admission.type !== 'show') {
			return answerRefusal(request, reply, { refusal: admission, prefix: '/s/' });
		}
		const { grant, show } = admission;
		const audience = audienceOf(show, grant);
		const feed = audience && options.feeds.of(show.profile.guildId, audience);
		return feed
			? answerFeed(request, reply, {
					feed,
					headers: headersOf(show, { ...options, audience, feed }),
				})
			: answerError(reply, API_ERRORS.showNotFound);
	};
	// HEAD first: with a GET, Fastify would add one of its own.
	app.head(PATH, { config: { operation: HEAD } }, answer);
	app.get(PATH, { config: { operation: GET } }, answer);
}

/** @returns undefined for a private show: no app could play what its feed names */
function audienceOf({ visibility }: ServedShow, { type }: ShowGrant): FeedAudience | undefined {
	if (visibility === 'private') {
		return undefined;
	}
	return type === 'guest' ? 'everybody' : 'key holders';
}

function headersOf(
	show: ServedShow,
	{
		audience,
		clock,
		feed,
		hubUrl,
		publicUrl,
	}: FeedRoutesOptions & { audience: FeedAudience; feed: BuiltFeed },
): Record<string, string> {
	const isOpen = audience === 'everybody';
	const self = `<${feedAddresses(show, { audience, publicUrl: publicUrl() }).feed}>; rel="self"`;
	const lastModified = new Date(Math.min(feed.lastModifiedMs, clock.epochMs()));
	return {
		'cache-control': `${isOpen ? 'public' : 'private'}, max-age=${feed.isLive ? AGES.live : AGES.else}`,
		'last-modified': lastModified.toUTCString(),
		link: isOpen && hubUrl ? `<${hubUrl.href}>; rel="hub", ${self}` : self,
		vary: 'Accept-Encoding',
		'x-content-type-options': 'nosniff',
		...(!isOpen && { 'x-robots-tag': 'noindex' }),
	};
}

/** There are no parts of it: a range is answered as if it had not been asked for. */
function answerFeed(
	request: FastifyRequest,
	reply: FastifyReply,
	{ feed, headers }: { feed: BuiltFeed; headers: Record<string, string> },
): FastifyReply {
	const { range: _range, ...conditions } = request.headers;
	const { bytes, encoding, etag } = chooseForm(feed, request.headers);
	const { status } = select(request.method, conditions, {
		etag,
		bytes: bytes.length,
		lastModifiedMs: feed.lastModifiedMs,
	});
	if (status === 412) {
		return answerError(reply, API_ERRORS.preconditionFailed);
	}
	reply.headers({ ...headers, etag });
	if (status === 304) {
		return reply.code(304).send();
	}
	reply
		.type(`${MEDIA_TYPE}; charset=utf-8`)
		.header('content-length', bytes.length)
		.headers(encoding === undefined ? {} : { 'content-encoding': encoding });
	return request.method === 'HEAD' ? reply.send() : reply.send(bytes);
}

/** Whoever has a form of it already, and names that one, may go on with it. */
function chooseForm(
	feed: BuiltFeed,
	headers: IncomingHttpHeaders,
): FeedBytes & { encoding?: 'gzip' } {
	const named = headers['if-none-match'] ?? '';
	const isZipped = named.includes(feed.etag)
		? false
		: acceptsGzip(headers['accept-encoding']) || named.includes(feed.gzip().etag);
	return isZipped ? { ...feed.gzip(), encoding: 'gzip' } : feed;
}

/** RFC 9110, 12.5.3; what is weighed 0 is not accepted. */
function acceptsGzip(accepted: string | string[] | undefined): boolean {
	const codings = String(accepted ?? '')
		.toLowerCase()
		.split(',')
		.map((coding) => coding.replaceAll(/\s/g, '').split(';'));
	const weightOf = (name: string) => codings.find(([coding]) => coding === name);
	const [, weight = 'q=1'] = weightOf('gzip') ?? weightOf('x-gzip') ?? weightOf('*') ?? ['', 'q=0'];
	return !/^q=0(?:\.0*)?$/.test(weight);
}
