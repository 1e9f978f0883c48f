// Reads a track that is still being recorded: what is whole of it, and later what has come since.
import { type FileHandle, open } from 'node:fs/promises';
import { MAX_PAGE_BYTES, readOggPage } from '../../media/ogg-reader.js';

/** As much as is read at once; whole pages, the longest too. */
const WINDOW_BYTES = 2 * MAX_PAGE_BYTES;

/** Identification, comments, and the packet before tick 0. */
const HEADER_PAGES = 3;

/** The packets of one track, a tick each, from tick 0 on. */
export class GrowingTrack {
	readonly #path: string;
	#file: FileHandle | undefined;
	#position = 0;
	#pages = 0;
	#packets: Uint8Array[] = [];
	#next = 0;

	constructor(path: string) {
		this.#path = path;
	}

	/** The next packet of those that have been read. */
	take(): Uint8Array | undefined {
		return this.#packets[this.#next++];
	}

	/**
	 * Reads on, once all packets are taken.
	 *
	 * @returns whether there are any
	 * @throws the system's error
	 */
	async fill(): Promise<boolean> {
		this.#packets = [];
		this.#next = 0;
		this.#file ??= await open(this.#path);
		// Packets are views, so each time others.
		const window = Buffer.allocUnsafe(WINDOW_BYTES);
		const { bytesRead } = await this.#file.read(window, 0, WINDOW_BYTES, this.#position);
		const bytes = window.subarray(0, bytesRead);
		let offset = 0;
		for (let page = readOggPage(bytes, 0); page; page = readOggPage(bytes, offset)) {
			offset += page.bytes;
			this.#pages += 1;
			if (this.#pages > HEADER_PAGES) {
				this.#packets.push(...page.packets);
			}
		}
		this.#position += offset;
		return this.#packets.length > 0 || (offset > 0 && this.fill());
	}

	/**
	 * Passes over ticks, as many as there are.
	 *
	 * @throws the system's error
	 */
	async pass(ticks: number): Promise<void> {
		for (let left = ticks; left > 0; ) {
			const passed = Math.min(left, this.#packets.length - this.#next);
			if (passed <= 0 && !(await this.fill())) {
				return;
			}
			this.#next += Math.max(0, passed);
			left -= Math.max(0, passed);
		}
	}

	/** Lets go of the file; harmless when repeated. */
	async close(): Promise<void> {
		const file = this.#file;
		this.#file = undefined;
		await file?.close();
	}
}
