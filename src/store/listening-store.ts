// Podcasts that are played, and the messages that say so, in a file that outlives the process.
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { type Clock, systemClock, type Timer } from '../clock.js';
import { JsonFile } from './json-file.js';
import { podcastReferenceShape } from './podcast-reference.js';
import { ALIVE_INTERVAL_MS } from './restart-window.js';

/** Name of the file in the data folder. */
const FILE_NAME = 'listening.json';

const snowflake = z.string().regex(/^\d{17,20}$/);

const playingShape = z.object({
	guildId: snowflake,
	podcast: podcastReferenceShape,
	/** Voice channels, and who plays there. */
	places: z.array(z.object({ channelId: snowflake, accountId: snowflake })),
});

const panelShape = z.object({
	channelId: snowflake,
	messageId: snowflake,
	title: z.string(),
	/** Absent or unreadable: it is not played again, and the message says that it is over. */
	playing: playingShape.optional().catch(undefined),
});

const fileShape = z.object({
	version: z.literal(1),
	aliveEpochMs: z.number().int().nonnegative().default(0),
	/** Whether the accounts had left their channels in order. */
	isPaused: z.boolean().default(false),
	panels: z.array(panelShape),
});

/** A message as the memory has it. */
export type RememberedPanel = z.infer<typeof panelShape>;

/** What is played, and where. */
export type RememberedPlaying = z.infer<typeof playingShape>;

/** What an earlier process has left. */
export interface LeftPanels {
	panels: RememberedPanel[];
	/** When it was last alive, in milliseconds since the epoch. */
	aliveEpochMs: number;
	/** Whether it left its channels in order; a killed one is seen there for a while. */
	isPaused: boolean;
}

/** Everything that a memory needs. */
export interface ListeningMemoryOptions {
	/** Made where it is not there. */
	folder: string;
	logger: Logger;
	/** Default the machine's own. */
	clock?: Clock;
	/** Whether a guild is this process's; default all are. What is another's stays as it is. */
	owns?: (guildId: string) => boolean;
}

/** A file that cannot be read or written costs the memory, nothing that is played. */
export class ListeningMemory {
	readonly #file: JsonFile<typeof fileShape>;
	readonly #clock: Clock;
	/** By message id. */
	readonly #panels = new Map<string, RememberedPanel>();
	readonly #owns: (guildId: string) => boolean;
	/** Of another process's guilds, for whoever has them next. */
	#others: RememberedPanel[] = [];
	#isPaused = false;
	#isClosed = false;
	#aliveTimer: Timer | undefined;

	constructor(options: ListeningMemoryOptions) {
		const { clock = systemClock, folder, logger, owns = () => true } = options;
		this.#clock = clock;
		this.#owns = owns;
		this.#file = new JsonFile({
			file: join(folder, FILE_NAME),
			shape: fileShape,
			content: () => ({
				version: 1,
				aliveEpochMs: clock.epochMs(),
				isPaused: this.#isPaused,
				panels: [...this.#panels.values(), ...this.#others],
			}),
			whenBroken: 'put aside',
			words: {
				unknown: 'What was played is not known',
				unwritten: 'What is played cannot be remembered for a restart',
			},
			logger,
			clock,
		});
	}

	/** Reads what an earlier process has left. */
	async open(): Promise<LeftPanels> {
		const left = (await this.#file.read()) ?? { panels: [], aliveEpochMs: 0, isPaused: false };
		const isOwn = ({ playing }: RememberedPanel) => !playing || this.#owns(playing.guildId);
		const panels = left.panels.filter(isOwn);
		this.#others = left.panels.filter((panel) => !isOwn(panel));
		for (const panel of panels) {
			this.#panels.set(panel.messageId, panel);
		}
		return { ...left, panels };
	}

	/** Ids of the voice channels of which a message says that something is played there. */
	channelsOf(messageId: string): string[] {
		const { playing } = this.#panels.get(messageId) ?? {};
		return playing?.places.map(({ channelId }) => channelId) ?? [];
	}

	/** Remembers a message that says so; resolves when it is in the file. */
	async put(panel: RememberedPanel): Promise<void> {
		if (!this.#isPaused) {
			this.#panels.set(panel.messageId, panel);
			await this.#save();
		}
	}

	/** Forgets a message that no longer says so. */
	async remove(messageId: string): Promise<void> {
		if (!this.#isPaused && this.#panels.delete(messageId)) {
			await this.#save();
		}
	}

	/** Keeps what is played now for the next process, whatever is said of it from now on. */
	async pause(): Promise<void> {
		this.#isPaused = true;
		if (this.#panels.size > 0) {
			await this.#save();
		}
		this.#aliveTimer?.cancel();
	}

	/** Leaves the file to the next process: nothing is written from now on. */
	async close(): Promise<void> {
		this.#isClosed = true;
		this.#aliveTimer?.cancel();
		await this.#file.close();
	}

	/** While something is played, the file tells when the process was last alive. */
	async #save(): Promise<void> {
		this.#aliveTimer?.cancel();
		this.#aliveTimer =
			this.#isClosed || this.#panels.size === 0
				? undefined
				: this.#clock.at(this.#clock.nowMs() + ALIVE_INTERVAL_MS, () => void this.#save());
		await this.#file.save();
	}
}
