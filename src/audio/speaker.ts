// One member whose frames come in, and everything known of them.

import type { VoiceFrame } from '../media/frames.js';
import { isSilence, packetSamples } from '../media/opus-packet.js';
import { FRAME_SAMPLES, SAMPLES_PER_MS } from '../media/pcm.js';
import { ArrivalTimes } from './arrival-times.js';
import { RtpStream } from './rtp-stream.js';

/** Without a frame for that long, and what one lasts longer than 20 ms, somebody has stopped talking. */
const ACTIVE_MS = 200;

/** A decoder has forgotten where it began after 80 ms (RFC 7845, 4.2). */
const WARM_UP_SAMPLES = 4 * FRAME_SAMPLES;

/** Of long packets too there is one before the one that is heard now. */
const MIN_WARM_UP_PACKETS = 2;

/** Further off than this, a talkspurt's timestamps are on another clock than those before. */
const NEW_CLOCK_MS = 200;

/** Within a talkspurt the network may hold frames back for a while, but not that long. */
const LONGEST_STALL_MS = 1000;

/** One member, from their first frame until they leave or go off air. */
export class Speaker {
	readonly userId: string;
	/** Stands for the member where a mixer does not need to know who it is. */
	readonly voice: number;
	readonly stream = new RtpStream();
	readonly arrivals = new ArrivalTimes();
	/** Counts how often timestamps have begun anew. */
	resyncs = 0;
	/** Whether the frame that came last was silence. */
	isSilent = true;
	/** The gain that was found for the member's voice, in decibels. */
	gainDb = 0;
	/** Highest sequence number that was heard, passed through or mixed; -1 before the first. */
	heardSequence = -1;
	/** When what was heard last ends, as an RTP timestamp. */
	heardUntil = 0;
	/** Transit of the frame that came last: arrival less RTP timestamp. */
	#transitMs = 0;
	#lastFrameMs = Number.NEGATIVE_INFINITY;
	/** How long without another frame the one that came last counts as talk. */
	#activeMs = ACTIVE_MS;
	/** RTP timestamp of the frame whose arrival counted last. */
	#countedTimestamp = 0;
	#ssrc = -1;
	#voiceSession = -1;
	#warmUp: Uint8Array[] = [];
	#warmUpSamples = 0;

	constructor(userId: string, voice: number) {
		this.userId = userId;
		this.voice = voice;
	}

	/** Until when the member counts as talking unless a frame comes, by the clock's `nowMs`. */
	get activeUntilMs(): number {
		return this.isSilent ? Number.NEGATIVE_INFINITY : this.#lastFrameMs + this.#activeMs;
	}

	/** The frames that were heard last, for a decoder that begins in the middle. */
	get warmUp(): readonly Uint8Array[] {
		return this.#warmUp;
	}

	/** Whether the member is talking. */
	isActive(nowMs: number): boolean {
		return nowMs < this.activeUntilMs;
	}

	/** Whether a frame of any kind has come within the time after which a talkspurt is over. */
	isHeardFrom(nowMs: number): boolean {
		return nowMs < this.#lastFrameMs + this.#activeMs;
	}

	/**
	 * Takes a frame that came from Discord.
	 *
	 * @returns whether it is new; a doubled datagram is not
	 */
	take(frame: VoiceFrame, nowMs: number): boolean {
		if (frame.ssrc !== this.#ssrc || frame.voiceSession !== this.#voiceSession) {
			this.#ssrc = frame.ssrc;
			this.#voiceSession = frame.voiceSession;
			this.stream.restart();
			this.#resync();
		}
		if (!this.stream.take(frame.sequence, frame.timestamp)) {
			return false;
		}
		const transitMs = frame.receivedAtMs - this.stream.timestamp / SAMPLES_PER_MS;
		if (this.#isOnAnotherClock(transitMs, nowMs)) {
			this.#resync();
		}
		this.#transitMs = transitMs;
		const samples = packetSamples(frame.opus);
		this.#countArrival(samples);
		this.#lastFrameMs = nowMs;
		this.#activeMs = ACTIVE_MS + Math.max(0, samples - FRAME_SAMPLES) / SAMPLES_PER_MS;
		this.isSilent = isSilence(frame.opus);
		return true;
	}

	/** Notes that a frame has been heard, with the numbers that the stream gave it. */
	remember(opus: Uint8Array, numbers: { sequence: number; timestamp: number }): void {
		const samples = packetSamples(opus);
		if (numbers.sequence > this.heardSequence) {
			this.heardSequence = numbers.sequence;
			this.heardUntil = numbers.timestamp + samples;
		}
		this.#warmUp.push(opus);
		this.#warmUpSamples += samples;
		while (this.#warmUp.length > MIN_WARM_UP_PACKETS) {
			const oldest = packetSamples(this.#warmUp[0] as Uint8Array);
			if (this.#warmUpSamples - oldest < WARM_UP_SAMPLES) {
				break;
			}
			this.#warmUp.shift();
			this.#warmUpSamples -= oldest;
		}
	}

	/** Counts arrival times from the frame that came last. */
	restartArrivals(): void {
		this.arrivals.reset();
		this.arrivals.add(this.#transitMs);
	}

	/** Once for each 20 ms, so that what is known of the network does not hang on packets' length. */
	#countArrival(samples: number): void {
		const { timestamp } = this.stream;
		const ahead = timestamp - this.#countedTimestamp;
		if (samples < FRAME_SAMPLES && ahead >= 0 && ahead < FRAME_SAMPLES && !this.arrivals.isEmpty) {
			return;
		}
		this.#countedTimestamp = timestamp;
		for (let counted = 0; counted < samples; counted += FRAME_SAMPLES) {
			this.arrivals.add(this.#transitMs);
		}
	}

	#isOnAnotherClock(transitMs: number, nowMs: number): boolean {
		const { arrivals } = this;
		if (arrivals.isEmpty) {
			return false;
		}
		if (!this.isActive(nowMs)) {
			return Math.abs(transitMs - arrivals.shortestMs) > NEW_CLOCK_MS;
		}
		const laterMs = transitMs - this.#transitMs;
		return laterMs < -NEW_CLOCK_MS || laterMs > LONGEST_STALL_MS;
	}

	#resync(): void {
		this.arrivals.reset();
		this.resyncs += 1;
	}
}
