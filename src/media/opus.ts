// Opus frames to PCM and back, with libopus as opusscript compiled it to WebAssembly.
//
// NOTE: opusscript's own wrapper is not used. It takes byte addresses for places in a 16-bit view
// and keeps views over a memory that grows: from some 20 codecs in one process on, their buffers
// are empty or lie in each other's state (https://github.com/abalabahaha/opusscript, index.js).
// Beside that it copies PCM byte by byte, which costs half as much as decoding.
import createOpusscript from 'opusscript/build/opusscript_native_wasm.js';
import { withFramesWithin } from './opus-toc.js';
import { CHANNELS, FRAME_SAMPLES, MAX_PACKET_SAMPLES, SAMPLE_RATE_HZ } from './pcm.js';

/** Longest packet that is decoded: three frames of the longest kind, as libopus itself allows. */
const MAX_PACKET_BYTES = 3 * 1276;

/** Requests of libopus (opus_defines.h). */
const REQUEST = {
	SET_BITRATE: 4002,
	SET_COMPLEXITY: 4010,
	RESET_STATE: 4028,
	SET_PREDICTION_DISABLED: 4042,
} as const;

/** CELT alone: 2.5 ms from input to output instead of 6.5, and less work (opus_defines.h). */
const APPLICATION_RESTRICTED_LOWDELAY = 2051;

/** Of 0..10; above, speech at the default bitrate gains nothing that is worth half as much again. */
const COMPLEXITY = 5;

const INT16_SCALE = 32_768;

type Native = ReturnType<typeof createOpusscript>;
type Handler = InstanceType<Native['OpusScriptHandler']>;

/** The module and the buffers that all codecs of a thread use in turn. */
class OpusModule {
	readonly #native = createOpusscript();
	readonly packetAddress = this.#native._malloc(MAX_PACKET_BYTES);
	readonly pcmAddress = this.#native._malloc(FRAME_SAMPLES * CHANNELS * 2);
	readonly decodedAddress = this.#native._malloc(MAX_PACKET_SAMPLES * CHANNELS * 4);
	/** Codecs that nobody uses at present. */
	readonly #free: Handler[] = [];
	#heap = this.#native.HEAPU8;
	#packet = this.#view(Uint8Array, this.packetAddress, MAX_PACKET_BYTES);
	#pcm = this.#view(Int16Array, this.pcmAddress, FRAME_SAMPLES * CHANNELS);
	#decoded = this.#view(Int32Array, this.decodedAddress, MAX_PACKET_SAMPLES * CHANNELS);

	/** Where packets go in and come out. */
	get packet(): Uint8Array {
		this.#followMemory();
		return this.#packet;
	}

	/** Where PCM goes in: one frame of 16-bit samples. */
	get pcm(): Int16Array {
		this.#followMemory();
		return this.#pcm;
	}

	/** Where PCM comes out: a word a sample, its low byte in bits 0..7, its high byte in 16..23. */
	get decoded(): Int32Array {
		this.#followMemory();
		return this.#decoded;
	}

	acquire(): Handler {
		const handler =
			this.#free.pop() ??
			new this.#native.OpusScriptHandler(SAMPLE_RATE_HZ, CHANNELS, APPLICATION_RESTRICTED_LOWDELAY);
		handler._encoder_ctl(REQUEST.RESET_STATE, 0);
		handler._decoder_ctl(REQUEST.RESET_STATE, 0);
		return handler;
	}

	release(handler: Handler): void {
		if (this.#free.length < MAX_FREE_CODECS) {
			this.#free.push(handler);
		} else {
			this.#native.OpusScriptHandler.destroy_handler(handler);
		}
	}

	/** The memory is another one each time it has grown. */
	#followMemory(): void {
		if (this.#heap !== this.#native.HEAPU8) {
			this.#heap = this.#native.HEAPU8;
			this.#packet = this.#view(Uint8Array, this.packetAddress, MAX_PACKET_BYTES);
			this.#pcm = this.#view(Int16Array, this.pcmAddress, FRAME_SAMPLES * CHANNELS);
			this.#decoded = this.#view(Int32Array, this.decodedAddress, MAX_PACKET_SAMPLES * CHANNELS);
		}
	}

	#view<View>(
		type: new (buffer: ArrayBufferLike, offset: number, length: number) => View,
		address: number,
		length: number,
	): View {
		return new type(this.#heap.buffer, address, length);
	}
}

/** Codecs kept for the next overlap; each takes some 150 kB. */
const MAX_FREE_CODECS = 32;

let loadedModule: OpusModule | undefined;

/** One module a thread, loaded when it is first needed. */
function opusModule(): OpusModule {
	loadedModule ??= new OpusModule();
	return loadedModule;
}

/** Decodes one member's Opus frames to stereo. */
export class OpusDecoder {
	readonly #module = opusModule();
	#handler: Handler | undefined = this.#module.acquire();
	/** The last packet's configuration, from which a lost one is concealed. */
	#toc = 0;
	#isDualMono = true;

