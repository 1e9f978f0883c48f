// Everything of one recording that goes to the disk, one thing after the other.
import { type Clock, systemClock } from '../clock.js';
import type { EpisodeFolder } from '../store/episode-folder.js';
import type { EpisodeManifest } from '../store/episode-manifest.js';
import { syncFolder } from '../store/json-file.js';
import type { EventsFile } from './events-file.js';
import type { RecorderOptions } from './recorder-options.js';
import { type RecordingDisk, systemDisk } from './recording-files.js';
import type { TrackFile } from './track-file.js';

/** Files that are written or synced at a time: half of libuv's threads are for everybody else. */
const FILES_AT_ONCE = 2;

/** Writes a recording's files. */
export class RecordingWriter {
	readonly events: EventsFile;
	readonly files = new Set<TrackFile>();
	readonly #folder: EpisodeFolder;
	readonly #disk: RecordingDisk;
	readonly #diskClock: Clock;
	readonly #clock: Clock;
	readonly #syncMs: number;
	#lastSyncMs: number;
	#busySinceMs: number | undefined;
	/** Never rejects. */
	#work: Promise<unknown> = Promise.resolve();

	constructor(options: RecorderOptions, events: EventsFile) {
		this.events = events;
		this.#folder = options.folder;
		this.#disk = options.disk ?? systemDisk;
		this.#diskClock = options.diskClock ?? systemClock;
		this.#clock = options.clock;
		this.#syncMs = options.settings.syncMs;
		this.#lastSyncMs = options.clock.nowMs();
	}

	/** How long the disk has been at one thing, in milliseconds. */
	get busyMs(): number {
		const nowMs = this.#diskClock.nowMs();
		return nowMs - (this.#busySinceMs ?? nowMs);
	}

	/** What waits in memory, in bytes. */
	get waitingBytes(): number {
		let bytes = 0;
		for (const { waitingBytes } of this.files) {
			bytes += waitingBytes;
		}
		return bytes;
	}

	/** Runs when all that was asked for before is done. */
	run<Value>(act: () => Promise<Value>): Promise<Value> {
		const run = this.#work.then(act);
		this.#work = run.catch(() => {});
		return run;
	}

	/**
	 * Writes what waits, and syncs when that is due.
	 *
	 * @param manifest - where tracks have begun: it is written before their files, for nobody could
	 * say whose voice a file is that no manifest knows
	 * @returns how many bytes the tracks have taken
	 * @throws the system's error
	 */
	async write(manifest: EpisodeManifest | undefined): Promise<number> {
		let bytes = 0;
		if (manifest) {
			await this.#timed(() => this.#folder.writeManifest(manifest));
		}
		await this.#timed(() => this.events.write());
		await this.#forFiles(async (file) => {
			await file.open(this.#disk);
			bytes += await file.write();
		});
		if (manifest) {
			await this.#timed(() => syncFolder(this.#folder.tracksFolder));
		}
		if (this.#clock.nowMs() - this.#lastSyncMs >= this.#syncMs) {
			await this.sync();
		}
		return bytes;
	}

	/**
	 * Makes safe what was written; silence alone is not worth it, it is made anew.
	 *
	 * @throws the system's error
	 */
	async sync(): Promise<void> {
		this.#lastSyncMs = this.#clock.nowMs();
		await this.#timed(() => this.events.sync());
		await this.#forFiles(async (file) => {
			if (file.isDirty) {
				await file.sync();
			}
		});
	}

	/** Lets go of all files. @throws the system's error, of the first one that cannot be closed */
	async close(): Promise<void> {
		const closings = [this.events, ...this.files].map((file) => file.close());
		await Promise.allSettled(closings);
		await Promise.all(closings);
	}

	async #forFiles(act: (file: TrackFile) => Promise<void>): Promise<void> {
		const files = [...this.files];
		const workers = Array.from({ length: FILES_AT_ONCE }, async () => {
			for (let file = files.shift(); file; file = files.shift()) {
				const next = file;
				await this.#timed(() => act(next));
			}
		});
		// Nothing is under way any more when it is told that something failed.
		await Promise.allSettled(workers);
		await Promise.all(workers);
	}

	async #timed(act: () => Promise<unknown>): Promise<void> {
		this.#busySinceMs = this.#diskClock.nowMs();
		try {
			await act();
		} finally {
			this.#busySinceMs = undefined;
		}
	}
}
