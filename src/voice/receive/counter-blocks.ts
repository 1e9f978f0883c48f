// Counters of AES-GCM, encrypted for several packets at once (NIST SP 800-38D, 7.1).
import type { Cipher } from 'node:crypto';
import { BLOCK_BYTES } from './ghash.js';

/** Where the number of a block stands, behind the nonce (RFC 5116, 5.1). */
const BLOCK_NUMBER_OFFSET = 12;

const BLOCK_WORDS = BLOCK_BYTES / 4;

/** One count, to have it as a word in the order of its bytes. */
const COUNT_WORD = new Int32Array(1);
const COUNT = new DataView(COUNT_WORD.buffer);

/** What is encrypted. */
export interface CounterRow {
	/** The first packet's count, an unsigned 32-bit integer; those after it count up. */
	first: number;
	/** Blocks of each packet. */
	blocks: number;
	/** How the count stands in the first four bytes of the nonce; its other bytes are 0. */
	isLittleEndian: boolean;
}

/** The encrypted counters of a row of packets. */
export class CounterBlocks {
	/** All of them. */
	encrypted: Uint8Array = new Uint8Array(0);
	/** Blocks of each packet. */
	blocks = 0;
	readonly #packets: number;
	/** What is encrypted: nonce and number of each block, in words as the machine orders bytes. */
	#counters = new Int32Array(0);
	#first = 0;
	#filled = 0;

	/** @param packets - how many packets are in the row */
	constructor(packets: number) {
		this.#packets = packets;
	}

	/** Whether the counters of a packet of so many blocks are there. */
	has(count: number, blocks: number): boolean {
		return blocks <= this.blocks && (count - this.#first) >>> 0 < this.#filled;
	}

	/** Where the counters of a packet begin in `encrypted`. */
	offsetOf(count: number): number {
		return ((count - this.#first) >>> 0) * this.blocks * BLOCK_BYTES;
	}

	/**
	 * Encrypts the counters of the packets from one on.
	 *
	 * @param cipher - encrypts blocks, each by itself
	 */
	fill(cipher: Cipher, { first, blocks, isLittleEndian }: CounterRow): void {
		if (this.blocks !== blocks) {
			this.#number(blocks);
		}
		for (let packet = 0; packet < this.#packets; packet++) {
			COUNT.setUint32(0, (first + packet) >>> 0, isLittleEndian);
			const count = COUNT_WORD[0] as number;
			const end = (packet + 1) * blocks * BLOCK_WORDS;
			for (let word = packet * blocks * BLOCK_WORDS; word < end; word += BLOCK_WORDS) {
				this.#counters[word] = count;
			}
		}
		this.encrypted = cipher.update(new Uint8Array(this.#counters.buffer));
		this.#first = first;
		this.#filled = this.#packets;
	}

	/** Numbers the blocks of each packet from 1, with which the tag is covered. */
	#number(blocks: number): void {
		this.blocks = blocks;
		this.#counters = new Int32Array(this.#packets * blocks * BLOCK_WORDS);
		const bytes = new DataView(this.#counters.buffer);
		for (let block = 0; block < this.#packets * blocks; block++) {
			bytes.setUint32(block * BLOCK_BYTES + BLOCK_NUMBER_OFFSET, 1 + (block % blocks));
		}
	}
}
