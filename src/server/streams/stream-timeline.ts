// Frames as they come from the sender, made into a programme without gaps, by the clock.

import { isSilence, packetSamples, SILENCE_FRAME } from '../../media/opus-packet.js';
import { silenceOf } from '../../media/opus-silence.js';
import { FRAME_SAMPLES, SAMPLES_PER_MS } from '../../media/pcm.js';

/** One Opus packet of the programme. */
export interface StreamPacket {
	opus: Uint8Array;
	/** Duration in samples a channel, at 48 kHz. */
	samples: number;
}

/** Silence that lasts as long as these packets. */
export function silent(packets: readonly StreamPacket[]): StreamPacket[] {
	return packets.flatMap(({ samples }) => silenceOf(samples));
}

/** A frame that waits for its time. */
interface WaitingFrame extends StreamPacket {
	/** Silence that comes before it, in samples. */
	pause: number;
}

/** From a frame's arrival to its place in the programme: so irregular others may come. */
const LAG_SAMPLES = 300 * SAMPLES_PER_MS;

/** How long a frame is waited for in the middle of speech; players have more than that in hand. */
const MAX_WAIT_SAMPLES = 1000 * SAMPLES_PER_MS;

/** So much above the lag silence is left out, and the programme catches up. */
const SLACK_SAMPLES = 40 * SAMPLES_PER_MS;

/** A frame is never heard later than this: what is oldest is left out. */
const MAX_DELAY_SAMPLES = 1000 * SAMPLES_PER_MS;

/** After a longer standstill of the process the lost time is not made up for. */
const MAX_BEHIND_MS = 10_000;

/** 20 ms of silence (CELT, full band, mono), as Discord's clients send it. */
const SILENCE: StreamPacket = { opus: SILENCE_FRAME, samples: FRAME_SAMPLES };

/**
 * Places frames on the clock.
 *
 * Frames carry no time, so a frame that follows another keeps to it, early or late. Only after
 * silence, which all speech ends with, a frame is placed by its arrival; there the sender's clock
 * and ours are brought together. Where speech stops without it, frames are late or lost: the
 * programme waits for them for a while, which players that have some seconds in hand do not hear.
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
		const pause = this.#isAfterSilence ? Math.max(0, LAG_SAMPLES - delay) : 0;
		this.#isAfterSilence = isSilent;
		if (isSilent && delay > LAG_SAMPLES + SLACK_SAMPLES) {
			this.#leftOut++;
			return;
		}
		this.#waiting.push({ opus, samples, pause });
		this.#waitingSamples += pause + samples;
		if (this.#delayAt(nowMs) > MAX_DELAY_SAMPLES) {
			this.#leaveOutOldest(nowMs);
		}
	}

	/** Makes silence of the same length of what waits; nothing of it is waited for any more. */
	silence(): void {
		this.#waiting = this.#waiting.flatMap(({ samples, pause }) =>
			silenceOf(samples).map((packet, index) => ({ ...packet, pause: index === 0 ? pause : 0 })),
		);
		this.#isAfterSilence = true;
	}

	/**
	 * The programme from where it was last taken to now, to the end of the packet that reaches it.
	 * In the middle of speech it may end earlier: the next call then gives the rest.
	 */
	take(nowMs: number): StreamPacket[] {
		this.#resumeAt(nowMs);
		const end = this.#samplesUntil(nowMs);
		const packets: StreamPacket[] = [];
		while (this.#position < end && !this.#isWorthWaiting(end)) {
			packets.push(this.#next());
		}
		return packets;
	}

	/** The programme to its end: at least one packet, and nothing is waited for. */
	finish(nowMs: number): StreamPacket[] {
		this.#resumeAt(nowMs);
		const end = this.#samplesUntil(nowMs);
		const packets: StreamPacket[] = [];
		do {
			packets.push(this.#next());
		} while (this.#position < end);
		return packets;
	}

	#resumeAt(nowMs: number): void {
		if (nowMs - this.endMs > MAX_BEHIND_MS) {
			this.#startMs = nowMs - this.#position / SAMPLES_PER_MS;
		}
	}

	/** Whether speech has stopped without its frames of silence, a short time ago. */
	#isWorthWaiting(end: number): boolean {
		if (this.#waiting.length > 0 || this.#isAfterSilence) {
			return false;
		}
		this.#isAfterSilence = end - this.#position > MAX_WAIT_SAMPLES;
		return !this.#isAfterSilence;
	}

	#next(): StreamPacket {
		const packet = this.#shiftPause() ?? this.#shift() ?? SILENCE;
		this.#position += packet.samples;
		return packet;
	}

	/** Silence, where the first frame is to come later. */
	#shiftPause(): StreamPacket | undefined {
		const [first] = this.#waiting;
		if (first === undefined || first.pause < FRAME_SAMPLES / 2) {
			return undefined;
		}
		const paused = Math.min(first.pause, FRAME_SAMPLES);
		first.pause -= paused;
		this.#waitingSamples -= paused;
		return SILENCE;
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

	#shift(): StreamPacket | undefined {
		const frame = this.#waiting.shift();
		if (frame) {
			this.#waitingSamples -= frame.pause + frame.samples;
		}
		return frame;
	}

	#samplesUntil(nowMs: number): number {
		return Math.round((nowMs - this.#startMs) * SAMPLES_PER_MS);
	}
}
