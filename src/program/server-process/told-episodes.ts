// Episodes as the bot tells the process of its podcast server of them, and takes them back.
import type { EpisodeOutlet } from '../../episodes/episode-holds.js';
import type { EpisodeLibrary } from '../../episodes/episode-library.js';
import type { ToldEpisode, ToServer } from './messages.js';

/** Whose episodes they are, and who is told. */
export interface ToldEpisodesOptions {
	library: Pick<EpisodeLibrary, 'events' | 'list' | 'served' | 'serveThrough'>;
	send: (message: ToServer) => void;
	/** Resolves when all that was sent has been acted upon, or there is nobody to do so. */
	settled: () => Promise<void>;
}

/** All episodes that are over, told until it is closed. */
export class ToldEpisodes implements EpisodeOutlet {
	readonly #options: ToldEpisodesOptions;
	/** Those that the other process knows. */
	readonly #told = new Set<string>();
	readonly #unlisten: (() => void)[];

	constructor(options: ToldEpisodesOptions) {
		this.#options = options;
		const { library } = options;
		this.#unlisten = [
			library.events.on('changed', (id) => this.#tell(id, false)),
			library.events.on('removed', (id) => this.#tell(id, false)),
			library.serveThrough(this),
		];
	}

	/** All of them as they are now, for a process that knows of none. */
	all(): ToldEpisode[] {
		this.#told.clear();
		return this.#options.library.list().flatMap(({ id }) => this.#find(id) ?? []);
	}

	tell(id: string, isCut: boolean): Promise<void> {
		this.#tell(id, isCut);
		return this.#options.settled();
	}

	close(): void {
		for (const unlisten of this.#unlisten) {
			unlisten();
		}
	}

	#tell(id: string, isCut: boolean): void {
		const wasTold = this.#told.has(id);
		const episode = this.#find(id);
		// What is being recorded changes each second, and is none of a server's affair.
		if (episode || wasTold) {
			this.#options.send({ type: 'episode', id, ...(episode && { episode }), isCut });
		}
	}

	#find(id: string): ToldEpisode | undefined {
		const served = this.#options.library.served(id);
		if (!served) {
			this.#told.delete(id);
			return undefined;
		}
		this.#told.add(id);
		return { manifest: served.manifest, isBeingChanged: served.isBeingChanged };
	}
}
