// Requests that ask for another protocol: websockets get theirs, all others are served as they are.
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { takeUpgraded } from './request-gate.js';
import { writeHead } from './request-head.js';
import { useOriginForm } from './request-target.js';

/** Takes a websocket handshake, and the bytes that came behind it. */
export type HandshakeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Headers that are for one connection alone, and mean nothing without the upgrade. */
const UPGRADE_HEADERS: ReadonlySet<string> = new Set(['upgrade', 'http2-settings']);

/**
 * Hands websocket handshakes on, and ignores every other `Upgrade`, as a server may (RFC 9110,
 * 7.8): the request is served over HTTP/1.1 as if it had none. Java's HTTP client and `curl
 * --http2` ask for `h2c` in each first request.
 *
 * NOTE: Node 20 leaves HTTP for every `Upgrade` once anybody listens for one; `shouldUpgradeCallback`
 * came with Node 24. So the request is written anew, and its connection begins again with it.
 */
export function onHandshake(server: Server, handle: HandshakeHandler): void {
	server.on('upgrade', (request, socket, head) => {
		const rest = takeUpgraded(socket, head);
		if (isWebSocket(request)) {
			useOriginForm(request);
			handle(request, socket, rest);
			return;
		}
		socket.unshift(Buffer.concat([writeHead(request, valueWithoutUpgrade), rest]));
		server.emit('connection', socket);
	});
}

/** In HTTP/1.0 the header means nothing (RFC 9110, 7.8). */
function isWebSocket({ headers, httpVersion }: IncomingMessage): boolean {
	return httpVersion !== '1.0' && tokensOf(headers.upgrade ?? '').includes('websocket');
}

function valueWithoutUpgrade(name: string, value: string): string | undefined {
	if (UPGRADE_HEADERS.has(name)) {
		return undefined;
	}
	if (name !== 'connection') {
		return value;
	}
	const kept = tokensOf(value).filter((token) => !UPGRADE_HEADERS.has(token));
	return kept.length > 0 ? kept.join(', ') : undefined;
}

function tokensOf(value: string): string[] {
	return value
		.split(',')
		.map((token) => token.trim().toLowerCase())
		.filter(Boolean);
}
