// Deletes what has outlived its time: when it begins, and each hour.
import { rm } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../clock.js';
import type { EpisodeShelf } from './episode-shelf.js';
import { dueOf, type KeepDays } from './retention.js';

const INTERVAL_MS = 3_600_000;

/** What it works with. */
export interface RetentionWatchOptions {
	clock: Clock;
	logger: Logger;
	keepDays: KeepDays;
	shelf: EpisodeShelf;
	/** Deletes an episode, and whatever goes on with it. */
	remove: (id: string) => Promise<void>;
}

/** Looks after the times. */
export class RetentionWatch {
	readonly #options: RetentionWatchOptions;
	#timer: Timer | undefined;
	#looking: Promise<void> = Promise.resolve();
	#isClosed = false;

	constructor(options: RetentionWatchOptions) {
		this.#options = options;
	}

	/** Looks once, and again each hour from now on; never rejects. */
	begin(): Promise<void> {
		this.#looking = this.#look().then(() => {
			const { clock } = this.#options;
			if (!this.#isClosed) {
				this.#timer = clock.at(clock.nowMs() + INTERVAL_MS, () => void this.begin());
			}
		});
		return this.#looking;
	}

	/** Resolves when nothing is deleted any more. */
	async close(): Promise<void> {
		this.#isClosed = true;
		this.#timer?.cancel();
		await this.#looking;
	}

	async #look(): Promise<void> {
		const { clock, keepDays, logger, remove, shelf } = this.#options;
		for (const { manifest } of shelf.newestFirst()) {
			const { id } = manifest;
			const due = this.#isClosed ? undefined : dueOf(manifest, keepDays, clock.epochMs());
			try {
				if (due === 'episode') {
					await remove(id);
					logger.info({ episode: id }, 'An episode was deleted: its time is over');
				} else if (due === 'tracks') {
					await this.#deleteTracks(id);
				}
			} catch (error) {
				logger.error({ err: error, episode: id }, 'What has outlived its time is still there');
			}
		}
	}

	#deleteTracks(id: string): Promise<void> {
		const { logger, shelf } = this.#options;
		return shelf.inTurn(id, async () => {
			const found = shelf.find(id);
			// What is still to be rendered needs them.
			if (found && found.manifest.state !== 'rendering') {
				await shelf.write({ ...found.manifest, areTracksGone: true });
				await rm(found.folder.tracksFolder, { recursive: true, force: true });
				logger.info({ episode: id }, 'The tracks of an episode were deleted: their time is over');
			}
		});
	}
}
