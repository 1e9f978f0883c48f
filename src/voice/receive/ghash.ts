// GHASH, the hash that AES-GCM tells authentic packets by (NIST SP 800-38D, 6.3 and 6.4).
import { readU32Be } from '../../protocol/bytes.js';

/** Length of a block, and of the hash. */
export const BLOCK_BYTES = 16;

/** The highest word of x^128 + x^7 + x^2 + x + 1, whose bits count from the left. */
const REDUCTION = 0xe1 << 24;

/** What the byte that falls out of a block on the right comes back as, in its highest word. */
const RETURNING = Int32Array.from({ length: 256 }, (_, byte) => {
	const block = Int32Array.of(0, 0, 0, byte);
	for (let shift = 0; shift < 8; shift++) {
		shiftRight(block);
	}
	return block[0] as number;
});

/** Hashes under one key, a byte a step, by a table of 4 kB (Shoup's method). */
export class Ghash {
	/** The hash so far; four words, the highest first. */
	readonly #state = new Int32Array(4);
	/** Products of the key and each byte, four words each. */
	readonly #products = new Int32Array(256 * 4);

	/** @param key - a block of zeros, encrypted */
	constructor(key: Uint8Array) {
		const product = Int32Array.from([0, 4, 8, 12], (offset) => readU32Be(key, offset));
		for (let bit = 0x80; bit > 0; bit >>= 1) {
			for (let byte = 0; byte < 256; byte++) {
				if ((byte & bit) !== 0) {
					this.#add(byte, product);
				}
			}
			shiftRight(product);
		}
	}

	/**
	 * Hashes a packet: what is authenticated along, then the ciphertext, each filled up with zeros,
	 * then both lengths.
	 *
	 * @param headerBytes - what is authenticated along, from the start of the packet
	 * @param end - where the ciphertext behind it ends
	 * @returns four words, the highest first, valid until the next call
	 */
	hash(packet: Uint8Array, headerBytes: number, end: number): Int32Array {
		const state = this.#state;
		state.fill(0);
		this.#update(packet, 0, headerBytes);
		this.#update(packet, headerBytes, end);
		(state[1] as number) ^= headerBytes * 8;
		(state[3] as number) ^= (end - headerBytes) * 8;
		this.#multiply();
		return state;
	}

	#update(bytes: Uint8Array, start: number, end: number): void {
		const state = this.#state;
		let offset = start;
		for (; offset + BLOCK_BYTES <= end; offset += BLOCK_BYTES) {
			for (let word = 0; word < 4; word++) {
				(state[word] as number) ^= readU32Be(bytes, offset + 4 * word);
			}
			this.#multiply();
		}
		if (offset < end) {
			for (let index = 0; offset + index < end; index++) {
				(state[index >> 2] as number) ^=
					(bytes[offset + index] as number) << (24 - 8 * (index & 3));
			}
			this.#multiply();
		}
	}

	/** Multiplies the hash by the key, from its last byte to its first. */
	#multiply(): void {
		const state = this.#state;
		const products = this.#products;
		let first = 0;
		let second = 0;
		let third = 0;
		let last = 0;
		for (let word = 3; word >= 0; word--) {
			const factor = state[word] as number;
			for (let shift = 0; shift < 32; shift += 8) {
				const product = ((factor >>> shift) & 0xff) << 2;
				const returning = RETURNING[last & 0xff] as number;
				last = ((last >>> 8) | (third << 24)) ^ (products[product + 3] as number);
				third = ((third >>> 8) | (second << 24)) ^ (products[product + 2] as number);
				second = ((second >>> 8) | (first << 24)) ^ (products[product + 1] as number);
				first = (first >>> 8) ^ returning ^ (products[product] as number);
			}
		}
		state[0] = first;
		state[1] = second;
		state[2] = third;
		state[3] = last;
	}

	#add(byte: number, product: Int32Array): void {
		for (let word = 0; word < 4; word++) {
			(this.#products[byte * 4 + word] as number) ^= product[word] as number;
		}
	}
}

/** Multiplies a block by x. */
function shiftRight(block: Int32Array): void {
	const [first = 0, second = 0, third = 0, last = 0] = block;
	block[0] = (first >>> 1) ^ ((last & 1) * REDUCTION);
	block[1] = (second >>> 1) | (first << 31);
	block[2] = (third >>> 1) | (second << 31);
	block[3] = (last >>> 1) | (third << 31);
}
