// Counters of AES-GCM, encrypted for several packets at once (NIST SP 800-38D, 7.1).
import type { Cipher } from 'node:crypto';
import { BLOCK_BYTES } from './ghash.js';

/** Where the number of a block stands, behind the nonce (RFC 5116, 5.1). */
const BLOCK_NUMBER_OFFSET = 12;

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
	#counters = Buffer.alloc(0);
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
		for (let block = 0; block < this.#packets * blocks; block++) {
			const count = (first + Math.floor(block / blocks)) >>> 0;
			if (isLittleEndian) {
				this.#counters.writeUInt32LE(count, block * BLOCK_BYTES);
			} else {
				this.#counters.writeUInt32BE(count, block * BLOCK_BYTES);
			}
		}
		this.encrypted = cipher.update(this.#counters);
		this.#first = first;
		this.#filled = this.#packets;
	}

	/** Numbers the blocks of each packet from 1, with which the tag is covered. */
	#number(blocks: number): void {
		this.blocks = blocks;
		this.#counters = Buffer.alloc(this.#packets * blocks * BLOCK_BYTES);
		for (let block = 0; block < this.#packets * blocks; block++) {
			const offset = block * BLOCK_BYTES + BLOCK_NUMBER_OFFSET;
			this.#counters.writeUInt32BE(1 + (block % blocks), offset);
		}
	}
}
