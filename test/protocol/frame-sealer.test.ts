import { describe, expect, test } from 'vitest';
import { FrameSealer } from '../../src/protocol/frame-sealer.js';
import { MAX_OPUS_FRAME_BYTES } from '../../src/protocol/secretbox.js';
import { PacketSealer } from '../support/packet-sealer.js';

const secretKey = Uint8Array.from({ length: 32 }, (_, index) => index);

/** The packet in a masked frame (RFC 6455, 5.2 and 5.3). */
function unmasked(frame: Uint8Array): Uint8Array {
	const isShort = (frame[1] as number) < 0x80 + 126;
	const keyOffset = isShort ? 2 : 4;
	const key = frame.subarray(keyOffset, keyOffset + 4);
	return frame.slice(keyOffset + 4).map((byte, index) => byte ^ (key[index % 4] as number));
}

describe('FrameSealer', () => {
	test('seals the packet that PacketSealer seals, at every length', () => {
		const sealer = new FrameSealer(secretKey);
		const packets = new PacketSealer(secretKey);
		const lengths = [...Array.from({ length: 300 }, (_, index) => index + 1), MAX_OPUS_FRAME_BYTES];
		for (const length of [...lengths, 3]) {
			const opus = Uint8Array.from({ length }, (_, index) => index ^ length);
			const nonce = { transportNonce: 0x01020304 + length, voiceSession: length };
			const frame = sealer.seal(opus, nonce);
			expect(frame[0]).toBe(0x82);
			expect(unmasked(frame)).toEqual(packets.seal(opus, nonce));
		}
	});

	test('leaves frames alone that it has sealed before, under another key too', () => {
		const nonce = { transportNonce: 1, voiceSession: 0 };
		const opus = new Uint8Array(120).fill(7);
		const sealers = [secretKey, secretKey.toReversed()].map((key) => new FrameSealer(key));
		const frames = sealers.map((sealer) => sealer.seal(opus, nonce));
		const before = frames.map((frame) => Buffer.from(frame));
		for (let transportNonce = 2; transportNonce < 1000; transportNonce++) {
			for (const sealer of sealers) {
				sealer.seal(opus, { transportNonce, voiceSession: 0 });
			}
		}
		expect(frames).toEqual(before);
		expect(unmasked(frames[0] as Uint8Array)).not.toEqual(unmasked(frames[1] as Uint8Array));
	});

	test('refuses frames, nonces and keys that are out of range', () => {
		const sealer = new FrameSealer(secretKey);
		const nonce = { transportNonce: 1, voiceSession: 0 };
		expect(() => sealer.seal(new Uint8Array(0), nonce)).toThrow(RangeError);
		expect(() => sealer.seal(new Uint8Array(MAX_OPUS_FRAME_BYTES + 1), nonce)).toThrow(RangeError);
		expect(() => sealer.seal(Uint8Array.of(1), { ...nonce, voiceSession: -1 })).toThrow(RangeError);
		expect(() => new FrameSealer(new Uint8Array(31))).toThrow(/secretKey to have 32 bytes, got 31/);
	});
});