	/** Whether the last packet was of the CELT layer alone (RFC 6716, 3.1, table 2). */
	get isCelt(): boolean {
		return this.#toc >> 3 >= 16;
	}

	/** Whether left and right of what was decoded last are the same. */
	get isDualMono(): boolean {
		return this.#isDualMono;
	}

	/**
	 * Decodes one packet.
	 *
	 * @param pcm - interleaved, full scale 1; has room for `MAX_PACKET_SAMPLES` from the offset on
	 * @param offsetSamples - samples a channel
	 * @returns samples a channel, or 0 where the packet cannot be decoded
	 */
	decode(packet: Uint8Array, pcm: Float32Array, offsetSamples: number): number {
		if (packet.length === 0 || packet.length > MAX_PACKET_BYTES) {
			return 0;
		}
		this.#module.packet.set(packet);
		const samples = this.#decode(packet.length, pcm, offsetSamples);
		if (samples > 0) {
			this.#toc = packet[0] as number;
		}
		return samples;
	}

	/**
	 * Conceals what is lost: a packet without a frame makes libopus go on from what came before,
	 * ever more quietly (RFC 6716, 3.2.1 and 4.4).
	 *
	 * @param samples - samples a channel; up to 10 ms more may be written, which do not count
	 * @returns samples a channel: all, unless libopus refuses
	 */
	conceal(pcm: Float32Array, offsetSamples: number, samples = FRAME_SAMPLES): number {
		let concealed = 0;
		while (concealed < samples) {
			this.#module.packet[0] = withFramesWithin(this.#toc, samples - concealed);
			const count = this.#decode(1, pcm, offsetSamples + concealed);
			if (count === 0) {
				return concealed;
			}
			concealed += count;
		}
		return samples;
	}

	/** Gives the decoder back; harmless when repeated. */
	close(): void {
		if (this.#handler) {
			this.#module.release(this.#handler);
			this.#handler = undefined;
		}
	}

	#decode(packetBytes: number, pcm: Float32Array, offsetSamples: number): number {
		const module = this.#module;
		const handler = this.#handler as Handler;
		const samples = handler._decode(module.packetAddress, packetBytes, module.decodedAddress);
		if (samples <= 0) {
			return 0;
		}
		const words = module.decoded;
		let difference = 0;
		let target = offsetSamples * CHANNELS;
		for (let index = 0; index < samples * CHANNELS; index += CHANNELS) {
			const left = toInt16(words[index] as number);
			const right = toInt16(words[index + 1] as number);
			difference |= left ^ right;
			pcm[target] = left * (1 / INT16_SCALE);
			pcm[target + 1] = right * (1 / INT16_SCALE);
			target += CHANNELS;
		}
		this.#isDualMono = difference === 0;
		return samples;
	}
}

function toInt16(word: number): number {
	return (((word & 0xff) | (word >> 8)) << 16) >> 16;
}

/** Encodes a programme: stereo frames of 20 ms. */
export class OpusEncoder {
	readonly #module = opusModule();
	#handler: Handler | undefined = this.#module.acquire();

	/** @param bitrateBps - bits a second */
	constructor(bitrateBps: number) {
		const handler = this.#handler as Handler;
		handler._encoder_ctl(REQUEST.SET_COMPLEXITY, COMPLEXITY);
		handler._encoder_ctl(REQUEST.SET_BITRATE, bitrateBps);
	}

	/**
	 * Encodes one frame.
	 *
	 * @param pcm - 960 samples a channel, interleaved; full scale is 1, what is above is clipped
	 * @param isIndependent - for decoders that have not heard the frame before it
	 * @throws {RangeError} if libopus refuses
	 */
	encode(pcm: Float32Array, isIndependent = false): Uint8Array {
		const module = this.#module;
		const handler = this.#handler as Handler;
		const input = module.pcm;
		for (let index = 0; index < FRAME_SAMPLES * CHANNELS; index++) {
			const sample = (pcm[index] as number) * INT16_SCALE;
			if (sample < 0) {
				input[index] = sample < -32_767 ? -32_768 : sample - 0.5;
			} else {
				input[index] = sample > 32_766 ? 32_767 : sample + 0.5;
			}
		}
		handler._encoder_ctl(REQUEST.SET_PREDICTION_DISABLED, isIndependent ? 1 : 0);
		const bytes = handler._encode(module.pcmAddress, 0, module.packetAddress, FRAME_SAMPLES);
		if (bytes <= 0) {
			throw new RangeError(`Expected libopus to encode a frame, got error ${bytes}`);
		}
		return module.packet.slice(0, bytes);
	}

	/** Gives the encoder back; harmless when repeated. */
	close(): void {
		if (this.#handler) {
			this.#module.release(this.#handler);
			this.#handler = undefined;
		}
	}
}
