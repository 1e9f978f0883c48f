// One member's voice in all recordings, those included that are being recorded: found, and taken out.
import type { EpisodeLibrary } from '../episodes/episode-library.js';
import type { EpisodeManifest } from '../store/episode-manifest.js';
import type { Show } from './show.js';
import type { ShowRegistry } from './show-registry.js';

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

/** Finds voices, and takes them out. */
export class VoiceErasure {
	/** Whether other processes of the bot have recordings, too. */
	readonly hasOthers: boolean;
	readonly #registry: ShowRegistry;
	readonly #library: Pick<EpisodeLibrary, 'erase' | 'voicesOf'>;

	constructor(
		registry: ShowRegistry,
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
	 *
	 * @param ids - of the recordings; default all
	 * @throws the system's error where the disk refuses
	 */
	async erase(userId: string, ids?: readonly string[]): Promise<ErasedVoice> {
		const isMeant = (id: string | undefined) => ids === undefined || (id && ids.includes(id));
		const live = this.#beingRecorded(userId).filter(({ recording }) =>
			isMeant(recording?.episode?.id),
		);
		const liveIds = new Set(live.map(({ recording }) => recording?.episode?.id));
		const kept = this.#library
			.voicesOf(userId)
			.map(({ episode }) => episode.id)
			.filter((id) => isMeant(id) && !liveIds.has(id));
		const [erased, { changed, recording, removed }] = await Promise.all([
			Promise.all(live.map(({ recording }) => recording?.erase(userId))),
			this.#library.erase(userId, kept),
		]);
		return {
			changed: changed.length + erased.filter(Boolean).length,
			removed: removed.length,
			busy: recording.length,
		};
	}

	#beingRecorded(userId: string): Show[] {
		return this.#registry.shows.filter(({ recording }) =>
			recording?.episode?.tracks.some((track) => track.userId === userId),
		);
	}
}
