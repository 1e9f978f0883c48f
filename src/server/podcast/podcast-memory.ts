// The podcasts of a server, in a file that outlives the process: ids, keys, and who may hear them.
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Clock, Timer } from '../../clock.js';
import { visibleText } from '../../protocol/member-text.js';
import { VISIBILITIES } from '../../protocol/podcast-details.js';
import { SECRET_KEY_BYTES } from '../../protocol/secret-key.js';
import { JsonFile } from '../../store/json-file.js';
import { ALIVE_INTERVAL_MS, RESUMED_WITHIN_MS } from '../../store/restart-window.js';
import type { KeptPodcast } from './podcast-state.js';

/** An answer waits no longer for a disk that hangs: that costs the memory, not the podcast. */
const WRITE_TIMEOUT_MS = 2000;

const epochMs = z.number().int().nonnegative();

/** An earlier version may have kept what is no text any more. */
const text = z.string().transform(visibleText);
const podcastShape = z.object({
	id: z.string().regex(/^[\w-]{1,128}$/),
	clientId: z.string().min(1),
	secretKey: z
		.base64()
		.transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
		.refine((key) => key.length === SECRET_KEY_BYTES),
	listenKey: z.string().regex(/^[\w-]{22}$/),
	visibility: z.enum(VISIBILITIES),
	title: text,
	serverName: text,
	hostName: text,
	activeSinceEpochMs: epochMs.nullable(),
});

const fileShape = z.object({
	version: z.literal(1),
	aliveEpochMs: epochMs,
	podcasts: z.array(podcastShape),
});

type PodcastEntry = z.input<typeof podcastShape>;

/** Where podcasts are kept. */
export interface PodcastMemoryPlace {
	/** Path of the file, which is this server's alone; its folder is made where there is none. */
	file: string;
	/** False: nothing is kept, and what an earlier process has kept is deleted. */
	isKept: boolean;
}

/** What a memory works with. */
export interface PodcastMemoryOptions extends PodcastMemoryPlace {
	clock: Clock;
	logger: Logger;
}

/** What an earlier process has left. */
export interface LeftPodcasts {
	podcasts: KeptPodcast[];
	/** How long their senders may still return. */
	waitMs: number;
}

/** A file that cannot be read or written costs the memory, never a podcast. */
export class PodcastMemory {
	readonly #options: PodcastMemoryOptions;
	readonly #file: JsonFile<typeof fileShape>;
	/** By id, with its JSON, which tells what has changed. */
	readonly #entries = new Map<string, { entry: PodcastEntry; text: string }>();
	#phase: 'reading' | 'open' | 'closed' = 'reading';
	#aliveTimer: Timer | undefined;
	/** Whether there are podcasts in the file: without any, there need not be one. */
	#isFileUsed = false;
	/** The write that holds all that is known; undefined where the file does. */
	#write: Promise<unknown> | undefined;

	constructor(options: PodcastMemoryOptions) {
		this.#options = options;
		this.#file = new JsonFile({
			...options,
			shape: fileShape,
			content: () => ({
				version: 1,
				aliveEpochMs: options.clock.epochMs(),
				podcasts: [...this.#entries.values()].map(({ entry }) => entry),
			}),
			whenBroken: 'put aside',
			words: {
				unknown: 'Podcasts from before the restart are not known',
				unwritten: 'Podcasts cannot be kept for a restart',
			},
		});
	}

	/** Reads what an earlier process has left, if that is not too long ago; writes nothing yet. */
	async read(): Promise<LeftPodcasts> {
		const left = this.#options.isKept ? await this.#file.read() : undefined;
		if (!left) {
			return { podcasts: [], waitMs: 0 };
		}
		this.#isFileUsed = left.podcasts.length > 0;
		const awayMs = Math.max(0, this.#options.clock.epochMs() - left.aliveEpochMs);
		const waitMs = RESUMED_WITHIN_MS - awayMs;
		return { podcasts: waitMs > 0 ? left.podcasts.map(toKept) : [], waitMs };
	}

	/** Writes from now on; what was not noted until then is forgotten. */
	async open(): Promise<void> {
		if (!this.#options.isKept) {
			this.#phase = 'closed';
			await this.#file.remove();
			return;
		}
		this.#phase = 'open';
		this.#save();
		await this.saved();
	}

	/** Remembers a podcast, or what has changed about it; `saved` tells when it is in the file. */
	note(podcast: KeptPodcast): void {
		const entry = toEntry(podcast);
		const text = JSON.stringify(entry);
		if (this.#entries.get(podcast.id)?.text !== text) {
			this.#entries.set(podcast.id, { entry, text });
			this.#save();
		}
	}

	/** Forgets a podcast that has ended. */
	forget(id: string): void {
		if (this.#phase !== 'closed' && this.#entries.delete(id)) {
			this.#save();
		}
	}

	/** Resolves when all that was noted is in the file, or cannot be; never rejects. */
	saved(): Promise<void> {
		const write = this.#write;
		if (!write) {
			return Promise.resolve();
		}
		const { clock } = this.#options;
		return new Promise((resolve) => {
			const timer = clock.at(clock.nowMs() + WRITE_TIMEOUT_MS, resolve);
			void write.then(() => {
				timer.cancel();
				resolve();
			});
		});
	}

	/** Keeps what is known now for the next process, whatever becomes of the podcasts. */
	async close(): Promise<void> {
		if (this.#phase === 'open') {
			this.#save();
			this.#aliveTimer?.cancel();
		}
		this.#phase = 'closed';
		await this.saved();
	}

	/** Resolves when the file is not touched any more, also by a disk that takes its time. */
	settled(): Promise<void> {
		return this.#file.settled();
	}

	#save(): void {
		if (this.#phase !== 'open' || (this.#entries.size === 0 && !this.#isFileUsed)) {
			return;
		}
		this.#isFileUsed = this.#entries.size > 0;
		this.#setAliveTimer();
		const write = this.#file.save().then(() => {
			if (this.#write === write) {
				this.#write = undefined;
			}
		});
		this.#write = write;
	}

	/** While there is a podcast, the file tells when the process was last alive. */
	#setAliveTimer(): void {
		const { clock } = this.#options;
		this.#aliveTimer?.cancel();
		this.#aliveTimer =
			this.#entries.size === 0
				? undefined
				: clock.at(clock.nowMs() + ALIVE_INTERVAL_MS, () => this.#save());
	}
}

function toEntry(podcast: KeptPodcast): PodcastEntry {
	const { id, clientId, secretKey, listenKey, details, activeSinceMs } = podcast;
	const { visibility, title, serverName, hostName } = details;
	return {
		id,
		clientId,
		secretKey: Buffer.from(secretKey).toString('base64'),
		listenKey,
		visibility,
		title,
		serverName,
		hostName,
		activeSinceEpochMs: activeSinceMs,
	};
}

function toKept(entry: z.output<typeof podcastShape>): KeptPodcast {
	const { id, clientId, secretKey, listenKey, activeSinceEpochMs, ...details } = entry;
	return {
		id,
		clientId,
		secretKey,
		listenKey,
		details: { ...details, speakers: [] },
		activeSinceMs: activeSinceEpochMs,
	};
}
