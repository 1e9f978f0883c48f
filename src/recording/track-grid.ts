// Gives each of one member's frames its tick on the recording's grid.
//
// A talkspurt's first frame goes where it would have come on the fastest way of the last ten seconds;
// the others follow it by RTP timestamp. A talkspurt is placed when its first tick is due to be
// written, half a second after it was heard: by then the network is known, also of the first word.
import { RtpStream } from '../audio/rtp-stream.js';
import type { VoiceFrame } from '../media/frames.js';
import {
	isSilence,
	isWellFormed,
	lostPacket,
	packetSamples,
	SILENCE_FRAME,
} from '../media/opus-packet.js';
import { FRAME_DURATION_MS, FRAME_SAMPLES, SAMPLES_PER_MS } from '../media/pcm.js';
import { DriftWatch } from './drift-watch.js';
import { EvenFrames } from './even-frames.js';
import type { RecordingCounts } from './recording-counts.js';
import { ShortestTransit } from './shortest-transit.js';
import { TickSlots } from './tick-slots.js';

/** Further off than this, a talkspurt's timestamps are on another clock than those before. */
const NEW_CLOCK_MS = 200;

/** Within a talkspurt the network may hold frames back for a while, but not that long. */
const LONGEST_STALL_MS = 1000;

/** A gap of RTP timestamps that long ends a talkspurt, silence frames or none. */
const PAUSE_SAMPLES = 1000 * SAMPLES_PER_MS;

/** A talkspurt stays on the grid of the one before while that is not further off: half a tick. */
const KEPT_MS = FRAME_DURATION_MS / 2;

/** So much slower than the fastest way, all frames of a talkspurt are on another one. */
const NEW_WAY_MS = 40;

/** So many frames tell it. */
const FRAMES_OF_NEW_WAY = 10;

/** Off by so much, the next frame begins anew. */
const REPLACED_MS = 100;

/** Frames of one talkspurt that wait for their place at most. */
const MAX_WAITING = 512;

/** The longest packet that a decoder takes. */
const MAX_PACKET_BYTES = 3 * 1276;

interface WaitingFrame {
	opus: Uint8Array;
	timestamp: number;
	sequence: number;
}

/** Frames that keep their distances to each other. */
interface Spurt {
	/** Of one of its frames, and that one's tick once it is placed. */
	timestamp: number;
	tick: number | undefined;
	/** Before it is placed: its frames, and what is known of their way. */
	waiting: WaitingFrame[];
	shortestMs: number;
	frames: number;
}

/** One member's frames, from the first one that may be recorded. */
export class TrackGrid {
	readonly #originMs: number;
	readonly #counts: RecordingCounts;
	readonly #stream = new RtpStream();
	readonly #transit = new ShortestTransit();
	readonly #drift = new DriftWatch();
	readonly #even = new EvenFrames();
	readonly #slots: TickSlots;
	/** Those whose place is not decided, and before them the last one whose is. */
	#spurts: Spurt[] = [];
	#ssrc = -1;
	#voiceSession = -1;
	#highestSequence = -1;
	#transitMs = 0;
	/** When the newest frame ends, as an RTP timestamp. */
	#end = 0;
	#newestTimestamp = 0;
	#isPaused = true;
	#mustBegin = true;
	/** What a packet lasts, in ticks. */
	#packetTicks = 1;
	/** Of what was taken out last: first byte and sequence number; undefined in a pause. */
	#last: { toc: number; sequence: number } | undefined;

	/**
	 * @param options.originMs - where tick 0 is, by the clock's `nowMs`
	 * @param options.nextTick - the first one that is taken out
	 */
	constructor(options: { originMs: number; nextTick: number; counts: RecordingCounts }) {
		this.#originMs = options.originMs;
		this.#counts = options.counts;
		this.#slots = new TickSlots(options.nextTick);
	}

	/** The next tick that is taken out. */
	get nextTick(): number {
		return this.#slots.next;
	}

	/** Takes a frame that came from Discord. */
	push(frame: VoiceFrame): void {
		const { opus, receivedAtMs, sequence: rtpSequence } = frame;
		if (opus.length > MAX_PACKET_BYTES || !isWellFormed(opus)) {
			this.#counts.malformed += 1;
			return;
		}
		if (frame.ssrc !== this.#ssrc || frame.voiceSession !== this.#voiceSession) {
			this.#ssrc = frame.ssrc;
			this.#voiceSession = frame.voiceSession;
			this.#stream.restart();
			this.#begin();
		}
		if (!this.#stream.take(rtpSequence, frame.timestamp)) {
			this.#counts.repeated += 1;
			return;
		}
		const { sequence, timestamp } = this.#stream;
		const samples = packetSamples(opus);
		if (sequence > this.#highestSequence) {
			// A longer packet is complete later.
			const lateMs = (samples - FRAME_SAMPLES) / SAMPLES_PER_MS;
			const transitMs = receivedAtMs - timestamp / SAMPLES_PER_MS - lateMs;
			const isSilent = isSilence(opus);
			this.#highestSequence = sequence;
			if (!this.#follow({ timestamp, transitMs, receivedAtMs, isSilent })) {
				return;
			}
			this.#end = timestamp + samples;
			this.#packetTicks = Math.max(1, Math.round(samples / FRAME_SAMPLES));
		}
		if (samples === FRAME_SAMPLES) {
			this.#put(opus, timestamp, sequence);
		} else if (sequence === this.#highestSequence) {
			this.#even.add(opus, timestamp, (even, at) => this.#put(even, at, sequence));
			this.#counts.recoded += this.#even.recoded;
			this.#even.recoded = 0;
		} else {
			// What comes after it has been coded already.
			this.#counts.late += 1;
		}
	}

