// Opus frames to PCM and back.
import { LibraryPcm } from './opus/library-pcm.js';
import { MAX_PACKET_BYTES, type OpusLibrary, opusLibrary, type Pcm } from './opus/opus-library.js';
import { withFramesWithin } from './opus-toc.js';
import { CHANNELS, FRAME_SAMPLES } from './pcm.js';

/** Of 0..10; above, speech at the default bitrate gains nothing that is worth half as much again. */
const COMPLEXITY = 5;

/** Decodes one member's Opus frames to stereo. */
export class OpusDecoder {
	readonly #library: OpusLibrary;
	#decoder: number | undefined;
	/** The last packet's configuration, from which a lost one is concealed. */
	#toc = 0;
	#isDualMono = true;

	/** @param library - default: the one of this thread */
	constructor(library = opusLibrary()) {
		this.#library = library;
		this.#decoder = library.takeDecoder();
	}

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
	decode(packet: Uint8Array, pcm: Pcm, offsetSamples: number): number {
		if (packet.length === 0 || packet.length > MAX_PACKET_BYTES) {
			return 0;
		}
		this.#library.packet.set(packet);
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
	conceal(pcm: Pcm, offsetSamples: number, samples = FRAME_SAMPLES): number {
		let concealed = 0;
		while (concealed < samples) {
			this.#library.packet[0] = withFramesWithin(this.#toc, samples - concealed);
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
		if (this.#decoder !== undefined) {
			this.#library.returnDecoder(this.#decoder);
			this.#decoder = undefined;
		}
	}

	#decode(packetBytes: number, pcm: Pcm, offsetSamples: number): number {
		const library = this.#library;
		const decoder = opened(this.#decoder);
		const isInPlace = pcm instanceof LibraryPcm;
		const decoded = isInPlace
			? library.decode(decoder, packetBytes, pcm, offsetSamples)
			: library.decode(decoder, packetBytes);
		if (decoded === 0) {
			return 0;
		}
		this.#isDualMono = decoded < 0;
		const samples = Math.abs(decoded);
		if (!isInPlace) {
			const values =
				samples === FRAME_SAMPLES ? library.frame : library.pcm.subarray(0, samples * CHANNELS);
			pcm.set(values, offsetSamples * CHANNELS);
		}
		return samples;
	}
}

/** Encodes a programme: stereo frames of 20 ms. */
export class OpusEncoder {
	readonly #library: OpusLibrary;
	#encoder: number | undefined;

	/**
	 * @param bitrateBps - bits a second
	 * @param options.complexity - 0..10, default 5
	 * @param options.library - default: the one of this thread
	 * @throws {RangeError} if libopus refuses
	 */
	constructor(
		bitrateBps: number,
		options: { complexity?: number | undefined; library?: OpusLibrary } = {},
	) {
		this.#library = options.library ?? opusLibrary();
		this.#encoder = this.#library.takeEncoder(bitrateBps, options.complexity ?? COMPLEXITY);
	}

	/** How much work the next frames are worth, 0..10; what is heard goes on. */
	set complexity(complexity: number) {
		this.#library.setComplexity(opened(this.#encoder), complexity);
	}

	/**
	 * Encodes one frame.
	 *
	 * @param pcm - 960 samples a channel, interleaved; full scale is 1, what is above is clipped
	 * @param isIndependent - for decoders that have not heard the frame before it
	 * @throws {RangeError} if libopus refuses
	 */
	encode(pcm: Pcm, isIndependent = false): Uint8Array {
		const library = this.#library;
		const bytes = library.encode(opened(this.#encoder), pcm, isIndependent);
		if (bytes <= 0) {
			throw new RangeError(`Expected libopus to encode a frame, got error ${bytes}`);
		}
		return library.packet.slice(0, bytes);
	}

	/** Gives the encoder back; harmless when repeated. */
	close(): void {
		if (this.#encoder !== undefined) {
			this.#library.returnEncoder(this.#encoder);
			this.#encoder = undefined;
		}
	}
}

/** Another one may have the place of a codec that was given back. */
function opened(codec: number | undefined): number {
	if (codec === undefined) {
		throw new TypeError('Expected a codec that is open, got one that was closed');
	}
	return codec;
}
