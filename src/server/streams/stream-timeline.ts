// Frames as they come from the sender, made into a programme without gaps, by the clock.

import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from '../../audio/opus.js';
import { isSilence, packetSamples } from '../../audio/opus-packet.js';

/** One Opus packet of the programme. */
export interface StreamPacket {
	opus: Uint8Array;
	/** Duration in samples a channel, at 48 kHz. */
	samples: number;
}

/** A frame that waits for its time. */
interface WaitingFrame extends StreamPacket {
	/** Silence that comes before it, in samples. */
	pause: number;
}

const SAMPLES_PER_MS = SAMPLE_RATE_HZ / 1000;

/**
 * From a frame's arrival to its place in the programme: so late others may come without a gap.
 * Players wait for seconds, so half of one is little.
 */
const LAG_SAMPLES = 500 * SAMPLES_PER_MS;

/** So much above the lag silence is left out, and the programme catches up. */
const SLACK_SAMPLES = 40 * SAMPLES_PER_MS;

/** A frame is never heard later than this: what is oldest is left out. */
const MAX_DELAY_SAMPLES = 1000 * SAMPLES_PER_MS;

/** After a longer standstill of the process the lost time is not made up for. */
const MAX_BEHIND_MS = 10_000;

/** 20 ms of silence (CELT, full band, mono), as Discord's clients send it. */
const SILENCE: StreamPacket = { opus: Uint8Array.of(0xf8, 0xff, 0xfe), samples: FRAME_SAMPLES };

/**
 * Places frames on the clock.
 *
 * Frames carry no time, so a frame that follows another keeps to it, early or late. Only where
 * there is silence anyway, after a pause or a frame of silence, a frame is placed by its arrival;
 * that is where the sender's clock and ours are brought together.
 */
export class StreamTimeline {
	#startMs: number;
	/** Samples that were taken. */
	#position = 0;
	#waiting: WaitingFrame[] = [];
	#waitingSamples = 0;
	#isAfterSilence = true;
	#leftOut = 0;

	/** @param startMs - when the programme begins, by the clock that the methods are told */
	constructor(startMs: number) {
		this.#startMs = startMs;
	}

	/** Frames that came too fast, and were left out. */
	get leftOut(): number {
		return this.#leftOut;
	}

	/** When what was taken ends, by the same clock. */
	get endMs(): number {
		return this.#startMs + this.#position / SAMPLES_PER_MS;
	}

	/** Takes a frame as it arrives. */
	push(opus: Uint8Array, nowMs: number): void {
		const samples = packetSamples(opus);
		const isSilent = isSilence(opus);
		const delay = this.#delayAt(nowMs);
		if (isSilent && delay > LAG_SAMPLES + SLACK_SAMPLES) {
			this.#leftOut++;
			return;
		}
		const isPlacedAnew = this.#waiting.length === 0 || this.#isAfterSilence;
		const pause = isPlacedAnew ? Math.max(0, LAG_SAMPLES - delay) : 0;
		this.#waiting.push({ opus, samples, pause });
		this.#waitingSamples += pause + samples;
		this.#isAfterSilence = isSilent;
		if (this.#delayAt(nowMs) > MAX_DELAY_SAMPLES) {
			this.#leaveOutOldest(nowMs);
		}
	}

	/**
	 * The programme from where it was last taken to now, to the end of the packet that reaches it.
	 *
	 * @param minPackets - so many are given even if they reach further; default 0
	 */
	take(nowMs: number, minPackets = 0): StreamPacket[] {
		if (nowMs - this.endMs > MAX_BEHIND_MS) {
			this.#startMs = nowMs - this.#position / SAMPLES_PER_MS;
		}
		const end = this.#samplesUntil(nowMs);
		const packets: StreamPacket[] = [];
		while (this.#position < end || packets.length < minPackets) {
			const packet = this.#next();
			this.#position += packet.samples;
			packets.push(packet);
		}
		return packets;
	}

	#next(): StreamPacket {
		const [first] = this.#waiting;
		if (first === undefined) {
			return SILENCE;
		}
		if (first.pause >= FRAME_SAMPLES / 2) {
			const paused = Math.min(first.pause, FRAME_SAMPLES);
			first.pause -= paused;
			this.#waitingSamples -= paused;
			return SILENCE;
		}
		this.#shift();
		return first;
	}

	/** From now until a frame would be heard that follows what waits; below 0 it would be late. */
	#delayAt(nowMs: number): number {
		return this.#position + this.#waitingSamples - this.#samplesUntil(nowMs);
	}

	#leaveOutOldest(nowMs: number): void {
		while (this.#waiting.length > 1 && this.#delayAt(nowMs) > LAG_SAMPLES) {
			this.#shift();
			this.#leftOut++;
		}
	}

	#shift(): void {
		const frame = this.#waiting.shift();
		if (frame) {
			this.#waitingSamples -= frame.pause + frame.samples;
		}
	}

	#samplesUntil(nowMs: number): number {
		return Math.round((nowMs - this.#startMs) * SAMPLES_PER_MS);
	}
}
