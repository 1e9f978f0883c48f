// The browser's own Opus decoder.
import type { FrameDecoder, FrameDecoderListener } from './frame-decoder.js';

/** Opus as it comes from Discord; without a description, frames are bare (WebCodecs' registration). */
export const OPUS_CONFIG = {
	codec: 'opus',
	sampleRate: 48_000,
	numberOfChannels: 2,
} as const satisfies AudioDecoderConfig;

/** What a frame usually lasts; time stamps have to rise, nothing else reads them. */
const FRAME_DURATION_US = 20_000;

/** Decodes with WebCodecs. */
export class WebCodecsDecoder implements FrameDecoder {
	readonly name = 'webcodecs';
	readonly #listener: FrameDecoderListener;
	#decoder: AudioDecoder | undefined;
	#frames = 0;

	constructor(listener: FrameDecoderListener) {
		this.#listener = listener;
		this.#decoder = this.#open();
	}

	decode(opus: Uint8Array): void {
		this.#decoder?.decode(
			new EncodedAudioChunk({
				// Each Opus frame can be decoded without those before it, if not as well.
				type: 'key',
				timestamp: this.#frames++ * FRAME_DURATION_US,
				data: opus as Uint8Array<ArrayBuffer>,
			}),
		);
	}

	forget(): void {
		if (this.#decoder) {
			this.close();
			this.#decoder = this.#open();
		}
	}

	close(): void {
		if (this.#decoder?.state === 'configured') {
			this.#decoder.close();
		}
		this.#decoder = undefined;
	}

	#open(): AudioDecoder {
		const decoder = new AudioDecoder({
			output: (data) => this.#onDecoded(data),
			// After an error a decoder is closed for good (WebCodecs, 4.4): a bad frame costs one frame.
			error: () => {
				this.#listener.onUndecodable();
				if (this.#decoder === decoder) {
					this.#decoder = this.#open();
				}
			},
		});
		decoder.configure(OPUS_CONFIG);
		return decoder;
	}

	#onDecoded(data: AudioData): void {
		const channel = (planeIndex: number) => {
			const samples = new Float32Array(data.numberOfFrames);
			data.copyTo(samples, { planeIndex, format: 'f32-planar' });
			return samples;
		};
		const left = channel(0);
		const right = data.numberOfChannels > 1 ? channel(1) : left.slice();
		data.close();
		if (this.#decoder) {
			this.#listener.onDecoded([left, right]);
		}
	}
}
