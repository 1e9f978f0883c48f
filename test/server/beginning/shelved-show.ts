// A show whose segments a test puts on the shelf itself, each with bytes that it knows.
import { mkdir, writeFile } from 'node:fs/promises';
import type { Clock } from '../../../src/clock.js';
import { CatchUpShelf } from '../../../src/episodes/catch-up/catch-up-shelf.js';
import type { CatchUpFacts } from '../../../src/episodes/catch-up/served-catch-ups.js';
import { EpisodeFolder, newEpisodeId } from '../../../src/store/episode-folder.js';
import { makeDataDir } from '../../support/studio.js';

export const GUILD_ID = '100000000000000001';

/** On a shelf of its own. */
export class ShelvedShow {
	readonly #folder: EpisodeFolder;
	readonly shelf: CatchUpShelf;
	/** How often somebody has said that they listen. */
	wanted = 0;
	#facts: CatchUpFacts;
	#count = 0;

	constructor(clock: Clock, facts: Partial<CatchUpFacts> = {}) {
		const dataDir = makeDataDir();
		this.#folder = new EpisodeFolder(dataDir, newEpisodeId());
		this.shelf = new CatchUpShelf({ dataDir, clock, onWanted: () => this.wanted++ });
		this.#facts = {
			guildId: GUILD_ID,
			podcastIds: [],
			visibility: 'public',
			startedAtEpochMs: 0,
			segmentMs: 4080,
			isEnded: false,
			isOver: false,
			...facts,
		};
		this.tell({});
	}

	/** Says what it is. */
	tell(facts: Partial<CatchUpFacts>): void {
		this.#facts = { ...this.#facts, ...facts };
		this.#take({ from: this.#count, names: [] });
	}

	/** Adds segments of these names; their bytes are the name, over and over. */
	async add(names: readonly string[], { bytes = 5000 }: { bytes?: number } = {}): Promise<void> {
		await mkdir(this.#folder.catchUpFolder, { recursive: true });
		for (const name of names) {
			await writeFile(this.#folder.catchUpFile(name), bytesOf(name, bytes));
		}
		this.list(names);
	}

	/** The same without their files. */
	list(names: readonly string[]): void {
		const from = this.#count;
		this.#count += names.length;
		this.#take({ from, names });
	}

	/** Takes those from this number on away. */
	takeBack(from: number): void {
		this.#count = from;
		this.#take({ from, names: [] });
	}

	/** Nothing of it is heard any more. */
	close(): void {
		this.#count = 0;
		this.shelf.take({ id: this.#folder.id, facts: undefined, from: 0, segments: [] });
	}

	#take({ from, names }: { from: number; names: readonly string[] }): void {
		const segments = names.map((name, index) => ({
			name,
			durationMs: 4080,
			startEpochMs: 4080 * (from + index),
		}));
		this.shelf.take({ id: this.#folder.id, facts: this.#facts, from, segments });
	}
}

/** What a segment of this name holds. */
export function bytesOf(name: string, bytes = 5000): Buffer {
	return Buffer.alloc(bytes, name);
}
