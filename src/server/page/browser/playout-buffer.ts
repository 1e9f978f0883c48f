// The jitter buffer between a network that stutters and a loudspeaker that must not.

/** Rate of the decoded sound and of the loudspeaker. */
export const SAMPLE_RATE_HZ = 48_000;

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

/**
 * How far the sound is held back at first: 120 ms for the network, and the rest for packets that come
 * three at a time.
 */
export const START_DELAY_MS = 150;

/** The longest that it is ever held back. */
const MAX_DELAY_MS = 1_000;

/** After an underrun: as much longer as the network was just too slow by, in all likelihood. */
const DELAY_GROWTH = 1.5;

/** In each pause, once there has been no underrun for a while, that much shorter again. */
const DELAY_DECREASE_MS = 10;
const MS_WITHOUT_UNDERRUN = 20_000;

/** More than this above the delay, as after a stall, is skipped at once: live stays live. */
const MAX_EXCESS_MS = 300;

/** What has not been needed for that long is delay for nothing. */
const EXCESS_WINDOW_MS = 1_000;

/** It comes from a stall, or from a sender's clock that runs fast; less than this is left alone. */
const MIN_EXCESS_MS = 40;

/** A cut may be that much longer or shorter, so that it joins where the waves are alike. */
const CUT_SEARCH_MS = 10;

/** Of how many samples one is looked at when waves are compared. */
const COMPARED_SAMPLE = 4;

/** Beginnings, ends and cuts are faded over that long. */
const FADE_MS = 5;
const FADE_SAMPLES = FADE_MS * SAMPLES_PER_MS;

/** Peak below which sound counts as silence: -54 dB. Talk ends in silence, so what ends is over. */
const SILENCE_PEAK = 0.002;

/** Silence that is shorter is within talk: packets may last 2.5 ms alone. */
const MIN_SILENCE_SAMPLES = 20 * SAMPLES_PER_MS;

/** In silence the buffer is brought back to its delay where it is off by more than one frame. */
const SILENCE_SLACK_SAMPLES = 20 * SAMPLES_PER_MS;

/** Samples a channel that there is room for: more than delay and excess together. */
const CAPACITY_SAMPLES = 2 ** 17;
const INDEX_MASK = CAPACITY_SAMPLES - 1;

/** What the buffer is doing. */
export type PlayoutPhase =
	/** Nobody speaks; nothing waits. */
	| 'silent'
	/** Sound has come, and is held back before it is played. */
	| 'filling'
	| 'playing';

/** What the buffer has and has done. */
export interface PlayoutStats {
	phase: PlayoutPhase;
	/** How far sound is held back at the beginning of each talkspurt. */
	delayMs: number;
	/** How much waits now. */
	bufferedMs: number;
	/** Times that sound was missing in the middle of talk. */
	underruns: number;
	/** Sound that was left out to catch up. */
	skippedMs: number;
}

/**
 * Takes decoded stereo as it comes and gives it at the loudspeaker's pace.
 *
 * Each talkspurt is held back by the delay; where it runs dry, the rest of the gap is silence. The
 * delay grows with each underrun and shrinks slowly in pauses.
 */
export class PlayoutBuffer {
	readonly #left = new Float32Array(CAPACITY_SAMPLES);
	readonly #right = new Float32Array(CAPACITY_SAMPLES);
	/** Samples ever put in and taken out; their difference waits. */
	#written = 0;
	#read = 0;
	#phase: PlayoutPhase = 'silent';
	#delaySamples = START_DELAY_MS * SAMPLES_PER_MS;
	/** How long the sound that waits has been held back. */
	#heldSamples = 0;
	/** Still to be faded in. */
	#fadeInSamples = 0;
	/** What was played last, and fades out in a gap. */
	#lastLeft = 0;
	#lastRight = 0;
	/** How long what was put in last has been silent, at its end. */
	#silentSamples = MIN_SILENCE_SAMPLES;
	#sinceUnderrunSamples = 0;
	#windowSamples = 0;
	#leastWaiting = Number.POSITIVE_INFINITY;
	#underruns = 0;
	#skippedSamples = 0;

