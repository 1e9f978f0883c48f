// Discord's AES-256-GCM, with one cipher for as long as the voice key lives.
import { Buffer } from 'node:buffer';
import { type Cipher, createCipheriv } from 'node:crypto';
import { readU32Be } from '../../protocol/bytes.js';
import { swapBytes, TRANSPORT_NONCE_BYTES } from '../../protocol/nonce.js';
import { CounterBlocks } from './counter-blocks.js';
import { BLOCK_BYTES, Ghash } from './ghash.js';

/*
 * Node makes a new cipher for each packet of GCM, which costs several times what is done with it.
 * GCM is made of two things (NIST SP 800-38D, 7.2): counters, encrypted, whose first block covers
 * the tag and whose others cover the text; and a hash. OpenSSL encrypts the counters here, with one
 * cipher that is kept; the hash is ours.
 *
 * Discord counts its packets, so the counters of those that will come are encrypted along with those
 * of the one that is there, and most packets need no call at all. Where packets do not come in a
 * row, nothing is made in advance.
 */

const TAG_BYTES = 16;

/** So many packets are made ready for at once. */
const PACKETS_AHEAD = 16;

/** Longer packets are rare, and not made ready for. */
const MAX_BLOCKS_AHEAD = 32;

/** Decrypts packets under one voice key. */
export class AesGcmDecryptor {
	readonly #cipher: Cipher;
	readonly #hash: Ghash;
	/** For one packet. */
	readonly #single = new CounterBlocks(1);
	/** For the packets of a row. */
	readonly #row = new CounterBlocks(PACKETS_AHEAD);
	/** Of the packet that was looked at last. */
	#lastNonce = 0;
	#isLittleEndian = false;

	/** @param voiceKey - 32 bytes */
	constructor(voiceKey: Uint8Array) {
		this.#cipher = createCipheriv('aes-256-ecb', voiceKey, null).setAutoPadding(false);
		this.#hash = new Ghash(this.#cipher.update(Buffer.alloc(BLOCK_BYTES)));
	}

	/** As `TransportDecryptor.decrypt`. */
	decrypt(datagram: Buffer, headerBytes: number, skippedBytes = 0): Buffer | null {
		const nonceOffset = datagram.length - TRANSPORT_NONCE_BYTES;
		const tagOffset = nonceOffset - TAG_BYTES;
		if (tagOffset < headerBytes) {
			return null;
		}
		const length = tagOffset - headerBytes;
		const nonce = readU32Be(datagram, nonceOffset);
		const counters = this.#countersOf(nonce, 1 + Math.ceil(length / BLOCK_BYTES));
		const { encrypted } = counters;
		const cover = counters.offsetOf(this.#countOf(nonce));
		const hash = this.#hash.hash(datagram, headerBytes, tagOffset);
		// All of it is compared, so that the time tells nothing.
		let difference = 0;
		for (let word = 0; word < 4; word++) {
			difference |=
				(hash[word] as number) ^
				readU32Be(encrypted, cover + 4 * word) ^
				readU32Be(datagram, tagOffset + 4 * word);
		}
		if (difference !== 0) {
			return null;
		}
		const plaintext = Buffer.allocUnsafe(Math.max(0, length - skippedBytes));
		const text = headerBytes + skippedBytes;
		const mask = cover + BLOCK_BYTES + skippedBytes;
		for (let index = 0; index < plaintext.length; index++) {
			plaintext[index] = (datagram[text + index] as number) ^ (encrypted[mask + index] as number);
		}
		return plaintext;
	}

	/** The encrypted counters of a packet, which are there already for most of them. */
	#countersOf(nonce: number, blocks: number): CounterBlocks {
		const before = this.#lastNonce;
		this.#lastNonce = nonce;
		if (this.#row.has(this.#countOf(nonce), blocks)) {
			return this.#row;
		}
		const isNext = isSoonAfter(nonce, before);
		const isInRow = isNext || isSoonAfter(swapBytes(nonce), swapBytes(before));
		if (isInRow && blocks <= MAX_BLOCKS_AHEAD) {
			this.#isLittleEndian = !isNext;
			return this.#fill(this.#row, nonce, Math.max(blocks, this.#row.blocks));
		}
		return this.#fill(this.#single, nonce, blocks);
	}

	#fill(counters: CounterBlocks, nonce: number, blocks: number): CounterBlocks {
		const isLittleEndian = this.#isLittleEndian;
		counters.fill(this.#cipher, { first: this.#countOf(nonce), blocks, isLittleEndian });
		return counters;
	}

	/** In which byte order Discord's counter stands is nowhere documented. */
	#countOf(nonce: number): number {
		return this.#isLittleEndian ? swapBytes(nonce) : nonce;
	}
}

function isSoonAfter(count: number, before: number): boolean {
	const ahead = (count - before) | 0;
	return ahead > 0 && ahead <= PACKETS_AHEAD;
}
