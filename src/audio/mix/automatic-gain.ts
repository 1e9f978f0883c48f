// Brings one member's voice slowly to the loudness of all others.

import type { Pcm } from '../../media/opus/opus-library.js';
import { FRAME_DURATION_MS } from '../../media/pcm.js';
import { LoudnessMeter } from './loudness.js';

/** Usual loudness of spoken mono programmes, which -16 LUFS are in stereo (AES TD1008). */
export const TARGET_LUFS = -19;

/** No voice is made louder or quieter than by this. */
export const MAX_GAIN_DB = 12;

/** Voice that must have been heard before its loudness is believed: 1 s. */
const SETTLED_FRAMES = 1000 / FRAME_DURATION_MS;

/** Steps a frame. Slow, so that nobody hears it; quicker where a voice is too loud. */
const RISE_DB = 3 * (FRAME_DURATION_MS / 1000);
const FALL_DB = 6 * (FRAME_DURATION_MS / 1000);

/** Between pass-through, which has no gain, and mixing: all of it in 0.3 s. */
const CHANGE_OVER_DB = MAX_GAIN_DB / (300 / FRAME_DURATION_MS);

/** Gain of one voice, in decibels. */
export class AutomaticGain {
	readonly #meter = new LoudnessMeter();
	/** Where the voice belongs. */
	#wantedDb: number;
	/** What it is given now. */
	#db: number;

	/**
	 * @param options.wantedDb - what was found for this voice before
	 * @param options.db - what it is heard with at present
	 */
	constructor(options: { wantedDb: number; db: number }) {
		this.#wantedDb = options.wantedDb;
		this.#db = options.db;
	}

	/** What was found for this voice. */
	get wantedDb(): number {
		return this.#wantedDb;
	}

	/** What the voice has reached at the end of the frame that was added last. */
	get db(): number {
		return this.#db;
	}

	/**
	 * Listens to one frame and moves the gain.
	 *
	 * @param isAlone - the voice is about to be passed through, for which it goes back to 0 dB
	 */
	add(pcm: Pcm, options: { isDualMono: boolean; isAlone: boolean }): void {
		if (this.#meter.add(pcm, options.isDualMono) && this.#meter.frames >= SETTLED_FRAMES) {
			const neededDb = Math.min(
				MAX_GAIN_DB,
				Math.max(-MAX_GAIN_DB, TARGET_LUFS - this.#meter.shortTermLufs),
			);
			this.#wantedDb = towards(
				this.#wantedDb,
				neededDb,
				neededDb > this.#wantedDb ? RISE_DB : FALL_DB,
			);
		}
		this.#db = towards(this.#db, options.isAlone ? 0 : this.#wantedDb, CHANGE_OVER_DB);
	}
}

function towards(from: number, to: number, step: number): number {
	return from + Math.min(step, Math.max(-step, to - from));
}
