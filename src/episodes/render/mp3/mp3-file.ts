// `episode.mp3` while it is written: tag, the frame that tells its length, then what LAME makes.
import { ftruncateSync } from 'node:fs';
import type { Mp3Bitrate } from '../../../media/mp3-bitrate.js';
import { mp3FrameBytes } from '../../../media/mp3-encoder.js';
import { mp3InfoFrame } from '../../../media/mp3-info-frame.js';
import { writeAll } from '../../../media/opus-file-writer.js';
import type { Sink } from '../programme-source.js';
import type { ProgrammeVoice } from '../programme-voice.js';
import { type EpisodeFacts, id3Tag } from './id3-tag.js';
import { Mp3Programme } from './mp3-programme.js';

/** Bytes that are written at once: some seconds of sound. */
const WRITE_BYTES = 65_536;

/** What it is made of. */
export interface Mp3FileOptions extends EpisodeFacts {
	bitrateKbps: Mp3Bitrate;
	/** Of the whole. */
	ticks: number;
}

/** The file and the programme in it. */
export class Mp3File implements Sink {
	/** How loud each tick has come out: mean square of its weighted samples. */
	readonly energies: Float32Array;
	readonly #descriptor: number;
	readonly #bitrateKbps: Mp3Bitrate;
	readonly #tag: Uint8Array;
	readonly #waiting = Buffer.alloc(WRITE_BYTES);
	#waitingBytes = 0;
	#position = 0;
	#gainDb = 0;
	#programme: Mp3Programme | undefined;

	/** @param descriptor - open for writing; stays the caller's */
	static async begin(descriptor: number, options: Mp3FileOptions): Promise<Mp3File> {
		const file = new Mp3File(descriptor, options);
		await file.restart(0);
		return file;
	}

	private constructor(descriptor: number, options: Mp3FileOptions) {
		this.#descriptor = descriptor;
		this.#bitrateKbps = options.bitrateKbps;
		this.#tag = id3Tag(options);
		this.energies = new Float32Array(options.ticks);
	}

	/**
	 * Begins again from the first tick on.
	 *
	 * @param byDb - how much louder than before
	 */
	async restart(byDb: number): Promise<void> {
		this.#gainDb += byDb;
		this.#programme = await Mp3Programme.create({
			bitrateKbps: this.#bitrateKbps,
			energies: this.energies,
			write: (bytes) => this.#write(bytes),
		});
		this.#programme.gainDb = this.#gainDb;
		ftruncateSync(this.#descriptor);
		writeAll(this.#descriptor, this.#tag, 0);
		this.#waitingBytes = 0;
		this.#position = this.#tag.length + mp3FrameBytes(this.#bitrateKbps);
	}

	add(voices: readonly ProgrammeVoice[]): void {
		this.#programme?.add(voices);
	}

	end(): void {
		const programme = this.#programme;
		if (programme) {
			programme.end();
			this.#flush();
			const { frames, samples } = programme;
			const info = mp3InfoFrame({ bitrateKbps: this.#bitrateKbps, frames, samples });
			writeAll(this.#descriptor, info, this.#tag.length);
		}
	}

	#write(bytes: Uint8Array): void {
		if (this.#waitingBytes + bytes.length > WRITE_BYTES) {
			this.#flush();
		}
		this.#waiting.set(bytes, this.#waitingBytes);
		this.#waitingBytes += bytes.length;
	}

	#flush(): void {
		writeAll(this.#descriptor, this.#waiting.subarray(0, this.#waitingBytes), this.#position);
		this.#position += this.#waitingBytes;
		this.#waitingBytes = 0;
	}
}
