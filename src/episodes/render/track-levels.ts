// How loud a track is, tick by tick, where it is not silent: what gains are planned from.

/** A stretch without a pause grows by this much. */
const FIRST_TICKS = 512;

/** Levels are kept in steps of half a decibel, from -100 dB on; 0 is nothing at all. */
const STEPS_PER_DB = 2;
const LOWEST_DB = -100;
const MAX_STEP = 255;

/** One stretch without a pause. */
interface Stretch {
	start: number;
	ticks: number;
	/** Two bytes a tick: energy, peak. */
	levels: Uint8Array;
}

/**
 * Levels of one track: two bytes a tick of speech, so that a day of sixty members fits into memory.
 * The steps are coarser than the ear's; in a mean over many ticks they do not show.
 */
export class TrackLevels {
	readonly #stretches: Stretch[] = [];
	#ticks = 0;

	/** Ticks that are no silence. */
	get ticks(): number {
		return this.#ticks;
	}

	/**
	 * Adds a tick behind all others.
	 *
	 * @param energy - mean square of weighted samples, both channels added
	 * @param peak - largest sample, full scale 1
	 */
	add(tick: number, energy: number, peak: number): void {
		let stretch = this.#stretches.at(-1);
		if (!stretch || stretch.start + stretch.ticks !== tick) {
			if (stretch) {
				stretch.levels = stretch.levels.slice(0, 2 * stretch.ticks);
			}
			stretch = { start: tick, ticks: 0, levels: new Uint8Array(2 * FIRST_TICKS) };
			this.#stretches.push(stretch);
		}
		const place = 2 * stretch.ticks;
		if (place === stretch.levels.length) {
			const levels = new Uint8Array(2 * place);
			levels.set(stretch.levels);
			stretch.levels = levels;
		}
		stretch.levels[place] = stepOf(10 * Math.log10(energy));
		stretch.levels[place + 1] = stepOf(20 * Math.log10(peak));
		stretch.ticks += 1;
		this.#ticks += 1;
	}

	/** Calls for each tick that is no silence, in order. */
	forEach(visit: (tick: number, energy: number, peak: number) => void): void {
		for (const { start, ticks, levels } of this.#stretches) {
			for (let index = 0; index < ticks; index++) {
				const energy = ENERGIES[levels[2 * index] as number] as number;
				visit(start + index, energy, PEAKS[levels[2 * index + 1] as number] as number);
			}
		}
	}
}

function stepOf(db: number): number {
	const step = Math.round((db - LOWEST_DB) * STEPS_PER_DB);
	return Number.isFinite(step) ? Math.min(MAX_STEP, Math.max(0, step)) : 0;
}

const ENERGIES = valuesOf(10);
const PEAKS = valuesOf(20);

function valuesOf(divisor: number): Float64Array {
	return Float64Array.from({ length: MAX_STEP + 1 }, (_, step) =>
		step === 0 ? 0 : 10 ** ((step / STEPS_PER_DB + LOWEST_DB) / divisor),
	);
}
