// Reads into one place for all sockets: the same to see from outside as a stream's own.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readInPlace } from '../src/socket-read.js';
import { closed } from './support/closed.js';
import { isFallbackForced } from './support/forced-fallback.js';
import { until } from './support/until.js';

/** Both ends of a connection. */
async function connected(): Promise<{ socket: Socket; peer: Socket }> {
	const server = createServer({ allowHalfOpen: true }).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const accepted = once(server, 'connection');
	const { port } = server.address() as { port: number };
	const peer = connect({ port, host: '127.0.0.1', noDelay: true });
	const [socket] = (await accepted) as [Socket];
	onTestFinished(() => {
		server.close();
		socket.destroy();
		peer.destroy();
	});
	return { socket, peer };
}

/** All that was read of a socket, copied. */
function collect(socket: Socket) {
	const read = { text: '', isWanted: true };
	const isInPlace = readInPlace(socket, (length, place) => {
		read.text += place.toString('latin1', 0, length);
		return read.isWanted;
	});
	return { read, isInPlace };
}

test.runIf(isFallbackForced)('a Node that refuses its inside has the stream alone', async () => {
	const { socket, peer } = await connected();
	expect(collect(socket).isInPlace).toBe(false);
	peer.write('by the stream');
	expect(String((await once(socket, 'data'))[0])).toBe('by the stream');
});

describe.runIf(!isFallbackForced)('a socket that is read in place', () => {
	test('this Node has what reading in place takes', async () => {
		const { socket, peer } = await connected();
		const { read, isInPlace } = collect(socket);
		expect(isInPlace).toBe(true);
		socket.on('data', () => expect.unreachable('the stream gets nothing'));
		peer.write('in place');
		await until(() => read.text).toBe('in place');
	});

	test('many sockets share the place, and each gets what is its own', async () => {
		const pairs = await Promise.all(Array.from({ length: 20 }, connected));
		const reads = pairs.map(({ socket }) => {
			const { read } = collect(socket);
			socket.resume();
			return read;
		});
		const textOf = (number: number) => `${number} `.repeat(40_000);
		for (const [number, { peer }] of pairs.entries()) {
			peer.end(textOf(number));
		}
		for (const [number, { socket }] of pairs.entries()) {
			await once(socket, 'end');
			expect(reads[number]?.text).toBe(textOf(number));
		}
	});

	test('what the stream had before, it keeps and tells', async () => {
		const { socket, peer } = await connected();
		socket.unshift(Buffer.from('before'));
		const { read } = collect(socket);
		const kept = once(socket, 'data');
		peer.write('after');
		expect(String((await kept)[0])).toBe('before');
		await until(() => read.text).toBe('after');
	});

	test('who wants no more is not read, until the socket resumes', async () => {
		const { socket, peer } = await connected();
		const { read } = collect(socket);
		read.isWanted = false;
		socket.resume();
		peer.write('one');
		await until(() => read.text).toBe('one');
		const written = once(peer, 'drain');
		const much = 'x'.repeat(20_000_000);
		expect(peer.write(much)).toBe(false);
		expect(read.text).toBe('one');
		read.isWanted = true;
		socket.resume();
		await written;
		await until(() => read.text.length).toBe(3 + much.length);
	});

	test('a reset is told as ever', async () => {
		const { socket, peer } = await connected();
		const { read } = collect(socket);
		socket.resume();
		peer.write('one');
		await until(() => read.text).toBe('one');
		peer.resetAndDestroy();
		await closed(socket);
		expect(socket.destroyed).toBe(true);
	});

	test('what is no socket of the system, or is to be read by its stream, is left alone', async () => {
		const { socket, peer } = await connected();
		const never = () => expect.unreachable('nothing is handed over');
		expect(readInPlace(new PassThrough(), never)).toBe(false);
		expect(readInPlace(socket, never, 'stream')).toBe(false);
		expect(collect(socket).isInPlace).toBe(true);
		// Once is enough.
		expect(readInPlace(socket, never)).toBe(false);
		socket.destroy();
		expect(readInPlace(socket, never)).toBe(false);
		await closed(peer.resume());
	});
});
