// Frames of a podcast in the order of sending, and when each is played.

import type { PodcastFrame } from '../client/receiver-connection.js';
import { isSilence, SILENCE_FRAME } from '../media/opus-packet.js';
import { FRAME_DURATION_MS } from '../media/pcm.js';
import type { CutFrame } from './frame-cutter.js';

/** From a frame's arrival until it is played, where nothing disturbs. */
const TARGET_DELAY_MS = 60;

/** Half of the time between two ticks: frames are played at the tick nearest to their time. */
const HALF_FRAME_MS = FRAME_DURATION_MS / 2;

/** Above this the newest frames are what matters: all but the target's are left out at once. */
const MAX_DELAY_MS = 360;

/** A delay that is longer than the target by that much is shortened where nobody hears it. */
const TOO_LONG_MS = 1.25 * FRAME_DURATION_MS;

/** From this on it is shortened by leaving out frames of the voice, too. */
const MUCH_TOO_LONG_MS = 130;

/** A delay below this is lengthened where nobody hears it. */
const TOO_SHORT_MS = 25;

/** Frames whose shortest delay is the delay: late ones do not count. */
const WINDOW_FRAMES = 25;

/** At most one frame of the voice in that many ticks is left out: each 120 ms. */
const SHORTENING_TICKS = 6;

/** Missing frames in a row that listeners conceal: 100 ms, then there is nothing left to hear. */
const MAX_LOST_FRAMES = 5;

/** What Discord's clients send when they stop talking (API documentation, "Voice Connections"). */
const SILENCE_FRAMES = 5;

/** How fast the expected delay follows the delays. */
const EXPECTATION_GAIN = 1 / 8;

/** What to do in one tick of 20 ms. */
export type PlayoutStep =
	| { kind: 'frame'; opus: Uint8Array; delayMs: number }
	/** A frame is missing in the middle of speech. */
	| { kind: 'lost' }
	/** Speech has stopped: a silence frame. */
	| { kind: 'silence' }
	/** Nothing at all. */
	| { kind: 'pause' };

/** What became of the frames. */
export interface PlayoutCounts {
	played: number;
	/** Ticks in the middle of speech for which no frame was there: lost, or late. */
	underruns: number;
	/** Frames left out because they came too late to be worth the delay. */
	late: number;
	/** Frames, nearly all of them silent, left out or repeated to follow the sender's clock. */
	adjusted: number;
}

interface WaitingFrame {
	opus: Uint8Array;
	receivedAtMs: number;
}

const LOST: PlayoutStep = { kind: 'lost' };
const SILENCE: PlayoutStep = { kind: 'silence' };
const PAUSE: PlayoutStep = { kind: 'pause' };

/*
 * The packets of a podcast carry no RTP sequence and timestamp, so `audio/jitter-buffer` cannot be
 * used here: their order is the order of a TCP connection, and their time is that of their
 * arrival. A talkspurt begins the target delay after its first frame came; from there on there is
 * one frame a tick. What is missing is seen by Discord's counter in the nonce, which runs over all
 * speakers, together with the delay, which a missing frame makes shorter.
 */

/** Decides tick by tick what to play. */
export class PlayoutSchedule {
	readonly counts: PlayoutCounts = { played: 0, underruns: 0, late: 0, adjusted: 0 };
	#waiting: (WaitingFrame | undefined)[] = [];
	#isPaused = true;
	#lastFrame: { transportNonce: number; voiceSession: number } | undefined;
	#lostInARow = 0;
	/** Silence frames played in a row. */
	#silenceRun = SILENCE_FRAMES;
	readonly #delaysMs = new Float64Array(WINDOW_FRAMES);
	#delayCount = 0;
	#ticksUntilShortening = 0;
	#lastTakeMs = 0;
	/** What the delay of frames is, as they are put in. */
	#expectedDelayMs = TARGET_DELAY_MS;
	/** Frames of 20 ms that the newest packet had: so many come together, or are lost together. */
	#packetFrames = 1;

