import nacl from 'tweetnacl';
import { describe, expect, test } from 'vitest';
import { decodePacket } from '../../src/protocol/packet.js';
import { MAX_OPUS_FRAME_BYTES, openBox, PacketSealer } from '../../src/protocol/secretbox.js';

const secretKey = Uint8Array.from({ length: 32 }, (_, index) => index);
const opus = Uint8Array.from([0x78, 1, 2, 3, 4, 5]);

describe('PacketSealer', () => {
	test('writes prefix, nonce and box as nacl.secretbox makes them', () => {
		const packet = new PacketSealer(secretKey).seal(opus, {
			transportNonce: 0x01020304,
			voiceSession: 0x0a0b0c0d,
		});
		const nonce = new Uint8Array(24);
		nonce.set([1, 2, 3, 4]);
		nonce.set([10, 11, 12, 13], 20);
		expect(packet).toEqual(
			Uint8Array.from([1, ...nonce, ...nacl.secretbox(opus, nonce, secretKey)]),
		);
	});

	test('leaves nothing of a longer frame in a shorter one', () => {
		const sealer = new PacketSealer(secretKey);
		const first = sealer.seal(opus, { transportNonce: 1, voiceSession: 0 });
		sealer.seal(new Uint8Array(MAX_OPUS_FRAME_BYTES).fill(9), {
			transportNonce: 2,
			voiceSession: 0,
		});
		expect(sealer.seal(opus, { transportNonce: 1, voiceSession: 0 })).toEqual(first);
	});

	test('gives packets that open to the same frame', () => {
		const packet = decodePacket(
			new PacketSealer(secretKey).seal(opus, {
				transportNonce: 7,
				voiceSession: 1,
			}),
		);
		if (packet.type !== 'audio') {
			throw new Error(`Expected an audio packet, got ${packet.type}`);
		}
		expect(openBox(packet.box, packet.podcastNonce, secretKey)).toEqual(opus);
		expect(openBox(packet.box, packet.podcastNonce, new Uint8Array(32))).toBeNull();
		packet.box[0] = (packet.box[0] as number) ^ 1;
		expect(openBox(packet.box, packet.podcastNonce, secretKey)).toBeNull();
	});

	test('refuses frames, nonces and keys that are out of range', () => {
		const sealer = new PacketSealer(secretKey);
		const nonce = { transportNonce: 1, voiceSession: 0 };
		expect(() => sealer.seal(new Uint8Array(0), nonce)).toThrow(RangeError);
		expect(() => sealer.seal(new Uint8Array(MAX_OPUS_FRAME_BYTES + 1), nonce)).toThrow(RangeError);
		expect(() => sealer.seal(opus, { transportNonce: -1, voiceSession: 0 })).toThrow(RangeError);
		expect(() => sealer.seal(opus, { transportNonce: 2 ** 32, voiceSession: 0 })).toThrow(
			RangeError,
		);
		expect(() => sealer.seal(opus, { transportNonce: 1, voiceSession: 0.5 })).toThrow(RangeError);
		expect(() => new PacketSealer(new Uint8Array(31))).toThrow(
			/secretKey to have 32 bytes, got 31/,
		);
	});
});

describe('openBox', () => {
	test('returns null for boxes shorter than the tag', () => {
		for (let lengthBytes = 0; lengthBytes < 16; lengthBytes++) {
			expect(openBox(new Uint8Array(lengthBytes), new Uint8Array(24), secretKey)).toBeNull();
		}
	});
});
