// What any HTTP server of ours is: its limits, its errors and its metrics.
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { Clock } from '../../clock.js';
import { API_ERRORS, type ApiError, answerError } from './api-error.js';
import { wantDescriptions } from './described-routes.js';
import { answerUnreadable, type FrontDoorOptions, openFrontDoor } from './front-door.js';
import { addMetricsRoute, type MetricsAccess } from './metrics-route.js';

/** What any HTTP server of ours works with. */
export interface HttpBaseOptions extends FrontDoorOptions {
	clock: Clock;
	metrics?: MetricsAccess | undefined;
}

/** Builds an HTTP server with limits, errors in our form and metrics, but without other routes. */
export function createHttpBase(options: HttpBaseOptions): FastifyInstance {
	const { limits, logger, metrics, sockets } = options;
	const app = fastify({
		// Fastify would log whole URLs; what is worth a line is logged below.
		logger: false,
		bodyLimit: limits.bodyBytes,
		forceCloseConnections: true,
		serverFactory: (handler) => openFrontDoor(options, handler),
		frameworkErrors: (error, _request, reply) => {
			// No hook of ours has come by.
			answerError(reply.header('cache-control', 'no-store'), toApiError(error));
		},
		clientErrorHandler: (error, socket) => answerUnreadable(error, socket as Socket, options),
	});
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
	wantDescriptions(app);
	addHooks(app, options);
	app.addHook('onClose', async () => sockets.close());
	if (metrics) {
		addMetricsRoute(app, metrics);
	}
	return app;
}

function addHooks(app: FastifyInstance, options: HttpBaseOptions): void {
	const { logger, peers } = options;
	let isWarned = false;
	const warnOfProxy = () => {
		if (!isWarned) {
			isWarned = true;
			logger.warn(
				'A reverse proxy passes no websockets on: the page plays MP3 instead, a few seconds later, ' +
					'and no other server can listen. Let it pass the Upgrade header on (see docs/hosting.md)',
			);
		}
	};
	// Without promises, as all that every request passes: each would cost it a turn.
	app.addHook('onRequest', (request, reply, done) => {
		reply.header('cache-control', 'no-store');
		if (request.headers['sec-websocket-key'] !== undefined) {
			warnOfProxy();
			answerError(reply.header('upgrade', 'websocket'), API_ERRORS.upgradeRequired);
			return;
		}
		tolerateContentType(request.raw);
		done();
	});
	if (!logger.isLevelEnabled('debug')) {
		return;
	}
	app.addHook('onResponse', (request, reply, done) => {
		logger.debug(
			{
				address: peers.of(request.raw),
				method: request.method,
				route: request.routeOptions.url,
				status: reply.statusCode,
			},
			'Request answered',
		);
		done();
	});
}

/** Fastify answers 415 to a type that it cannot parse, even where no body is wanted. */
function tolerateContentType(request: IncomingMessage): void {
	if (request.headers['content-type'] !== undefined) {
		request.headers['content-type'] = 'application/octet-stream';
	}
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
