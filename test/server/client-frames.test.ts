// What a receiver may send, byte by byte, and what it is answered (RFC 6455, 5 and 7).
import { describe, expect, test } from 'vitest';
import { readControlFrame } from '../../src/server/websocket/control-frame.js';
import { until } from '../support/until.js';
import { openSocket } from './raw-http.js';
import { LISTENER, ServerFixture } from './server-fixture.js';

const MASKING_KEY = Buffer.of(0x37, 0xfa, 0x21, 0x3d);
const [TEXT, BINARY, CLOSE, PING, PONG] = [0x1, 0x2, 0x8, 0x9, 0xa];

/** A client's frame. */
function masked(opcode: number, payload: string | Buffer = ''): Buffer {
	const bytes = Buffer.from(payload as Buffer).map(
		(byte, index) => byte ^ (MASKING_KEY[index & 3] as number),
	);
	return Buffer.concat([Buffer.of(0x80 | opcode, 0x80 | bytes.length), MASKING_KEY, bytes]);
}

/** The server's frames after Hello, as opcode and payload. */
function framesIn(bytes: Buffer): [opcode: number, payload: string][] {
	const frames: [number, string][] = [];
	let at = bytes.indexOf('\r\n\r\n') + 4;
	while (at >= 4 && at + 2 <= bytes.length) {
		const isLong = bytes[at + 1] === 126;
		const start = at + (isLong ? 4 : 2);
		const end = start + (isLong ? bytes.readUInt16BE(at + 2) : (bytes[at + 1] as number));
		frames.push([(bytes[at] as number) & 0xf, bytes.toString('latin1', start, end)]);
		at = end;
	}
	return frames.slice(1);
}

/** A receiver that says these bytes, each piece by itself, after what comes with its handshake. */
async function say(pieces: readonly Buffer[], withHandshake: Uint8Array = new Uint8Array()) {
	const fixture = await ServerFixture.start();
	const { id } = await fixture.goLive(0);
	const socket = openSocket(fixture.server.url).setNoDelay();
	let bytes = Buffer.alloc(0);
	socket.on('data', (data) => {
		bytes = Buffer.concat([bytes, data]);
	});
	const answer = { frames: () => framesIn(bytes), isClosed: false, fixture, socket };
	socket.on('close', () => {
		answer.isClosed = true;
	});
	const greeting = [
		`GET /?id=${id} HTTP/1.1`,
		'Host: x',
		'Connection: Upgrade',
		'Upgrade: websocket',
		'Sec-WebSocket-Version: 13',
		'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
		...Object.entries(LISTENER).map(([name, value]) => `${name}: ${value}`),
		'\r\n',
	].join('\r\n');
	socket.write(Buffer.concat([Buffer.from(greeting), withHandshake]));
	await until(() => fixture.server.stats().podcasts[0]?.receivers).toBe(1);
	for (const piece of pieces) {
		socket.write(piece);
		// The next piece is one of its own.
		await fixture.call('/health');
	}
	return answer;
}

const PINGED = masked(PING, 'still there?');
const code = (number: number) => String.fromCharCode(number >> 8, number & 0xff);

describe('a receiver’s', () => {
	test.each<[string, Buffer[], [number, string][]]>([
		['ping', [PINGED], [[PONG, 'still there?']]],
		['ping without a word', [masked(PING)], [[PONG, '']]],
		[
			'pings in one piece',
			[Buffer.concat([masked(PING, 'a'), masked(PING, 'b')])],
			[
				[PONG, 'a'],
				[PONG, 'b'],
			],
		],
		[
			'ping in three pieces',
			[PINGED.subarray(0, 1), PINGED.subarray(1, 8), PINGED.subarray(8)],
			[[PONG, 'still there?']],
		],
		['pong before a ping', [Buffer.concat([masked(PONG, 'x'), PINGED])], [[PONG, 'still there?']]],
		[
			'ping behind a message',
			[Buffer.concat([masked(BINARY, 'x'), masked(PING, 'a')]), masked(PING, 'b')],
			[
				[PONG, 'a'],
				[PONG, 'b'],
			],
		],
	])('%s is answered', async (_name, pieces, expected) => {
		const answer = await say(pieces);
		await until(() => answer.frames()).toEqual(expected);
		expect(answer.isClosed).toBe(false);
	});

	test('ping that comes with the handshake is answered', async () => {
		const answer = await say([], PINGED);
		await until(() => answer.frames()).toEqual([[PONG, 'still there?']]);
	});

	test.each<[string, Buffer, [number, string][]]>([
		['close frame', masked(CLOSE, Buffer.of(0x03, 0xe8)), [[CLOSE, code(1000)]]],
		['close frame without a code', masked(CLOSE), [[CLOSE, '']]],
		[
			'close frame behind a ping',
			Buffer.concat([masked(PING, 'a'), masked(CLOSE, Buffer.of(0x03, 0xe9))]),
			[
				[PONG, 'a'],
				[CLOSE, code(1001)],
			],
		],
		['ping without a mask', Buffer.of(0x89, 0), [[CLOSE, code(1002)]]],
		[
			'ping that is too long',
			Buffer.concat([Buffer.of(0x89, 0xfe, 0, 126), Buffer.alloc(130)]),
			[[CLOSE, code(1002)]],
		],
		[
			'ping in fragments',
			Buffer.concat([Buffer.of(0x09, 0x80), MASKING_KEY]),
			[[CLOSE, code(1002)]],
		],
		[
			'ping with a reserved bit',
			Buffer.concat([Buffer.of(0xc9, 0x80), MASKING_KEY]),
			[[CLOSE, code(1002)]],
		],
		['frame of a reserved opcode', masked(0xb, 'x'), [[CLOSE, code(1002)]]],
		['text that is none', masked(TEXT, Buffer.of(0xff)), [[CLOSE, code(1007)]]],
	])('%s ends the connection', async (_name, bytes, expected) => {
		const answer = await say([bytes]);
		await until(() => answer.frames()).toEqual(expected);
		answer.socket.end();
		await until(() => answer.fixture.server.stats().connections).toBe(1);
	});

	test('end without a close frame is a goodbye, too', async () => {
		const { fixture, socket } = await say([PINGED]);
		socket.end();
		await until(() => fixture.server.stats().connections).toBe(1);
		expect(fixture.server.stats().podcasts[0]?.receivers).toBe(0);
	});
});

test('pings and pongs are read where they are whole, and only those', () => {
	const bytes = Buffer.concat([Buffer.of(0), masked(PING, 'hello')]);
	expect(readControlFrame(bytes, 1)).toEqual({
		opcode: PING,
		payload: Uint8Array.from(Buffer.from('hello')),
		end: bytes.length,
	});
	for (let length = 0; length < bytes.length - 1; length++) {
		expect(readControlFrame(bytes.subarray(0, 1 + length), 1)).toBeUndefined();
	}
	for (const opcode of [0, TEXT, BINARY, CLOSE, 0xb]) {
		expect(readControlFrame(masked(opcode as number), 0)).toBeUndefined();
	}
});
