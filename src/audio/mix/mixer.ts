// Decoded voices to one programme: gains, sum, limiter, Opus. Synchronous; knows no clock.

import { opusLibrary } from '../../media/opus/opus-library.js';
import { OpusEncoder } from '../../media/opus.js';
import { FRAME_SAMPLES } from '../../media/pcm.js';
import { Limiter } from './limiter.js';
import type { Mixing, MixJob, MixListener, MixResult, MixSession, MixSettings } from './mix-job.js';
import { MixerVoice } from './mixer-voice.js';
import { COMPLEXITIES } from './mixing-effort.js';

/** Mixes one overlap of voices, tick by tick. */
export class Mixer {
	readonly #settings: MixSettings;
	#encoder: OpusEncoder;
	readonly #limiter = new Limiter();
	readonly #mix = opusLibrary().takePcm(FRAME_SAMPLES);
	#voices = new Map<number, MixerVoice>();
	/** Whether what is encoded next follows on a frame that the receivers' decoders do not know. */
	#isFirst = true;
	#complexity: number;

	/** @param complexity - of the encoder, 0..10; default what sounds best */
	constructor(settings: MixSettings, complexity: number = COMPLEXITIES[0]) {
		this.#settings = settings;
		this.#complexity = complexity;
		this.#encoder = this.#openEncoder();
	}

	/** How thoroughly is encoded from now on. */
	set complexity(complexity: number) {
		this.#complexity = complexity;
		this.#encoder.complexity = complexity;
	}

	/** Mixes one tick. */
	mix(job: MixJob): MixResult {
		this.#updateVoices(job);
		this.#mix.values.fill(0);
		let isSettled = true;
		let undecodable = 0;
		const gainsDb: number[] = [];
		for (const part of job.voices) {
			const voice = this.#voices.get(part.voice);
			if (voice) {
				voice.add(part, this.#mix, job.isAlone);
				undecodable += voice.undecodable;
				voice.undecodable = 0;
				isSettled &&= voice.isAtUnity && voice.isEasyToTakeOver;
			}
			gainsDb.push(voice?.gainDb ?? 0);
		}
		const opus = job.isSent ? this.#encode() : null;
		return { opus, undecodable, gainsDb, isSettled: isSettled && this.#limiter.isIdle };
	}

	/** Gives back what it works with; harmless when repeated. */
	close(): void {
		for (const voice of this.#voices.values()) {
			voice.close();
		}
		this.#voices.clear();
		this.#encoder.close();
		this.#mix.close();
	}

	#updateVoices(job: MixJob): void {
		if (job.voices.length === this.#voices.size && !job.voices.some(({ start }) => start)) {
			return;
		}
		const voices = new Map<number, MixerVoice>();
		for (const { voice, start } of job.voices) {
			if (start) {
				this.#voices.get(voice)?.close();
				this.#voices.delete(voice);
			}
			const known = this.#voices.get(voice) ?? (start && this.#begin(start));
			if (known) {
				voices.set(voice, known);
				this.#voices.delete(voice);
			}
		}
		for (const gone of this.#voices.values()) {
			if (gone.isSounding) {
				this.#forgetEnd();
			}
			gone.close();
		}
		this.#voices = voices;
	}

	/** A voice that was taken out is not heard even in the 2.5 ms that the encoder still holds. */
	#forgetEnd(): void {
		this.#encoder.close();
		this.#encoder = this.#openEncoder();
		this.#isFirst = true;
	}

	#openEncoder(): OpusEncoder {
		return new OpusEncoder(this.#settings.bitrateBps, { complexity: this.#complexity });
	}

	/**
	 * The encoder hears the end of what was passed through, so that its first frame goes on there;
	 * otherwise that would begin with 2.5 ms of nothing.
	 */
	#begin(start: MixJob['voices'][number]['start'] & object): MixerVoice {
		const voice = new MixerVoice(start, this.#settings.hasAutomaticGain);
		if (start.isContinued && this.#isFirst) {
			this.#encoder.encode(voice.warmPcm);
		}
		return voice;
	}

	#encode(): Uint8Array {
		this.#limiter.process(this.#mix);
		const opus = this.#encoder.encode(this.#mix, this.#isFirst);
		this.#isFirst = false;
		return opus;
	}
}

/**
 * Loads libopus into this thread, which takes tens of milliseconds: better before anybody talks
 * than with the second voice's first frame.
 */
export function loadMixer(): void {
	const mixer = new Mixer({ bitrateBps: 96_000, hasAutomaticGain: true });
	mixer.mix({ voices: [], isAlone: false, isSent: true });
	mixer.close();
}

/** Mixes in the caller's thread. */
export class InProcessMixing implements Mixing {
	constructor() {
		loadMixer();
	}

	open(settings: MixSettings, listener: MixListener): MixSession {
		const mixer = new Mixer(settings);
		return {
			mix(job) {
				let result: MixResult;
				try {
					result = mixer.mix(job);
				} catch {
					// libopus itself failed, which costs a tick and this mixer, not the process.
					mixer.close();
					listener.onFailed();
					return;
				}
				listener.onMixed(result);
			},
			close: () => mixer.close(),
		};
	}
}
