import { describe, expect, test } from 'vitest';
import { decodePacket } from '../../src/protocol/packet.js';
import { openBox } from '../../src/protocol/secretbox.js';
import { PacketSealer } from '../support/packet-sealer.js';

const secretKey = Uint8Array.from({ length: 32 }, (_, index) => index);

describe('openBox', () => {
	test('opens what was sealed with this key and nonce, and nothing else', () => {
		const opus = Uint8Array.from([0x78, 1, 2, 3, 4, 5]);
		const sealed = new PacketSealer(secretKey).seal(opus, { transportNonce: 7, voiceSession: 1 });
		const packet = decodePacket(sealed);
		if (packet.type !== 'audio') {
			throw new Error(`Expected an audio packet, got ${packet.type}`);
		}
		expect(openBox(packet.box, packet.podcastNonce, secretKey)).toEqual(opus);
		expect(openBox(packet.box, packet.podcastNonce, new Uint8Array(32))).toBeNull();
		packet.box[0] = (packet.box[0] as number) ^ 1;
		expect(openBox(packet.box, packet.podcastNonce, secretKey)).toBeNull();
	});

	test('returns null for boxes shorter than the tag', () => {
		for (let lengthBytes = 0; lengthBytes < 16; lengthBytes++) {
			expect(openBox(new Uint8Array(lengthBytes), new Uint8Array(24), secretKey)).toBeNull();
		}
	});

	test('refuses nonces and keys of another length', () => {
		expect(() => openBox(new Uint8Array(20), new Uint8Array(23), secretKey)).toThrow(
			/podcastNonce to have 24 bytes, got 23/,
		);
		expect(() => openBox(new Uint8Array(20), new Uint8Array(24), new Uint8Array(31))).toThrow(
			/secretKey to have 32 bytes, got 31/,
		);
	});
});
