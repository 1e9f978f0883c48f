// The REST side: podcasts are created, looked up and listed; every error has the same form.
import type { IncomingMessage } from 'node:http';
import fastify, {
	type FastifyError,
	type FastifyInstance,
	type FastifyReply,
	type FastifyRequest,
} from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import { asBase, openableHere } from '../../host-name.js';
import { readManifest } from '../../manifest.js';
import type { Podcast } from '../../protocol/podcast.js';
import type { Authenticator } from '../access/auth.js';
import {
	API_ERRORS,
	type ApiError,
	answerError,
	endWithError,
	tooManyRequests,
} from '../http/api-error.js';
import { addMetricsRoute, type MetricsAccess } from '../http/metrics-route.js';
import { addressKey } from '../limits/address.js';
import type { Connections } from '../limits/connections.js';
import type { PodcastServerLimits } from '../limits/limits.js';
import type { PeerAddresses } from '../limits/peer-addresses.js';
import { RateLimiter } from '../limits/rate-limit.js';
import { describeApi } from '../openapi/document.js';
import type { ListenAccess } from '../podcast/listen-access.js';
import type { LivePodcast } from '../podcast/live-podcast.js';
import type { PodcastRegistry } from '../podcast/podcast-registry.js';
import type { EventStreams } from './event-streams.js';
import { addPageRoutes } from './page-routes.js';
import { addPlaylistRoutes } from './playlist-routes.js';
import { addPodcastRoutes } from './podcast-routes.js';
import { requireClient } from './require-client.js';
import { addStreamRoutes } from './stream-routes.js';

declare module 'fastify' {
	interface FastifyContextConfig {
		/** False where an answer costs no more than a refusal would. */
		isRateLimited?: false;
	}
}

/** What any HTTP server of ours works with. */
export interface HttpBaseOptions {
	clock: Clock;
	limits: PodcastServerLimits;
	logger: Logger;
	/** Finds out where requests come from. */
	peers: PeerAddresses;
	/** Whether the server is shutting down. */
	isClosing: () => boolean;
	/** Why this program cannot do its work any more, as a sentence; undefined where it can. */
	problem?: (() => string | undefined) | undefined;
	metrics?: MetricsAccess | undefined;
	/**
	 * Counts a call apart from the others of its address, where that is due, and gives the
	 * milliseconds to wait: 0 where it is allowed.
	 */
	countApart?: (request: FastifyRequest) => number | undefined;
}

/** What the REST side works with. */
export interface HttpOptions extends HttpBaseOptions {
	authenticator: Authenticator;
	access: ListenAccess;
	registry: PodcastRegistry;
	/** Where answers that do not end are counted. */
	connections: Connections;
	eventStreams: EventStreams;
	/** Where receivers are told to connect; known once the port is. */
	publicUrl: () => URL;
	mp3BitrateKbps: number;
}

/** What `GET /health` answers. */
interface Health {
	ok: boolean;
	/** What is wrong, where it is not ok. */
	reason?: string;
	podcasts: number;
	senders: number;
	receivers: number;
	uptimeSeconds: number;
	version: string;
}

/** Longest time between Node's looks for requests that are late. */
const MAX_LATE_REQUESTS_CHECK_MS = 1_000;

/** Where the extended REST is described (RFC 8631, 4.2); tells a sender that there is one. */
function serviceLink(publicUrl: URL): string {
	return `<${asBase(publicUrl).pathname}api/openapi.json>; rel="service-desc"`;
}

/** Builds the podcast server's HTTP side; it does not listen yet. */
export function createHttp(options: HttpOptions): FastifyInstance {
	const { authenticator, clock, limits } = options;
	const changes = new RateLimiter(clock, limits.changesPerMinute);
	const app = createHttpBase({
		...options,
		// A sender tells who speaks several times a second, and one address may have many senders:
		// that must not use up what its other calls have.
		countApart: ({ method, headers, routeOptions }) => {
			if (routeOptions.config.isRateLimited === false) {
				return 0;
			}
			const authentication = method === 'PATCH' ? authenticator.authenticate(headers) : undefined;
			return authentication?.type === 'client' ? changes.take(authentication.clientId) : undefined;
		},
	});
	addRoutes(app, options);
	return app;
}

/** Builds an HTTP server with limits, errors in our form and metrics, but without other routes. */
export function createHttpBase(options: HttpBaseOptions): FastifyInstance {
	const { limits, logger, metrics } = options;
	const app = fastify({
		// Fastify would log whole URLs; what is worth a line is logged below.
		logger: false,
		bodyLimit: limits.bodyBytes,
		requestTimeout: limits.requestTimeoutMs,
		forceCloseConnections: true,
		http: {
			maxHeaderSize: limits.headerBytes,
			headersTimeout: limits.headersTimeoutMs,
			requestTimeout: limits.requestTimeoutMs,
			connectionsCheckingInterval: Math.min(MAX_LATE_REQUESTS_CHECK_MS, limits.headersTimeoutMs),
		},
		frameworkErrors: (error, _request, reply) => {
			answerError(reply, toApiError(error));
		},
		clientErrorHandler: (error, socket) => {
			if (error.code === 'ECONNRESET') {
				socket.destroy();
			} else {
				endWithError(socket, clientErrors.get(error.code) ?? API_ERRORS.badRequest);
			}
		},
	});
	app.server.maxConnections = limits.connections + limits.httpConnections;
	// A body is allowed, of whatever type it says it is, and ignored.
	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, _body, done) => done(null));
	app.setNotFoundHandler((_request, reply) => answerError(reply, API_ERRORS.routeNotFound));
	app.setErrorHandler((error: FastifyError, request, reply) => {
		const apiError = toApiError(error);
		if (apiError.status === 500) {
			logger.error({ err: error, route: request.routeOptions.url }, 'Request failed');
		}
		return answerError(reply, apiError);
	});
	addLimits(app, options);
	if (metrics) {
		addMetricsRoute(app, metrics);
	}
	return app;
}

