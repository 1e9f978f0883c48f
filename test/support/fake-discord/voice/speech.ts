// A member who talks: Opus packets at their pace, with the RTP numbering of a real client.
import { packetSamples } from '../../../../src/media/opus-packet.js';
import type { Timers } from '../timers.js';
import type { Bot } from '../world/bot.js';
import type { SentPacket } from './media-record.js';
import type { CallSession, Participant, VoiceCall } from './voice-call.js';

const FRAME_DURATION_MS = 20;
/** 20 ms at 48 kHz. */
const SAMPLES_PER_FRAME = 960;
const SAMPLES_PER_MS = SAMPLES_PER_FRAME / FRAME_DURATION_MS;
/** Opus silence, sent five times at the end of a talkspurt (API documentation, "Voice"). */
const SILENCE_FRAME = Uint8Array.of(0xf8, 0xff, 0xfe);
const SILENCE_FRAMES = 5;
/** Id 1, one byte: audio level (RFC 6464), padded to a word. */
const AUDIO_LEVEL_EXTENSION = Uint8Array.of(0x10, 0x30, 0x00, 0x00);
/** Between op 5 and the first packet; less can lose the first frames in the client. */
const LEAD_MS = 30;
/** More in one turn of the event loop would overflow the receiver's socket buffer. */
const MAX_FRAMES_PER_TURN = 2;

/** How somebody talks. */
export interface SpeakOptions {
	/** Times real time; default 1. Limited to 2 frames a millisecond. */
	speed?: number;
	/** Before the first packet, op 5 ('before', the default), or op 5 with it, or none at all. */
	speaking?: 'before' | 'racing' | 'never';
	/** Time between op 5 and the first packet of somebody new; default 30 ms. */
	leadMs?: number;
	/** Silence frames at the end; default 5. */
	trailingSilence?: number;
	/** Body of the header extension, whole words; null for none, default an audio level. */
	extension?: Uint8Array | null;
	/** RTP padding of each packet, count byte included; default none. */
	paddingBytes?: number;
	/** Sequence number of the first packet; default the next one. */
	sequence?: number;
	/** Timestamp of the first packet; default goes on with the clock. */
	timestamp?: number;
	/** A silence before this talkspurt that need not be waited for: moves the timestamp on. */
	pauseMs?: number;
	/** An RTCP sender report after each so many packets; default none. */
	reportEvery?: number;
}

/** One talkspurt, under way or over. */
export class Speech {
	/** What was sent, by receiving voice session, oldest first. */
	readonly packets = new Map<CallSession, SentPacket[]>();
	/** Resolves when the last packet has left, also after `stop()`. */
	readonly finished: Promise<Speech>;
	/** The call now: a move of the voice server replaces it. */
	readonly #call: () => VoiceCall;
	readonly #participant: Participant;
	readonly #frames: readonly Uint8Array[];
	readonly #spokenFrames: number;
	readonly #timers: Timers;
	readonly #options: SpeakOptions;
	readonly #finish: (speech: Speech) => void;
	#nextFrame = 0;
	/** When the next packet begins, in milliseconds of speech; it is sent when it is complete. */
	#nextFrameMs = 0;
	/** What the packet before it lasts, in RTP ticks. */
	#lastSamples = SAMPLES_PER_FRAME;
	#startMs = 0;
	#cancel: () => void = () => {};
	#isFinished = false;

