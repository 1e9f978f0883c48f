// Several members talking at once: their frames of any length in, mixed frames of 20 ms out.
import type { Clock } from '../clock.js';
import type { ProgrammeFrame, VoiceFrame } from '../media/frames.js';
import { joinPackets } from '../media/opus-packet.js';
import { SAMPLES_PER_MS } from '../media/pcm.js';
import { JitterBuffer, type Placement, type VoiceTick } from './jitter-buffer.js';
import type { Mixing, MixResult, MixSession, MixSettings, VoicePart } from './mix/mix-job.js';
import { NonceSources } from './nonce-sources.js';
import { Pacer } from './pacer.js';
import type { Speaker } from './speaker.js';

/**
 * So long, in ticks, the last one left is mixed at most until gain and limiter are at rest and
 * there is a gap between two sounds: half a second.
 */
const MAX_ALONE_TICKS = 25;

/** So much longer it waits then until no frame is cut in two: as long as the longest one lasts. */
const MAX_UNALIGNED_TICKS = 6;

/** Mixed frames that share a packet, and its nonce, at most: 120 ms. */
const MAX_SHARING_FRAMES = 6;

/** Ticks that a mixer may owe: two seconds, then it hangs. */
const MAX_PENDING_TICKS = 100;

/** Callbacks of an overlap. */
export interface OverlapListener {
	onMixed(frame: ProgrammeFrame): void;
	/**
	 * One member or none is left.
	 *
	 * @param rest - frames of that member that have not been heard yet, in order
	 */
	onEnd(rest: { speaker: Speaker; frames: VoiceFrame[] } | undefined): void;
}

/** Everything that an overlap needs. */
export interface OverlapOptions {
	clock: Clock;
	mixing: Mixing;
	settings: MixSettings;
	/** Who was passed through until now. */
	passed: Speaker;
	/** Members who have begun to talk as well. */
	joining: Speaker;
	listener: OverlapListener;
}

/** Counts of an overlap. */
export interface OverlapStats {
	concealed: number;
	undecodable: number;
	/** Ticks for which nobody's frame was there, or whose frame may not be sent any more. */
	unsent: number;
	/** Ticks that were lost with the thread that mixed them. */
	failed: number;
}

interface Member {
	speaker: Speaker;
	buffer: JitterBuffer;
	/** Whether the mixer has to be told of the member. */
	isNew: boolean;
	/** Whether the member was heard when it came to the mixer, so the decoder begins in the middle. */
	isContinued: boolean;
}

interface PendingTick {
	/** Whose nonce the mixed frame gets. */
	source: VoiceFrame | undefined;
	/** Whether the mixed frame waits for a nonce, to be sent with a later one. */
	isHeldBack: boolean;
	members: Member[];
}

/** One stretch of mixing, from the second voice's first frame until one is left. */
export class Overlap {
	readonly stats: OverlapStats = { concealed: 0, undecodable: 0, unsent: 0, failed: 0 };
	readonly #options: OverlapOptions;
	/** What each voice is held back by at least, in milliseconds. */
	readonly #delayMs: number;
	readonly #pacer: Pacer;
	readonly #members = new Map<Speaker, Member>();
	readonly #pending: PendingTick[] = [];
	readonly #nonceSources = new NonceSources();
	/** Mixed frames that wait for a nonce. */
	readonly #heldBack: Uint8Array[] = [];
	#session: MixSession | undefined;
	#aloneTicks = 0;
	#isSettled = false;
	#isEnded = false;