	/** What the buffer has and has done. */
	get stats(): PlayoutStats {
		return {
			phase: this.#phase,
			delayMs: this.#delaySamples / SAMPLES_PER_MS,
			bufferedMs: this.#waiting / SAMPLES_PER_MS,
			underruns: this.#underruns,
			skippedMs: this.#skippedSamples / SAMPLES_PER_MS,
		};
	}

	get #waiting(): number {
		return this.#written - this.#read;
	}

	get #endsInSilence(): boolean {
		return this.#silentSamples >= MIN_SILENCE_SAMPLES;
	}

	/** Takes decoded sound, of any length up to 120 ms; both channels are equally long. */
	push(left: Float32Array, right: Float32Array): void {
		const silentSamples = silentAtEnd(left, right);
		const isSilence = silentSamples === left.length;
		if (this.#phase === 'playing' && this.#endsInSilence) {
			const missing = this.#delaySamples - this.#waiting - left.length;
			if (missing > SILENCE_SLACK_SAMPLES) {
				this.#writeSilence(missing);
			} else if (isSilence && missing < -SILENCE_SLACK_SAMPLES) {
				return;
			}
		}
		this.#write(left, right);
		this.#silentSamples = isSilence ? this.#silentSamples + silentSamples : silentSamples;
		if (this.#phase === 'silent') {
			this.#phase = 'filling';
			this.#heldSamples = 0;
		}
		const excess = this.#waiting - this.#delaySamples;
		if (excess > MAX_EXCESS_MS * SAMPLES_PER_MS) {
			this.#skip(excess);
		}
	}

	/** Makes silence of what waits, as long as that lasts; what was played last dies away. */
	silence(): void {
		const decay = 1 - 8 / FADE_SAMPLES;
		for (let place = this.#read; place < this.#written; place++) {
			this.#lastLeft *= decay;
			this.#lastRight *= decay;
			const isDying = place - this.#read < FADE_SAMPLES;
			this.#left[place & INDEX_MASK] = isDying ? this.#lastLeft : 0;
			this.#right[place & INDEX_MASK] = isDying ? this.#lastRight : 0;
		}
		this.#silentSamples = Math.max(this.#waiting, MIN_SILENCE_SAMPLES);
	}

	/** Gives the next samples of both channels; silence where there are none. */
	pull(left: Float32Array, right: Float32Array): void {
		this.#sinceUnderrunSamples += left.length;
		if (this.#phase === 'filling') {
			this.#heldSamples += left.length;
			if (Math.max(this.#heldSamples, this.#waiting) >= this.#delaySamples) {
				this.#phase = 'playing';
				this.#fadeInSamples = FADE_SAMPLES;
				this.#beginWindow();
			}
		}
		const samples = this.#phase === 'playing' ? Math.min(this.#waiting, left.length) : 0;
		this.#take(left, right, samples);
		this.#fadeOut(left, right, samples);
		if (this.#phase === 'playing') {
			this.#follow(left.length, samples);
		}
	}

	#write(left: Float32Array, right: Float32Array): void {
		for (let index = 0; index < left.length; index++) {
			const at = this.#written++ & INDEX_MASK;
			this.#left[at] = left[index] as number;
			this.#right[at] = right[index] as number;
		}
	}

	/** A pause that is shorter than the delay would otherwise be lost, and the delay with it. */
	#writeSilence(samples: number): void {
		for (let index = 0; index < samples; index++) {
			const at = this.#written++ & INDEX_MASK;
			this.#left[at] = 0;
			this.#right[at] = 0;
		}
	}

	#take(left: Float32Array, right: Float32Array, samples: number): void {
		for (let index = 0; index < samples; index++) {
			const at = this.#read++ & INDEX_MASK;
			let gain = 1;
			if (this.#fadeInSamples > 0) {
				gain = 1 - this.#fadeInSamples-- / FADE_SAMPLES;
			}
			left[index] = (this.#left[at] as number) * gain;
			right[index] = (this.#right[at] as number) * gain;
		}
		if (samples > 0) {
			this.#lastLeft = left[samples - 1] as number;
			this.#lastRight = right[samples - 1] as number;
		}
	}

	/** Where sound breaks off, its last sample dies away: a jump to zero is a click. */
	#fadeOut(left: Float32Array, right: Float32Array, from: number): void {
		const decay = 1 - 8 / FADE_SAMPLES;
		for (let index = from; index < left.length; index++) {
			this.#lastLeft *= decay;
			this.#lastRight *= decay;
			left[index] = this.#lastLeft;
			right[index] = this.#lastRight;
		}
	}

	#follow(wanted: number, had: number): void {
		if (had < wanted) {
			this.#runDry();
			return;
		}
		this.#leastWaiting = Math.min(this.#leastWaiting, this.#waiting);
		this.#windowSamples += wanted;
		if (this.#windowSamples < EXCESS_WINDOW_MS * SAMPLES_PER_MS) {
			return;
		}
		const excess = this.#leastWaiting - this.#delaySamples;
		if (excess > MIN_EXCESS_MS * SAMPLES_PER_MS) {
			this.#skip(excess);
		}
		this.#beginWindow();
	}

	#beginWindow(): void {
		this.#windowSamples = 0;
		this.#leastWaiting = Number.POSITIVE_INFINITY;
	}

	#runDry(): void {
		this.#phase = 'silent';
		if (!this.#endsInSilence) {
			this.#underruns++;
			this.#sinceUnderrunSamples = 0;
			this.#setDelay((this.#delaySamples / SAMPLES_PER_MS) * DELAY_GROWTH);
		} else if (this.#sinceUnderrunSamples > MS_WITHOUT_UNDERRUN * SAMPLES_PER_MS) {
			this.#setDelay(this.#delaySamples / SAMPLES_PER_MS - DELAY_DECREASE_MS);
		}
	}

	#setDelay(delayMs: number): void {
		this.#delaySamples =
			Math.round(Math.min(MAX_DELAY_MS, Math.max(START_DELAY_MS, delayMs))) * SAMPLES_PER_MS;
	}

	/** Leaves out about so many of the oldest samples, and fades over to what follows. */
	#skip(aboutSamples: number): void {
		const samples = this.#cutLength(aboutSamples);
		for (let index = 0; index < FADE_SAMPLES; index++) {
			const from = (this.#read + index) & INDEX_MASK;
			const to = (from + samples) & INDEX_MASK;
			const share = index / FADE_SAMPLES;
			for (const channel of [this.#left, this.#right]) {
				channel[to] = (channel[from] as number) * (1 - share) + (channel[to] as number) * share;
			}
		}
		this.#read += samples;
		this.#skippedSamples += samples;
	}

	/** The length near the given one after which the wave goes on most like it would have. */
	#cutLength(aboutSamples: number): number {
		const search = CUT_SEARCH_MS * SAMPLES_PER_MS;
		let best = { samples: aboutSamples, difference: Number.POSITIVE_INFINITY };
		for (let offset = -search; offset <= search; offset += COMPARED_SAMPLE) {
			const samples = aboutSamples + offset;
			const difference = this.#differenceAfter(samples);
			if (difference < best.difference) {
				best = { samples, difference };
			}
		}
		return best.samples;
	}

	#differenceAfter(samples: number): number {
		let difference = 0;
		for (let index = 0; index < FADE_SAMPLES; index += COMPARED_SAMPLE) {
			const from = (this.#read + index) & INDEX_MASK;
			const to = (from + samples) & INDEX_MASK;
			difference += ((this.#left[from] as number) - (this.#left[to] as number)) ** 2;
			difference += ((this.#right[from] as number) - (this.#right[to] as number)) ** 2;
		}
		return difference;
	}
}

/** How many samples at the end are silent in both channels. */
function silentAtEnd(left: Float32Array, right: Float32Array): number {
	let index = left.length;
	while (
		index > 0 &&
		Math.abs(left[index - 1] as number) < SILENCE_PEAK &&
		Math.abs(right[index - 1] as number) < SILENCE_PEAK
	) {
		index--;
	}
	return left.length - index;
}
