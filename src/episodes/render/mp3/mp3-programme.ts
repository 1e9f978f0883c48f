// The ticks of `episode.mp3`: each voice at its own gain, summed, limited and encoded by LAME.
import type { createMp3Encoder } from 'wasm-media-encoders';
import { KWeighting } from '../../../audio/mix/k-weighting.js';
import { Limiter } from '../../../audio/mix/limiter.js';
import type { Mp3Bitrate } from '../../../media/mp3-bitrate.js';
import { mp3FrameBytes } from '../../../media/mp3-encoder.js';
import { CHANNELS, FRAME_SAMPLES, SAMPLE_RATE_HZ } from '../../../media/pcm.js';
import { toFactor } from '../gain-plan.js';
import type { ProgrammeVoice } from '../programme-voice.js';

const FRAME_VALUES = FRAME_SAMPLES * CHANNELS;

/**
 * NOTE: LAME turns down what it encodes at a constant bitrate (libmp3lame/presets.c, the column
 * `scale`), by as much as 0.4 dB; the limiter has left room for all of it already.
 */
const LAME_SCALE: Readonly<Record<Mp3Bitrate, number>> = {
	64: 0.95,
	96: 0.95,
	128: 0.95,
	160: 0.95,
	192: 0.97,
	256: 1,
	320: 1,
};

/** How the programme is encoded. */
export interface Mp3ProgrammeOptions {
	bitrateKbps: Mp3Bitrate;
	/** Of all ticks; how loud each of them came out is written there. */
	energies: Float32Array;
	/** Takes what comes out, a view that is valid during the call. */
	write: (bytes: Uint8Array) => void;
}

/** Turns the voices of each tick into MP3. */
export class Mp3Programme {
	/** Added to the gains of all voices, in decibels. */
	gainDb = 0;
	readonly #options: Mp3ProgrammeOptions;
	readonly #encoder: Awaited<ReturnType<typeof createMp3Encoder>>;
	readonly #mix = new Float32Array(FRAME_VALUES);
	readonly #left = new Float32Array(FRAME_SAMPLES);
	readonly #right = new Float32Array(FRAME_SAMPLES);
	readonly #limiter = new Limiter();
	readonly #weighting = new KWeighting();
	#ticks = 0;
	#bytes = 0;

	/** Loads LAME, which takes some 50 ms. */
	static async create(options: Mp3ProgrammeOptions): Promise<Mp3Programme> {
		const lame = await import('wasm-media-encoders');
		const encoder = await lame.createMp3Encoder();
		encoder.configure({
			sampleRate: SAMPLE_RATE_HZ,
			channels: CHANNELS,
			bitrate: options.bitrateKbps,
			// Else LAME halves the rate where few bits are to be had.
			outputSampleRate: SAMPLE_RATE_HZ,
		});
		return new Mp3Programme(options, encoder);
	}

	private constructor(
		options: Mp3ProgrammeOptions,
		encoder: Awaited<ReturnType<typeof createMp3Encoder>>,
	) {
		this.#options = options;
		this.#encoder = encoder;
	}

	/** Frames that have come out. */
	get frames(): number {
		return this.#bytes / mp3FrameBytes(this.#options.bitrateKbps);
	}

	/** Samples a channel that went in. */
	get samples(): number {
		return this.#ticks * FRAME_SAMPLES;
	}

	/** Takes one tick; all voices have gone on to it. */
	add(voices: readonly ProgrammeVoice[]): void {
		const mix = this.#mix;
		mix.fill(0);
		let isDualMono = true;
		const gain = toFactor(this.gainDb);
		for (const voice of voices) {
			if (voice.isSounding) {
				voice.addTo(mix, voice.mp3Gain * gain);
				isDualMono &&= voice.isDualMono;
			}
		}
		this.#limiter.process(mix);
		this.#options.energies[this.#ticks] = 2 * this.#weighting.energy(mix, isDualMono);
		const scale = LAME_SCALE[this.#options.bitrateKbps];
		for (let index = 0; index < FRAME_SAMPLES; index++) {
			this.#left[index] = (mix[CHANNELS * index] as number) / scale;
			this.#right[index] = (mix[CHANNELS * index + 1] as number) / scale;
		}
		this.#ticks += 1;
		this.#take(this.#encoder.encode([this.#left, this.#right]));
	}

	/** Takes what LAME still has. */
	end(): void {
		this.#take(this.#encoder.finalize());
	}

	#take(bytes: Uint8Array): void {
		this.#bytes += bytes.length;
		this.#options.write(bytes);
	}
}
