// The part of opusscript's compiled libopus that is called directly; the package types its wrapper only.
declare module 'opusscript/build/opusscript_native_wasm.js' {
	/** One Opus encoder and one decoder; addresses are bytes of the module's memory. */
	interface OpusscriptHandler {
		/** @param byteLength - 0 where the input is 16-bit samples; else what the wrapper writes */
		_encode(pcm: number, byteLength: number, packet: number, samplesPerChannel: number): number;
		/** Writes each sample as two 16-bit words, low byte first. */
		_decode(packet: number, packetBytes: number, samples: number): number;
		_encoder_ctl(request: number, value: number): number;
		_decoder_ctl(request: number, value: number): number;
	}

	/** A module instance with memory of its own. */
	interface Opusscript {
		/** Another object after the memory has grown. */
		readonly HEAPU8: Uint8Array;
		readonly OpusScriptHandler: {
			new (sampleRateHz: number, channels: number, application: number): OpusscriptHandler;
			destroy_handler(handler: OpusscriptHandler): void;
		};
		_malloc(bytes: number): number;
	}

	function createOpusscript(): Opusscript;
	export = createOpusscript;
}
