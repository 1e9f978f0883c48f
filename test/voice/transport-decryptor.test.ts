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

	const swapped = (count: number) => Buffer.from([0, 8, 16, 24].map((bits) => count >>> bits));

	test.each<[string, readonly number[]]>([
		['in a row', Array.from({ length: 60 }, (_, index) => index + 5)],
		['in a row past the end of the counter', [...Array(40).keys()].map((index) => index - 20)],
		['in a row in the other byte order', [...Array(60).keys()].map((index) => 1 + 2 ** 24 * index)],
		['with gaps', [1, 2, 4, 7, 11, 30, 31, 32, 60, 61, 62, 63]],
		['late, twice and out of order', [1, 2, 3, 5, 4, 4, 20, 19, 18, 21, 1, 22, 23, 40, 24, 41]],
		['of several speakers, each counted by itself', [1, 9001, 2, 9002, 3, 9003, 4, 9004]],
		['without any order', [77, 5, 2 ** 32 - 1, 123_456, 0, 99]],
		['of the same count again and again', [7, 7, 7, 7]],
	])('opens packets that come %s, whatever their lengths', (_how, nonces) => {
		const decryptor = createTransportDecryptor(mode, voiceKey);
		for (const [index, nonce] of nonces.entries()) {
			const opus = random.bytes(index % 7 === 6 ? 900 : 1 + random.below(250));
			const datagram = rtpPacket({ mode, voiceKey, opus, transportNonce: nonce >>> 0 });
			const opened = decryptor.decrypt(datagram, HEADER_BYTES);
			expect(opened?.equals(opus)).toBe(true);
		}
	});

	test('refuses packets of a row under another count than their own', () => {
		const decryptor = createTransportDecryptor(mode, voiceKey);
		for (let count = 1; count < 40; count++) {
			const opus = random.bytes(100);
			const datagram = rtpPacket({ mode, voiceKey, opus, transportNonce: count });
			for (const other of [count + 1, count - 1, swapped(count).readUInt32BE()]) {
				const moved = Buffer.from(datagram);
				moved.writeUInt32BE(other, moved.length - 4);
				expect(decryptor.decrypt(moved, HEADER_BYTES)).toBeNull();
			}
			expect(decryptor.decrypt(datagram, HEADER_BYTES)?.equals(opus)).toBe(true);
		}
	});
});
