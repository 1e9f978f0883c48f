// libopus in WebAssembly, for browsers without a decoder of their own.
import './vendor/opus-decoder.js';
import type { OpusDecoder } from 'opus-decoder';
import type { FrameDecoder, FrameDecoderListener } from './sound/frame-decoder.js';

/** A frame of 20 ms, as Discord's clients send it when they stop talking. */
const SILENCE_FRAME = Uint8Array.of(0xf8, 0xff, 0xfe);

/** A decoder has forgotten where it began after 80 ms (RFC 7845, 4.2). */
const FRAMES_TO_FORGET = 4;

/** Decodes with opus-decoder, on the page's own thread: a frame takes a fraction of a millisecond. */
export class WasmDecoder implements FrameDecoder {
	readonly name = 'wasm';
	readonly #listener: FrameDecoderListener;
	#decoder: OpusDecoder | undefined;

	/** Compiles the decoder. */
	static async create(listener: FrameDecoderListener): Promise<WasmDecoder> {
		const decoder = new window['opus-decoder'].OpusDecoder({ channels: 2 });
		await decoder.ready;
		return new WasmDecoder(listener, decoder);
	}

	private constructor(listener: FrameDecoderListener, decoder: OpusDecoder) {
		this.#listener = listener;
		this.#decoder = decoder;
	}

	decode(opus: Uint8Array): void {
		if (!this.#decoder) {
			return;
		}
		const { channelData, samplesDecoded, errors } = this.#decoder.decodeFrame(opus);
		if (errors.length > 0) {
			this.#listener.onUndecodable();
		}
		const [left, right] = channelData;
		if (samplesDecoded > 0 && left && right) {
			this.#listener.onDecoded([left, right]);
		}
	}

	forget(): void {
		// Each frame goes on where the one before ended.
		for (let frame = 0; frame < FRAMES_TO_FORGET; frame++) {
			this.#decoder?.decodeFrame(SILENCE_FRAME);
		}
	}

	close(): void {
		this.#decoder?.free();
		this.#decoder = undefined;
	}
}
