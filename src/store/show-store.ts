// Shows on air, in a file that outlives the process.
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Clock, Timer } from '../clock.js';
import { VISIBILITIES } from '../protocol/podcast-details.js';
import { CONSENT_MODES } from './consent-mode.js';
import { episodeId } from './episode-manifest.js';
import { JsonFile } from './json-file.js';
import { ALIVE_INTERVAL_MS } from './restart-window.js';

/** Name of the file in the data folder. */
const FILE_NAME = 'on-air.json';

/** Far below where the number of a voice session, 32 bits, comes to its end. */
const MAX_VOICE_SESSION = 0xffff_0000;

const snowflake = z.string().regex(/^\d{17,20}$/);
const epochMs = z.number().int().nonnegative();

const entryShape = z.object({
	guildId: snowflake,
	voiceChannelId: snowflake,
	title: z.string(),
	/** Display name of who put it on air. */
	hostName: z.string().default(''),
	/** Absent where it is not known. */
	hostUserId: snowflake.optional().catch(undefined),
	visibility: z.enum(VISIBILITIES).default('unlisted'),
	consent: z.enum(CONSENT_MODES).default('notice'),
	sinceEpochMs: epochMs,
	/** Whom the host has muted. */
	mutedUserIds: z.array(snowflake).default([]),
	panel: z.object({ channelId: snowflake, messageId: snowflake }),
	/**
	 * On a server that keeps podcasts: which one it is, and the number of the first voice session that
	 * was certainly not used in it. Absent or unreadable, it is not returned to.
	 */
	podcast: z
		.object({
			id: z.string().min(1).max(128),
			nextVoiceSession: z.number().int().nonnegative().max(MAX_VOICE_SESSION),
		})
		.optional()
		.catch(undefined),
	isRecorded: z.boolean().default(false),
	/** The occurrence of a plan that it is; absent for what was not planned. */
	occurrenceId: z.string().max(128).optional().catch(undefined),
	/** The episode that it is recorded to; unreadable, it is recorded to a new one. */
	episodeId: episodeId.optional().catch(undefined),
	/** When it was taken off air by an orderly restart; absent while it is on air. */
	pausedAtEpochMs: epochMs.optional(),
	/** It was another process's when the file was written: when it was last on air, as far as is known. */
	leftAtEpochMs: epochMs.optional(),
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
export type RememberedShow = z.infer<typeof entryShape>;

/** Everything that a memory needs. */
export interface ShowMemoryOptions {
	/** Made where it is not there. */
	folder: string;
	clock: Clock;
	logger: Logger;
	/** Whether a guild is this process's; default all are. What is another's stays as it is. */
	owns?: (guildId: string) => boolean;
}

/**
 * The podcasts whose panels say "on air", or still have to be told otherwise. A file that cannot
 * be read or written costs the memory, never a podcast.
 */
export class ShowMemory {
	readonly #options: ShowMemoryOptions;
	readonly #file: JsonFile<typeof fileShape>;
	/** By the panel's message id: while an ended one is being closed, its guild may have another. */
	readonly #entries = new Map<string, RememberedShow>();
	/** Of another process's guilds, for whoever has them next. */
	#others: RememberedShow[] = [];
	#botUserId: string | undefined;
	#aliveTimer: Timer | undefined;
	#isClosed = false;

	constructor(options: ShowMemoryOptions) {
		this.#options = options;
		this.#file = new JsonFile({
			...options,
			file: join(options.folder, FILE_NAME),
			shape: fileShape,
			content: () => this.#content(),
			whenBroken: 'put aside',
			words: {
				unknown: 'What was on air is not known',
				unwritten: 'What is on air cannot be remembered for a restart',
			},
		});
	}

	/**
	 * Reads what an earlier process of the same bot account left. Any other file is put aside.
	 *
	 * @returns what it left, and when it was last alive, in milliseconds since the epoch
	 */
	async open(botUserId: string): Promise<{ podcasts: RememberedShow[]; aliveEpochMs: number }> {
		this.#botUserId = botUserId;
		const { aliveEpochMs, podcasts } = await this.#read(botUserId);
		const { owns = () => true } = this.#options;
		const own = podcasts.filter(({ guildId }) => owns(guildId));
		for (const podcast of own) {
			this.#entries.set(podcast.panel.messageId, podcast);
		}
		this.#others = podcasts
			.filter(({ guildId }) => !owns(guildId))
			.map((podcast) => ({ leftAtEpochMs: aliveEpochMs, ...podcast }));
		this.#setAliveTimer();
		return { podcasts: own, aliveEpochMs };
	}

	/** The podcast of a panel, by the panel's message id. */
	get(messageId: string): RememberedShow | undefined {
		return this.#entries.get(messageId);
	}

	/**
	 * Remembers a podcast, or what has changed about it.
	 *
	 * @returns whether it is in the file now; never rejects
	 */
	put(podcast: RememberedShow): Promise<boolean> {
		this.#entries.set(podcast.panel.messageId, podcast);
		return this.#write();
	}

	/** Forgets a podcast whose panel says that it is over. */
	async remove(messageId: string): Promise<void> {
		if (this.#entries.delete(messageId)) {
			await this.#write();
		}
	}

	/** Leaves the file to the next process: nothing is written from now on. */
	async close(): Promise<void> {
		this.#aliveTimer?.cancel();
		this.#isClosed = true;
		await this.#file.close();
	}

	async #read(botUserId: string): Promise<{ podcasts: RememberedShow[]; aliveEpochMs: number }> {
		const left = await this.#file.read();
		if (left?.botUserId === botUserId) {
			return left;
		}
		if (left) {
			await this.#file.putAside('it is of another bot account');
		}
		return { podcasts: [], aliveEpochMs: this.#options.clock.epochMs() };
	}

	#write(): Promise<boolean> {
		this.#setAliveTimer();
		return this.#file.save();
	}

	#content(): z.infer<typeof fileShape> {
		return {
			version: 1,
			botUserId: this.#botUserId ?? '',
			aliveEpochMs: this.#options.clock.epochMs(),
			podcasts: [...this.#entries.values(), ...this.#others],
		};
	}

	/** While something is on air, the file tells when the process was last alive. */
	#setAliveTimer(): void {
		const { clock } = this.#options;
		this.#aliveTimer?.cancel();
		this.#aliveTimer =
			this.#isClosed || this.#entries.size === 0
				? undefined
				: clock.at(clock.nowMs() + ALIVE_INTERVAL_MS, () => void this.#write());
	}
}
