// `GET /metrics`: what it answers, and to whom.

import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { parseUrl } from '../../host-name.js';
import { isSameSecret } from '../access/constant-time.js';
import { isLoopback } from '../limits/address.js';
import { API_ERRORS, type ApiError, errorBody } from './api-error.js';
import { errors } from './error-answers.js';
import type { Operation } from './operation.js';

/** Where metrics come from. */
export interface MetricsSource {
	/** Media type of what `scrape` gives. */
	readonly contentType: string;
	/** All metrics as they are now. */
	scrape(): Promise<string>;
}

/** Metrics, and who may read them. */
export interface MetricsAccess {
	source: MetricsSource;
	/** Opens the metrics to other machines, as a Bearer token; without one they are closed to them. */
	token: string | undefined;
}

const OPERATION: Operation = {
	operationId: 'getMetrics',
	tags: ['server'],
	summary: 'Metrics, for this machine or with the metrics token',
	security: [{ metricsToken: [] }, {}],
	responses: {
		200: {
			description: "Prometheus' text format",
			content: { 'text/plain': { schema: { type: 'string' } } },
		},
		...errors(401, 403),
	},
};

/** Adds the route; a refusal says what is missing. */
export function addMetricsRoute(app: FastifyInstance, { source, token }: MetricsAccess): void {
	app.get('/metrics', { config: { operation: OPERATION } }, async (request, reply) => {
		const refusal = refusalOf(request.raw, token);
		if (refusal) {
			if (refusal.status === 401) {
				reply.header('www-authenticate', 'Bearer');
			}
			return reply.code(refusal.status).send(errorBody(refusal));
		}
		return reply.type(source.contentType).send(await source.scrape());
	});
}

function refusalOf(request: IncomingMessage, token: string | undefined): ApiError | undefined {
	const { authorization } = request.headers;
	if (authorization !== undefined && token !== undefined) {
		return isBearer(authorization, token) ? undefined : API_ERRORS.metricsTokenWrong;
	}
	if (isFromThisMachine(request)) {
		return undefined;
	}
	return token === undefined ? API_ERRORS.localOnly : API_ERRORS.metricsTokenMissing;
}

/** Headers by which a proxy says that it passes on what somebody else asked. */
const FORWARDED_HEADERS =
	/^(?:forwarded|x-forwarded(?:-.+)?|x-original-.+|x-real-ip|x-client-ip|x-cluster-client-ip|true-client-ip|cf-.+|via)$/;

/**
 * Behind a proxy on this machine every request comes from a loopback address. One that says
 * nothing of itself is known by what it hands on: nginx asks in HTTP/1.0, HAProxy keeps the name
 * that the world has for us.
 */
function isFromThisMachine({ socket, httpVersion, headers }: IncomingMessage): boolean {
	return (
		isLoopback(socket.remoteAddress ?? '') &&
		httpVersion !== '1.0' &&
		isOwnName(headers.host ?? '') &&
		!Object.keys(headers).some((name) => FORWARDED_HEADERS.test(name))
	);
}

/**
 * Whether nobody but this machine goes by the name. A page of somebody else's whose own name leads
 * here (DNS rebinding) asks with that name; the one that the machine has in its network may be
 * another's elsewhere.
 */
function isOwnName(host: string): boolean {
	const url = `http://${host}`;
	const name = parseUrl(url)?.hostname.replace(/^\[(.*)\]$/, '$1') ?? '';
	return isLoopback(name) || name === 'localhost';
}

/** Whether it is the token (RFC 6750, 2.1). */
function isBearer(authorization: string, token: string): boolean {
	const given = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
	return isSameSecret(given, token);
}
