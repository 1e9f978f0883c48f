// Writes by the handle below a socket's stream: the same to see from outside as the stream's own.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from 'node:tls';
import { describe, expect, onTestFinished, test } from 'vitest';
import { resetSocket } from '../src/socket-reset.js';
import { SocketWriter, type TcpHandle } from '../src/socket-write.js';
import { closed } from './support/closed.js';
import { isFallbackForced } from './support/forced-fallback.js';
import { until } from './support/until.js';

/** More than the kernel takes for a peer that does not read, on both sides together. */
const PIECE_BYTES = 1_000_000;

/** Two ends of a connection, both destroyed with the test. */
async function connected(
	server: Server,
	peer: () => Socket,
): Promise<{ socket: Socket; peer: Socket }> {
	await once(server, 'listening');
	const accepted = once(server, 'connection');
	const other = peer();
	const [socket] = (await accepted) as [Socket];
	onTestFinished(() => {
		server.close();
		socket.destroy();
		other.destroy();
	});
	return { socket, peer: other };
}

function overTcp(): Promise<{ socket: Socket; peer: Socket }> {
	const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
	return connected(server, () => {
		const { port } = server.address() as { port: number };
		return connect({ port, host: '127.0.0.1' }).pause();
	});
}

/** Bytes that tell their place, and are others for each number. */
function piece(number: number, bytes = PIECE_BYTES): Buffer {
	return Buffer.alloc(
		bytes,
		Uint8Array.from({ length: 251 }, (_, index) => number + index),
	);
}

/** Writes until something waits; what was written. */
function fill(writer: SocketWriter, socket: Socket): Buffer[] {
	const written: Buffer[] = [];
	while (socket.writableLength === 0) {
		written.push(piece(written.length));
		writer.write(socket, written.at(-1) as Buffer);
	}
	return written;
}

function digest(pieces: readonly Uint8Array[]): string {
	const hash = createHash('sha256');
	for (const bytes of pieces) {
		hash.update(bytes);
	}
	return hash.digest('hex');
}

test.runIf(isFallbackForced)('a Node that refuses its inside has the stream alone', () => {
	expect(new SocketWriter().way).toBe('stream');
});

test.runIf(!isFallbackForced)('this Node has what a write by the handle takes', async () => {
	const writer = new SocketWriter();
	expect(writer.way).toBe('handle');
	const { socket, peer } = await overTcp();
	expect(writer.write(socket, Buffer.from('by the handle'))).toBe(true);
	expect(String((await once(peer.resume(), 'data'))[0])).toBe('by the handle');
});

