// The bot's episodes in the process of its podcast server, as far as it has been told of them.

import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import { DownloadLinks } from '../../episodes/download-links.js';
import { OpenAnswers } from '../../episodes/open-answers.js';
import type { ServedEpisode, ServedEpisodes } from '../../episodes/served-episodes.js';
import { EpisodeFolder } from '../../store/episode-folder.js';
import type { EpisodeManifest } from '../../store/episode-manifest.js';
import type { ToldEpisode } from './messages.js';

/** What a mirror works with. */
export interface EpisodesMirrorOptions {
	/** Where the files of episodes are. */
	dataDir: string;
	clock: Clock;
	logger: Logger;
	/** Asks the bot what addresses are signed with. */
	askSecret: () => Promise<Uint8Array>;
	/** Tells the bot that a file is not there. */
	onMissing: (id: string) => void;
}

/** Episodes as the bot has told of them. */
export class EpisodesMirror implements ServedEpisodes {
	readonly links: DownloadLinks;
	readonly #options: EpisodesMirrorOptions;
	readonly #episodes = new Map<string, ServedEpisode>();
	readonly #answers = new OpenAnswers();

	constructor(options: EpisodesMirrorOptions) {
		this.#options = options;
		this.links = new DownloadLinks(options);
	}

	/**
	 * Takes in what the bot tells of an episode.
	 *
	 * @param episode - undefined where there is none any more
	 * @param isCut - whether answers that are under way are cut
	 */
	take(id: string, episode: ToldEpisode | undefined, isCut: boolean): void {
		if (episode) {
			const folder = new EpisodeFolder(this.#options.dataDir, id);
			this.#episodes.set(id, { folder, ...episode });
		} else {
			this.#episodes.delete(id);
		}
		if (isCut) {
			this.#answers.cut(id);
		}
	}

	find(id: string): EpisodeManifest | undefined {
		return this.#episodes.get(id)?.manifest;
	}

	served(id: string): ServedEpisode | undefined {
		return this.#episodes.get(id);
	}

	whileServed(id: string, cut: () => void): () => void {
		return this.#answers.add(id, cut);
	}

	missing(id: string): void {
		this.#options.onMissing(id);
	}
}
