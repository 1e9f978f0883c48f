// The REST side: podcasts are created, looked up and listed, and all other routes are added.
import type { FastifyInstance } from 'fastify';
import type { ServedCatchUps } from '../../episodes/catch-up/served-catch-ups.js';
import type { ServedEpisodes } from '../../episodes/served-episodes.js';
import { asBase, openableHere } from '../../host-name.js';
import { readManifest } from '../../manifest.js';
import type { Mp3Bitrate } from '../../media/mp3-bitrate.js';
import type { Podcast } from '../../protocol/podcast.js';
import type { SocketWriter } from '../../socket-write.js';
import type { Authenticator } from '../access/auth.js';
import { API_ERRORS, type ApiError, answerError } from '../http/api-error.js';
import { errors } from '../http/error-answers.js';
import { addHealthRoute } from '../http/health-route.js';
import { createHttpBase, type HttpBaseOptions } from '../http/http-base.js';
import { CREDENTIALS, closed, json, NamedSchema, type Operation } from '../http/operation.js';
import type { Connections } from '../limits/connections.js';
import { describeApi } from '../openapi/document.js';
import type { Site } from '../page/site.js';
import type { HeardPodcast } from '../podcast/heard-podcast.js';
import type { ListenAccess } from '../podcast/listen-access.js';
import type { PodcastRegistry } from '../podcast/podcast-registry.js';
import type { PodcastCluster } from '../podcast/remote/podcast-cluster.js';
import type { FeedService } from '../shows/feed/feed-service.js';
import type { HeardShows } from '../shows/heard-show.js';
import type { ServedShows } from '../shows/served-shows.js';
import { ShowAccess } from '../shows/show-access.js';
import { ShowHls } from '../shows/show-hls.js';
import type { ShowStreams } from '../shows/show-streams.js';
import type { Spread } from '../spread/spread.js';
import type { HlsSettings } from '../streams/hls/hls-settings.js';
import { addEmbedRoutes } from './embed-routes.js';
import { addEpisodePageRoutes } from './episode-page-routes.js';
import { addEpisodeRoutes } from './episode-routes.js';
import type { EventStreams } from './event-streams.js';
import { addHlsRoutes } from './hls-routes.js';
import { type ListenRefusal, listenError } from './listen-error.js';
import { addPageRoutes } from './page-routes.js';
import { addPlaylistRoutes, addShowPlaylistRoutes } from './playlist-routes.js';
import { addPodcastRoutes } from './podcast-routes.js';
import { ACTIVE_SINCE } from './podcast-schemas.js';
import { requireClient } from './require-client.js';
import { addEdgeShowRoutes, leadOnToOthers } from './shows/edge-show-routes.js';
import { addFeedRoutes } from './shows/feed-routes.js';
import { addShowApiRoutes, addShowEventRoute } from './shows/show-api-routes.js';
import { addShowHlsRoutes } from './shows/show-hls-routes.js';
import { addShowRoutes } from './shows/show-routes.js';
import { addShowStreamRoutes } from './shows/show-stream-routes.js';
import { addStreamRoutes } from './stream-routes.js';

/** What the REST side works with. */
export interface HttpOptions extends HttpBaseOptions {
	authenticator: Authenticator;
	access: ListenAccess;
	registry: PodcastRegistry;
	/** Where there are other servers. */
	cluster?: PodcastCluster | undefined;
	/** Where other processes of this machine serve listeners. */
	spread?: Spread | undefined;
	/** Why this program cannot do its work any more, as a sentence; undefined where it can. */
	problem?: (() => string | undefined) | undefined;
	/** Where answers that do not end are counted. */
	connections: Connections;
	eventStreams: EventStreams;
	/** Where receivers are told to connect; known once the port is. */
	publicUrl: () => URL;
	mp3BitrateKbps: Mp3Bitrate;
	hls: HlsSettings;
	/** How audio is written to sockets. */
	writer: SocketWriter;
	/** Recorded shows; without them there are no such routes. */
	episodes?: ServedEpisodes | undefined;
	/** Shows that can be heard from their beginning on while they are recorded. */
	catchUps?: ServedCatchUps | undefined;
	/** Shows with an address of their own; without them there are no such routes. */
	shows?: ServedShows | undefined;
	/** Those that are heard here, wherever their podcasts are. */
	heardShows?: HeardShows | undefined;
	/** Their streams. */
	showStreams?: ShowStreams | undefined;
	/** The feeds of shows that are here. */
	feeds?: FeedService | undefined;
	/** What the pages are called and look like. */
	site?: Site | undefined;
}

