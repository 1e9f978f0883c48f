// `GET /metrics`: what it answers, and to whom.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { isLoopback } from './address.js';
import { API_ERRORS, type ApiError, errorBody } from './api-error.js';

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

/** Adds the route; a refusal says what is missing. */
export function addMetricsRoute(app: FastifyInstance, { source, token }: MetricsAccess): void {
	app.get('/metrics', async (request, reply) => {
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
const FORWARDED_HEADERS = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via'] as const;

/** Behind a proxy on this machine every request comes from a loopback address. */
function isFromThisMachine(request: IncomingMessage): boolean {
	return (
		isLoopback(request.socket.remoteAddress ?? '') &&
		FORWARDED_HEADERS.every((name) => request.headers[name] === undefined)
	);
}

/** Compares hashes, so that the time tells neither length nor content (RFC 6750, 2.1). */
function isBearer(authorization: string, token: string): boolean {
	const given = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '';
	return timingSafeEqual(sha256(given), sha256(token));
}

function sha256(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
