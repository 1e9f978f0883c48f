// libopus in WebAssembly: loaded once a thread, with SIMD where the processor has it.
//
// In WebAssembly, what strangers send cannot reach the process's memory, every platform runs the
// same code, and each thread has its own. docs/dependencies.md says what else was looked at.
import { readFileSync } from 'node:fs';
import { CHANNELS, FRAME_SAMPLES, MAX_PACKET_SAMPLES } from '../pcm.js';
import { LibraryPcm } from './library-pcm.js';

/** Longest packet that is decoded: three frames of the longest kind, as libopus itself allows. */
export const MAX_PACKET_BYTES = 3 * 1276;

/** What libopus can be compiled for. */
export type OpusCode = 'simd' | 'plain';

/** Samples, interleaved, full scale 1: what is not in the library's memory is copied into it. */
export type Pcm = Float32Array | LibraryPcm;

/** What opus.c and mix.c, which stand beside the compiled code, give out. Addresses are bytes of the memory. */
interface OpusExports {
	readonly memory: WebAssembly.Memory;
	readonly __heap_base: WebAssembly.Global;
	readonly __stack_pointer: WebAssembly.Global;
	version(): number;
	packetAddress(): number;
	pcmAddress(): number;
	decoderBytes(): number;
	encoderBytes(): number;
	beginDecoding(decoder: number): number;
	beginEncoding(encoder: number, bitrateBps: number, complexity: number): number;
	setComplexity(encoder: number, complexity: number): number;
	decode(decoder: number, packetBytes: number, pcm: number): number;
	encode(encoder: number, pcm: number, isIndependent: number): number;
	weightingAddress(): number;
	weightingBytes(): number;
	weigh(pcm: number, isDualMono: number): number;
	add(sum: number, pcm: number, gain: number, endGain: number): number;
	tailAddress(): number;
	tailBytes(): number;
	limit(pcm: number, gain: number): number;
}

/** Set to anything, it keeps SIMD from being used. */
const PLAIN_VARIABLE = 'OPUS_PLAIN';

/** Told by `decode` beside the number of samples (opus.c). */
const IS_DUAL_MONO = 0x10000;

const PAGE_BYTES = 65_536;
const ALIGNMENT = 16;

const FRAME_VALUES = FRAME_SAMPLES * CHANNELS;

/** The module, and the places that all who use it in a thread use in turn. */
export class OpusLibrary {
	/** Which code it is. */
	readonly code: OpusCode;
	/** Where packets go in and come out. */
	packet!: Uint8Array;
	/** Where samples go in and come out that lie elsewhere: interleaved, full scale 1. */
	pcm!: Float32Array;
	/** The first frame of them. */
	frame!: Float32Array;
	readonly #exports: OpusExports;
	readonly #pcmAddress: number;
	/** Zeros at first: the filters of a voice, and the end of what was limited (mix.c). */
	#weighting!: Uint8Array;
	#tail!: Uint8Array;
	/** What nobody uses at present, by its size; a module's memory never gets smaller. */
	readonly #free = new Map<number, number[]>();
	readonly #stackPointer: number;
	/** From here on nothing lies in the memory. */
	#end: number;

