// One member's frames in the order and at the pace in which they were spoken.
import type { VoiceFrame } from '../voice/voice-frame.js';
import { FRAME_DURATION_MS, FRAME_SAMPLES, SAMPLE_RATE_HZ } from './opus.js';
import { isSilence, packetSamples } from './opus-packet.js';
import type { Pacer } from './pacer.js';
import type { Speaker } from './speaker.js';

/** Lost or late frames in a row that are concealed: 100 ms, then there is nothing left to hear. */
const MAX_CONCEALED_FRAMES = 5;

/** Frames that wait at most, whatever a client sends. */
const MAX_WAITING_FRAMES = 64;

/** So many late frames in a row mean that all of them come later from now on. */
const LATE_FRAMES_OF_NEW_PATH = 10;

/** So many late frames in short time mean that the delay is too short. */
const LATE_FRAMES_OF_SHORT_DELAY = 3;

/** After so many frames in time, a late one is forgotten. */
const FRAMES_FORGIVING_LATE = 50;

/** A delay that is that much too long is shortened, in steps of one frame. */
const TOO_LONG_MS = 1.5 * FRAME_DURATION_MS;

/** At most one step in that many ticks: twice a second. */
const SHORTENING_TICKS = 25;

const TICKS_PER_MS = SAMPLE_RATE_HZ / 1000;

interface WaitingFrame {
	frame: VoiceFrame;
	sequence: number;
	timestamp: number;
	tick: number;
}

/** What becomes of a frame that is put in. */
export type Placement = 'waiting' | 'late' | 'too many';

/** What is heard of a member during one tick. */
export interface Playout {
	/**
	 * `frames`: these, one after another; none where the frame before lasts on. `joined`: two
	 * frames faded into one. `concealed`: what is lost. `paused`: nothing.
	 */
	kind: 'frames' | 'joined' | 'concealed' | 'paused';
	frames: VoiceFrame[];
}

const PAUSED: Playout = { kind: 'paused', frames: [] };
const CONCEALED: Playout = { kind: 'concealed', frames: [] };

/**
 * Orders frames by RTP sequence and gives each its tick by RTP timestamp: the tick nearest to the
 * time at which it would have come on the fastest way, plus a delay that covers all slower ways.
 * The delay follows the network at the beginning of each talkspurt; within one it grows when
 * frames come late, and shrinks by fading two frames into one.
 */
export class JitterBuffer {
	readonly #speaker: Speaker;
	readonly #pacer: Pacer;
	readonly #leastDelayMs: number;
	#waiting: WaitingFrame[] = [];
	/** A timestamp and the tick at which it is played. */
	#anchor: { timestamp: number; tick: number; resyncs: number } | undefined;
	#concealed = 0;
	#isPaused: boolean;
	/** Ticks before this one are filled by what was played already. */
	#filledUntilTick = 0;
	#lateInARow = 0;
	#lateLately = 0;
	#nextShorteningTick = SHORTENING_TICKS;

	/**
	 * @param options.isContinued - the member is being heard already, passed through
	 * @param options.leastDelayMs - what the voices in the mix are held back by, so that voices
	 * keep their time to each other
	 */
	constructor(options: {
		speaker: Speaker;
		pacer: Pacer;
		isContinued: boolean;
		leastDelayMs: number;
	}) {
		this.#speaker = options.speaker;
		this.#pacer = options.pacer;
		this.#leastDelayMs = options.leastDelayMs;
		this.#isPaused = !options.isContinued;
	}

	/** Whether there is nothing but silence left to play. */
	get isDrained(): boolean {
		return this.#isPaused && this.#waiting.every(({ frame }) => isSilence(frame.opus));
	}

	/** From the fastest arrival to the tick, in milliseconds; 0 before the first frame. */
	get delayMs(): number {
		const anchor = this.#anchor;
		if (!anchor) {
			return 0;
		}
		const { arrivals } = this.#speaker;
		return this.#pacer.timeOf(anchor.tick) - anchor.timestamp / TICKS_PER_MS - arrivals.shortestMs;
	}

	/** What the voice should be held back by now, in milliseconds. */
	get #wantedDelayMs(): number {
		return Math.max(this.#leastDelayMs, this.#speaker.arrivals.delayMs);
	}

