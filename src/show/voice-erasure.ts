// One member's voice in all recordings, those included that are being recorded: found, and taken out.
import type { EpisodeLibrary } from '../episodes/episode-library.js';
import type { EpisodeManifest } from '../store/episode-manifest.js';
import type { Show } from './show.js';

/** A recording that has the member's voice. */
export interface OwnRecording {
	episode: EpisodeManifest;
	/** Undefined: until somebody deletes it. */
	keptUntilEpochMs: number | undefined;
}

/** What was done. */
export interface ErasedVoice {
	/** Recordings that have it no more. */
	changed: number;
	/** Recordings that had no other voice, and are gone. */
	removed: number;
	/** Recordings that an earlier process has left, and that are just being taken up: a moment later. */
	busy: number;
}

/** A show, as far as its voices are erased. */
type Recorded = Pick<Show, 'recording'>;

/** Finds voices, and takes them out. */
export class VoiceErasure {
	/** Whether other processes of the bot have recordings, too. */
	readonly hasOthers: boolean;
	readonly #registry: { readonly shows: readonly Recorded[] };
	readonly #library: Pick<EpisodeLibrary, 'erase' | 'voicesOf'>;

	constructor(
		registry: { readonly shows: readonly Recorded[] },
		library: Pick<EpisodeLibrary, 'erase' | 'voicesOf'>,
		{ hasOthers = false }: { hasOthers?: boolean } = {},
	) {
		this.hasOthers = hasOthers;
		this.#registry = registry;
		this.#library = library;
	}

	/** Newest first. */
	recordingsOf(userId: string): OwnRecording[] {
		const now = this.#beingRecorded(userId).flatMap(({ recording }) =>
			recording?.episode ? [{ episode: recording.episode, keptUntilEpochMs: undefined }] : [],
		);
		const ids = new Set(now.map(({ episode }) => episode.id));
		const kept = this.#library.voicesOf(userId).filter(({ episode }) => !ids.has(episode.id));
		return [...now, ...kept].sort(
			(a, b) => b.episode.startedAtEpochMs - a.episode.startedAtEpochMs,
		);
	}

	/**
	 * Takes the member's voice out: nothing with it is served or lies on the disk when this resolves.
	 * A recording that is just being prepared, or taken up, is waited for.
	 *
	 * @param isMeant - of which recordings; default all
	 * @throws the system's error where the disk refuses
	 */
	async erase(
		userId: string,
		isMeant: (episode: EpisodeManifest) => boolean = () => true,
	): Promise<ErasedVoice> {
		await Promise.all(this.#registry.shows.map(({ recording }) => recording?.opened));
		const found = this.recordingsOf(userId).flatMap(({ episode }) =>
			isMeant(episode) ? episode : [],
		);
		const live = this.#beingRecorded(userId).flatMap(({ recording }) =>
			recording?.episode && isMeant(recording.episode) ? [recording] : [],
		);
		const liveIds = new Set(live.map(({ episode }) => episode?.id));
		const kept = found.map(({ id }) => id).filter((id) => !liveIds.has(id));
		const [erased, { changed, recording, removed }] = await Promise.all([
			Promise.all(live.map((recording) => recording.erase(userId))),
			this.#library.erase(userId, kept),
		]);
		return {
			changed: changed.length + erased.filter(Boolean).length,
			removed: removed.length,
			busy: recording.length,
		};
	}

	#beingRecorded(userId: string): Recorded[] {
		return this.#registry.shows.filter(({ recording }) =>
			recording?.episode?.tracks.some((track) => track.userId === userId),
		);
	}
}
