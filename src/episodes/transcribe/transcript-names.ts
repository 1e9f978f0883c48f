// Takes members’ names out of the transcripts that there are, when they do not want to be named any more.
import type { Logger } from 'pino';
import type { EpisodeManifest } from '../../store/episode-manifest.js';
import type { EpisodeLibrary } from '../episode-library.js';
import { speakerLabel, withVoiceCalled } from './web-vtt.js';

const TRANSCRIPT = 'transcript.vtt';

/** Who wants to be named. */
export interface NameWishes {
	mayBeNamed(userId: string): boolean;
	/** Calls back after each change of a wish, until the returned function is called. */
	watch(watcher: (userId: string) => unknown): () => void;
}

/** What it works with. */
export interface TranscriptNamesOptions {
	library: Pick<EpisodeLibrary, 'events' | 'find' | 'list' | 'rewrite'>;
	privacy: NameWishes;
	logger: Logger;
}

/** Follows members’ wishes, until it is closed. */
export class TranscriptNames {
	readonly #options: TranscriptNamesOptions;
	/** User ids of those whose names may stand in a transcript. */
	readonly #named = new Set<string>();
	readonly #unlisten: (() => void)[];

	constructor(options: TranscriptNamesOptions) {
		const { library, privacy } = options;
		this.#options = options;
		for (const manifest of library.list()) {
			this.#note(manifest);
		}
		this.#unlisten = [
			library.events.on('changed', (id) => this.#note(library.find(id))),
			privacy.watch((userId) => this.#heed(userId)),
		];
	}

	/** Harmless when repeated. */
	close(): void {
		for (const unlisten of this.#unlisten) {
			unlisten();
		}
	}

	#note(manifest: EpisodeManifest | undefined): void {
		const { privacy } = this.#options;
		for (const { userId } of manifest?.tracks ?? []) {
			if (userId !== undefined && privacy.mayBeNamed(userId)) {
				this.#named.add(userId);
			}
		}
	}

	/** @returns resolves when nobody is told the name any more; never rejects */
	async #heed(userId: string): Promise<void> {
		const { library, logger, privacy } = this.#options;
		if (privacy.mayBeNamed(userId)) {
			this.#named.add(userId);
			return;
		}
		if (!this.#named.delete(userId)) {
			return;
		}
		const episodes = library
			.list()
			.filter(({ outputs }) => outputs.some(({ name }) => name === TRANSCRIPT));
		await Promise.all(
			episodes.map(async ({ id, tracks }) => {
				try {
					await this.#takeOut(id, { tracks, userId });
				} catch (error) {
					logger.error({ episodeId: id, err: error }, 'A name is still in a transcript');
				}
			}),
		);
	}

	async #takeOut(
		id: string,
		{ tracks, userId }: Pick<EpisodeManifest, 'tracks'> & { userId: string },
	): Promise<void> {
		const own = tracks.filter((track) => track.userId === userId && track.isErased === undefined);
		for (const { name, number } of own) {
			if (name !== undefined) {
				await this.#options.library.rewrite(id, {
					name: TRANSCRIPT,
					change: (vtt) => withVoiceCalled(vtt, { from: name, to: speakerLabel(number) }),
				});
			}
		}
	}
}
