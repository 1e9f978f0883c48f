// One member's voice in a sound check: how loud it is, and how it gets through the network.
import { LoudnessMeter } from '../../audio/mix/loudness.js';
import { Speaker } from '../../audio/speaker.js';
import type { VoiceFrame } from '../../media/frames.js';
import { OpusDecoder } from '../../media/opus.js';
import { isSilence } from '../../media/opus-packet.js';
import { CHANNELS, FRAME_DURATION_MS, FRAME_SAMPLES, MAX_PACKET_SAMPLES } from '../../media/pcm.js';
import { PacketLoss } from './packet-loss.js';
import { judgeLevel, type VoiceLevel } from './voice-level.js';

const FRAME_VALUES = FRAME_SAMPLES * CHANNELS;

/** The highest of 16 bits, and what the lowest is rounded to. */
const FULL_SCALE = 32_767 / 32_768;

/** A sine at full scale touches it now and then; a clipped voice stays there. */
const CLIPPED_VALUES = 6;

/** What was heard of a member. */
export type HeardVoice =
	| { kind: 'heard'; level: VoiceLevel; lufs: number; heardMs: number }
	/** Sound came, and none of it was loud enough for a voice. */
	| { kind: 'faint' }
	/** The microphone is open, and silence came. */
	| { kind: 'silent' }
	/** Sound came, and too many others were measured already. */
	| { kind: 'unmeasured' };

/** Measures a voice, and keeps nothing of it; call `close` at the end. */
export class MeasuredVoice {
	/** Of this member alone. */
	readonly loss = new PacketLoss();
	readonly #decoder: OpusDecoder | undefined;
	readonly #meter = new LoudnessMeter();
	readonly #speaker: Speaker;
	readonly #pcm = new Float32Array((MAX_PACKET_SAMPLES + FRAME_SAMPLES) * CHANNELS);
	#bufferedSamples = 0;
	#frames = 0;
	#clippedFrames = 0;

	/** @param hasDecoder - where not, it is only noticed that sound comes */
	constructor(userId: string, hasDecoder = true) {
		this.#speaker = new Speaker(userId, 0);
		this.#decoder = hasDecoder ? new OpusDecoder() : undefined;
	}

	/** Whether it costs the work of a decoder. */
	get isDecoded(): boolean {
		return this.#decoder !== undefined;
	}

	/** How long a frame has to wait so that the voice is heard evenly, in milliseconds. */
	get delayMs(): number {
		return this.#speaker.arrivals.delayMs;
	}

	/** What can be said of the voice so far. */
	get heard(): HeardVoice {
		if (this.#frames === 0) {
			return { kind: 'silent' };
		}
		if (!this.#decoder) {
			return { kind: 'unmeasured' };
		}
		if (this.#meter.frames === 0) {
			return { kind: 'faint' };
		}
		const lufs = this.#meter.shortTermLufs;
		const level = judgeLevel(lufs, this.#clippedFrames);
		return { kind: 'heard', level, lufs, heardMs: this.#meter.frames * FRAME_DURATION_MS };
	}

	/** Takes a frame as it came. */
	add(frame: VoiceFrame, nowMs: number): void {
		const isNew = this.#speaker.take(frame, nowMs);
		// What comes late would be decoded after what it comes before.
		if (!isNew || !this.loss.take(frame) || isSilence(frame.opus)) {
			return;
		}
		if (!this.#decoder) {
			this.#frames += 1;
			return;
		}
		const pcm = this.#pcm;
		this.#bufferedSamples += this.#decoder.decode(frame.opus, pcm, this.#bufferedSamples);
		while (this.#bufferedSamples >= FRAME_SAMPLES) {
			this.#measure(pcm.subarray(0, FRAME_VALUES), this.#decoder.isDualMono);
			this.#bufferedSamples -= FRAME_SAMPLES;
			pcm.copyWithin(0, FRAME_VALUES, FRAME_VALUES + this.#bufferedSamples * CHANNELS);
		}
	}

	/** Gives the decoder back; harmless when repeated. */
	close(): void {
		this.#decoder?.close();
	}

	#measure(pcm: Float32Array, isDualMono: boolean): void {
		this.#frames += 1;
		this.#meter.add(pcm, isDualMono);
		let atFullScale = 0;
		for (const value of pcm) {
			atFullScale += Math.abs(value) >= FULL_SCALE ? 1 : 0;
		}
		this.#clippedFrames += atFullScale >= CLIPPED_VALUES ? 1 : 0;
	}
}