/** Node's parser errors, by their code; all others are 400. */
const clientErrors: ReadonlyMap<string, ApiError> = new Map<string, ApiError>([
	['HPE_HEADER_OVERFLOW', API_ERRORS.headersTooLarge],
	['ERR_HTTP_REQUEST_TIMEOUT', API_ERRORS.requestTimeout],
]);

function addLimits(app: FastifyInstance, options: HttpBaseOptions): void {
	const { clock, limits, logger, peers, isClosing, countApart } = options;
	const rate = new RateLimiter(clock, limits.requestsPerMinute);
	let isWarned = false;
	const warnOfProxy = () => {
		if (!isWarned) {
			isWarned = true;
			logger.warn(
				'A reverse proxy passes no websockets on: the page plays MP3 instead, a few seconds later, ' +
					'and no other server can listen. Let it pass the Upgrade header on (see README.md)',
			);
		}
	};
	app.addHook('onRequest', async (request, reply) => {
		reply.header('cache-control', 'no-store');
		if (isClosing()) {
			reply.header('connection', 'close');
			return answerError(reply, API_ERRORS.closing);
		}
		const waitMs = countApart?.(request) ?? rate.take(addressKey(peers.of(request.raw)));
		if (waitMs > 0) {
			return answerError(reply, tooManyRequests(waitMs));
		}
		if (request.headers['sec-websocket-key'] !== undefined) {
			warnOfProxy();
			return answerError(reply.header('upgrade', 'websocket'), API_ERRORS.upgradeRequired);
		}
		tolerateContentType(request.raw);
		return undefined;
	});
	app.addHook('onResponse', async (request, reply) => {
		logger.debug(
			{
				address: peers.of(request.raw),
				method: request.method,
				route: request.routeOptions.url,
				status: reply.statusCode,
			},
			'Request answered',
		);
	});
}

/** Fastify answers 415 to a type that it cannot parse, even where no body is wanted. */
function tolerateContentType(request: IncomingMessage): void {
	if (request.headers['content-type'] !== undefined) {
		request.headers['content-type'] = 'application/octet-stream';
	}
}

/** What `GET /health` begins with; its status is 503 where there is a problem. */
export function describeHealth(
	reply: FastifyReply,
	problem: HttpBaseOptions['problem'],
): Pick<Health, 'ok' | 'reason'> {
	const reason = problem?.();
	if (reason === undefined) {
		return { ok: true };
	}
	reply.code(503);
	return { ok: false, reason };
}

function addRoutes(app: FastifyInstance, options: HttpOptions): void {
	const { clock, registry, publicUrl } = options;
	const { version } = readManifest();
	const startedAtMs = clock.nowMs();
	app.decorateRequest('clientId', '');
	const authenticate = requireClient(options.authenticator);

	app.get('/health', async (_request, reply): Promise<Health> => {
		const podcasts = registry.list();
		return {
			...describeHealth(reply, options.problem),
			podcasts: podcasts.length,
			senders: podcasts.filter(({ status }) => status === 'live').length,
			receivers: podcasts.reduce((sum, { receiverCount }) => sum + receiverCount, 0),
			uptimeSeconds: Math.floor((clock.nowMs() - startedAtMs) / 1000),
			version,
		};
	});

	app.post('/podcast', { onRequest: authenticate }, async (request, reply) => {
		const creation = registry.create(request.clientId);
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
		{ onRequest: authenticate },
		async (request, reply) => {
			const { id } = request.query;
			if (typeof id !== 'string' || id === '') {
				return answerError(reply, API_ERRORS.idMissing);
			}
			const podcast = registry.get(id);
			reply.header('link', serviceLink(publicUrl()));
			return podcast === undefined
				? answerError(reply, API_ERRORS.podcastNotFound)
				: toPodcastObject(podcast, publicUrl());
		},
	);

	app.get('/list', { onRequest: authenticate }, async () =>
		registry.list().map((podcast) => toPodcastObject(podcast, publicUrl())),
	);

	// An unspecified address has a meaning in the podcast object alone, and opens nothing.
	const linking = { ...options, publicUrl: () => openableHere(publicUrl()) };
	addPodcastRoutes(app, linking);
	addPageRoutes(app, linking);
	addStreamRoutes(app, linking);
	addPlaylistRoutes(app, linking);

	app.get('/api/openapi.json', async (_request, reply) => {
		reply.header('access-control-allow-origin', '*');
		return describeApi({ version, publicUrl: linking.publicUrl() });
	});
}

function toPodcastObject(podcast: LivePodcast, publicUrl: URL): Podcast {
	const defaultPort = publicUrl.protocol === 'https:' ? 443 : 80;
	return {
		id: podcast.id,
		ip: publicUrl.hostname,
		port: publicUrl.port === '' ? defaultPort : Number(publicUrl.port),
		activeSince: podcast.activeSinceMs,
		host: podcast.clientId,
	};
}

/** What Fastify itself finds wrong with a request has a status below 500 and a plain message. */
function toApiError(error: Pick<FastifyError, 'statusCode' | 'code' | 'message'>): ApiError {
	const status = error.statusCode ?? 500;
	if (status < 400 || status >= 500) {
		return API_ERRORS.internal;
	}
	const code = fastifyCodes.get(status) ?? API_ERRORS.badRequest.code;
	return { status, code, message: error.message };
}

const fastifyCodes: ReadonlyMap<number, string> = new Map([
	[413, 'body_too_large'],
	[415, 'unsupported_media_type'],
]);
