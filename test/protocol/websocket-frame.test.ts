import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { frameBinary, frameMaskedBinary } from '../../src/protocol/websocket-frame.js';

const HANDSHAKE = [
	'GET / HTTP/1.1',
	'Host: 127.0.0.1',
	'Upgrade: websocket',
	'Connection: Upgrade',
	'Sec-WebSocket-Version: 13',
	'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
	'\r\n',
].join('\r\n');

describe('a bare frame', () => {
	test.each([
		[0, '8200'],
		[125, '827d'],
		[126, '827e007e'],
		[161, '827e00a1'],
		[65_535, '827effff'],
		[65_536, '827f0000000000010000'],
	])('has the shortest header before %i bytes', (lengthBytes, header) => {
		const frame = frameBinary(Buffer.alloc(lengthBytes, 7));
		expect(frame.length).toBe(header.length / 2 + lengthBytes);
		expect(frame.subarray(0, header.length / 2).toString('hex')).toBe(header);
		expect(frame.subarray(header.length / 2).every((byte) => byte === 7)).toBe(true);
	});
});

describe('a masked frame', () => {
	test('is read by ws as the packet in it, at both lengths of its header', async () => {
		const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
		onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
		await once(server, 'listening');
		const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
		onTestFinished(() => void socket.destroy());
		const accepted = once(server, 'connection');
		socket.write(HANDSHAKE);
		const [webSocket] = await accepted;
		for (const length of [1, 125, 126, 161, 65_535]) {
			const packet = Buffer.alloc(length, length & 0xff);
			const received = once(webSocket, 'message');
			socket.write(frameMaskedBinary(packet));
			const [message, isBinary] = await received;
			expect(isBinary).toBe(true);
			expect(packet.equals(message)).toBe(true);
		}
	});

	test('has a masking key of its own each time', () => {
		const keys = Array.from({ length: 5000 }, () =>
			frameMaskedBinary(Uint8Array.of(1)).readUInt32BE(2),
		);
		expect(new Set(keys).size).toBeGreaterThan(4990);
	});

	test('refuses a packet that needs a longer header', () => {
		expect(() => frameMaskedBinary(new Uint8Array(65_536))).toThrow(RangeError);
	});
});
