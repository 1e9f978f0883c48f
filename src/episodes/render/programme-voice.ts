// A voice of the episode while it is put together: its tick, its gains, and how loud it is.
import { CHANNELS, FRAME_SAMPLES } from '../../media/pcm.js';
import { toFactor } from './gain-plan.js';
import { TrackVoice } from './track-voice.js';

/** A tick 20 dB below the loudest of late is a gap between two sounds. */
const QUIET_SHARE = 10 ** (-20 / 10);

/** The loudest tick counts half after a second. */
const LOUDEST_DECAY = 0.5 ** (1 / 50);

/** How a voice is heard. */
export interface VoiceGains {
	/** In the MP3, in decibels. */
	mp3Db: number;
	/** In the Opus file before the gain of its header; undefined: as it came, so it may be copied. */
	opusDb?: number;
}

/** One track, or a jingle. */
export class ProgrammeVoice {
	readonly mp3Gain: number;
	readonly opusGain: number;
	/** Whether its packets may be copied. */
	readonly isCopied: boolean;
	readonly #track = new TrackVoice();
	#energy = 0;
	#loudest = 0;

	constructor({ mp3Db, opusDb }: VoiceGains) {
		this.mp3Gain = toFactor(mp3Db);
		this.opusGain = toFactor(opusDb ?? 0);
		this.isCopied = opusDb === undefined;
	}

	get packet(): Uint8Array {
		return this.#track.packet;
	}

	get isSpeech(): boolean {
		return this.#track.isSpeech;
	}

	get isSounding(): boolean {
		return this.#track.isSounding;
	}

	get isDualMono(): boolean {
		return this.#track.isDualMono;
	}

	get isCelt(): boolean {
		return this.#track.isCelt;
	}

	/** Energy of the tick's left channel. */
	get energy(): number {
		return this.#energy;
	}

	/** Whether the tick is a gap between two sounds. */
	get isQuiet(): boolean {
		return this.#energy < this.#loudest * QUIET_SHARE;
	}

	/** Goes on by one tick; where the track is over, nothing is heard. */
	next(packet: Uint8Array | undefined): void {
		this.#track.next(packet);
		let energy = 0;
		if (this.#track.isSounding) {
			const { pcm } = this.#track;
			for (let index = 0; index < FRAME_SAMPLES * CHANNELS; index += CHANNELS) {
				const sample = pcm[index] as number;
				energy += sample * sample;
			}
		}
		this.#energy = energy;
		this.#loudest = Math.max(energy, this.#loudest * LOUDEST_DECAY);
	}

	/** Adds the tick to others. */
	addTo(mix: Float32Array, gain: number): void {
		const { pcm } = this.#track;
		for (let index = 0; index < FRAME_SAMPLES * CHANNELS; index++) {
			mix[index] = (mix[index] as number) + (pcm[index] as number) * gain;
		}
	}

	/** Gives the decoder back; harmless when repeated. */
	close(): void {
		this.#track.close();
	}
}
