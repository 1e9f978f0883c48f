// Which gains bring a recording's tracks to one loudness, and the whole of them to the wanted one.
import { MAX_GAIN_DB } from '../../audio/mix/automatic-gain.js';
import { integratedLufs } from './loudness-gate.js';
import type { TrackLevels } from './track-levels.js';

/** No recording is made louder or quieter than by this: what is behind it is noise. */
const MAX_PROGRAMME_GAIN_DB = 30;

/** What the limiter leaves of peaks, and how quickly it lets go, by a tick: 25 dB a second. */
const CEILING = 10 ** (-2 / 20);
const RELEASE = 10 ** (0.5 / 20);

/** After that many steps the loudness is known to a hundredth. */
const STEPS = 8;

/** A track as it was measured. */
export interface MeasuredTrack {
	levels: TrackLevels;
	/** Its loudness by itself; -Infinity where it is silent. */
	lufs: number;
}

/** Gains in decibels. */
export interface GainPlan {
	/** Of all of `episode.opus`, whose tracks are heard as they came. */
	opusDb: number;
	/** Of each track in `episode.mp3`, in their order. */
	mp3Db: number[];
}

/**
 * Plans the gains of tracks.
 *
 * @param ticks - length of the recording
 * @param lufs - what the whole is to be brought to
 */
export function planGains(
	tracks: readonly MeasuredTrack[],
	{ ticks, lufs }: { ticks: number; lufs: number },
): GainPlan {
	const centre = centreOf(tracks);
	const trackDb = tracks.map((track) =>
		Number.isFinite(track.lufs) ? within(centre - track.lufs, MAX_GAIN_DB) : 0,
	);
	const plain = sum(tracks, { ticks, gainsDb: tracks.map(() => 0) });
	const opusDb = within(lufs - integratedLufs(plain.energies), MAX_PROGRAMME_GAIN_DB);
	const programmeDb = findProgrammeDb(sum(tracks, { ticks, gainsDb: trackDb }), lufs);
	return { opusDb, mp3Db: trackDb.map((db) => db + programmeDb) };
}

/**
 * The loudness that costs the least to bring all tracks to: the mean, in which a track that says
 * little counts little. So two that are 12 dB apart meet, however quiet both are.
 */
function centreOf(tracks: readonly MeasuredTrack[]): number {
	let sumOfLufs = 0;
	let ticks = 0;
	for (const { levels, lufs } of tracks) {
		if (Number.isFinite(lufs)) {
			sumOfLufs += lufs * levels.ticks;
			ticks += levels.ticks;
		}
	}
	return ticks === 0 ? 0 : sumOfLufs / ticks;
}

/** Levels of all tracks together: voices have nothing to do with each other, so energies add up. */
interface Levels {
	energies: Float32Array;
	peaks: Float32Array;
}

function sum(
	tracks: readonly MeasuredTrack[],
	{ ticks, gainsDb }: { ticks: number; gainsDb: readonly number[] },
): Levels {
	const energies = new Float32Array(ticks);
	const peaks = new Float32Array(ticks);
	for (const [place, { levels }] of tracks.entries()) {
		const gain = toFactor(gainsDb[place] ?? 0);
		levels.forEach((tick, energy, peak) => {
			energies[tick] = (energies[tick] as number) + gain * gain * energy;
			peaks[tick] = (peaks[tick] as number) + gain * peak;
		});
	}
	return { energies, peaks };
}

/** The limiter takes some of the loudness away, the more the louder: so it is approached. */
function findProgrammeDb(levels: Levels, lufs: number): number {
	let db = 0;
	for (let step = 0; step < STEPS; step++) {
		const missing = lufs - integratedLufs(limited(levels, toFactor(db)));
		db = within(db + (Number.isFinite(missing) ? missing : 0), MAX_PROGRAMME_GAIN_DB);
	}
	return db;
}

/** What a limiter like ours leaves of the energies. */
function limited({ energies, peaks }: Levels, gain: number): Float32Array {
	const left = new Float32Array(energies.length);
	let before = 1;
	for (let tick = 0; tick < energies.length; tick++) {
		const allowed = Math.min(1, CEILING / ((peaks[tick] as number) * gain));
		const after = Math.min(allowed, before * RELEASE);
		// The gain is on its way during the tick.
		left[tick] = (energies[tick] as number) * gain * gain * before * after;
		before = after;
	}
	return left;
}

/** Factor of decibels. */
export function toFactor(db: number): number {
	return 10 ** (db / 20);
}

function within(value: number, most: number): number {
	return Math.min(most, Math.max(-most, value));
}
