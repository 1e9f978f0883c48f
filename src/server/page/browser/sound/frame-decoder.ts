// What makes stereo samples of Opus frames.
import type { DecoderName } from './playback.js';

/** Two channels of equal length, 48 kHz, full scale 1. */
export type Stereo = [left: Float32Array, right: Float32Array];

/** Decodes one podcast's frames, in their order. */
export interface FrameDecoder {
	/** For the technical details. */
	readonly name: DecoderName;
	/** Takes a frame; what comes of it goes to `onDecoded`, at once or soon. */
	decode(opus: Uint8Array): void;
	/** Nothing comes any more of the frames so far, and nothing of them is in what comes next. */
	forget(): void;
	/** Nothing is decoded any more; harmless when repeated. */
	close(): void;
}

/** What a decoder calls back. */
export interface FrameDecoderListener {
	onDecoded(stereo: Stereo): void;
	/** A frame could not be decoded; the next may be. */
	onUndecodable(): void;
}
