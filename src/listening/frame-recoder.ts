// Opus packets whose frames cannot be repacked: decoded, then encoded in frames of 20 ms.
import { OpusDecoder, OpusEncoder } from '../media/opus.js';
import { packetSamples } from '../media/opus-packet.js';
import { CHANNELS, FRAME_SAMPLES, MAX_PACKET_SAMPLES } from '../media/pcm.js';

/** As what is mixed: speech loses nothing that is heard. */
const BITRATE_BPS = 96_000;

/** Told of each frame, and when it ends from the beginning of the packet on, in samples a channel. */
export type OnRecoded = (opus: Uint8Array, endSamples: number) => void;

/** One stretch that is coded anew; what went before it and comes after is not. */
export class FrameRecoder {
	readonly #decoder = new OpusDecoder();
	readonly #encoder = new OpusEncoder(BITRATE_BPS);
	readonly #pcm = new Float32Array((MAX_PACKET_SAMPLES + FRAME_SAMPLES) * CHANNELS);
	/** Decoded, and not coded yet: less than a frame. */
	#samples = 0;
	/** Whether what is coded next follows on a frame that the receivers' decoders do not know. */
	#isFirst = true;

	/** @param warmUp - frames of 20 ms that were played last, so that both codecs go on there */
	constructor(warmUp: readonly Uint8Array[]) {
		for (const frame of warmUp) {
			this.#decoder.decode(frame, this.#pcm, 0);
		}
		if (warmUp.length > 0) {
			this.#encoder.encode(this.#pcm);
		}
	}

	/** Whether nothing is left of the packets that were added. */
	get isAligned(): boolean {
		return this.#samples === 0;
	}

	/** Adds a packet; one that cannot be decoded is concealed. */
	add(packet: Uint8Array, onFrame: OnRecoded): void {
		const before = this.#samples;
		let samples = this.#decoder.decode(packet, this.#pcm, before);
		if (samples === 0) {
			samples = this.#decoder.conceal(this.#pcm, before, packetSamples(packet));
		}
		const end = before + samples;
		let start = 0;
		for (; start + FRAME_SAMPLES <= end; start += FRAME_SAMPLES) {
			onFrame(this.#encode(start), start + FRAME_SAMPLES - before);
		}
		this.#pcm.copyWithin(0, start * CHANNELS, end * CHANNELS);
		this.#samples = end - start;
	}

	/** A frame of what is left, with what it lacks concealed; undefined where nothing is left. */
	flush(): Uint8Array | undefined {
		if (this.isAligned) {
			return undefined;
		}
		this.#decoder.conceal(this.#pcm, this.#samples, FRAME_SAMPLES - this.#samples);
		this.#samples = 0;
		return this.#encode(0);
	}

	/** Gives both codecs back; harmless when repeated. */
	close(): void {
		this.#decoder.close();
		this.#encoder.close();
	}

	#encode(start: number): Uint8Array {
		const opus = this.#encoder.encode(this.#pcm.subarray(start * CHANNELS), this.#isFirst);
		this.#isFirst = false;
		return opus;
	}
}
