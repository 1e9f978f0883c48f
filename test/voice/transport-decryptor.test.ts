import { describe, expect, test } from 'vitest';
import { createTransportDecryptor } from '../../src/voice/receive/transport-decryptor.js';
import { SeededRandom } from '../support/fake-discord/seeded-random.js';
import { rtpPacket } from '../support/rtp-packets.js';

const MODES = ['aead_aes256_gcm_rtpsize', 'aead_xchacha20_poly1305_rtpsize'] as const;
const HEADER_BYTES = 12;
const CSRC_BYTES = 4;

describe.each(MODES)('%s', (mode) => {
	const random = new SeededRandom(8439);
	const voiceKey = random.bytes(32);

	function sealed(opusBytes: number, csrcs = 0) {
		const opus = random.bytes(opusBytes);
		const datagram = rtpPacket({
			mode,
			voiceKey,
			opus,
			transportNonce: random.below(2 ** 32),
			csrcs: Array.from({ length: csrcs }, () => random.below(2 ** 32)),
		});
		return { opus, datagram, headerBytes: HEADER_BYTES + CSRC_BYTES * csrcs };
	}

	test('opens payloads of every length up to a few blocks, after any header', () => {
		const decryptor = createTransportDecryptor(mode, voiceKey);
		for (let length = 1; length <= 300; length++) {
			const { opus, datagram, headerBytes } = sealed(length, length % 16);
			expect(decryptor.decrypt(datagram, headerBytes)?.equals(opus)).toBe(true);
		}
	});

	test('opens the longest Opus packet, and a short one after it', () => {
		const decryptor = createTransportDecryptor(mode, voiceKey);
		for (const length of [3832, 3]) {
			const { opus, datagram, headerBytes } = sealed(length);
			expect(decryptor.decrypt(datagram, headerBytes)?.equals(opus)).toBe(true);
		}
	});

	test('leaves what it has opened alone when it opens the next packet', () => {
		const decryptor = createTransportDecryptor(mode, voiceKey);
		const first = sealed(120);
		const second = sealed(120);
		const opened = decryptor.decrypt(first.datagram, first.headerBytes);
		decryptor.decrypt(second.datagram, second.headerBytes);
		expect(opened?.equals(first.opus)).toBe(true);
	});

	test('refuses a packet with any one bit changed, and opens the next', () => {
		const decryptor = createTransportDecryptor(mode, voiceKey);
		const { opus, datagram, headerBytes } = sealed(70, 1);
		for (let bit = 0; bit < 8 * datagram.length; bit++) {
			const changed = Buffer.from(datagram);
			changed.writeUInt8((changed[bit >>> 3] as number) ^ (1 << (bit & 7)), bit >>> 3);
			expect(decryptor.decrypt(changed, headerBytes)).toBeNull();
		}
		expect(decryptor.decrypt(datagram, headerBytes)?.equals(opus)).toBe(true);
	});

	test('refuses a packet that is cut short, however short', () => {
		const decryptor = createTransportDecryptor(mode, voiceKey);
		const { datagram, headerBytes } = sealed(40);
		for (let length = headerBytes; length < datagram.length; length++) {
			expect(decryptor.decrypt(datagram.subarray(0, length), headerBytes)).toBeNull();
		}
	});
});
