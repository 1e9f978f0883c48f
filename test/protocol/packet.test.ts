import { describe, expect, test } from 'vitest';
import { ProtocolError } from '../../src/errors.js';
import { encodeDisconnect, encodeHello, MAX_EVENT_BYTES } from '../../src/protocol/events.js';
import { decodePacket, type EventPacket, encodeEventPacket } from '../../src/protocol/packet.js';
import { openBox } from '../../src/protocol/secretbox.js';
import { SeededRandom } from '../support/fake-discord/seeded-random.js';
import { PacketSealer } from '../support/packet-sealer.js';

const secretKey = Uint8Array.from({ length: 32 }, (_, index) => index * 8);

function eventPacket(json: string): Uint8Array {
	return Uint8Array.from([0, ...Buffer.from(json)]);
}

describe('decodePacket', () => {
	test('reads a Hello with its fields beside type', () => {
		expect(decodePacket(encodeEventPacket(encodeHello(secretKey)))).toEqual({
			type: 'event',
			event: { type: 0, secretKey },
		});
	});

	test('writes a Hello as the original server does', () => {
		const json = Buffer.from(encodeHello(secretKey)).toString();
		expect(JSON.parse(json)).toEqual({
			type: 0,
			secretKey: Array.from(new Int8Array(secretKey)),
		});
	});

	test('reads a Hello with its fields inside content', () => {
		const json = JSON.stringify({ type: 0, content: { secretKey: Array.from(secretKey) } });
		expect(decodePacket(eventPacket(json))).toMatchObject({ event: { type: 0, secretKey } });
	});

	test('reads a Disconnect in both forms, and without its prefix', () => {
		const expected = { type: 'event', event: { type: 1, reason: 4003 } };
		expect(decodePacket(encodeEventPacket(encodeDisconnect(4003)))).toEqual(expected);
		expect(decodePacket(eventPacket('{"type":1,"content":{"reason":4003}}'))).toEqual(expected);
		expect(decodePacket(Buffer.from('{"type":1,"reason":4003}'))).toEqual(expected);
		expect(decodePacket(eventPacket('{"type":1}'))).toMatchObject({ event: { reason: -1 } });
	});

	test.each([
		['"4003"', { reason: 4003 }],
		['4003.0', { reason: 4003 }],
		['null', { reason: -1 }],
		['4003.5', { reason: -1, isVague: true }],
		['"bye"', { reason: -1, isVague: true }],
		['{}', { reason: -1, isVague: true }],
		['1e400', { reason: -1, isVague: true }],
	])('reads a Disconnect with the reason %s', (json, expected) => {
		const { event } = decodePacket(eventPacket(`{"type":1,"reason":${json}}`)) as EventPacket;
		expect(event).toEqual({ type: 1, ...expected });
	});

	test.each([
		['a byte order mark', '\ufeff{"type":1,"reason":4003}'],
		['white space around it', ' \r\n{"type":1,"reason":4003}\n'],
		['a field twice, the last of which counts', '{"type":0,"type":1,"reason":4003}'],
		['fields of all kinds beside it', '{"x":[[{}]],"n":1e999,"type":1,"content":{"reason":4003}}'],
	])('reads an event with %s', (_what, json) => {
		expect(decodePacket(eventPacket(json))).toMatchObject({ event: { type: 1, reason: 4003 } });
	});

	test('hands on events of unknown types to be ignored', () => {
		expect(decodePacket(eventPacket('{"type":7,"x":1}'))).toEqual({
			type: 'event',
			event: { type: 'unknown', eventType: 7 },
		});
	});

	test('splits audio into nonce and box', () => {
		const packet = Uint8Array.from({ length: 50 }, (_, index) => index + 1);
		expect(decodePacket(packet)).toEqual({
			type: 'audio',
			podcastNonce: packet.subarray(1, 25),
			box: packet.subarray(25),
		});
	});

	test('ignores empty packets and unknown prefixes', () => {
		expect(decodePacket(new Uint8Array(0))).toEqual({ type: 'ignored', reason: 'empty' });
		expect(decodePacket(Uint8Array.of(2, 1, 2))).toEqual({
			type: 'ignored',
			reason: 'unknown prefix',
		});
	});

	test('refuses audio that is not longer than the nonce, with close code 4002', () => {
		for (const lengthBytes of [1, 24, 25]) {
			const packet = new Uint8Array(lengthBytes).fill(1);
			expect(() => decodePacket(packet)).toThrow(
				expect.objectContaining({ code: 'ERR_PROTOCOL', closeCode: 4002 }),
			);
		}
		expect(decodePacket(new Uint8Array(26).fill(1)).type).toBe('audio');
	});

	test.each([
		['no JSON', '{"type":'],
		['nothing', ''],
		['an array', '[0]'],
		['a number', '0'],
		['null', 'null'],
		['no type', '{"reason":4003}'],
		['a type that is a string', '{"type":"0"}'],
		['a type that is a fraction', '{"type":0.5}'],
		['a Hello without key', '{"type":0}'],
		['a Hello with an empty content', '{"type":0,"content":{}}'],
		['too much', `{"type":0,"x":"${'x'.repeat(MAX_EVENT_BYTES)}"}`],
	])('refuses an event that is %s', (_what, json) => {
		expect(() => decodePacket(eventPacket(json))).toThrow(ProtocolError);
	});

	test('refuses an event that is not UTF-8', () => {
		expect(() => decodePacket(Uint8Array.of(0, 0x7b, 0xff, 0x7d))).toThrow(/UTF-8/);
	});
});

const validPackets = [
	encodeEventPacket(encodeHello(secretKey)),
	encodeEventPacket(encodeDisconnect(4003)),
	Buffer.from('{"type":1,"content":{"reason":4006}}'),
	new PacketSealer(secretKey).seal(new Uint8Array(120).fill(7), {
		transportNonce: 9,
		voiceSession: 2,
	}),
];

test('100,000 seeded mutations of valid packets give a value or a ProtocolError', () => {
	const random = new SeededRandom(20_261_122);
	for (let run = 0; run < 100_000; run++) {
		const packet = validPackets[random.below(validPackets.length)] as Uint8Array;
		const kept = packet.subarray(0, random.below(2) ? packet.length : random.below(260));
		const tail = Array.from({ length: random.below(9) }, () => random.below(256));
		const bytes = Uint8Array.from([...kept, ...tail]);
		for (let edits = random.below(5); edits > 0 && bytes.length > 0; edits--) {
			bytes[random.below(bytes.length)] = random.below(256);
		}
		try {
			const decoded = decodePacket(bytes);
			if (decoded.type === 'audio') {
				openBox(decoded.box, decoded.podcastNonce, secretKey);
			}
		} catch (error) {
			if (!(error instanceof ProtocolError)) {
				throw new Error(`Run ${run}: ${Buffer.from(bytes).toString('hex')}`, { cause: error });
			}
		}
	}
});
