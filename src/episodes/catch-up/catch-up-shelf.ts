// Which segments may be heard of each show, from what is told of them: the same in every process.
import type { Clock } from '../../clock.js';
import { EpisodeFolder } from '../../store/episode-folder.js';
import { OpenAnswers } from '../open-answers.js';
import type {
	CatchUpChange,
	CatchUpFacts,
	CatchUpNews,
	CatchUpSegment,
	ServedCatchUp,
	ServedCatchUps,
} from './served-catch-ups.js';

/** What a shelf works with. */
export interface CatchUpShelfOptions {
	/** Where the files of episodes are. */
	dataDir: string;
	clock: Clock;
	/** Somebody listens; called once in a while. */
	onWanted: (id: string) => void;
}

interface Entry {
	facts: CatchUpFacts;
	segments: CatchUpSegment[];
	names: Set<string>;
	/** When it was last told that somebody listens. */
	wantedMs: number;
}

/** A thousand who listen are told of as one is. */
const WANTED_EACH_MS = 2000;

/** Shows as they were told of. */
export class CatchUpShelf implements ServedCatchUps {
	readonly #options: CatchUpShelfOptions;
	/** The one that began last is last. */
	readonly #entries = new Map<string, Entry>();
	readonly #answers = new OpenAnswers();
	readonly #waiting = new Map<string, Set<() => void>>();
	readonly #watchers = new Set<(news: CatchUpNews) => void>();

	constructor(options: CatchUpShelfOptions) {
		this.#options = options;
	}

	/** Takes a change in: when it returns, nothing leaves against it any more. */
	take({ facts, from, id, segments }: CatchUpChange): void {
		const entry = this.#entries.get(id);
		const gone = entry?.segments.slice(facts ? from : 0) ?? [];
		for (const { name } of gone) {
			entry?.names.delete(name);
			this.#answers.cut(keyOf(id, name));
		}
		if (!facts) {
			this.#entries.delete(id);
		} else if (entry) {
			entry.facts = facts;
			entry.segments.splice(from, Number.POSITIVE_INFINITY, ...segments);
		} else {
			this.#entries.set(id, {
				facts,
				segments: [...segments],
				names: new Set(),
				wantedMs: Number.NEGATIVE_INFINITY,
			});
		}
		const { names } = this.#entries.get(id) ?? {};
		for (const { name } of segments) {
			names?.add(name);
		}
		if (segments.length > 0 || !facts) {
			this.#wake(id);
		}
		const news = { id, from: facts ? from : 0, isCut: gone.length > 0 || !facts };
		for (const watcher of this.#watchers) {
			watcher(news);
		}
	}

	watch(watcher: (news: CatchUpNews) => void): () => void {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	}

	/** All of it, for a process that knows of none. */
	all(): CatchUpChange[] {
		return [...this.#entries].map(([id, { facts, segments }]) => ({
			id,
			facts,
			from: 0,
			segments: [...segments],
		}));
	}

	find(id: string): ServedCatchUp | undefined {
		const entry = this.#entries.get(id);
		return entry && { id, ...entry.facts, segments: entry.segments };
	}

	ofPodcast(podcastId: string): ServedCatchUp | undefined {
		return this.#newest(({ facts }) => facts.podcastIds.includes(podcastId));
	}

	ofGuild(guildId: string): ServedCatchUp | undefined {
		return this.#newest(({ facts }) => facts.guildId === guildId);
	}

	withSegment(name: string): ServedCatchUp | undefined {
		return this.#newest(({ names }) => names.has(name));
	}

	want(id: string): void {
		const { clock, onWanted } = this.#options;
		const entry = this.#entries.get(id);
		const nowMs = clock.nowMs();
		if (entry && nowMs - entry.wantedMs >= WANTED_EACH_MS) {
			entry.wantedMs = nowMs;
			onWanted(id);
		}
	}

	begun(id: string): Promise<void> {
		const entry = this.#entries.get(id);
		if (!entry || entry.segments.length > 0) {
			return Promise.resolve();
		}
		return new Promise((resolve) => {
			const waiting = this.#waiting.get(id) ?? new Set();
			this.#waiting.set(id, waiting.add(resolve));
		});
	}

	fileOf(id: string, name: string): string | undefined {
		return this.#entries.get(id)?.names.has(name)
			? new EpisodeFolder(this.#options.dataDir, id).catchUpFile(name)
			: undefined;
	}

	whileServed(id: string, name: string, cut: () => void): () => void {
		return this.#answers.add(keyOf(id, name), cut);
	}

	#newest(isMeant: (entry: Entry) => boolean): ServedCatchUp | undefined {
		const [id] = [...this.#entries].findLast(([, entry]) => isMeant(entry)) ?? [];
		return id === undefined ? undefined : this.find(id);
	}

	#wake(id: string): void {
		const waiting = this.#waiting.get(id) ?? [];
		this.#waiting.delete(id);
		for (const resolve of waiting) {
			resolve();
		}
	}
}

function keyOf(id: string, name: string): string {
	return `${id}/${name}`;
}