	constructor(options: {
		call: () => VoiceCall;
		participant: Participant;
		frames: readonly Uint8Array[];
		timers: Timers;
		options: SpeakOptions;
	}) {
		this.#call = options.call;
		this.#participant = options.participant;
		this.#timers = options.timers;
		this.#options = options.options;
		const silence = options.options.trailingSilence ?? SILENCE_FRAMES;
		this.#spokenFrames = options.frames.length;
		this.#frames = [
			...options.frames,
			...Array.from({ length: silence }, () => Uint8Array.from(SILENCE_FRAME)),
		];
		const { promise, resolve } = deferred<Speech>();
		this.finished = promise;
		this.#finish = resolve;
		this.#start();
	}

	/** What was sent to a bot, oldest first; empty if it was deaf or not there. */
	sentTo(bot: Bot): SentPacket[] {
		return [...this.packets]
			.filter(([session]) => session.bot === bot)
			.flatMap(([, packets]) => packets);
	}

	/** Stops at once, without trailing silence. */
	stop(): void {
		this.#cancel();
		if (!this.#isFinished) {
			this.#isFinished = true;
			this.#finish(this);
		}
	}

	#start(): void {
		const { speaking = 'before', leadMs = LEAD_MS } = this.#options;
		this.#numberFirstPacket();
		const isNew = !this.#participant.isAnnounced;
		if (speaking === 'before' && isNew) {
			this.#call().announceSpeaking(this.#participant);
		}
		const waitMs = speaking === 'before' && isNew ? leadMs : 0;
		this.#cancel = this.#timers.after(waitMs, () => {
			if (speaking === 'racing' && isNew) {
				this.#call().announceSpeaking(this.#participant);
			}
			this.#startMs = performance.now();
			this.#sendDue();
		});
	}

	/** Over a pause the timestamp moves on with the clock, the sequence number does not. */
	#numberFirstPacket(): void {
		const participant = this.#participant;
		const { lastSentAtMs } = participant;
		const elapsedMs = lastSentAtMs === undefined ? 0 : performance.now() - lastSentAtMs;
		const pauseMs = elapsedMs + (this.#options.pauseMs ?? 0);
		const steps = Math.max(1, Math.round(pauseMs / FRAME_DURATION_MS));
		const next = participant.lastTimestamp + steps * SAMPLES_PER_FRAME;
		participant.lastTimestamp = ((this.#options.timestamp ?? next) - SAMPLES_PER_FRAME) >>> 0;
		participant.nextSequence = this.#options.sequence ?? participant.nextSequence;
	}

	#sendDue(): void {
		for (
			let turn = 0;
			turn < MAX_FRAMES_PER_TURN && this.#nextFrame < this.#frames.length;
			turn++
		) {
			if (performance.now() < this.#dueMs) {
				break;
			}
			this.#sendNext();
		}
		if (this.#nextFrame >= this.#frames.length) {
			this.stop();
			return;
		}
		this.#cancel = this.#timers.after(Math.max(1, this.#dueMs - performance.now()), () =>
			this.#sendDue(),
		);
	}

	/** The first of 20 ms leaves at once; what is longer is complete later. */
	get #dueMs(): number {
		const samples = packetSamples(this.#frames[this.#nextFrame] ?? SILENCE_FRAME);
		const completeMs = this.#nextFrameMs + samples / SAMPLES_PER_MS - FRAME_DURATION_MS;
		return this.#startMs + completeMs / (this.#options.speed ?? 1);
	}

	#sendNext(): void {
		const participant = this.#participant;
		const opus = this.#frames[this.#nextFrame];
		const isTrailingSilence = this.#nextFrame >= this.#spokenFrames;
		this.#nextFrame += 1;
		participant.lastTimestamp = (participant.lastTimestamp + this.#lastSamples) >>> 0;
		this.#lastSamples = packetSamples(opus ?? SILENCE_FRAME);
		this.#nextFrameMs += this.#lastSamples / SAMPLES_PER_MS;
		participant.lastSentAtMs = performance.now();
		if (!opus || !participant.member.canBeHeard) {
			return;
		}
		const { extension, paddingBytes } = this.#options;
		const sent = this.#call().sendFrame(participant, {
			opus,
			sequence: participant.nextSequence,
			timestamp: participant.lastTimestamp,
			extension: extension === null ? undefined : (extension ?? AUDIO_LEVEL_EXTENSION),
			paddingBytes,
			isTrailingSilence,
		});
		participant.nextSequence = (participant.nextSequence + 1) & 0xffff;
		for (const [session, packet] of sent) {
			const packets = this.packets.get(session) ?? [];
			this.packets.set(session, packets);
			if (participant.member.guild.world.options.recordsMedia) {
				packets.push(packet);
			}
			this.#report(session, this.#nextFrame);
		}
	}

	#report(session: CallSession, packetCount: number): void {
		const { reportEvery = 0 } = this.#options;
		if (reportEvery > 0 && packetCount % reportEvery === 0) {
			const { ssrc, lastTimestamp: timestamp } = this.#participant;
			session.sendSenderReport({ ssrc, timestamp, packetCount });
		}
	}
}

function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
	let resolve: (value: T) => void = () => {};
	const promise = new Promise<T>((settle) => {
		resolve = settle;
	});
	return { promise, resolve };
}
