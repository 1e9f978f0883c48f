// libopus in WebAssembly: loaded once a thread, with SIMD where the processor has it.
//
// In WebAssembly, what strangers send cannot reach the process's memory, every platform runs the
// same code, and each thread has its own. docs/dependencies.md says what else was looked at.
import { readFileSync } from 'node:fs';
import { CHANNELS, FRAME_SAMPLES, MAX_PACKET_SAMPLES } from '../pcm.js';

/** Longest packet that is decoded: three frames of the longest kind, as libopus itself allows. */
export const MAX_PACKET_BYTES = 3 * 1276;

/** What libopus can be compiled for. */
export type OpusCode = 'simd' | 'plain';

/** What opus.c, which stands beside the compiled code, gives out. Addresses are bytes of the memory. */
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
	decode(decoder: number, packetBytes: number): number;
	encode(encoder: number, isIndependent: number): number;
}

/** Set to anything, it keeps SIMD from being used. */
const PLAIN_VARIABLE = 'OPUS_PLAIN';

/** Told by `decode` beside the number of samples (opus.c). */
const IS_DUAL_MONO = 0x10000;

const PAGE_BYTES = 65_536;
const ALIGNMENT = 16;

/** The module, and the places that all codecs of a thread use in turn. */
export class OpusLibrary {
	/** Which code it is. */
	readonly code: OpusCode;
	/** Where packets go in and come out. */
	packet!: Uint8Array;
	/** Where samples come out: interleaved, full scale 1. */
	pcm!: Float32Array;
	/** The first frame of them, which is what goes in. */
	frame!: Float32Array;
	readonly #exports: OpusExports;
	/** Codecs that nobody uses at present; a module's memory never gets smaller. */
	readonly #freeDecoders: number[] = [];
	readonly #freeEncoders: number[] = [];
	readonly #stackPointer: number;
	/** From here on nothing lies in the memory. */
	#end: number;

	/** @throws {WebAssembly.CompileError} if the processor does not have what the code needs */
	constructor(code: OpusCode) {
		const file = new URL(`./opus-${code}.wasm`, import.meta.url);
		const instance = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)));
		this.#exports = instance.exports as OpusExports;
		this.code = code;
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
		const decoder = this.#freeDecoders.pop() ?? this.#allocate(this.#exports.decoderBytes());
		this.#exports.beginDecoding(decoder);
		return decoder;
	}

	returnDecoder(decoder: number): void {
		this.#freeDecoders.push(decoder);
	}

	/** @returns an encoder that has heard nothing */
	takeEncoder(bitrateBps: number, complexity: number): number {
		const encoder = this.#freeEncoders.pop() ?? this.#allocate(this.#exports.encoderBytes());
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
		this.#freeEncoders.push(encoder);
	}

	setComplexity(encoder: number, complexity: number): void {
		this.#exports.setComplexity(encoder, complexity);
	}

	/**
	 * Decodes what is in `packet` into `pcm`. A packet that libopus finds itself wrong over makes the
	 * decoder begin anew.
	 *
	 * @returns samples a channel, 0 where it is refused; negative where both channels are the same
	 */
	decode(decoder: number, packetBytes: number): number {
		let samples: number;
		try {
			samples = this.#exports.decode(decoder, packetBytes);
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
	 * Encodes `frame` into `packet`; the frame is clipped in its place.
	 *
	 * @returns bytes, or what libopus says is wrong, 0 and less
	 */
	encode(encoder: number, isIndependent: boolean): number {
		try {
			return this.#exports.encode(encoder, isIndependent ? 1 : 0);
		} catch {
			this.#exports.__stack_pointer.value = this.#stackPointer;
			return 0;
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
		const { memory, packetAddress, pcmAddress } = this.#exports;
		this.packet = new Uint8Array(memory.buffer, packetAddress(), MAX_PACKET_BYTES);
		this.pcm = new Float32Array(memory.buffer, pcmAddress(), MAX_PACKET_SAMPLES * CHANNELS);
		this.frame = this.pcm.subarray(0, FRAME_SAMPLES * CHANNELS);
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
