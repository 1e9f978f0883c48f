// One end of the pipe that a local bus goes through: words out, words in, until it breaks.
import type { Duplex } from 'node:stream';
import { type BusWord, encodeWord, WordReader } from './bus-words.js';

/** What an end is made of. */
export interface BusPipeOptions {
	/** A pipe of this machine. */
	stream: Duplex;
	onWord: (word: BusWord) => void;
	/** Called once: the other end is gone, or says what nobody knows. */
	onGone: (error: Error | undefined) => void;
}

/** An end of it; words keep their order. */
export class BusPipe {
	readonly #stream: Duplex;

	constructor({ stream, onGone, onWord }: BusPipeOptions) {
		this.#stream = stream;
		const reader = new WordReader();
		let problem: Error | undefined;
		stream.on('error', (error) => {
			problem = error;
		});
		stream.once('close', () => onGone(problem));
		stream.once('end', () => stream.destroy());
		stream.on('data', (piece: Buffer) => {
			try {
				for (const word of reader.read(piece)) {
					onWord(word);
				}
			} catch (error) {
				stream.destroy(error as Error);
			}
		});
	}

	/** Whether what is sent now may arrive. */
	get isOpen(): boolean {
		return this.#stream.writable;
	}

	/** Bytes that the system has not taken yet. */
	get backlogBytes(): number {
		return this.#stream.writableLength;
	}

	/** Sends a word, or nothing where the other end is gone. */
	send(word: Parameters<typeof encodeWord>[0]): void {
		this.sendEncoded(encodeWord(word));
	}

	/** The same for a word that several get, framed once. */
	sendEncoded(bytes: Uint8Array): void {
		if (this.#stream.writable) {
			this.#stream.write(bytes);
		}
	}

	/** Breaks it. */
	close(): void {
		this.#stream.destroy();
	}
}