	/**
	 * Takes out all ticks up to one.
	 *
	 * @returns a packet a tick; undefined where all of it is silence
	 */
	takeUntil(endTick: number, nowMs: number): Uint8Array[] | undefined {
		this.#settle(endTick);
		if (this.#slots.isEmpty) {
			this.#last = undefined;
			this.#slots.skipTo(endTick);
			return undefined;
		}
		this.#correctDrift(endTick, nowMs);
		const packets: Uint8Array[] = [];
		while (this.#slots.next < endTick) {
			const tick = this.#slots.next;
			const sequence = this.#slots.sequenceAt(tick);
			const packet = this.#slots.take();
			if (!packet) {
				this.#fillGap(packets, endTick);
				continue;
			}
			packets.push(packet);
			this.#last = isSilence(packet) ? undefined : { toc: packet[0] as number, sequence };
		}
		return packets;
	}

	/** Drops all that waits; what comes next begins anew. */
	drop(): void {
		this.#counts.dropped += this.#slots.clear();
		for (const { waiting } of this.#spurts) {
			this.#counts.dropped += waiting.length;
		}
		this.#spurts = [];
		this.#last = undefined;
		this.#begin();
	}

	/** Gives codecs back; harmless when repeated. */
	close(): void {
		this.#even.close();
	}