/** Where the extended REST is described (RFC 8631, 4.2); tells a sender that there is one. */
function serviceLink(publicUrl: URL): string {
	return `<${asBase(publicUrl).pathname}api/openapi.json>; rel="service-desc"`;
}

const SERVICE_LINK = {
	Link: {
		description: 'Says that the calls under `/api` exist (RFC 8631)',
		schema: { pattern: '^<(/[^>]*)?/api/openapi\\.json>; rel="service-desc"$' },
	},
} as const;

const PODCAST = new NamedSchema(
	'ProtocolPodcast',
	closed<Podcast>({
		id: { type: 'string', pattern: '^[A-Za-z0-9_-]{5}$' },
		ip: { type: 'string', description: 'Host of the websocket' },
		port: { type: 'integer', minimum: 1, maximum: 65_535, description: 'Port of the websocket' },
		activeSince: ACTIVE_SINCE,
		host: { type: 'string', description: 'Client id of the sender' },
	}),
);

const CREATE: Operation = {
	operationId: 'createPodcast',
	tags: ['protocol'],
	summary: 'Creates a podcast, which waits for its sender',
	security: CREDENTIALS,
	responses: { 200: json('The podcast', PODCAST, SERVICE_LINK), ...errors(401) },
};

const GET: Operation = {
	operationId: 'getProtocolPodcast',
	tags: ['protocol'],
	summary: 'Looks a podcast up',
	security: CREDENTIALS,
	parameters: [
		{
			name: 'id',
			in: 'query',
			required: true,
			schema: { type: 'string', minLength: 1 },
			description: 'Id of the podcast',
		},
	],
	responses: { 200: json('The podcast', PODCAST, SERVICE_LINK), ...errors(400, 401, 404) },
};

const LIST: Operation = {
	operationId: 'listProtocolPodcasts',
	tags: ['protocol'],
	summary: 'Lists all podcasts',
	security: CREDENTIALS,
	responses: { 200: json('The podcasts', { type: 'array', items: PODCAST }), ...errors(401) },
};

const DESCRIBE: Operation = {
	operationId: 'getDescription',
	tags: ['server'],
	summary: 'This document',
	security: [],
	responses: { 200: json('An OpenAPI document', { type: 'object' }), ...errors() },
};

/** Builds the podcast server's HTTP side; it does not listen yet. */
export function createHttp(options: HttpOptions): FastifyInstance {
	const app = createHttpBase(options);
	addRoutes(app, options);
	return app;
}

