// What was on air, in a file that outlives the process.
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Clock, Timer } from '../clock.js';
import { replaceFile } from '../data-file.js';
import { VISIBILITIES } from '../protocol/podcast-details.js';

/** Name of the file in the data folder. */
const FILE_NAME = 'on-air.json';

/** How often the file is told that the process is alive. */
const ALIVE_INTERVAL_MS = 60_000;

const snowflake = z.string().regex(/^\d{17,20}$/);
const epochMs = z.number().int().nonnegative();

const entryShape = z.object({
	guildId: snowflake,
	voiceChannelId: snowflake,
	title: z.string(),
	/** Display name of who put it on air. */
	hostName: z.string().default(''),
	visibility: z.enum(VISIBILITIES).default('unlisted'),
	sinceEpochMs: epochMs,
	/** Whom the host has muted. */
	mutedUserIds: z.array(snowflake).default([]),
	panel: z.object({ channelId: snowflake, messageId: snowflake }),
	/** It has ended, and its panel does not say so yet. */
	end: z.object({ durationMs: z.number().nonnegative(), reason: z.string() }).optional(),
});

const fileShape = z.object({
	version: z.literal(1),
	botUserId: snowflake,
	aliveEpochMs: epochMs,
	podcasts: z.array(entryShape),
});

/** A podcast as the memory has it. */
export type RememberedPodcast = z.infer<typeof entryShape>;

/** What a memory works with. */
export interface OnAirMemoryOptions {
	/** Made where it is not there. */
	folder: string;
	clock: Clock;
	logger: Logger;
}

/**
 * The podcasts whose panels say "on air", or still have to be told otherwise. A file that cannot
 * be read or written costs the memory, never a podcast.
 */
export class OnAirMemory {
	readonly #options: OnAirMemoryOptions;
	readonly #file: string;
	/** By the panel's message id: while an ended one is being closed, its guild may have another. */
	readonly #entries = new Map<string, RememberedPodcast>();
	#botUserId: string | undefined;
	#aliveTimer: Timer | undefined;
	#writing: Promise<void> = Promise.resolve();
	#nextWrite: Promise<void> | undefined;
	#isFailureTold = false;

	constructor(options: OnAirMemoryOptions) {
		this.#options = options;
		this.#file = join(options.folder, FILE_NAME);
	}

	/**
	 * Reads what an earlier process of the same bot account left. Any other file is put aside.
	 *
	 * @returns what it left, and when it was last alive, in milliseconds since the epoch
	 */
	async open(botUserId: string): Promise<{ podcasts: RememberedPodcast[]; aliveEpochMs: number }> {
		this.#botUserId = botUserId;
		const left = await this.#read(botUserId);
		for (const podcast of left.podcasts) {
			this.#entries.set(podcast.panel.messageId, podcast);
		}
		this.#setAliveTimer();
		return left;
	}

	/** The podcast of a panel, by the panel's message id. */
	get(messageId: string): RememberedPodcast | undefined {
		return this.#entries.get(messageId);
	}

	/** Remembers a podcast, or what has changed about it; resolves when it is in the file. */
	put(podcast: RememberedPodcast): Promise<void> {
		this.#entries.set(podcast.panel.messageId, podcast);
		return this.#write();
	}

	/** Forgets a podcast whose panel says that it is over. */
	async remove(messageId: string): Promise<void> {
		if (this.#entries.delete(messageId)) {
			await this.#write();
		}
	}

	async #read(botUserId: string): Promise<{ podcasts: RememberedPodcast[]; aliveEpochMs: number }> {
		const nothing = { podcasts: [], aliveEpochMs: this.#options.clock.epochMs() };
		let content: string;
		try {
			content = await readFile(this.#file, 'utf8');
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
				this.#tellFailure(error);
			}
			return nothing;
		}
		const file = parseFile(content);
		if (file?.botUserId === botUserId) {
			return file;
		}
		await this.#putAside(file ? 'it is of another bot account' : 'it is not one of this program');
		return nothing;
	}

	async #putAside(reason: string): Promise<void> {
		const { clock, logger } = this.#options;
		const aside = `${this.#file}.${clock.epochMs()}.aside`;
		try {
			await rename(this.#file, aside);
			logger.warn({ file: this.#file, aside }, `What was on air is not known: ${reason}`);
		} catch (error) {
			this.#tellFailure(error);
		}
	}

	/** Writes all that is known now; calls during a write share the one that follows it. */
	#write(): Promise<void> {
		this.#nextWrite ??= this.#writing.then(() => {
			this.#nextWrite = undefined;
			this.#writing = this.#writeFile();
			return this.#writing;
		});
		return this.#nextWrite;
	}

	async #writeFile(): Promise<void> {
		this.#setAliveTimer();
		const content = JSON.stringify({
			version: 1,
			botUserId: this.#botUserId ?? '',
			aliveEpochMs: this.#options.clock.epochMs(),
			podcasts: [...this.#entries.values()],
		} satisfies z.infer<typeof fileShape>);
		try {
			await replaceFile(this.#file, content);
			this.#isFailureTold = false;
		} catch (error) {
			this.#tellFailure(error);
		}
	}

	/** While something is on air, the file tells when the process was last alive. */
	#setAliveTimer(): void {
		const { clock } = this.#options;
		this.#aliveTimer?.cancel();
		this.#aliveTimer =
			this.#entries.size === 0
				? undefined
				: clock.at(clock.nowMs() + ALIVE_INTERVAL_MS, () => void this.#write());
	}

	#tellFailure(error: unknown): void {
		if (!this.#isFailureTold) {
			this.#isFailureTold = true;
			this.#options.logger.warn(
				{ file: this.#file, err: error },
				'What is on air cannot be remembered for a restart: check DATA_DIR',
			);
		}
	}
}

function parseFile(content: string): z.infer<typeof fileShape> | undefined {
	try {
		return fileShape.safeParse(JSON.parse(content)).data;
	} catch {
		return undefined;
	}
}
