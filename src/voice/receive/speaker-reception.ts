// The reception of one member: when they were heard last, and what stands in the way.
import type { VoiceDropReason } from '../voice-reasons.js';

/** A row of packets that did not become frames, with no frame in between. */
export interface ReceptionFailure {
	/** Of the newest packet. */
	reason: VoiceDropReason;
	/** When the first of them came, by the clock's `nowMs`. */
	sinceMs: number;
	/** When the newest of them came. */
	lastAtMs: number;
	/** How many they are. */
	packets: number;
}

/** One SSRC's reception. */
export class SpeakerReception {
	readonly userId: string;
	#lastFrameAtMs: number | undefined;
	#lastSpeechAtMs: number | undefined;
	#failure: ReceptionFailure | undefined;

	constructor(userId: string) {
		this.userId = userId;
	}

	/** When the last frame was handed on, by the clock's `nowMs`; undefined if none was. */
	get lastFrameAtMs(): number | undefined {
		return this.#lastFrameAtMs;
	}

	/**
	 * When they spoke last, as far as it can be told: a frame that is not silence, or a packet that
	 * could not be opened.
	 */
	get lastSpeechAtMs(): number | undefined {
		return this.#failure?.lastAtMs ?? this.#lastSpeechAtMs;
	}

	/** What has kept packets from becoming frames since the last one that did. */
	get failure(): Readonly<ReceptionFailure> | undefined {
		return this.#failure;
	}

	/** Notes a frame that was handed on. */
	heard(nowMs: number, isSpeech = true): void {
		this.#lastFrameAtMs = nowMs;
		if (isSpeech) {
			this.#lastSpeechAtMs = nowMs;
		}
		this.#failure = undefined;
	}

	/** Notes a packet that was lost. */
	lost(reason: VoiceDropReason, nowMs: number): void {
		this.#failure ??= { reason, sinceMs: nowMs, lastAtMs: nowMs, packets: 0 };
		this.#failure.reason = reason;
		this.#failure.lastAtMs = nowMs;
		this.#failure.packets += 1;
	}
}
