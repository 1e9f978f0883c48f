// The manifest of a recording that goes on, as it will be written next.
import type { Clock } from '../clock.js';
import { type EpisodeManifest, withoutTracks } from '../store/episode-manifest.js';

/** So much the wall clock may differ from the one that only goes forward. */
const CLOCK_SET_MS = 1000;

/** Knows what has changed since it was written. */
export class RecordingManifest {
	#value: EpisodeManifest;
	#isNew = false;

	constructor(value: EpisodeManifest) {
		this.#value = value;
	}

	/** As it is now. */
	get value(): EpisodeManifest {
		return this.#value;
	}

	/** Changes some of it; the next write of the tracks need not bring it. */
	set(changed: Partial<EpisodeManifest>): void {
		this.#value = { ...this.#value, ...changed };
	}

	/** What has to be written before the tracks are; undefined where nothing has changed. */
	takeNew(): EpisodeManifest | undefined {
		const manifest = this.#isNew ? this.#value : undefined;
		this.#isNew = false;
		return manifest;
	}

	/** The number that a track gets which begins now. */
	get nextNumber(): number {
		return 1 + Math.max(0, ...this.#value.tracks.map(({ number }) => number));
	}

	/** A track begins. */
	begin(track: { number: number; userId: string; name: string }, durationMs: number): void {
		this.set({ durationMs, tracks: [...this.#value.tracks, { ...track, speechMs: 0 }] });
		this.#isNew = true;
	}

	/** A track is nobody's any more. */
	erase(erased: number): void {
		this.set(withoutTracks(this.#value, ({ number }) => number === erased));
	}

	/** The next process tells by it how long it was away: a wall clock that is set moves tick 0. */
	followWallClock(clock: Clock, originMs: number): void {
		const startedAtEpochMs = Math.round(clock.epochMs() - (clock.nowMs() - originMs));
		if (Math.abs(startedAtEpochMs - this.#value.startedAtEpochMs) > CLOCK_SET_MS) {
			this.set({ startedAtEpochMs });
			this.#isNew = true;
		}
	}
}
