// Members who talk into a programme over a simulated network, on a stepped clock.

import type { Mixing, MixSettings } from '../../src/audio/mix/mix-job.js';
import { InProcessMixing } from '../../src/audio/mix/mixer.js';
import { Programme } from '../../src/audio/programme.js';
import type { ProgrammeFrame, VoiceFrame } from '../../src/media/frames.js';
import { packetSamples, SILENCE_FRAME } from '../../src/media/opus-packet.js';
import { decode, FRAME_SAMPLES, seededRandom } from '../support/signal.js';
import { SteppedClock } from '../support/stepped-clock.js';

const FRAME_DURATION_MS = 20;
const SAMPLES_PER_MS = FRAME_SAMPLES / FRAME_DURATION_MS;

/** Settings of most tests: what comes out is to be as loud as what went in. */
export const WITHOUT_GAIN: MixSettings = { bitrateBps: 96_000, hasAutomaticGain: false };

/** What becomes of datagrams on their way. */
export interface NetworkOptions {
	/** 0..1. */
	lossShare?: number;
	/** Most that a datagram takes longer than others; default 4 ms. */
	jitterMs?: number;
	seed?: number;
}

/** One talkspurt. */
export interface SpurtOptions {
	userId: string;
	frames: readonly Uint8Array[];
	/** When the first frame is sent. */
	startMs: number;
	/** Silence frames at its end; default 5, as Discord's clients send. */
	trailingSilence?: number;
}

/** Where a member's numbers begin, for wrap-around. */
export interface MemberNumbers {
	ssrc?: number;
	sequence?: number;
	timestamp?: number;
	voiceSession?: number;
}

/** A frame of the programme and when it came. */
export interface HeardFrame {
	frame: ProgrammeFrame;
	atMs: number;
	/** When the frame that lent the nonce was sent. */
	sentMs: number;
}

interface Datagram extends VoiceFrame {
	sentMs: number;
}

const ONE_WAY_MS = 30;

/** Collects talkspurts, then plays them into a programme. */
export class SimulatedCall {
	readonly clock = new SteppedClock();
	readonly heard: HeardFrame[] = [];
	readonly spoken: Datagram[] = [];
	readonly speaking: [string, boolean][] = [];
	readonly programme: Programme;
	/** Next transport nonce, which one Discord connection counts over all members. */
	nextNonce = 1;
	/** Called at times of the clock, in order, beside the frames. */
	readonly #actions: { atMs: number; run: () => void }[] = [];
	readonly #numbers = new Map<string, Required<MemberNumbers>>();
	readonly #sources = new Map<string, Datagram>();
	readonly #random: () => number;
	readonly #network: Required<NetworkOptions>;

	constructor(options: { settings?: MixSettings; mixing?: Mixing; network?: NetworkOptions } = {}) {
		this.#network = { lossShare: 0, jitterMs: 4, seed: 1, ...options.network };
		this.#random = seededRandom(this.#network.seed);
		this.programme = new Programme({
			clock: this.clock,
			settings: options.settings ?? WITHOUT_GAIN,
			mixing: options.mixing ?? new InProcessMixing(),
			onFrame: (frame) => this.#hear(frame),
			onSpeaking: (userId, isSpeaking) => this.speaking.push([userId, isSpeaking]),
		});
	}

	/** Sets where a member's numbers go on. */
	number(userId: string, numbers: MemberNumbers): void {
		this.#numbers.set(userId, { ...this.#numbersOf(userId), ...numbers });
	}

	/** Lets somebody talk. */
	speak(options: SpurtOptions): void {
		const numbers = this.#numbersOf(options.userId);
		const silence = Array.from({ length: options.trailingSilence ?? 5 }, () => SILENCE_FRAME);
		let madeMs = options.startMs;
		for (const opus of [...options.frames, ...silence]) {
			const durationMs = packetSamples(opus) / SAMPLES_PER_MS;
			this.spoken.push({
				opus,
				userId: options.userId,
				ssrc: numbers.ssrc,
				voiceSession: numbers.voiceSession,
				sequence: numbers.sequence,
				timestamp: (numbers.timestamp + madeMs * SAMPLES_PER_MS) >>> 0,
				transportNonce: 0,
				receivedAtMs: 0,
				// A longer one is complete later.
				sentMs: madeMs + durationMs - FRAME_DURATION_MS,
			});
			numbers.sequence = (numbers.sequence + 1) & 0xffff;
			madeMs += durationMs;
		}
	}

	/** Does something at a time. */
	at(atMs: number, run: () => void): void {
		this.#actions.push({ atMs, run });
	}

	/** Plays all, and a second after. */
	async play(): Promise<void> {
		const events = [...this.#actions, ...this.#deliveries()].sort((a, b) => a.atMs - b.atMs);
		for (const { atMs, run } of events) {
			await this.clock.step(Math.max(0, atMs - this.clock.nowMs()));
			run();
		}
		await this.clock.step(1000);
	}

	/**
	 * What a receiver hears, at the time at which it was spoken: each frame is put where the frame
	 * that lent its nonce was sent. What is missing is silent.
	 */
	timeline(): Float32Array {
		const decoded = decode(this.heard.map(({ frame }) => frame.opus));
		const endMs = Math.max(...this.heard.map(({ sentMs }) => sentMs)) + FRAME_DURATION_MS;
		const samples = new Float32Array((endMs / FRAME_DURATION_MS) * FRAME_SAMPLES);
		this.heard.forEach(({ sentMs }, index) => {
			const place = Math.round(sentMs / FRAME_DURATION_MS) * FRAME_SAMPLES;
			samples.set(decoded[index] as Float32Array, place);
		});
		return samples;
	}

	*#deliveries(): Iterable<{ atMs: number; run: () => void }> {
		const sent = this.spoken.sort((a, b) => a.sentMs - b.sentMs);
		for (const datagram of sent) {
			datagram.transportNonce = this.nextNonce >>> 0;
			this.nextNonce += 1;
			const isLost = this.#random() < this.#network.lossShare;
			const atMs = datagram.sentMs + ONE_WAY_MS + this.#random() * this.#network.jitterMs;
			this.#sources.set(keyOf(datagram), datagram);
			if (!isLost) {
				datagram.receivedAtMs = atMs;
				yield { atMs, run: () => this.programme.push(datagram) };
			}
		}
	}

	#hear(frame: ProgrammeFrame): void {
		const source = this.#sources.get(keyOf(frame));
		if (!source) {
			throw new Error(`Heard a nonce that nobody sent: ${frame.transportNonce}`);
		}
		this.heard.push({ frame, atMs: this.clock.nowMs(), sentMs: source.sentMs });
	}

	#numbersOf(userId: string): Required<MemberNumbers> {
		const known = this.#numbers.get(userId);
		if (known) {
			return known;
		}
		const numbers = {
			ssrc: 1000 + this.#numbers.size,
			sequence: 17 * this.#numbers.size,
			timestamp: 480_000 * this.#numbers.size,
			voiceSession: 0,
		};
		this.#numbers.set(userId, numbers);
		return numbers;
	}
}

function keyOf({ voiceSession, transportNonce }: ProgrammeFrame): string {
	return `${voiceSession}:${transportNonce}`;
}
