// What clients may send, byte by byte, and what comes of it (RFC 6455, 5 and 7).
import { describe, expect, test } from 'vitest';
import { readClientFrame, unmaskedPayload } from '../../src/server/websocket/client-frame.js';
import { SeededRandom } from '../support/fake-discord/seeded-random.js';
import { until } from '../support/until.js';
import { openSocket } from './raw-http.js';
import { LISTENER, OWNER, ServerFixture } from './server-fixture.js';

const MASKING_KEY = Buffer.of(0x37, 0xfa, 0x21, 0x3d);
const [TEXT, BINARY, CLOSE, PING, PONG] = [0x1, 0x2, 0x8, 0x9, 0xa];

/** A client's frame. */
function masked(opcode: number, payload: string | Buffer = ''): Buffer {
	const bytes = Buffer.from(payload as Buffer).map(
		(byte, index) => byte ^ (MASKING_KEY[index & 3] as number),
	);
	return Buffer.concat([Buffer.of(0x80 | opcode), lengthOf(bytes), MASKING_KEY, bytes]);
}

/** In one byte or two, with the bit of the mask. */
function lengthOf({ length }: Uint8Array): Buffer {
	return length <= 125 ? Buffer.of(0x80 | length) : Buffer.of(0xfe, length >> 8, length & 0xff);
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

/** A client's handshake. */
function greeting(id: string, headers: Record<string, string>): Buffer {
	const lines = [
		`GET /?id=${id} HTTP/1.1`,
		'Host: x',
		'Connection: Upgrade',
		'Upgrade: websocket',
		'Sec-WebSocket-Version: 13',
		'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
		...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
		'\r\n',
	];
	return Buffer.from(lines.join('\r\n'));
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
	socket.write(Buffer.concat([greeting(id, LISTENER), withHandshake]));
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

const MAX_MESSAGE_BYTES = 300;

test.each([
	['ping', masked(PING, 'hello'), 'hello'],
	['pong', masked(PONG), ''],
	['message', masked(BINARY, 'hello'), 'hello'],
	['message of a length in two bytes', masked(BINARY, 'x'.repeat(126)), 'x'.repeat(126)],
	['longest message', masked(BINARY, 'x'.repeat(300)), 'x'.repeat(300)],
])('a %s is read where it is whole, and else known to be cut', (_name, frame, payload) => {
	const bytes = Buffer.concat([Buffer.of(0), frame, Buffer.of(0)]);
	const read = readClientFrame(bytes, 1, MAX_MESSAGE_BYTES);
	expect(read).toMatchObject({ opcode: (frame[0] as number) & 0xf, end: 1 + frame.length });
	for (let length = 1; length < frame.length; length++) {
		expect(readClientFrame(bytes.subarray(0, 1 + length), 1, MAX_MESSAGE_BYTES)).toBe('cut');
	}
	expect(typeof read === 'string' ? read : unmaskedPayload(bytes, read).toString()).toBe(payload);
});

test.each([
	['continuation', masked(0)],
	['text', masked(TEXT, 'hello')],
	['close frame', masked(CLOSE)],
	['reserved opcode', masked(0xb)],
	['message that is too long', masked(BINARY, 'x'.repeat(301))],
	[
		'message of a length in eight bytes',
		Buffer.of(0x82, 0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0),
	],
	['first part of a message', Buffer.concat([Buffer.of(0x02, 0x80), MASKING_KEY])],
	['message with a reserved bit', Buffer.concat([Buffer.of(0xc2, 0x80), MASKING_KEY])],
	['message without a mask', Buffer.of(0x82, 0)],
	[
		'ping of a length in two bytes',
		Buffer.concat([Buffer.of(0x89, 0xfe, 0, 126), Buffer.alloc(130)]),
	],
])('a %s is not read', (_name, frame) => {
	expect(readClientFrame(frame, 0, MAX_MESSAGE_BYTES)).toBe('other');
});

describe.each(['handle', 'stream'] as const)('a sender’s packets, read by the %s,', (socketWay) => {
	const random = new SeededRandom(6455);
	const packets = Array.from({ length: 60 }, (_, index) =>
		Buffer.concat([Buffer.of(1), random.bytes(40 + (index % 4 === 0 ? index : 40 + 3 * index))]),
	);

	test.each<[string, (ends: number[]) => number[]]>([
		['each by itself', (ends) => ends],
		['all at once', () => []],
		['cut anywhere', (ends) => Array.from({ length: 60 }, () => random.below(ends.at(-1) ?? 0))],
		['byte by byte at first', () => [...Array(700).keys()]],
	])('come whole and in order: %s', async (_how, cutsOf) => {
		const fixture = await ServerFixture.start({ socketWay });
		const id = await fixture.create();
		const socket = openSocket(fixture.server.url).setNoDelay();
		socket.write(greeting(id, { ...OWNER, isSender: 'true' }));
		await until(() => fixture.server.stats().podcasts[0]?.status).toBe('live');
		const receiver = fixture.receiver(id);
		await receiver.next();
		const frames = packets.map((packet) => masked(BINARY, packet));
		const bytes = Buffer.concat(frames);
		const ends = frames.map((_frame, index) => Buffer.concat(frames.slice(0, index + 1)).length);
		let start = 0;
		for (const end of new Set([...cutsOf(ends), bytes.length].sort((a, b) => a - b))) {
			socket.write(bytes.subarray(start, end));
			start = end;
			// The next piece is one of its own.
			await fixture.call('/health');
		}
		for (const packet of packets) {
			expect((await receiver.next()).equals(packet)).toBe(true);
		}
	});

	test('go on behind a text, which nothing comes of', async () => {
		const fixture = await ServerFixture.start({ socketWay });
		const { sender, receiver } = await fixture.goLive();
		sender.webSocket.send('hello');
		for (const packet of packets) {
			sender.webSocket.send(packet);
		}
		for (const packet of packets) {
			expect((await receiver.next()).equals(packet)).toBe(true);
		}
		expect(fixture.server.stats().podcasts[0]?.ignored.text).toBe(1);
	});

	test('that is longer than a message may be ends the connection', async () => {
		const fixture = await ServerFixture.start({ socketWay, limits: { maxMessageBytes: 300 } });
		const { sender } = await fixture.goLive(0);
		sender.webSocket.send(Buffer.alloc(301, 1));
		expect(await sender.closed).toMatchObject({ code: 1009 });
	});
});
