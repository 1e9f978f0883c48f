// One member's frames in the order and at the pace in which they were spoken.

import type { VoiceFrame } from '../media/frames.js';
import { isSilence, lostPacket, packetSamples } from '../media/opus-packet.js';
import { FRAME_DURATION_MS, FRAME_SAMPLES, SAMPLES_PER_MS } from '../media/pcm.js';
import type { VoicePart } from './mix/mix-job.js';
import type { Pacer } from './pacer.js';
import type { Speaker } from './speaker.js';

/** Ticks in a row that are concealed: 100 ms, then there is nothing left to hear. */
const MAX_CONCEALED_TICKS = 5;

/** What waits at most, whatever a client sends: 1.28 s, which are 512 of the shortest packets. */
const MAX_WAITING_TICKS = 64;

/** So many ticks of late frames in a row mean that all of them come later from now on. */
const LATE_TICKS_OF_NEW_PATH = 10;

/** So many ticks of late frames in short time mean that the delay is too short. */
const LATE_TICKS_OF_SHORT_DELAY = 3;

/** After so many ticks of frames in time, a late one is forgotten. */
const TICKS_FORGIVING_LATE = 50;

/** A remainder of less than 1.25 ms is not worth a tick. */
const LEAST_REST_TICKS = 1 / 16;

/** A delay that is that much too long is shortened, in steps of one frame. */
const TOO_LONG_MS = 1.5 * FRAME_DURATION_MS;

/** At most one step in that many ticks: twice a second. */
const SHORTENING_TICKS = 25;

interface WaitingFrame {
	frame: VoiceFrame;
	sequence: number;
	timestamp: number;
	/** What it lasts. */
	ticks: number;
	/** When it begins, in ticks; the fraction is what frames before it take of its first tick. */
	place: number;
}

/** What becomes of a frame that is put in. */
export type Placement = 'waiting' | 'late' | 'too many';

/** A member's sound during one tick. */
export interface VoiceTick {
	/** How its packets are heard. */
	kind: VoicePart['kind'];
	frames: readonly VoiceFrame[];
	/** The frames' packets, with others in between that stand for lost ones. */
	packets: readonly Uint8Array[];
}

const PAUSED: VoiceTick = { kind: 'paused', frames: [], packets: [] };
const CONCEALED: VoiceTick = { kind: 'concealed', frames: [], packets: [] };

/**
 * Orders frames by RTP sequence and gives each its tick by RTP timestamp: the tick nearest to the
 * time at which it would have come on the fastest way, plus a delay that covers all slower ways.
 * The delay follows the network at the beginning of each talkspurt; within one it grows when
 * frames come late, and shrinks by fading two ticks into one. Frames of any length from 2.5 ms to
 * 120 ms are counted by what they last.
 */