	/** Puts in the frame that the speaker took last. */
	put(frame: VoiceFrame): Placement {
		if (this.#waiting.length >= MAX_WAITING_FRAMES) {
			return 'too many';
		}
		const { sequence, timestamp } = this.#speaker.stream;
		const isOvertaken = sequence <= this.#speaker.heardSequence;
		if (!isOvertaken && this.#isAnchorDue) {
			this.#setAnchor(timestamp);
		}
		let tick = this.#tickOf(timestamp);
		if (isOvertaken || tick < this.#pacer.next) {
			if (!this.#lengthenDelay() || isOvertaken) {
				return 'late';
			}
			tick = Math.max(this.#pacer.next, this.#tickOf(timestamp));
		} else {
			this.#lateInARow = 0;
			this.#lateLately = Math.max(0, this.#lateLately - 1 / FRAMES_FORGIVING_LATE);
		}
		const place = this.#waiting.findLastIndex((other) => other.sequence < sequence) + 1;
		this.#waiting.splice(place, 0, { frame, sequence, timestamp, tick });
		return 'waiting';
	}

	/** Takes out what is heard during a tick; called once for each, in order. */
	take(tick: number): Playout {
		const isJoined = this.#shortenDelay(tick);
		const count = this.#waiting.findIndex((waiting) => waiting.tick > tick);
		const due = this.#waiting.splice(0, count < 0 ? this.#waiting.length : count);
		const last = due.at(-1);
		if (!last) {
			return tick < this.#filledUntilTick ? { kind: 'frames', frames: [] } : this.#fillGap();
		}
		for (const waiting of due) {
			this.#speaker.remember(waiting.frame.opus, waiting);
		}
		this.#concealed = 0;
		this.#isPaused = isSilence(last.frame.opus);
		this.#filledUntilTick = last.tick + packetSamples(last.frame.opus) / FRAME_SAMPLES;
		const frames = due.map(({ frame }) => frame);
		return { kind: isJoined ? 'joined' : 'frames', frames };
	}

	/** Takes out all that waits, in order, to be heard at once. */
	drain(): VoiceFrame[] {
		const waiting = this.#waiting.splice(0);
		for (const { frame, ...numbers } of waiting) {
			this.#speaker.remember(frame.opus, numbers);
		}
		return waiting.map(({ frame }) => frame);
	}

	/** At the beginning of a talkspurt, and where timestamps have begun anew. */
	get #isAnchorDue(): boolean {
		return (
			this.#anchor?.resyncs !== this.#speaker.resyncs ||
			(this.#isPaused && this.#waiting.length === 0)
		);
	}

	#fillGap(): Playout {
		const next = this.#waiting[0];
		const lost = next ? next.sequence - this.#speaker.heardSequence - 1 : Infinity;
		if (this.#isPaused || this.#concealed >= Math.min(lost, MAX_CONCEALED_FRAMES)) {
			this.#isPaused = true;
			return PAUSED;
		}
		this.#concealed += 1;
		return CONCEALED;
	}

	#tickOf(timestamp: number): number {
		const anchor = this.#anchor;
		if (!anchor) {
			return -1;
		}
		return anchor.tick + Math.floor((timestamp - anchor.timestamp) / FRAME_SAMPLES);
	}

	/** Not before what waits already, which may be of another RTP stream. */
	#setAnchor(timestamp: number): void {
		const { arrivals, resyncs } = this.#speaker;
		const playMs = arrivals.shortestMs + timestamp / TICKS_PER_MS + this.#wantedDelayMs;
		const earliest = Math.max(this.#pacer.next, (this.#waiting.at(-1)?.tick ?? -1) + 1);
		const tick = Math.max(earliest, this.#pacer.nearest(playMs));
		this.#anchor = { timestamp, tick, resyncs };
	}

	/** @returns whether the delay is longer now */
	#lengthenDelay(): boolean {
		if (!this.#anchor) {
			return false;
		}
		this.#lateInARow += 1;
		this.#lateLately += 1;
		if (this.#lateInARow >= LATE_FRAMES_OF_NEW_PATH) {
			this.#speaker.restartArrivals();
		} else if (this.#lateLately < LATE_FRAMES_OF_SHORT_DELAY) {
			return false;
		}
		const missingMs = this.#wantedDelayMs - this.delayMs;
		const ticks = Math.round(missingMs / FRAME_DURATION_MS);
		if (ticks <= 0) {
			return false;
		}
		this.#lateInARow = 0;
		this.#lateLately = 0;
		this.#shift(ticks);
		return true;
	}

	/** @returns whether two frames fall into this tick now, instead of one */
	#shortenDelay(tick: number): boolean {
		if (tick < this.#nextShorteningTick || this.#waiting[1]?.tick !== tick + 1) {
			return false;
		}
		this.#nextShorteningTick = tick + SHORTENING_TICKS;
		if (this.delayMs - this.#wantedDelayMs < TOO_LONG_MS) {
			return false;
		}
		const isOneDue = this.#waiting[0]?.tick === tick;
		this.#shift(-1);
		return isOneDue;
	}

	#shift(ticks: number): void {
		if (this.#anchor) {
			this.#anchor.tick += ticks;
		}
		for (const waiting of this.#waiting) {
			waiting.tick += ticks;
		}
	}
}