	/** @throws {WebAssembly.CompileError} if the processor does not have what the code needs */
	constructor(code: OpusCode) {
		const file = new URL(`./opus-${code}.wasm`, import.meta.url);
		const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)));
		this.#exports = instance.exports as OpusExports;
		this.code = code;
		this.#pcmAddress = this.#exports.pcmAddress();
		this.#end = this.#exports.__heap_base.value;
		this.#stackPointer = this.#exports.__stack_pointer.value;
		this.#view();
	}

	/** Such as `libopus 1.5.2, SIMD`. */
	get name(): string {
		const bytes = new Uint8Array(this.#exports.memory.buffer, this.#exports.version());
		const version = new TextDecoder('latin1').decode(bytes.subarray(0, bytes.indexOf(0)));
		return `${version}, ${this.code === 'simd' ? 'SIMD' : 'no SIMD'}`;
	}

	/** @returns a decoder that has heard nothing */
	takeDecoder(): number {
		const decoder = this.#take(this.#exports.decoderBytes());
		this.#exports.beginDecoding(decoder);
		return decoder;
	}

	returnDecoder(decoder: number): void {
		this.#return(decoder, this.#exports.decoderBytes());
	}

	/** @returns an encoder that has heard nothing */
	takeEncoder(bitrateBps: number, complexity: number): number {
		const encoder = this.#take(this.#exports.encoderBytes());
		const error = this.#exports.beginEncoding(encoder, bitrateBps, complexity);
		if (error !== 0) {
			this.returnEncoder(encoder);
			throw new RangeError(
				`Expected bitrate and complexity that libopus takes, got ${bitrateBps} and ${complexity}: error ${error}`,
			);
		}
		return encoder;
	}

	returnEncoder(encoder: number): void {
		this.#return(encoder, this.#exports.encoderBytes());
	}

	/**
	 * Room for sound that is not to be copied; it has to be closed.
	 *
	 * @param samples - samples a channel
	 * @returns silence
	 */
	takePcm(samples: number): LibraryPcm {
		const bytes = samples * CHANNELS * Float32Array.BYTES_PER_ELEMENT;
		const address = this.#take(bytes);
		const pcm = new LibraryPcm({
			memory: this.#exports.memory,
			address,
			samples,
			onClosed: () => this.#return(address, bytes),
		});
		pcm.values.fill(0);
		return pcm;
	}

	setComplexity(encoder: number, complexity: number): void {
		this.#exports.setComplexity(encoder, complexity);
	}

	/**
	 * Decodes what is in `packet`, into `pcm` or the place that is given. A packet that libopus finds
	 * itself wrong over makes the decoder begin anew.
	 *
	 * @param place - with room for `MAX_PACKET_SAMPLES` from the offset on
	 * @param offsetSamples - samples a channel
	 * @returns samples a channel, 0 where it is refused; negative where both channels are the same
	 */
	decode(decoder: number, packetBytes: number, place?: LibraryPcm, offsetSamples = 0): number {
		const { memory, decode } = this.#exports;
		const address = place?.addressOf(memory, offsetSamples, MAX_PACKET_SAMPLES) ?? this.#pcmAddress;
		let samples: number;
		try {
			samples = decode(decoder, packetBytes, address);
		} catch {
			this.#exports.__stack_pointer.value = this.#stackPointer;
			this.#exports.beginDecoding(decoder);
			return 0;
		}
		if (samples <= 0) {
			return 0;
		}
		return samples >= IS_DUAL_MONO ? IS_DUAL_MONO - samples : samples;
	}

	/**
	 * Encodes a frame into `packet`; one in the library's memory is clipped in its place.
	 *
	 * @returns bytes, or what libopus says is wrong, 0 and less
	 */
	encode(encoder: number, pcm: Pcm, isIndependent: boolean): number {
		const address = this.#addressOfFrame(pcm);
		try {
			return this.#exports.encode(encoder, address, isIndependent ? 1 : 0);
		} catch {
			this.#exports.__stack_pointer.value = this.#stackPointer;
			return 0;
		}
	}

	/** How many bytes a voice's filters take; zeros before its first frame. */
	get weightingBytes(): number {
		return this.#weighting.length;
	}

	/**
	 * Weighs a frame with the filters of ITU-R BS.1770-5.
	 *
	 * @param weighting - the voice's filters, which go on
	 * @param isDualMono - both channels are the same, so one will do
	 * @returns mean square of the weighted samples, on the mean of both channels
	 */
	weigh(pcm: Pcm, weighting: Uint8Array, isDualMono: boolean): number {
		const address = this.#addressOfFrame(pcm);
		this.#weighting.set(weighting);
		const energy = this.#exports.weigh(address, isDualMono ? 1 : 0);
		weighting.set(this.#weighting);
		return energy;
	}

	/**
	 * Adds a frame to a sum, at a gain that goes in a line from the end of the frame before to its own.
	 *
	 * @returns sum of the squares of the frame's left channel, before the gain
	 */
	add(sum: LibraryPcm, pcm: LibraryPcm, gain: number, endGain: number): number {
		return this.#exports.add(this.#addressOfFrame(sum), this.#addressOfFrame(pcm), gain, endGain);
	}

	/** How many bytes a limiter keeps of the frame before; zeros before its first. */
	get tailBytes(): number {
		return this.#tail.length;
	}

	/**
	 * Limits a frame in its place.
	 *
	 * @param tail - what the limiter has kept, which goes on
	 * @param gain - what the frame before ended with, 1 at first
	 * @returns what this one ends with
	 */
	limit(pcm: Pcm, tail: Uint8Array, gain: number): number {
		const address = this.#addressOfFrame(pcm);
		this.#tail.set(tail);
		const endGain = this.#exports.limit(address, gain);
		tail.set(this.#tail);
		if (pcm instanceof Float32Array) {
			pcm.set(this.frame);
		}
		return endGain;
	}

	/** Of a frame's beginning; what lies elsewhere is copied. */
	#addressOfFrame(pcm: Pcm): number {
		if (pcm instanceof LibraryPcm) {
			return pcm.addressOf(this.#exports.memory, 0, FRAME_SAMPLES);
		}
		this.frame.set(pcm.length === FRAME_VALUES ? pcm : pcm.subarray(0, FRAME_VALUES));
		return this.#pcmAddress;
	}

	#take(bytes: number): number {
		return this.#free.get(bytes)?.pop() ?? this.#allocate(bytes);
	}

	#return(address: number, bytes: number): void {
		const free = this.#free.get(bytes);
		if (free) {
			free.push(address);
		} else {
			this.#free.set(bytes, [address]);
		}
	}

	#allocate(bytes: number): number {
		const address = Math.ceil(this.#end / ALIGNMENT) * ALIGNMENT;
		this.#end = address + bytes;
		const { memory } = this.#exports;
		const missing = this.#end - memory.buffer.byteLength;
		if (missing > 0) {
			memory.grow(Math.ceil(missing / PAGE_BYTES));
			this.#view();
		}
		return address;
	}

	/** The memory is another one each time it has grown. */
	#view(): void {
		const { memory, packetAddress, tailAddress, tailBytes, weightingAddress, weightingBytes } =
			this.#exports;
		this.packet = new Uint8Array(memory.buffer, packetAddress(), MAX_PACKET_BYTES);
		this.pcm = new Float32Array(memory.buffer, this.#pcmAddress, MAX_PACKET_SAMPLES * CHANNELS);
		this.frame = this.pcm.subarray(0, FRAME_VALUES);
		this.#weighting = new Uint8Array(memory.buffer, weightingAddress(), weightingBytes());
		this.#tail = new Uint8Array(memory.buffer, tailAddress(), tailBytes());
	}
}

let loaded: OpusLibrary | undefined;

/** The library of this thread, loaded when it is first needed. */
export function opusLibrary(): OpusLibrary {
	loaded ??= load();
	return loaded;
}

/** Every processor made for Node's other demands has SIMD, but some virtual ones hide it. */
function load(): OpusLibrary {
	if (process.env[PLAIN_VARIABLE] === undefined) {
		try {
			return new OpusLibrary('simd');
		} catch (error) {
			if (!(error instanceof WebAssembly.CompileError)) {
				throw error;
			}
		}
	}
	return new OpusLibrary('plain');
}
