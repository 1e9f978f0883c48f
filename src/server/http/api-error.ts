// The errors that the REST side answers, in one form: {"error": {"code", "message"}}.
import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { ConnectionRefusal } from '../limits/connections.js';

/** One answer that is an error. */
export interface ApiError {
	status: number;
	/** Stable, for programs. */
	code: string;
	/** For people. */
	message: string;
	/** When it may be worth trying again, rounded up to seconds in `Retry-After`. */
	retryAfterMs?: number;
}

/** A podcast that exists now may end at any time; sooner than that nobody need ask again. */
const FULL_RETRY_MS = 30_000;
/** Players that ask again find a show soon after it has begun. */
const OFF_AIR_RETRY_MS = 30_000;
/** An hour is rendered in some two minutes. */
const CHANGING_RETRY_MS = 30_000;
/** What is between two servers comes back in a moment. */
const UNREACHABLE_RETRY_MS = 1_000;
/** A first piece of what was said is there some seconds after it was. */
const NOTHING_YET_RETRY_MS = 3_000;
/** As long as a server is busy at least. */
const BUSY_RETRY_MS = 3_000;
/** A restart takes a few seconds. */
const CLOSING_RETRY_MS = 5_000;

/** Errors by what is wrong. */
export const API_ERRORS = {
	badRequest: { status: 400, code: 'bad_request', message: 'The request is malformed' },
	badHandshake: {
		status: 400,
		code: 'bad_handshake',
		message: 'The request asks for an upgrade, but is no websocket handshake',
	},
	upgradeRequired: {
		status: 426,
		code: 'upgrade_required',
		message: 'A websocket handshake came without its Upgrade header: a proxy has dropped it',
	},
	idMissing: { status: 400, code: 'parameter_missing', message: 'The parameter id is missing' },
	credentialsMissing: {
		status: 401,
		code: 'credentials_missing',
		message: 'The headers clientId and token are required',
	},
	credentialsWrong: {
		status: 401,
		code: 'credentials_wrong',
		message: 'The client id or the token is wrong',
	},
	metricsTokenWrong: {
		status: 401,
		code: 'credentials_wrong',
		message: 'The header Authorization is not the metrics token',
	},
	metricsTokenMissing: {
		status: 401,
		code: 'credentials_missing',
		message: 'The header Authorization: Bearer with the metrics token is required',
	},
	localOnly: {
		status: 403,
		code: 'local_only',
		message: 'Metrics are for this machine alone while no METRICS_TOKEN is set',
	},
	notOwner: {
		status: 403,
		code: 'not_owner',
		message: 'The podcast belongs to another client',
	},
	fromUnknown: {
		status: 400,
		code: 'from_unknown',
		message: 'The parameter from is to be start, or left out',
	},
	notRecorded: {
		status: 404,
		code: 'not_recorded',
		message:
			'The show is not recorded, or that is over: from=start is for one that is recorded now; live it is heard without',
	},
	nothingYet: {
		status: 503,
		code: 'nothing_yet',
		message: 'Nothing of the show can be heard from its beginning on yet',
		retryAfterMs: NOTHING_YET_RETRY_MS,
	},
	podcastNotFound: { status: 404, code: 'podcast_not_found', message: 'No such podcast' },
	segmentNotFound: {
		status: 404,
		code: 'segment_not_found',
		message: 'The segment is gone: ask for the playlist anew',
	},
	showNotFound: { status: 404, code: 'show_not_found', message: 'No such show' },
	showOffAir: {
		status: 404,
		code: 'show_off_air',
		message: 'The show is not on air, or has no stream',
		retryAfterMs: OFF_AIR_RETRY_MS,
	},
	episodeNotFound: { status: 404, code: 'episode_not_found', message: 'No such episode or file' },
	tracksGone: {
		status: 404,
		code: 'tracks_gone',
		message: 'The tracks of this episode are not kept any more',
	},
	revisionGone: {
		status: 410,
		code: 'revision_gone',
		message: 'The episode was changed since: it has another address now',
	},
	beingChanged: {
		status: 503,
		code: 'being_changed',
		message: 'The episode is being changed, and will be back',
		retryAfterMs: CHANGING_RETRY_MS,
	},
	linkWrong: {
		status: 403,
		code: 'link_wrong',
		message: 'This link was cut off or changed: copy all of it, or ask for a new one',
	},
	linkExpired: {
		status: 403,
		code: 'link_expired',
		message: 'This link has ended: ask for a new one with /podcast episodes',
	},
	formatUnknown: {
		status: 400,
		code: 'format_unknown',
		message: 'The parameter format is to be opus, flac or wav',
	},
	joinUnknown: {
		status: 400,
		code: 'join_unknown',
		message: 'The parameter join is to be 1, 2 or 3',
	},
	preconditionFailed: {
		status: 412,
		code: 'precondition_failed',
		message: 'The file is another one now',
	},
	rangeNotSatisfiable: {
		status: 416,
		code: 'range_not_satisfiable',
		message: 'The file is shorter than that',
	},
	ffmpegMissing: {
		status: 501,
		code: 'ffmpeg_missing',
		message: 'This server has no ffmpeg, which makes FLAC, WAV and M4A: take Opus or MP3',
	},
	conversionsFull: {
		status: 429,
		code: 'too_many_conversions',
		message: 'Two downloads are being converted already: wait for one to end, or take Opus or MP3',
		retryAfterMs: FULL_RETRY_MS,
	},
	routeNotFound: { status: 404, code: 'route_not_found', message: 'No such route' },
	requestTimeout: {
		status: 408,
		code: 'request_timeout',
		message: 'The request did not arrive in time',
	},
	headersTooLarge: {
		status: 431,
		code: 'headers_too_large',
		message: 'The head of the request is too large',
	},
	tooManyPodcasts: {
		status: 429,
		code: 'too_many_podcasts',
		message: 'The client has as many podcasts as it may have',
		retryAfterMs: FULL_RETRY_MS,
	},
	tooManyConnections: {
		status: 429,
		code: 'too_many_connections',
		message: 'The address has as many connections as it may have',
		retryAfterMs: FULL_RETRY_MS,
	},
	podcastUnreachable: {
		status: 503,
		code: 'podcast_unreachable',
		message: 'The server that may have the podcast does not answer',
		retryAfterMs: UNREACHABLE_RETRY_MS,
	},
	edgeOnly: {
		status: 503,
		code: 'edge_only',
		message: 'This server takes listeners alone: podcasts are created at another one',
		retryAfterMs: FULL_RETRY_MS,
	},
	podcastFull: {
		status: 503,
		code: 'podcast_full',
		message: 'The podcast has as many connections as it may have',
		retryAfterMs: FULL_RETRY_MS,
	},
	serverFull: {
		status: 503,
		code: 'server_full',
		message: 'The server has as many podcasts or connections as it may have',
		retryAfterMs: FULL_RETRY_MS,
	},
	serverBusy: {
		status: 503,
		code: 'server_busy',
		message: 'The server has as much to do as it can: try again, another one may be free',
		retryAfterMs: BUSY_RETRY_MS,
	},
	closing: {
		status: 503,
		code: 'closing',
		message: 'The server is shutting down',
		retryAfterMs: CLOSING_RETRY_MS,
	},
	internal: { status: 500, code: 'internal', message: 'The server failed' },
} as const satisfies Record<string, ApiError>;