function addRoutes(app: FastifyInstance, options: HttpOptions): void {
	const { access, clock, cluster, registry, publicUrl, spread } = options;
	const { version } = readManifest();
	app.decorateRequest('clientId', '');
	const onRequest = requireClient(options.authenticator);

	addHealthRoute(app, {
		clock,
		problem: options.problem,
		health: () => {
			const podcasts = registry.list();
			const heard = [...podcasts, ...(cluster?.elsewhere.list() ?? [])];
			return {
				podcasts: podcasts.length,
				senders: podcasts.filter(({ status }) => status === 'live').length,
				receivers: heard.reduce(
					(sum, { audience }) => sum + audience.receiverCount,
					spread?.receiverCount ?? 0,
				),
				...(spread && { listenerProcesses: runningOf(spread) }),
			};
		},
	});

	app.post('/podcast', { onRequest, config: { operation: CREATE } }, async (request, reply) => {
		if (cluster?.isEdgeOnly) {
			return answerError(reply, API_ERRORS.edgeOnly);
		}
		const creation = registry.create(request.clientId, await cluster?.unusedId(registry));
		if (creation.type === 'refused') {
			const isOwnLimit = creation.limit === 'podcastsPerClient';
			return answerError(reply, isOwnLimit ? API_ERRORS.tooManyPodcasts : API_ERRORS.serverFull);
		}
		await registry.saved();
		reply.header('link', serviceLink(publicUrl()));
		return toPodcastObject(creation.podcast, publicUrl());
	});

	app.get<{ Querystring: Record<string, unknown> }>(
		'/podcast',
		{ onRequest, config: { operation: GET } },
		async (request, reply) => {
			const { id } = request.query;
			if (typeof id !== 'string' || id === '') {
				return answerError(reply, API_ERRORS.idMissing);
			}
			const { headers } = request;
			const admission = await access.admit({ podcastId: id, listenKey: undefined, headers });
			reply.header('link', serviceLink(publicUrl()));
			return admission.type === 'podcast'
				? toPodcastObject(admission.podcast, publicUrl())
				: answerError(reply, lookupError(admission, cluster));
		},
	);

	app.get('/list', { onRequest, config: { operation: LIST } }, async () =>
		registry.list().map((podcast) => toPodcastObject(podcast, publicUrl())),
	);

	// An unspecified address has a meaning in the podcast object alone, and opens nothing.
	const linking = {
		...options,
		catchUps: options.catchUps,
		publicUrl: () => openableHere(publicUrl()),
	};
	addPodcastRoutes(app, linking);
	addPageRoutes(app, linking);
	addStreamRoutes(app, linking);
	addPlaylistRoutes(app, linking);
	if (options.hls.isOn) {
		addHlsRoutes(app, linking);
	}
	if (options.episodes) {
		addEpisodeRoutes(app, { clock, episodes: options.episodes });
		addEpisodePageRoutes(app, { ...linking, episodes: options.episodes, shows: options.shows });
	}
	const { authenticator, heardShows, shows, showStreams } = options;
	const showAccess = shows && new ShowAccess(authenticator, shows);
	if (heardShows && showStreams) {
		const hearing = { ...linking, shows: heardShows, showStreams };
		addShowStreamRoutes(app, hearing);
		if (options.hls.isOn) {
			addShowHlsRoutes(app, { ...hearing, access: showAccess, showHls: new ShowHls(options) });
		}
	}
	if (shows && showAccess) {
		const showing = { ...linking, shows, access: showAccess };
		void app.register((scope, _options, done) => {
			if (cluster) {
				leadOnToOthers(scope, { others: cluster.shows, shows });
			}
			addShowRoutes(scope, showing);
			addShowPlaylistRoutes(scope, showing);
			if (options.feeds) {
				const { feeds, hubUrl } = options.feeds;
				addFeedRoutes(scope, { ...showing, feeds, hubUrl });
			}
			done();
		});
		addShowApiRoutes(app, showing);
		addShowEventRoute(app, showing);
	}
	if (!shows && cluster) {
		addEdgeShowRoutes(app, cluster);
	}
	addEmbedRoutes(app, linking);

	let description: object | undefined;
	app.get('/api/openapi.json', { config: { operation: DESCRIBE } }, async (_request, reply) => {
		reply.header('access-control-allow-origin', '*');
		// Only once all routes are there.
		description ??= describeApi({
			version,
			publicUrl: linking.publicUrl(),
			routes: app.describedRoutes,
		});
		return description;
	});
}

/**
 * A sender that asks for its own podcast asks the server that has it: there nobody else is waited
 * for, so that it goes on air again without the others.
 */
function lookupError(refusal: ListenRefusal, cluster: PodcastCluster | undefined): ApiError {
	const isOrigin = cluster !== undefined && !cluster.isEdgeOnly;
	return refusal.type === 'unanswered' && isOrigin
		? API_ERRORS.podcastNotFound
		: listenError(refusal);
}

function runningOf({ processes }: Spread): number {
	return processes.stats.filter(({ isOpen }) => isOpen).length;
}

function toPodcastObject(podcast: HeardPodcast, publicUrl: URL): Podcast {
	const defaultPort = publicUrl.protocol === 'https:' ? 443 : 80;
	return {
		id: podcast.id,
		ip: publicUrl.hostname,
		port: publicUrl.port === '' ? defaultPort : Number(publicUrl.port),
		activeSince: podcast.activeSinceMs,
		host: podcast.clientId,
	};
}
