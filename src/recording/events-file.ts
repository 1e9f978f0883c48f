// The lines of a recording's `events.jsonl`, appended.
import { readFile } from 'node:fs/promises';
import type { EpisodeEvent } from '../store/episode-events.js';
import { type RecordingDisk, type RecordingFile, writeAll } from './recording-files.js';

const NEW_LINE = 0x0a;

/** The file, and what waits to be written to it. */
export class EventsFile {
	readonly #file: RecordingFile;
	#bytes: number;
	#waiting: Buffer[] = [];
	#isDirty = false;

	/** Makes it, or goes on after its last whole line. */
	static async open(path: string, disk: RecordingDisk): Promise<EventsFile> {
		let content: Buffer | undefined;
		try {
			content = await readFile(path);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
				throw error;
			}
		}
		const file = await disk.open(path, content ? 'existing' : 'new');
		const bytes = (content?.lastIndexOf(NEW_LINE) ?? -1) + 1;
		if (content && content.length > bytes) {
			await file.truncate(bytes);
		}
		return new EventsFile(file, bytes);
	}

	private constructor(file: RecordingFile, bytes: number) {
		this.#file = file;
		this.#bytes = bytes;
	}

	/** Adds a line, written with the next `write`. */
	add(event: EpisodeEvent): void {
		this.#waiting.push(Buffer.from(`${JSON.stringify(event)}\n`));
	}

	/** @throws the system's error */
	async write(): Promise<void> {
		if (this.#waiting.length === 0) {
			return;
		}
		const lines = this.#waiting;
		this.#waiting = [];
		this.#isDirty = true;
		this.#bytes += await writeAll(this.#file, lines, this.#bytes);
	}

	/** @throws the system's error */
	async sync(): Promise<void> {
		if (this.#isDirty) {
			this.#isDirty = false;
			await this.#file.datasync();
		}
	}

	/** Lets go of it. */
	close(): Promise<void> {
		return this.#file.close();
	}
}
