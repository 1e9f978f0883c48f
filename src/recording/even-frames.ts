// Opus packets of any length as packets of 20 ms: repacked where that can be done, else coded anew.
import { OpusDecoder, OpusEncoder } from '../media/opus.js';
import { framesOf, packFrames } from '../media/opus-packet.js';
import { frameSamples } from '../media/opus-toc.js';
import { CHANNELS, FRAME_SAMPLES, MAX_PACKET_SAMPLES } from '../media/pcm.js';

/** As what is mixed: speech loses nothing that is heard. */
const BITRATE_BPS = 96_000;

/** Told of each packet, and when it begins by RTP, in samples. */
export type OnEvenFrame = (opus: Uint8Array, timestamp: number) => void;

/** One member's packets that do not last 20 ms. */
export class EvenFrames {
	/** Packets that were coded anew. */
	recoded = 0;
	#decoder: OpusDecoder | undefined;
	#encoder: OpusEncoder | undefined;
	readonly #pcm = new Float32Array((MAX_PACKET_SAMPLES + FRAME_SAMPLES) * CHANNELS);
	/** Decoded, and not coded yet: less than 20 ms. */
	#samples = 0;
	/** When the next packet begins, where it goes on from the one before. */
	#end = Number.NaN;

	/**
	 * Adds a packet. What does not come to 20 ms waits for the next one, and is left out where that
	 * does not go on there.
	 *
	 * @param timestamp - of its first sample
	 */
	add(opus: Uint8Array, timestamp: number, onFrame: OnEvenFrame): void {
		const frames = framesOf(opus) ?? [];
		const toc = opus[0] as number;
		const perPacket = FRAME_SAMPLES / frameSamples(toc);
		if (Number.isInteger(perPacket) && frames.length % perPacket === 0) {
			for (let index = 0; index < frames.length; index += perPacket) {
				const packet = packFrames(toc, frames.slice(index, index + perPacket));
				onFrame(packet, timestamp + index * frameSamples(toc));
			}
			this.#samples = 0;
			return;
		}
		this.#recode(opus, timestamp, onFrame);
	}

	/** Gives the codecs back; harmless when repeated. */
	close(): void {
		this.#decoder?.close();
		this.#encoder?.close();
		this.#decoder = undefined;
		this.#encoder = undefined;
	}

	#recode(opus: Uint8Array, timestamp: number, onFrame: OnEvenFrame): void {
		this.#decoder ??= new OpusDecoder();
		this.#encoder ??= new OpusEncoder(BITRATE_BPS);
		if (timestamp !== this.#end) {
			this.#samples = 0;
		}
		const start = timestamp - this.#samples;
		const decoded = this.#decoder.decode(opus, this.#pcm, this.#samples);
		const end = this.#samples + decoded;
		let done = 0;
		for (; done + FRAME_SAMPLES <= end; done += FRAME_SAMPLES) {
			onFrame(this.#encoder.encode(this.#pcm.subarray(done * CHANNELS)), start + done);
		}
		this.#pcm.copyWithin(0, done * CHANNELS, end * CHANNELS);
		this.#samples = end - done;
		this.#end = timestamp + decoded;
		this.recoded += 1;
	}
}
