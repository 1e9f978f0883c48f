// Opus frames to stereo samples, with whatever the browser has for it.

/** Two channels of equal length, 48 kHz, full scale 1. */
export type Stereo = [left: Float32Array, right: Float32Array];

/** Decodes one podcast's frames, in their order. */
export interface FrameDecoder {
	/** For the technical details. */
	readonly name: string;
	/** Takes a frame; what comes of it goes to `onDecoded`, at once or soon. */
	decode(opus: Uint8Array): void;
	/** Nothing is decoded any more; harmless when repeated. */
	close(): void;
}

/** What a decoder calls back. */
export interface FrameDecoderListener {
	onDecoded(stereo: Stereo): void;
	/** A frame could not be decoded; the next may be. */
	onUndecodable(): void;
}

/** Which decoder to take: the best one, or the one that works everywhere. */
export type DecoderChoice = 'auto' | 'wasm';

/** Makes a decoder: WebCodecs where the browser says that it decodes Opus, else WebAssembly. */
export async function createFrameDecoder(
	listener: FrameDecoderListener,
	choice: DecoderChoice,
): Promise<FrameDecoder> {
	if (choice === 'auto' && (await hasWebCodecs())) {
		const { WebCodecsDecoder } = await import('./webcodecs-decoder.js');
		return new WebCodecsDecoder(listener);
	}
	const { WasmDecoder } = await import('./wasm-decoder.js');
	return WasmDecoder.create(listener);
}

/** Opus as it comes from Discord; without a description, frames are bare (WebCodecs' registration). */
export const OPUS_CONFIG = {
	codec: 'opus',
	sampleRate: 48_000,
	numberOfChannels: 2,
} as const satisfies AudioDecoderConfig;

async function hasWebCodecs(): Promise<boolean> {
	if (!('AudioDecoder' in window)) {
		return false;
	}
	try {
		return (await AudioDecoder.isConfigSupported(OPUS_CONFIG)).supported === true;
	} catch {
		return false;
	}
}
