// The pictures of shows: the one that a member has uploaded, or one that is made.
import type { Cover } from '../server/shows/served-shows.js';
import type { CoverType, ShowProfile } from '../store/show-profiles.js';
import { MadeCovers } from './made-covers.js';

/** Whose pictures they are. */
export interface ShowCoversOptions {
	profileOf: (guildId: string) => ShowProfile | undefined;
	/** Reads the picture that a member has uploaded; undefined where there is none to be read. */
	readUploaded: (guildId: string) => Promise<{ type: CoverType; bytes: Buffer } | undefined>;
}

/** All pictures. */
export class ShowCovers {
	readonly #options: ShowCoversOptions;
	readonly #made = new MadeCovers();

	constructor(options: ShowCoversOptions) {
		this.#options = options;
	}

	/** @returns undefined where there is no such show */
	async of(guildId: string): Promise<Cover | undefined> {
		const { profileOf, readUploaded } = this.#options;
		const uploaded = profileOf(guildId)?.cover && (await readUploaded(guildId));
		// It may be another one by now.
		const profile = profileOf(guildId);
		if (uploaded && profile?.cover?.type === uploaded.type) {
			return { ...uploaded, version: profile.cover.sha256 };
		}
		return profile && this.#made.make(profile);
	}
}
