// A connection that is reset ends, in whatever state it is.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { resetSocket } from '../src/socket-reset.js';

/** Both ends of a connection on loopback. */
async function pair(): Promise<{ own: Socket; peer: Socket }> {
	const server = createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const accepted = once(server, 'connection');
	const own = connect((server.address() as AddressInfo).port, '127.0.0.1');
	const [[peer]] = (await Promise.all([accepted, once(own, 'connect')])) as [[Socket], unknown];
	peer.on('error', () => {});
	onTestFinished(() => {
		own.destroy();
		peer.destroy();
		server.close();
	});
	return { own, peer };
}

const BLOCKED_BYTES = 16 * 1024 * 1024;

test.each<[string, (socket: Socket) => void]>([
	['is open', () => {}],
	['is about to end', (socket) => socket.end()],
	['has more to write than the peer takes', (socket) => socket.write(Buffer.alloc(BLOCKED_BYTES))],
	['is about to end after that', (socket) => socket.end(Buffer.alloc(BLOCKED_BYTES))],
])('a connection that %s is closed by a reset', async (_state, prepare) => {
	const { own, peer } = await pair();
	peer.pause();
	const failed: unknown[] = [];
	own.on('error', (error) => failed.push(error));
	const closed = once(own, 'close');
	prepare(own);
	resetSocket(own);
	await closed;
	expect(failed).toEqual([]);
});