/** Codes of errors whose message depends on what is wrong. */
export const VARIABLE_ERROR_CODES = [
	'too_many_requests',
	'body_invalid',
	'body_too_large',
	'unsupported_media_type',
] as const;

/** The error for an address that asks too often. */
export function tooManyRequests(retryAfterMs: number): ApiError {
	return {
		status: 429,
		code: 'too_many_requests',
		message: 'The address asks too often',
		retryAfterMs,
	};
}

/** The error for a body with a field that is wrong; the message names it. */
export function bodyInvalid(message: string): ApiError {
	return { status: 400, code: 'body_invalid', message };
}

/** The error for a connection that a limit stands against. */
export function connectionRefused(refusal: ConnectionRefusal): ApiError {
	switch (refusal) {
		case 'server full':
			return API_ERRORS.serverFull;
		case 'address full':
			return API_ERRORS.tooManyConnections;
		case 'server busy':
			return API_ERRORS.serverBusy;
	}
}

/** The body of an answer that is an error, before it becomes JSON. */
export interface ErrorBody {
	error: { code: string; message: string };
}

/** What the body of an error's answer says. */
export function errorBody({ code, message }: ApiError): ErrorBody {
	return { error: { code, message } };
}

/** The value of `Retry-After` (RFC 9110, 10.2.3), whole seconds, where the error has one. */
function retryAfterSeconds({ retryAfterMs }: ApiError): string | undefined {
	return retryAfterMs === undefined ? undefined : String(Math.ceil(retryAfterMs / 1000));
}

/** Answers an error. */
export function answerError(reply: FastifyReply, error: ApiError): FastifyReply {
	const retryAfter = retryAfterSeconds(error);
	if (retryAfter !== undefined) {
		reply.header('retry-after', retryAfter);
	}
	return reply.code(error.status).send(errorBody(error));
}

/** Answers an error where no route has been looked for. */
export function sendError(response: ServerResponse, error: ApiError): void {
	const body = JSON.stringify(errorBody(error));
	const retryAfter = retryAfterSeconds(error);
	response.writeHead(error.status, {
		'content-type': 'application/json; charset=utf-8',
		'content-length': Buffer.byteLength(body),
		'cache-control': 'no-store',
		...(retryAfter !== undefined && { 'retry-after': retryAfter }),
	});
	response.end(body);
}

/**
 * Answers an error on a socket that no HTTP response belongs to, and ends it.
 *
 * @param headers - lines beside those that each error has
 */
export function endWithError(
	socket: Duplex,
	error: ApiError,
	headers: readonly string[] = [],
): void {
	if (!socket.writable) {
		socket.destroy();
		return;
	}
	const body = JSON.stringify(errorBody(error));
	const retryAfter = retryAfterSeconds(error);
	const head = [
		`HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}`,
		'Content-Type: application/json; charset=utf-8',
		`Content-Length: ${Buffer.byteLength(body)}`,
		'Cache-Control: no-store',
		'X-Content-Type-Options: nosniff',
		...(retryAfter === undefined ? [] : [`Retry-After: ${retryAfter}`]),
		...headers,
		'Connection: close',
	];
	// A peer that does not close its side would hold the socket half open.
	socket.once('finish', () => socket.destroy());
	socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
