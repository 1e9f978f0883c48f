// One jingle on air: a frame each 20 ms, until it is over or has to give way.
import { Pacer } from '../../audio/pacer.js';
import type { Clock } from '../../clock.js';
import { OpusDecoder, OpusEncoder } from '../../media/opus.js';
import { SILENCE_FRAME } from '../../media/opus-packet.js';
import { CHANNELS, FRAME_SAMPLES, MAX_PACKET_SAMPLES } from '../../media/pcm.js';

/** What is played, and who gets it. */
export interface JinglePlayingOptions {
	clock: Clock;
	/** Opus, 20 ms each, at least one. */
	frames: readonly Uint8Array[];
	/** Called for each frame, also within `close`. */
	send: (opus: Uint8Array) => void;
	/** Asked before each frame: whether nobody can hear it any more. */
	isLost: () => boolean;
	/** Called once, when nothing more comes of it. */
	onEnd: () => void;
}

/** What Discord's clients send when they stop talking (API documentation, "Voice Connections"). */
const SILENCE_FRAMES = 5;

/** Frames before the last one from which decoder and encoder get its sound right: 100 ms. */
const WARM_UP_FRAMES = 5;

const FADED_BITRATE_BPS = 128_000;

/** Ticks from its construction until it has ended. */
export class JinglePlaying {
	readonly #options: JinglePlayingOptions;
	readonly #pacer: Pacer;
	// Made beforehand: whoever speaks is not kept waiting for them.
	readonly #decoder = new OpusDecoder();
	readonly #encoder = new OpusEncoder(FADED_BITRATE_BPS);
	#played = 0;
	#isEnded = false;

	constructor(options: JinglePlayingOptions) {
		const { clock } = options;
		this.#options = options;
		this.#pacer = new Pacer({
			clock,
			startMs: clock.nowMs(),
			onTick: () => this.#tick(),
		});
	}

	/** Fades out within a frame, at once; harmless when repeated. */
	close(): void {
		const { frames, isLost, send } = this.#options;
		if (!this.#isEnded && this.#played > 0 && this.#played < frames.length && !isLost()) {
			send(this.#fadedFrame());
		}
		this.#end();
	}

	#tick(): void {
		const { frames, isLost, send } = this.#options;
		if (this.#played >= frames.length + SILENCE_FRAMES || isLost()) {
			this.#end();
			return;
		}
		const opus = frames[this.#played] ?? SILENCE_FRAME;
		this.#played += 1;
		send(opus);
	}

	#end(): void {
		if (!this.#isEnded) {
			this.#isEnded = true;
			this.#pacer.close();
			this.#decoder.close();
			this.#encoder.close();
			this.#options.onEnd();
		}
	}

	/** The frame that would have been next, falling silent. */
	#fadedFrame(): Uint8Array {
		const { frames } = this.#options;
		const pcm = new Float32Array(MAX_PACKET_SAMPLES * CHANNELS);
		const length = FRAME_SAMPLES * CHANNELS;
		for (let place = Math.max(0, this.#played - WARM_UP_FRAMES); place < this.#played; place++) {
			this.#decoder.decode(frames[place] as Uint8Array, pcm, 0);
			this.#encoder.encode(pcm.subarray(0, length));
		}
		this.#decoder.decode(frames[this.#played] as Uint8Array, pcm, 0);
		for (let index = 0; index < length; index++) {
			(pcm[index] as number) *= 1 - index / length;
		}
		return this.#encoder.encode(pcm.subarray(0, length));
	}
}