	/**
	 * Whether the tick at that time has nothing to play in the middle of speech, or when a part of a
	 * frame is due that has been there for so long.
	 */
	lacksFrame(nowMs: number, partSinceMs: number): boolean {
		const isTalking = !this.#isPaused && this.#silenceRun === 0;
		const isDue = isTalking || nowMs - partSinceMs >= TARGET_DELAY_MS;
		return isDue && this.#waiting.length === 0;
	}

	/** Puts in a frame of 20 ms that has just come, alone or in a longer packet. */
	put(frame: PodcastFrame & Partial<CutFrame>): void {
		this.#packetFrames = Math.ceil(frame.packetFrames ?? 1);
		const missing = Math.min(frame.missing ?? this.#countMissing(frame), this.#maxLostFrames);
		this.#lastFrame = { transportNonce: frame.transportNonce, voiceSession: frame.voiceSession };
		this.#leaveRoom(frame.receivedAtMs, missing);
		this.#waiting.push({ opus: frame.opus, receivedAtMs: frame.receivedAtMs });
		if (this.#waiting.length * FRAME_DURATION_MS > MAX_DELAY_MS) {
			const keptFrames = TARGET_DELAY_MS / FRAME_DURATION_MS + this.#packetFrames - 1;
			const kept = this.#waiting.slice(-keptFrames);
			this.counts.late += this.#waiting.length - kept.length;
			this.#waiting = kept;
			this.#delayCount = 0;
		}
	}

	/** Makes silence of what waits, of gaps as well: they would be concealed by what was before. */
	silence(nowMs: number): void {
		const isTalking = !this.#isPaused && this.#silenceRun === 0;
		this.#waiting = this.#waiting.map((frame) => ({
			opus: SILENCE_FRAME,
			receivedAtMs: frame?.receivedAtMs ?? nowMs,
		}));
		if (isTalking && this.#waiting.length === 0) {
			// Else the end of the talk would be concealed, too.
			this.#waiting.push({ opus: SILENCE_FRAME, receivedAtMs: nowMs });
		}
	}

	/** Takes out what belongs to the tick at that time; called once each 20 ms. */
	take(nowMs: number): PlayoutStep {
		this.#lastTakeMs = nowMs;
		if (this.#isPaused && !this.#isDue(nowMs)) {
			return this.#rest();
		}
		if (this.#waiting.length === 0) {
			return this.#runDry();
		}
		this.#isPaused = false;
		this.#shorten();
		const next = this.#mustRepeatSilence() ? this.#repeatSilence() : this.#waiting.shift();
		if (!next) {
			return this.#lose();
		}
		return this.#play(next, nowMs);
	}

	/** No frame follows: what waits is played, then silence. Whether there is nothing left of it. */
	get isDrained(): boolean {
		return this.#waiting.length === 0 && this.#silenceRun >= SILENCE_FRAMES;
	}

	/** Nothing will follow what waits: it is played without waiting for more. */
	finish(): void {
		this.#isFinished = true;
	}
	#isFinished = false;

	/**
	 * Where frames are missing before one that has just come, it comes later than the one before
	 * let expect: its place is kept that much further back.
	 */
	#leaveRoom(receivedAtMs: number, missing: number): void {
		const [first] = this.#waiting;
		if (this.#isPaused && !first) {
			this.#expectedDelayMs = TARGET_DELAY_MS;
			return;
		}
		const firstAtMs = this.#isPaused
			? (first?.receivedAtMs ?? receivedAtMs) + TARGET_DELAY_MS
			: this.#lastTakeMs + FRAME_DURATION_MS;
		const delayMs = firstAtMs + this.#waiting.length * FRAME_DURATION_MS - receivedAtMs;
		const earlierMs = this.#expectedDelayMs - delayMs;
		const room = Math.min(missing, Math.max(0, Math.round(earlierMs / FRAME_DURATION_MS)));
		for (let gap = 0; gap < room; gap++) {
			this.#waiting.push(undefined);
		}
		this.#expectedDelayMs -= (earlierMs - room * FRAME_DURATION_MS) * EXPECTATION_GAIN;
	}

	#countMissing({ transportNonce, voiceSession }: PodcastFrame): number {
		const last = this.#lastFrame;
		const ahead = last ? (transportNonce - last.transportNonce) | 0 : 0;
		const isNext = last?.voiceSession === voiceSession && ahead > 1;
		return isNext ? ahead - 1 : 0;
	}

	/** A packet that is longer than a frame is missed for longer before it counts as lost. */
	get #maxLostFrames(): number {
		return MAX_LOST_FRAMES + this.#packetFrames - 1;
	}

	#isDue(nowMs: number): boolean {
		const first = this.#waiting[0];
		if (!first) {
			return false;
		}
		// However many wait: what a stall has held back may come in pieces, and the newest is kept.
		const isTime = nowMs - first.receivedAtMs >= TARGET_DELAY_MS - HALF_FRAME_MS;
		return isTime || this.#isFinished;
	}

	/** Five silence frames end a talkspurt; what the sender sent of them counts. */
	#rest(): PlayoutStep {
		if (this.#silenceRun >= SILENCE_FRAMES) {
			return PAUSE;
		}
		this.#silenceRun += 1;
		return SILENCE;
	}

	#runDry(): PlayoutStep {
		const isTalking = this.#silenceRun === 0 && !this.#isFinished;
		if (isTalking && this.#lostInARow < this.#maxLostFrames) {
			return this.#lose();
		}
		this.#isPaused = true;
		return this.#rest();
	}

	#lose(): PlayoutStep {
		this.#lostInARow += 1;
		this.counts.underruns += 1;
		return LOST;
	}

	#play({ opus, receivedAtMs }: WaitingFrame, nowMs: number): PlayoutStep {
		const delayMs = nowMs - receivedAtMs;
		this.#delaysMs[this.#delayCount % WINDOW_FRAMES] = delayMs;
		this.#delayCount += 1;
		this.#lostInARow = 0;
		this.#silenceRun = isSilence(opus) ? this.#silenceRun + 1 : 0;
		this.counts.played += 1;
		return { kind: 'frame', opus, delayMs };
	}

	/** The shortest of the last delays, or undefined while there are too few. */
	get #delayMs(): number | undefined {
		return this.#delayCount < WINDOW_FRAMES ? undefined : Math.min(...this.#delaysMs);
	}

	/** Leaves out one frame where the delay is too long: a silent one if there is one. */
	#shorten(): void {
		this.#ticksUntilShortening -= 1;
		const delayMs = this.#delayMs;
		if (delayMs === undefined || this.#ticksUntilShortening > 0 || this.#waiting.length < 2) {
			return;
		}
		const isTooLong = delayMs > TARGET_DELAY_MS + TOO_LONG_MS;
		const silent = this.#waiting.findIndex((frame) => !frame || isSilence(frame.opus));
		if (isTooLong && silent >= 0) {
			this.#waiting.splice(silent, 1);
		} else if (delayMs > MUCH_TOO_LONG_MS) {
			this.#waiting.shift();
		} else {
			return;
		}
		this.counts.adjusted += 1;
		this.#ticksUntilShortening = SHORTENING_TICKS;
		this.#shiftDelays(-FRAME_DURATION_MS);
	}

	#mustRepeatSilence(): boolean {
		const delayMs = this.#delayMs;
		const [next] = this.#waiting;
		return (
			delayMs !== undefined &&
			delayMs < TOO_SHORT_MS &&
			next !== undefined &&
			isSilence(next.opus) &&
			!this.#isFinished
		);
	}

	#repeatSilence(): WaitingFrame | undefined {
		this.counts.adjusted += 1;
		this.#shiftDelays(FRAME_DURATION_MS);
		return this.#waiting[0];
	}

	/** What the delays of the last frames would have been. */
	#shiftDelays(byMs: number): void {
		for (let index = 0; index < WINDOW_FRAMES; index++) {
			(this.#delaysMs[index] as number) += byMs;
		}
	}
}
