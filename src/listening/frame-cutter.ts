// Packets of any length to frames of 20 ms, of which one is played each 20 ms.

import type { PodcastFrame } from '../client/receiver-connection.js';
import { framesOf, isSilence, packetSamples, packFrames } from '../media/opus-packet.js';
import { frameSamples, isCodedAlike } from '../media/opus-toc.js';
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '../media/pcm.js';
import { FrameRecoder } from './frame-recoder.js';

/** A frame of 20 ms, and what is known of the packet that it came in. */
export interface CutFrame extends PodcastFrame {
	/** Frames of 20 ms that may be missing before this one. */
	missing: number;
	/** What the packet lasts, in frames of 20 ms; at least 1. */
	packetFrames: number;
}

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

/** A decoder has forgotten where it began after 80 ms (RFC 7845, 4.2). */
const WARM_UP_FRAMES = 4;

/** Packets in a row that need not be coded anew, after which none is. */
const PLAIN_PACKETS = 25;

/**
 * Cuts longer packets and gathers shorter ones.
 *
 * A packet is a row of frames, which can be repacked without decoding if each lasts
 * at most 20 ms and those in one packet are coded alike. Others are decoded and coded anew: frames
 * of 40 and 60 ms, which SILK has, and what lies across two frames of 20 ms.
 */
export class FrameCutter {
	readonly #onFrame: (frame: CutFrame) => void;
	/** Frames that last less than 20 ms together, and the first byte of a packet of theirs. */
	#gathered: Uint8Array[] = [];
	#gatheredToc = 0;
	/** The packet that came last. */
	#last: PodcastFrame | undefined;
	#lastSamples = 0;
	#recoder: FrameRecoder | undefined;
	#plainPackets = 0;
	/** The frames that were handed on last. */
	readonly #warmUp: Uint8Array[] = [];

	/** @param onFrame - called within `put` and `flush`, in order */
	constructor(onFrame: (frame: CutFrame) => void) {
		this.#onFrame = onFrame;
	}

	/** When the packet came that waits for others, by the clock's `nowMs`; undefined for none. */
	get waitsSinceMs(): number | undefined {
		const isWaiting = this.#gathered.length > 0 || this.#recoder?.isAligned === false;
		return isWaiting ? this.#last?.receivedAtMs : undefined;
	}

	/** Takes a well-formed packet as it comes. */
	put(packet: PodcastFrame): void {
		const samples = packetSamples(packet.opus);
		const missing = this.#countMissing(packet);
		if (isSilence(packet.opus)) {
			this.flush();
			this.#stopRecoding();
		}
		this.#last = packet;
		this.#lastSamples = samples;
		if (this.#mustRecode(packet.opus, samples)) {
			this.#recode(packet, missing);
		} else if (samples === FRAME_SAMPLES && this.#gathered.length === 0) {
			this.#handOn({ ...packet, missing, packetFrames: 1 });
		} else {
			this.#repack(packet, missing);
		}
	}

	/** Makes a frame of what waits, and conceals what it lacks. */
	flush(): void {
		const opus = this.#gathered.length > 0 ? this.#fillUp() : this.#recoder?.flush();
		if (opus && this.#last) {
			this.#handOn({ ...this.#last, opus, missing: 0, packetFrames: 1 });
		}
	}

	/** Forgets what waits, and what codecs would go on from. */
	forget(): void {
		this.close();
		this.#warmUp.length = 0;
	}

	/** Gives codecs back; harmless when repeated. */
	close(): void {
		this.#stopRecoding();
		this.#gathered = [];
	}

	/** What may be missing by Discord's counter, which runs over all speakers. */
	#countMissing({ transportNonce, voiceSession }: PodcastFrame): number {
		const last = this.#last;
		const ahead = last ? (transportNonce - last.transportNonce) | 0 : 0;
		return last?.voiceSession === voiceSession && ahead > 1
			? Math.ceil(((ahead - 1) * this.#lastSamples) / FRAME_SAMPLES)
			: 0;
	}

	#mustRecode(opus: Uint8Array, samples: number): boolean {
		const toc = opus[0] as number;
		const isPlain =
			this.#gathered.length > 0
				? isCodedAlike(toc, this.#gatheredToc)
				: samples === FRAME_SAMPLES || frameSamples(toc) <= FRAME_SAMPLES;
		this.#plainPackets = isPlain ? this.#plainPackets + 1 : 0;
		if (this.#plainPackets >= PLAIN_PACKETS && this.#recoder?.isAligned) {
			this.#stopRecoding();
		}
		return !isPlain || this.#recoder !== undefined;
	}

	/** Packs the frames of a packet, behind those that wait, by 20 ms. */
	#repack(packet: PodcastFrame, missing: number): void {
		const toc = packet.opus[0] as number;
		const each = frameSamples(toc);
		const timing = new PacketTiming(packet, missing, this.#lastSamples);
		let end = 0;
		for (const frame of framesOf(packet.opus) ?? []) {
			this.#gathered.push(frame);
			end += each;
			if (this.#gathered.length * each === FRAME_SAMPLES) {
				this.#handOn(timing.frame(packFrames(toc, this.#gathered), end));
				this.#gathered = [];
			}
		}
		this.#gatheredToc = toc;
	}

	#recode(packet: PodcastFrame, missing: number): void {
		const timing = new PacketTiming(packet, missing, this.#lastSamples);
		const onFrame = (opus: Uint8Array, end: number) => this.#handOn(timing.frame(opus, end));
		if (!this.#recoder) {
			this.#recoder = new FrameRecoder(this.#warmUp);
			if (this.#gathered.length > 0) {
				this.#recoder.add(packFrames(this.#gatheredToc, this.#gathered), onFrame);
				this.#gathered = [];
			}
		}
		this.#recoder.add(packet.opus, onFrame);
	}

	#stopRecoding(): void {
		this.#recoder?.close();
		this.#recoder = undefined;
		this.#plainPackets = 0;
	}

	/** Frames without a byte are concealed by whoever decodes them (RFC 6716, 3.2.1). */
	#fillUp(): Uint8Array {
		const count = FRAME_SAMPLES / frameSamples(this.#gatheredToc);
		const frames = Array.from(
			{ length: count },
			(_, index) => this.#gathered[index] ?? new Uint8Array(0),
		);
		this.#gathered = [];
		return packFrames(this.#gatheredToc, frames);
	}

	#handOn(frame: CutFrame): void {
		this.#warmUp.push(frame.opus);
		if (this.#warmUp.length > WARM_UP_FRAMES) {
			this.#warmUp.shift();
		}
		this.#onFrame(frame);
	}
}

/** Gives the frames of one packet the times at which they would have come one by one. */
class PacketTiming {
	readonly #packet: PodcastFrame;
	readonly #packetFrames: number;
	#missing: number;

	constructor(packet: PodcastFrame, missing: number, samples: number) {
		this.#packet = packet;
		this.#packetFrames = Math.max(1, samples / FRAME_SAMPLES);
		this.#missing = missing;
	}

	/** @param endSamples - where the frame ends, from the beginning of the packet on */
	frame(opus: Uint8Array, endSamples: number): CutFrame {
		const missing = this.#missing;
		this.#missing = 0;
		return {
			...this.#packet,
			opus,
			receivedAtMs: this.#packet.receivedAtMs + (endSamples - FRAME_SAMPLES) / SAMPLES_PER_MS,
			missing,
			packetFrames: this.#packetFrames,
		};
	}
}
