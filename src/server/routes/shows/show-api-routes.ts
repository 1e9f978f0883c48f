// `/api/shows`: shows as programs see them, and as pages are told of them.
import type { FastifyInstance } from 'fastify';
import type { Authenticator } from '../../access/auth.js';
import { answerError, connectionRefused } from '../../http/api-error.js';
import { errors } from '../../http/error-answers.js';
import { CREDENTIALS_OR_NONE, json, type Operation } from '../../http/operation.js';
import type { Connections } from '../../limits/connections.js';
import type { PeerAddresses } from '../../limits/peer-addresses.js';
import type { PodcastRegistry } from '../../podcast/podcast-registry.js';
import type { ServedShows } from '../../shows/served-shows.js';
import { readShowRequest, SHOW_PARAMETERS, type ShowAccess } from '../../shows/show-access.js';
import { ShowNews } from '../../shows/show-news.js';
import { viewShow } from '../../shows/show-view.js';
import type { EventStreams } from '../event-streams.js';
import { openToAllOrigins } from '../podcast-routes.js';
import { answerRefusal } from './show-admission.js';
import { SHOW } from './show-schemas.js';

/** What the routes that answer at once work with. */
export interface ShowApiRoutesOptions {
	access: ShowAccess;
	authenticator: Authenticator;
	/** Where podcasts are; undefined where they are on another server. */
	registry: PodcastRegistry | undefined;
	/** Base of absolute addresses; known once the port is. */
	publicUrl: () => URL;
}

/** What the stream of events works with. */
export interface ShowEventRouteOptions extends ShowApiRoutesOptions {
	registry: PodcastRegistry;
	shows: ServedShows;
	connections: Connections;
	eventStreams: EventStreams;
	peers: PeerAddresses;
}

const PREFIX = '/api/shows/';

const MOVED = { description: 'The show has another address now' };

const LIST: Operation = {
	operationId: 'listShows',
	tags: ['shows'],
	summary: 'Lists public shows, on air or not',
	security: [],
	responses: { 200: json('The shows', { type: 'array', items: SHOW }), ...errors() },
};

const GET: Operation = {
	operationId: 'getShow',
	tags: ['shows'],
	summary: 'What is told of a show',
	security: CREDENTIALS_OR_NONE,
	parameters: SHOW_PARAMETERS,
	responses: { 200: json('The show', SHOW), 301: MOVED, ...errors(401, 404) },
};

const WATCH: Operation = {
	operationId: 'watchShow',
	tags: ['shows'],
	summary: 'What is told of a show, at once and after each change',
	description:
		'Server-sent events: `show`, with a Show as its data and `now`, the time by the server’s ' +
		'clock, at most four times a second; `now`, with that alone, every 15 s; `restart`, when ' +
		'the server is back in a moment, after which the answer ends. An answer that ends without ' +
		'it means that the show is not open to whoever asked any more, or that the connection was ' +
		'cut. That another number of people listens is told by the podcast’s own events.',
	security: CREDENTIALS_OR_NONE,
	parameters: SHOW_PARAMETERS,
	responses: {
		200: {
			description: 'The events',
			content: { 'text/event-stream': { schema: { type: 'string' } } },
		},
		301: MOVED,
		...errors(401, 404),
	},
};

/** Adds what answers at once. */
export function addShowApiRoutes(app: FastifyInstance, options: ShowApiRoutesOptions): void {
	const { access, publicUrl, registry } = options;
	const onRequest = openToAllOrigins(options.authenticator);

	app.get('/api/shows', { onRequest, config: { operation: LIST } }, async () =>
		access
			.listed()
			.map((show) => viewShow({ show, key: undefined, publicUrl: publicUrl(), registry })),
	);

	app.get('/api/shows/:slug', { onRequest, config: { operation: GET } }, async (request, reply) => {
		const admission = access.admit(readShowRequest(request));
		if (admission.type !== 'show') {
			return answerRefusal(request, reply, { refusal: admission, prefix: PREFIX });
		}
		const { grant, show } = admission;
		const key = grant.type === 'key' ? grant.key : undefined;
		return viewShow({ show, key, publicUrl: publicUrl(), registry });
	});
}

/** Adds the stream of events. */
export function addShowEventRoute(app: FastifyInstance, options: ShowEventRouteOptions): void {
	const { access, connections, eventStreams, peers, publicUrl, registry, shows } = options;
	const onRequest = openToAllOrigins(options.authenticator);

	// A HEAD request would be given a stream.
	const route = { onRequest, exposeHeadRoute: false, config: { operation: WATCH } };
	app.get('/api/shows/:slug/events', route, async (request, reply) => {
		const admission = access.admit(readShowRequest(request));
		if (admission.type !== 'show') {
			return answerRefusal(request, reply, { refusal: admission, prefix: PREFIX });
		}
		const address = peers.of(request.raw);
		const refusal = connections.refusalOf(address);
		if (refusal !== undefined) {
			return answerError(reply, connectionRefused(refusal));
		}
		const { grant, show } = admission;
		const { guildId } = show.profile;
		eventStreams.openOn(reply, {
			address,
			// All clients may see the same.
			key: `${guildId} ${grant.type} ${grant.type === 'key' ? grant.key : ''}`,
			source: () => new ShowNews({ shows, registry, guildId, grant, publicUrl: publicUrl() }),
		});
		return reply;
	});
}
