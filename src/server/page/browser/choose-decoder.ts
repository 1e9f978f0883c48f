// Which decoder a browser gets, and what it is fetched with.

import { holdFiles } from './page-files.js';
import type { FrameDecoder, FrameDecoderListener } from './sound/frame-decoder.js';
import { OPUS_CONFIG, WebCodecsDecoder } from './sound/webcodecs-decoder.js';

/** Which decoder to take: the best one, or the one that works everywhere. */
export type DecoderChoice = 'auto' | 'wasm';

/** WebAssembly's decoder, with what it imports. */
const WASM_FILES = ['./wasm-decoder.js', './vendor/opus-decoder.js'].map(
	(path) => new URL(path, import.meta.url),
);

/**
 * Fetches what a decoder is made of, so that it can be made while the server is away.
 *
 * @throws {FileUnreachableError} if that cannot be had at present
 */
export async function holdDecoder(choice: DecoderChoice): Promise<void> {
	if (choice === 'wasm' || !(await hasWebCodecs())) {
		await holdFiles(WASM_FILES);
	}
}

/** Makes a decoder: WebCodecs where the browser says that it decodes Opus, else WebAssembly. */
export async function createFrameDecoder(
	listener: FrameDecoderListener,
	choice: DecoderChoice,
): Promise<FrameDecoder> {
	if (choice === 'auto' && (await hasWebCodecs())) {
		return new WebCodecsDecoder(listener);
	}
	const { WasmDecoder } = await import('./wasm-decoder.js');
	return WasmDecoder.create(listener);
}

/** Asked once: the answer takes a while, and stays. */
let webCodecs: Promise<boolean> | undefined;

function hasWebCodecs(): Promise<boolean> {
	webCodecs ??= askForWebCodecs();
	return webCodecs;
}

async function askForWebCodecs(): Promise<boolean> {
	if (!('AudioDecoder' in window)) {
		return false;
	}
	try {
		return (await AudioDecoder.isConfigSupported(OPUS_CONFIG)).supported === true;
	} catch {
		return false;
	}
}