	/** @returns whether the frame is worth a place: more silence in a pause is not */
	#follow(frame: {
		timestamp: number;
		transitMs: number;
		receivedAtMs: number;
		isSilent: boolean;
	}): boolean {
		const { timestamp, transitMs, receivedAtMs, isSilent } = frame;
		const laterMs = transitMs - this.#transitMs;
		const gap = timestamp - this.#end;
		const isOver = this.#isPaused || gap >= PAUSE_SAMPLES;
		if (!this.#mustBegin) {
			const shortestMs = this.#transit.ms;
			const isOnAnotherClock = isOver
				? Math.abs(transitMs - shortestMs) > NEW_CLOCK_MS && Number.isFinite(shortestMs)
				: laterMs < -NEW_CLOCK_MS || laterMs > LONGEST_STALL_MS || gap <= -FRAME_SAMPLES / 2;
			if (isOnAnotherClock) {
				this.#begin();
			}
		}
		this.#transitMs = transitMs;
		this.#transit.add(transitMs, receivedAtMs);
		this.#newestTimestamp = timestamp;
		if (isSilent && (this.#mustBegin || (isOver && gap !== 0))) {
			this.#isPaused = true;
			return false;
		}
		if (this.#mustBegin || (isOver && !isSilent)) {
			this.#spurts.push({
				timestamp,
				tick: undefined,
				waiting: [],
				shortestMs: Number.POSITIVE_INFINITY,
				frames: 0,
			});
			this.#mustBegin = false;
			this.#drift.restart();
		}
		this.#isPaused = isSilent;
		const spurt = this.#spurts.at(-1) as Spurt;
		spurt.shortestMs = Math.min(spurt.shortestMs, transitMs);
		spurt.frames += 1;
		return true;
	}

	/** What comes next is on a clock of its own. */
	#begin(): void {
		this.#mustBegin = true;
		this.#isPaused = true;
		this.#transit.reset();
		this.#drift.forget();
	}

	#put(opus: Uint8Array, timestamp: number, sequence: number): void {
		const spurt = this.#spurts.at(-1);
		if (!spurt) {
			// It was overtaken by silence alone, or by what has been dropped.
			this.#counts.late += 1;
		} else if (spurt.tick !== undefined) {
			this.#place(spurt, { opus, timestamp, sequence });
		} else if (spurt.waiting.length < MAX_WAITING) {
			spurt.waiting.push({ opus, timestamp, sequence });
		} else {
			this.#counts.dropped += 1;
		}
	}

	#place(spurt: Spurt, { opus, timestamp, sequence }: WaitingFrame): void {
		const ticks = Math.round((timestamp - spurt.timestamp) / FRAME_SAMPLES);
		const tick = (spurt.tick as number) + ticks;
		if (this.#slots.isFree(tick)) {
			this.#slots.put(tick, opus, sequence);
		} else if (!isSilence(opus)) {
			this.#counts.late += 1;
		}
	}

	/** Decides where talkspurts are that begin before a tick. */
	#settle(endTick: number): void {
		let last: Spurt | undefined;
		for (const spurt of this.#spurts) {
			if (spurt.tick === undefined) {
				if (spurt.frames >= FRAMES_OF_NEW_WAY) {
					this.#followNewWay(spurt);
				}
				const start = this.#startOf(spurt, last);
				const earlier = ticksBefore(spurt);
				if (start - earlier >= endTick) {
					break;
				}
				spurt.tick = Math.max(start, this.#slots.end + earlier);
				for (const waiting of spurt.waiting) {
					this.#place(spurt, waiting);
				}
				spurt.waiting = [];
			}
			last = spurt;
		}
		if (last) {
			this.#spurts = this.#spurts.slice(this.#spurts.indexOf(last));
		}
	}

	#followNewWay({ shortestMs }: Spurt): void {
		if (shortestMs - this.#transit.ms > NEW_WAY_MS) {
			const newestMs = shortestMs + this.#newestTimestamp / SAMPLES_PER_MS;
			this.#transit.reset();
			this.#transit.add(shortestMs, newestMs);
		}
	}

	/** The tick that is nearest; the one that goes on from the talkspurt before while that will do. */
	#startOf(spurt: Spurt, before: Spurt | undefined): number {
		const shortestMs = Math.min(this.#transit.ms, spurt.shortestMs);
		const placeMs = spurt.timestamp / SAMPLES_PER_MS + shortestMs - this.#originMs;
		if (before?.tick !== undefined) {
			const ticks = Math.round((spurt.timestamp - before.timestamp) / FRAME_SAMPLES);
			const kept = before.tick + ticks;
			if (Math.abs(kept * FRAME_DURATION_MS - placeMs) <= KEPT_MS) {
				return kept;
			}
		}
		return Math.max(0, Math.round(placeMs / FRAME_DURATION_MS));
	}

	/** Fills ticks up to the next packet, or to the end. */
	#fillGap(packets: Uint8Array[], endTick: number): void {
		const from = this.#slots.next - 1;
		const next = this.#slots.nextFilled(from + 1);
		const end = Math.min(next ?? endTick, endTick);
		let lost = 0;
		if (this.#last && next !== undefined) {
			const missing = this.#slots.sequenceAt(next) - this.#last.sequence - 1;
			lost = Math.min(Math.max(0, missing) * this.#packetTicks, end - from);
			this.#last.sequence += Math.floor(lost / this.#packetTicks);
		}
		for (let tick = from; tick < end; tick++) {
			const isLost = tick - from < lost;
			packets.push(isLost ? lostPacket(this.#last?.toc ?? 0, FRAME_SAMPLES) : SILENCE_FRAME);
		}
		this.#counts.lost += lost;
		if (next === undefined) {
			this.#last = undefined;
		}
		this.#slots.skipTo(end);
	}

	/** An endless talkspurt whose clock is not ours gains or loses a tick now and then. */
	#correctDrift(endTick: number, nowMs: number): void {
		const spurt = this.#spurts.at(-1);
		if (spurt?.tick === undefined || this.#isPaused) {
			return;
		}
		const { ms: shortestMs } = this.#transit;
		const sinceMs = (this.#newestTimestamp - spurt.timestamp) / SAMPLES_PER_MS;
		const heardMs = this.#newestTimestamp / SAMPLES_PER_MS + shortestMs - this.#originMs;
		const offMs = spurt.tick * FRAME_DURATION_MS + sinceMs - heardMs;
		const step = this.#drift.note(offMs, nowMs);
		if (step === 0) {
			return;
		}
		const tick = this.#quietestTick(endTick);
		if (Math.abs(offMs) > REPLACED_MS) {
			this.#mustBegin = true;
		} else if (tick !== undefined) {
			if (step < 0) {
				this.#slots.leaveOut(tick);
			} else {
				this.#slots.double(tick);
			}
			spurt.tick += step;
			this.#counts.shifted += 1;
		}
	}

	/** Among those that are taken out next: silence, else what took the fewest bytes. */
	#quietestTick(endTick: number): number | undefined {
		let best: number | undefined;
		let bestBytes = Number.POSITIVE_INFINITY;
		for (let tick = this.#slots.next; tick < endTick; tick++) {
			const packet = this.#slots.at(tick);
			const bytes = packet === undefined ? bestBytes : isSilence(packet) ? 0 : packet.length;
			if (bytes < bestBytes) {
				best = tick;
				bestBytes = bytes;
			}
		}
		return best;
	}
}

/** How many ticks the first frame that came has been overtaken by. */
function ticksBefore({ timestamp, waiting }: Spurt): number {
	const earliest = waiting.reduce((least, frame) => Math.min(least, frame.timestamp), timestamp);
	return Math.round((timestamp - earliest) / FRAME_SAMPLES);
}