describe.each(isFallbackForced ? (['stream'] as const) : (['handle', 'stream'] as const))(
	'a write by the %s',
	(way) => {
		const writer = new SocketWriter(way);

		test('comes in order with the stream’s own, however much of it waits', async () => {
			const { socket, peer } = await overTcp();
			const expected: Buffer[] = [];
			const received: Buffer[] = [];
			peer.on('data', (bytes) => received.push(bytes)).pause();
			let drained = 0;
			socket.on('drain', () => drained++);
			for (let round = 0; round < 20; round++) {
				for (let number = 0; number < 4; number++) {
					const bytes = piece(round + number, number === 0 ? 2 * PIECE_BYTES : 50 * number);
					expected.push(bytes);
					if (number === 2) {
						socket.write(bytes);
					} else {
						writer.write(socket, bytes);
					}
				}
				if (round % 5 === 4) {
					// The kernel takes more and more for a peer that has read.
					while (socket.writableLength === 0) {
						expected.push(piece(round));
						writer.write(socket, expected.at(-1) as Buffer);
					}
					peer.resume();
					await until(() => socket.writableLength).toBe(0);
					peer.pause();
				}
			}
			const bytes = expected.reduce((sum, { length }) => sum + length, 0);
			peer.resume();
			await until(() => received.reduce((sum, { length }) => sum + length, 0)).toBe(bytes);
			expect(digest(received)).toBe(digest(expected));
			expect(socket.bytesWritten).toBe(bytes);
			expect(drained).toBeGreaterThan(0);
		});

		test('waits in the stream, which is drained when it has gone', async () => {
			const { socket, peer } = await overTcp();
			fill(writer, socket);
			expect(socket.writableLength).toBe(PIECE_BYTES);
			expect(socket.writableNeedDrain).toBe(true);
			const drained = once(socket, 'drain');
			peer.resume();
			await drained;
			expect(socket.writableLength).toBe(0);
			expect(writer.write(socket, Buffer.from('on'))).toBe(way === 'handle');
		});

		test('is all there before the end', async () => {
			const { socket, peer } = await overTcp();
			const written = fill(writer, socket);
			socket.end();
			const received: Buffer[] = [];
			peer.on('data', (bytes) => received.push(bytes)).resume();
			await once(peer, 'end');
			expect(digest(received)).toBe(digest(written));
		});

		test.each(['open', 'ended'])(
			'is lost with a reset, on a connection that is %s',
			async (state) => {
				const { socket, peer } = await overTcp();
				const written = fill(writer, socket);
				if (state === 'ended') {
					socket.end();
				}
				const gone = Promise.all([once(socket, 'close'), closed(peer)]);
				let received = 0;
				peer.on('data', ({ length }) => {
					received += length;
				});
				resetSocket(socket);
				await gone;
				expect(received).toBeLessThan(written.length * PIECE_BYTES);
			},
		);

		test('ends as the stream’s does when the peer is gone', async () => {
			const { socket, peer } = await overTcp();
			fill(writer, socket);
			const failed = once(socket, 'error');
			const gone = once(socket, 'close').catch(() => {});
			peer.resetAndDestroy();
			const [error] = (await failed) as [NodeJS.ErrnoException];
			await gone;
			expect(error.code).toMatch(/^(ECONNRESET|EPIPE)$/);
			expect(socket.destroyed).toBe(true);
			expect(writer.write(socket, Buffer.from('in vain'))).toBe(false);
		});

		test('is forgotten with a socket that is destroyed', async () => {
			const { socket } = await overTcp();
			fill(writer, socket);
			let errors = 0;
			socket.on('error', () => errors++);
			const gone = once(socket, 'close');
			socket.destroy();
			await gone;
			expect(errors).toBe(0);
		});
	},
);

test.runIf(!isFallbackForced)(
	'a handle that is closed is nothing that can be written to',
	async () => {
		const writer = new SocketWriter();
		const { socket } = await overTcp();
		const handle = writer.handleOf(socket);
		const gone = once(socket, 'close');
		for (const wait of [() => {}, () => gone]) {
			socket.destroy();
			await wait();
			expect(writer.tryWrite(handle as TcpHandle, Buffer.from('in vain'))).toBe(false);
			writer.settle(socket, Buffer.from('in vain'));
		}
		expect(writer.handleOf(socket)).toBeUndefined();
	},
);

describe('the stream itself writes', () => {
	const writer = new SocketWriter();

	async function expectStream(socket: Socket, peer: Socket): Promise<void> {
		expect(writer.write(socket, Buffer.from('by the stream'))).toBe(false);
		expect(String((await once(peer.resume(), 'data'))[0])).toBe('by the stream');
	}

	test('over TLS', async () => {
		const psk = Buffer.alloc(32, 7);
		const options = { ciphers: 'PSK', maxVersion: 'TLSv1.2' } as const;
		const server = createTlsServer({ ...options, pskCallback: () => psk });
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const accepted = once(server, 'secureConnection');
		const { port } = server.address() as { port: number };
		const peer = connectTls({
			...options,
			port,
			host: '127.0.0.1',
			pskCallback: () => ({ psk, identity: 'peer' }),
			checkServerIdentity: () => undefined,
		});
		const [socket] = (await accepted) as [TLSSocket];
		onTestFinished(() => {
			server.close();
			socket.destroy();
			peer.destroy();
		});
		await expectStream(socket, peer);
	});

	test('to a socket of the file system', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'socket-'));
		onTestFinished(() => rm(folder, { recursive: true }));
		const path = join(folder, 'socket');
		const { socket, peer } = await connected(createServer().listen(path), () => connect(path));
		await expectStream(socket, peer);
	});

	test('while it is corked', async () => {
		const { socket, peer } = await overTcp();
		socket.cork();
		socket.write('first, ');
		expect(writer.write(socket, Buffer.from('second'))).toBe(false);
		socket.uncork();
		const received: Buffer[] = [];
		peer.on('data', (bytes) => received.push(bytes)).resume();
		await until(() => Buffer.concat(received).toString()).toBe('first, second');
	});
});
