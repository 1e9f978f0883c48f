// What every connection passes before a route sees it: its place, its turn, its rate.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { plainAddress } from '../limits/address.js';
import type { CallRates } from '../limits/call-rates.js';
import type { PodcastServerLimits } from '../limits/limits.js';
import type { PeerAddresses } from '../limits/peer-addresses.js';
import type { Sockets } from '../limits/sockets.js';
import {
	API_ERRORS,
	type ApiError,
	endWithError,
	sendError,
	tooManyRequests,
} from './api-error.js';
import { serveInTurn } from './request-gate.js';
import { useOriginForm } from './request-target.js';

/** What the front door decides with. */
export interface FrontDoorOptions {
	limits: PodcastServerLimits;
	logger: Logger;
	peers: PeerAddresses;
	rates: CallRates;
	sockets: Sockets;
	/** Whether the server is shutting down. */
	isClosing: () => boolean;
}

type RequestHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** Longest time between Node's looks for requests that are late. */
const MAX_LATE_REQUESTS_CHECK_MS = 1_000;

/** For every answer: what a browser makes of it is what it says it is (Fetch, 3.6). */
const NO_SNIFFING = ['x-content-type-options', 'nosniff'] as const;

/** Makes the server whose requests a handler gets, as far as they are let in. */
export function openFrontDoor(options: FrontDoorOptions, handler: RequestHandler): Server {
	const { limits, logger, sockets } = options;
	const onRequest: RequestHandler = (request, response) => {
		sockets.touch(request.socket);
		response.setHeader(...NO_SNIFFING);
		useOriginForm(request);
		const refusal = refusalOf(request, options);
		if (refusal === undefined) {
			handler(request, response);
			return;
		}
		logger.debug(
			{ address: options.peers.of(request), method: request.method, code: refusal.code },
			'Request refused',
		);
		// Whoever is refused here has nothing more to say on this connection.
		sendError(response.setHeader('connection', 'close'), refusal);
	};
	const server = createServer(
		{
			maxHeaderSize: limits.headerBytes,
			headersTimeout: limits.headersTimeoutMs,
			// A request is not there before its head is.
			requestTimeout: Math.max(limits.requestTimeoutMs, limits.headersTimeoutMs),
			keepAliveTimeout: limits.keepAliveTimeoutMs,
			connectionsCheckingInterval: Math.min(MAX_LATE_REQUESTS_CHECK_MS, limits.headersTimeoutMs),
			// Node would answer by itself.
			requireHostHeader: false,
		},
		onRequest,
	);
	// An expectation that is not known is none (RFC 9110, 10.1.1); Node would answer by itself.
	server.on('checkExpectation', (request, response) => server.emit('request', request, response));
	server.prependListener('connection', (socket: Socket) => sockets.add(socket));
	serveInTurn(server);
	return server;
}

/** Answers what Node's parser could not read; of an address that does so all the time it is cut. */
export function answerUnreadable(
	error: NodeJS.ErrnoException,
	socket: Socket,
	{ peers, rates }: Pick<FrontDoorOptions, 'peers' | 'rates'>,
): void {
	const address = plainAddress(socket.remoteAddress ?? 'unknown');
	const isOverRate = !peers.isProxy(address) && rates.takeMalformed(address) > 0;
	if (error.code === 'ECONNRESET' || isOverRate) {
		socket.destroy();
	} else {
		endWithError(socket, parserErrors.get(error.code ?? '') ?? API_ERRORS.badRequest);
	}
}

/** Node's parser errors, by their code; all others are 400. */
const parserErrors: ReadonlyMap<string, ApiError> = new Map<string, ApiError>([
	['HPE_HEADER_OVERFLOW', API_ERRORS.headersTooLarge],
	['ERR_HTTP_REQUEST_TIMEOUT', API_ERRORS.requestTimeout],
]);

function refusalOf(
	request: IncomingMessage,
	{ isClosing, logger, rates }: FrontDoorOptions,
): ApiError | undefined {
	if (isClosing()) {
		return API_ERRORS.closing;
	}
	try {
		const waitMs = rates.takeRequest(request);
		if (waitMs > 0) {
			return tooManyRequests(waitMs);
		}
	} catch (error) {
		logger.error({ err: error }, 'Request failed');
		return API_ERRORS.internal;
	}
	// RFC 9112, 3.2
	return request.httpVersion === '1.1' && request.headers.host === undefined
		? API_ERRORS.badRequest
		: undefined;
}