export class JitterBuffer {
	readonly #speaker: Speaker;
	readonly #pacer: Pacer;
	readonly #leastDelayMs: number;
	#waiting: WaitingFrame[] = [];
	#waitingTicks = 0;
	/** A timestamp and the tick at which it is played. */
	#anchor: { timestamp: number; tick: number; resyncs: number } | undefined;
	#concealed = 0;
	#isPaused: boolean;
	/** When what was taken out ends, in ticks. */
	#filledUntil = 0;
	/** Length of the frame that was taken out last, in ticks; a lost one is taken to be as long. */
	#lastTicks = 1;
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
		return (
			this.#pacer.timeOf(anchor.tick) - anchor.timestamp / SAMPLES_PER_MS - arrivals.shortestMs
		);
	}

	/** Milliseconds that the voice should be held back by now. */
	get #wantedDelayMs(): number {
		return Math.max(this.#leastDelayMs, this.#speaker.arrivals.delayMs);
	}

	/** The tick in which what was taken out ends, where the next frame is due. */
	get nextFrameTick(): number {
		return Math.floor(this.#filledUntil + LEAST_REST_TICKS);
	}

	/** Whether nothing of what was taken out is left for the tick to come. */
	get isAligned(): boolean {
		return this.#filledUntil < this.#pacer.next + LEAST_REST_TICKS;
	}

	/** Puts in the frame that the speaker took last. */
	put(frame: VoiceFrame): Placement {
		if (this.#waitingTicks >= MAX_WAITING_TICKS) {
			return 'too many';
		}
		const ticks = packetSamples(frame.opus) / FRAME_SAMPLES;
		const { sequence, timestamp } = this.#speaker.stream;
		const isOvertaken = sequence <= this.#speaker.heardSequence;
		if (!isOvertaken && this.#isAnchorDue) {
			this.#setAnchor(timestamp);
		}
		let place = this.#placeOf(timestamp);
		const lateTicks = this.#pacer.next - place;
		if (this.#isPaused && !isOvertaken && lateTicks > 0 && lateTicks < 1) {
			// The first frames of a talkspurt, the shorter the likelier, have overtaken each other.
			this.#shift(lateTicks);
			place = this.#pacer.next;
		}
		if (isOvertaken || place + LEAST_REST_TICKS < this.#pacer.next) {
			if (!this.#lengthenDelay(ticks) || isOvertaken) {
				return 'late';
			}
			place = Math.max(this.#pacer.next, this.#placeOf(timestamp));
		} else {
			this.#lateInARow = 0;
			this.#lateLately = Math.max(0, this.#lateLately - ticks / TICKS_FORGIVING_LATE);
		}
		const index = this.#waiting.findLastIndex((other) => other.sequence < sequence) + 1;
		this.#waiting.splice(index, 0, { frame, sequence, timestamp, ticks, place });
		this.#waitingTicks += ticks;
		return 'waiting';
	}

	/** Takes out what is heard during a tick; called once for each, in order. */
	take(tick: number): VoiceTick {
		const kind = this.#shortenDelay(tick) ? 'joined' : 'frames';
		const count = this.#waiting.findIndex((waiting) => waiting.place >= tick + 1);
		const due = this.#waiting.splice(0, count < 0 ? this.#waiting.length : count);
		const last = due.at(-1);
		if (!last) {
			const isFilled = kind === 'joined' || this.#filledUntil >= tick + LEAST_REST_TICKS;
			return isFilled ? { kind, frames: [], packets: [] } : this.#fillGap();
		}
		const frames: VoiceFrame[] = [];
		const packets: Uint8Array[] = [];
		this.#filledUntil = Math.max(this.#filledUntil, tick);
		for (const waiting of due) {
			const { frame, place, ticks } = waiting;
			this.#speaker.remember(frame.opus, waiting);
			this.#waitingTicks -= ticks;
			if (place - this.#filledUntil > LEAST_REST_TICKS) {
				packets.push(lostPacketBefore(frame, place - this.#filledUntil));
			}
			this.#filledUntil = place + ticks;
			frames.push(frame);
			packets.push(frame.opus);
		}
		this.#concealed = 0;
		this.#isPaused = isSilence(last.frame.opus);
		this.#lastTicks = last.ticks;
		return { kind, frames, packets };
	}

	/**
	 * Lets what comes next begin with a tick, where frames of different lengths have made it begin
	 * in the middle of one; what is missing of that is concealed.
	 */
	align(): void {
		const rest = Math.ceil(this.#filledUntil) - this.#filledUntil;
		if (rest > 0) {
			this.#shift(rest);
			this.#filledUntil += rest;
		}
	}

	/** Takes out all that waits, in order, to be heard at once. */
	drain(): VoiceFrame[] {
		const waiting = this.#waiting.splice(0);
		this.#waitingTicks = 0;
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

	#fillGap(): VoiceTick {
		const next = this.#waiting[0];
		const lost = next ? next.sequence - this.#speaker.heardSequence - 1 : Infinity;
		const lostTicks = Math.ceil(lost * this.#lastTicks);
		if (this.#isPaused || this.#concealed >= Math.min(lostTicks, MAX_CONCEALED_TICKS)) {
			this.#isPaused = true;
			return PAUSED;
		}
		this.#concealed += 1;
		return CONCEALED;
	}

	#placeOf(timestamp: number): number {
		const anchor = this.#anchor;
		if (!anchor) {
			return -1;
		}
		return anchor.tick + (timestamp - anchor.timestamp) / FRAME_SAMPLES;
	}

	/** Not before what waits already, which may be of another RTP stream. */
	#setAnchor(timestamp: number): void {
		const { arrivals, resyncs } = this.#speaker;
		const playMs = arrivals.shortestMs + timestamp / SAMPLES_PER_MS + this.#wantedDelayMs;
		const last = this.#waiting.at(-1);
		const earliest = Math.max(this.#pacer.next, last ? Math.ceil(last.place + last.ticks) : 0);
		const tick = Math.max(earliest, this.#pacer.nearest(playMs));
		this.#anchor = { timestamp, tick, resyncs };
	}

	/**
	 * Takes note of a late frame. One that is longer than a tick is too much to lose: it comes later
	 * than shorter ones before it did, because it was complete later.
	 *
	 * @returns whether the delay is longer now
	 */
	#lengthenDelay(lateTicks: number): boolean {
		if (!this.#anchor) {
			return false;
		}
		this.#lateInARow += lateTicks;
		this.#lateLately += lateTicks;
		if (this.#lateInARow >= LATE_TICKS_OF_NEW_PATH) {
			this.#speaker.restartArrivals();
		} else if (this.#lateLately < LATE_TICKS_OF_SHORT_DELAY && lateTicks <= 1) {
			return false;
		}
		const missingTicks = (this.#wantedDelayMs - this.delayMs) / FRAME_DURATION_MS;
		const ticks = lateTicks > 1 ? Math.ceil(missingTicks) : Math.round(missingTicks);
		if (ticks <= 0) {
			return false;
		}
		this.#lateInARow = 0;
		this.#lateLately = 0;
		this.#shift(ticks);
		return true;
	}

	/** @returns whether what would fill two ticks falls into this one now */
	#shortenDelay(tick: number): boolean {
		if (tick < this.#nextShorteningTick || !this.#isFilled(tick) || !this.#isFilled(tick + 1)) {
			return false;
		}
		this.#nextShorteningTick = tick + SHORTENING_TICKS;
		if (this.delayMs - this.#wantedDelayMs < TOO_LONG_MS) {
			return false;
		}
		this.#shift(-1);
		this.#filledUntil -= 1;
		return true;
	}

	/** Whether there is something for a tick: left over, or waiting. */
	#isFilled(tick: number): boolean {
		const from = tick + LEAST_REST_TICKS;
		if (this.#filledUntil >= from) {
			return true;
		}
		for (const { place, ticks } of this.#waiting) {
			if (place >= tick + 1) {
				return false;
			}
			if (place + ticks >= from) {
				return true;
			}
		}
		return false;
	}

	#shift(ticks: number): void {
		if (this.#anchor) {
			this.#anchor.tick += ticks;
		}
		for (const waiting of this.#waiting) {
			waiting.place += ticks;
		}
	}
}

/** What stands for the part of a tick that is lost before a frame; its length is in 2.5 ms. */
function lostPacketBefore({ opus }: VoiceFrame, ticks: number): Uint8Array {
	return lostPacket(opus[0] as number, Math.round(8 * ticks) * (FRAME_SAMPLES / 8));
}
