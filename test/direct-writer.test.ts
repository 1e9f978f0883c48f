// What is written past a stream arrives as if the stream had written it.
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, Socket } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { DirectWriter } from '../src/direct-writer.js';
import { until } from './support/until.js';

/** As much as no connection's buffers take. */
const BLOCKED_BYTES = 16 * 1024 * 1024;

/** Both ends of a connection on loopback, and what has arrived at the far one. */
async function pair(connection?: Socket) {
	const server = createServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const accepted = once(server, 'connection');
	const { port } = server.address() as AddressInfo;
	const own = connection?.connect(port, '127.0.0.1') ?? connect(port, '127.0.0.1');
	const [[peer]] = (await Promise.all([accepted, once(own, 'connect')])) as [[Socket], unknown];
	const arrived: Buffer[] = [];
	peer.on('error', () => {});
	peer.on('data', (data) => arrived.push(data));
	onTestFinished(() => {
		own.destroy();
		peer.destroy();
		server.close();
	});
	return { own, peer, text: () => Buffer.concat(arrived).toString('latin1') };
}

/** A writer for which the stream has written once, so that it knows how. */
async function knowing() {
	const { own, ...rest } = await pair();
	const writer = new DirectWriter(own);
	writer.write(Buffer.from('.'));
	return { own, writer, ...rest };
}

describe('a direct writer', () => {
	test('finds in this version of Node what it needs', async () => {
		const { writer } = await knowing();
		expect(writer.isDirect).toBe(true);
	});

	test('writes past the stream, and in order with it', async () => {
		const { own, writer, text } = await knowing();
		const written = vi.spyOn(own, 'write');
		writer.write(Buffer.from('1'));
		expect(written).not.toHaveBeenCalled();
		expect(own.bytesWritten).toBe(2);
		own.write('2');
		writer.write(Buffer.from('3'));
		own.cork();
		own.write('4');
		writer.write(Buffer.from('5'));
		own.uncork();
		writer.write(Buffer.from('6'));
		await until(text).toBe('.123456');
	});

	test('lets wait what the system does not take, and keeps the order', async () => {
		const { own, peer, writer, text } = await knowing();
		peer.pause();
		writer.write(Buffer.alloc(BLOCKED_BYTES, '1'));
		const { waitingBytes } = writer;
		expect(waitingBytes).toBeGreaterThanOrEqual(BLOCKED_BYTES);
		writer.write(Buffer.from('2'));
		own.write('3');
		expect(writer.waitingBytes).toBe(waitingBytes + 2);
		peer.resume();
		await until(() => writer.waitingBytes).toBe(0);
		writer.write(Buffer.from('4'));
		await until(() => text().length).toBe(BLOCKED_BYTES + 4);
		expect(text().slice(-4)).toBe('1234');
	});

	test('says why nothing can be written any more, as a stream does', async () => {
		const { own, peer, writer } = await knowing();
		own.pause();
		const failed = once(own, 'error');
		peer.resetAndDestroy();
		const write = () => {
			writer.write(Buffer.from('1'));
			return own.destroyed;
		};
		await until(write).toBe(true);
		const [error] = await failed;
		expect(error).toMatchObject({ syscall: expect.stringMatching(/write|read/) });
		writer.write(Buffer.from('2'));
	});

	test('is closed with what waits', async () => {
		const { own, peer, writer } = await knowing();
		peer.pause();
		writer.write(Buffer.alloc(BLOCKED_BYTES, '1'));
		own.destroy();
		await once(own, 'close');
		await until(() => writer.waitingBytes).toBe(0);
		writer.write(Buffer.from('2'));
		expect(writer.waitingBytes).toBe(0);
	});

	test('leaves it to the stream where the handle is not what it knows', async () => {
		class OtherSocket extends Socket {}
		const { own, text } = await pair(new OtherSocket());
		const writer = new DirectWriter(own);
		expect(writer.isDirect).toBe(false);
		writer.write(Buffer.from('1'));
		own.write('2');
		writer.write(Buffer.from('3'));
		await until(text).toBe('123');
		expect(own.bytesWritten).toBe(3);
	});
});
