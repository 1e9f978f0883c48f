// LAME as WebAssembly: samples in, whole MP3 frames out.
import type { createMp3Encoder } from 'wasm-media-encoders';
import type { Mp3Bitrate } from './mp3-bitrate.js';
import { CHANNELS, SAMPLE_RATE_HZ } from './pcm.js';

/** Samples a channel of one frame. */
export const MP3_FRAME_SAMPLES = 1152;

/** Bytes of a frame: at 48 kHz always a whole number, so no frame is padded. */
export function mp3FrameBytes(bitrateKbps: Mp3Bitrate): number {
	return (MP3_FRAME_SAMPLES * bitrateKbps * 1000) / 8 / SAMPLE_RATE_HZ;
}

/** One run of the encoder. */
export class Lame {
	readonly #encoder: Awaited<ReturnType<typeof createMp3Encoder>>;
	readonly #frameBytes: number;
	/** The beginning of a frame whose end has not come out yet. */
	#rest = new Uint8Array(0);

	/** Loads LAME, which takes some 50 ms the first time. */
	static async create(bitrateKbps: Mp3Bitrate): Promise<Lame> {
		// Not before it is needed: the package is large, and the server's own thread seldom needs it.
		const lame = await import('wasm-media-encoders');
		const encoder = await lame.createMp3Encoder();
		encoder.configure({
			sampleRate: SAMPLE_RATE_HZ,
			// Left to itself, LAME chooses a lower one up to 96 kbit/s.
			outputSampleRate: SAMPLE_RATE_HZ,
			channels: CHANNELS,
			bitrate: bitrateKbps,
		});
		return new Lame(encoder, mp3FrameBytes(bitrateKbps));
	}

	private constructor(encoder: Awaited<ReturnType<typeof createMp3Encoder>>, frameBytes: number) {
		this.#encoder = encoder;
		this.#frameBytes = frameBytes;
	}

	/** @returns whole frames, as many as have come out */
	encode(left: Float32Array, right: Float32Array): Uint8Array {
		return this.#wholeFrames(this.#encoder.encode([left, right]));
	}

	/** Ends the run. @returns the frames that were still in it */
	end(): Uint8Array {
		return this.#wholeFrames(this.#encoder.finalize());
	}

	/** What LAME gives is a view of its memory, and ends in the middle of a frame. */
	#wholeFrames(encoded: Uint8Array): Uint8Array {
		const bytes = new Uint8Array(this.#rest.length + encoded.length);
		bytes.set(this.#rest);
		bytes.set(encoded, this.#rest.length);
		const wholeBytes = bytes.length - (bytes.length % this.#frameBytes);
		this.#rest = bytes.slice(wholeBytes);
		return bytes.slice(0, wholeBytes);
	}
}