	constructor(options: OverlapOptions) {
		const { clock, passed, joining } = options;
		this.#options = options;
		this.#delayMs = Math.max(passed.arrivals.delayMs, joining.arrivals.delayMs);
		const onAirUntilMs = passed.arrivals.shortestMs + passed.heardUntil / SAMPLES_PER_MS;
		const playMs = onAirUntilMs + this.#delayMs;
		this.#pacer = new Pacer({
			clock,
			startMs: Math.max(clock.nowMs(), playMs),
			onTick: (tick) => this.#tick(tick),
		});
		this.#session = this.#openSession();
		this.#join(passed, true);
		this.#join(joining, false);
	}

	/** The longest delay of all voices, in milliseconds, from arrival on the fastest way. */
	get delayMs(): number {
		return Math.max(0, ...[...this.#members.values()].map(({ buffer }) => buffer.delayMs));
	}

	/** Whether the member is in the mix. */
	has(speaker: Speaker): boolean {
		return this.#members.has(speaker);
	}

	/** Takes the frame that the speaker took last. */
	put(speaker: Speaker, frame: VoiceFrame): Placement {
		const member = this.#members.get(speaker) ?? this.#join(speaker, false);
		return member.buffer.put(frame);
	}

	/** Nothing more is heard of the member, not even what waits. */
	remove(speaker: Speaker): void {
		this.#members.delete(speaker);
		this.#nonceSources.remove(speaker.userId);
		this.#forgetHeldBack();
		for (const tick of this.#pending) {
			if (tick.members.some((member) => member.speaker === speaker)) {
				tick.source = undefined;
				tick.isHeldBack = false;
			}
		}
	}

	/** Ends it without a word; harmless when repeated. */
	close(): void {
		this.#isEnded = true;
		this.#pacer.close();
		this.#session?.close();
		this.#session = undefined;
		this.#members.clear();
		this.#pending.length = 0;
		this.#forgetHeldBack();
	}

	#forgetHeldBack(): void {
		this.stats.unsent += this.#heldBack.length;
		this.#heldBack.length = 0;
	}

	#join(speaker: Speaker, isContinued: boolean): Member {
		const buffer = new JitterBuffer({
			speaker,
			pacer: this.#pacer,
			isContinued,
			leastDelayMs: this.#delayMs,
		});
		const member = { speaker, buffer, isNew: true, isContinued };
		this.#members.set(speaker, member);
		return member;
	}

	#openSession(): MixSession {
		const { mixing, settings } = this.#options;
		return mixing.open(settings, {
			onMixed: (result) => this.#onMixed(result),
			onFailed: () => this.#onFailed(),
		});
	}

	#tick(tick: number): void {
		const nowMs = this.#options.clock.nowMs();
		const members = [...this.#members.values()];
		const voices: VoicePart[] = [];
		let isHeard = false;
		let nextFrameTick = Number.POSITIVE_INFINITY;
		for (const member of members) {
			const playout = member.buffer.take(tick);
			this.stats.concealed += playout.kind === 'concealed' ? 1 : 0;
			if (playout.kind === 'frames' || playout.kind === 'joined') {
				isHeard = true;
				nextFrameTick = Math.min(nextFrameTick, member.buffer.nextFrameTick);
			}
			for (const frame of playout.frames) {
				this.#nonceSources.add(frame, tick);
			}
			voices.push(describe(member, playout));
		}
		const source = this.#nonceSources.take(tick, nextFrameTick);
		const isHeldBack = isHeard && source === undefined;
		this.stats.unsent += source || isHeldBack ? 0 : 1;
		const isAlone = this.#audible(nowMs).length <= 1;
		this.#aloneTicks = isAlone ? this.#aloneTicks + 1 : 0;
		for (const { speaker, buffer } of members) {
			if (buffer.isDrained && !speaker.isActive(nowMs)) {
				this.#members.delete(speaker);
			}
		}
		if (this.#pending.length >= MAX_PENDING_TICKS) {
			this.#session?.close();
			this.#onFailed();
		}
		this.#pending.push({ source, isHeldBack, members });
		this.#isSettled = false;
		this.#session?.mix({ voices, isAlone, isSent: source !== undefined || isHeldBack });
		this.#endIfOver();
	}

	#onMixed(result: MixResult): void {
		const tick = this.#pending.shift();
		if (!tick) {
			return;
		}
		this.stats.undecodable += result.undecodable;
		this.#isSettled = result.isSettled;
		tick.members.forEach(({ speaker }, index) => {
			speaker.gainDb = result.gainsDb[index] ?? speaker.gainDb;
		});
		const { source, isHeldBack } = tick;
		if (result.opus && isHeldBack) {
			this.#holdBack(result.opus);
		} else if (result.opus && source) {
			const { transportNonce, voiceSession, receivedAtMs } = source;
			this.#options.listener.onMixed({
				opus: this.#heldBack.length > 0 ? this.#withHeldBack(result.opus) : result.opus,
				transportNonce,
				voiceSession,
				receivedAtMs,
			});
		}
		this.#endIfOver();
	}

	#holdBack(opus: Uint8Array): void {
		if (this.#heldBack.length === MAX_SHARING_FRAMES - 1) {
			this.#heldBack.shift();
			this.stats.unsent += 1;
		}
		this.#heldBack.push(opus);
	}

	/** One packet of all that waits and this frame. */
	#withHeldBack(opus: Uint8Array): Uint8Array {
		const packet = joinPackets([...this.#heldBack, opus]);
		if (!packet) {
			this.#forgetHeldBack();
			return opus;
		}
		this.#heldBack.length = 0;
		return packet;
	}

	/** Goes on with another mixer, whose decoders begin where this one's were. */
	#onFailed(): void {
		if (this.#isEnded) {
			return;
		}
		this.stats.failed += this.#pending.length;
		this.#pending.length = 0;
		for (const member of this.#members.values()) {
			member.isNew = true;
			member.isContinued = true;
		}
		this.#session = this.#openSession();
	}

	#audible(nowMs: number): Member[] {
		return [...this.#members.values()].filter(
			({ speaker, buffer }) => speaker.isActive(nowMs) || !buffer.isDrained,
		);
	}

	/** Ends it when all that was mixed is on air, so that what is passed through comes after it. */
	#endIfOver(): void {
		if (this.#isEnded || this.#pending.length > 0) {
			return;
		}
		const audible = this.#audible(this.#options.clock.nowMs());
		const [last] = audible;
		const isOver =
			audible.length === 0 ||
			(audible.length === 1 &&
				this.#aloneTicks > 0 &&
				(this.#isSettled || this.#aloneTicks >= MAX_ALONE_TICKS));
		if (!isOver || (last && this.#mustFinishFrame(last))) {
			return;
		}
		const rest = last && { speaker: last.speaker, frames: last.buffer.drain() };
		this.close();
		this.#options.listener.onEnd(rest);
	}

	/** Whether a frame has begun, or waits for its nonce, that would be cut in two. */
	#mustFinishFrame({ buffer }: Member): boolean {
		if (this.#aloneTicks >= MAX_ALONE_TICKS + MAX_UNALIGNED_TICKS) {
			return false;
		}
		if (!buffer.isAligned) {
			buffer.align();
			return true;
		}
		return this.#heldBack.length > 0;
	}
}

function describe(member: Member, playout: VoiceTick): VoicePart {
	const { speaker, isNew, isContinued } = member;
	// Frames due now are remembered already; each is decoded once, after those before it.
	const warmUp = isNew
		? speaker.warmUp.slice(0, speaker.warmUp.length - playout.frames.length)
		: [];
	member.isNew = false;
	return {
		voice: speaker.voice,
		start: isNew ? { warmUp, gainDb: speaker.gainDb, isContinued } : undefined,
		kind: playout.kind,
		packets: playout.packets,
	};
}
