// When the reception of a call has to be helped, and how: a bounded number of times.

import { DAVE_DROP_REASONS, type ReceptionRemedy, type VoiceDropReason } from '../voice-reasons.js';
import type { SpeakerReception } from './speaker-reception.js';

/**
 * Frames fail for a moment whenever members come and go, and a transition may take its 2 s (DAVE
 * protocol, "Transitions"); what lasts longer does not pass by itself.
 */
const FAILING_MS = 1500;

/** A speaker whose last failure is older is silent, not failing. */
const CURRENT_MS = 500;

/** Each remedy gets time to work before the next, and each round more. */
const FIRST_PAUSE_MS = 3000;

/** Then it is not ours to repair: one member's own client can be what is broken. */
const MAX_REMEDIES = 6;

/** Speakers that were heard for that long have been cured. */
const CURED_MS = 30_000;

/** Somebody who cannot be told has talked for that long without a break. */
const UNANNOUNCED_MS = 1000;

/** Rejoining costs everybody frames; for one voice it is not done more often than that. */
const UNANNOUNCED_PAUSE_MS = 600_000;

/** Failures that a new group can cure; the others need new keys and announcements. */
const END_TO_END_REASONS: ReadonlySet<VoiceDropReason> = new Set(DAVE_DROP_REASONS);

/** Failures of a connection, not of one packet. */
const CURABLE_REASONS: ReadonlySet<VoiceDropReason> = new Set([
	...END_TO_END_REASONS,
	'transport decryption failed',
	'speaker not announced',
]);

/** Whether a speaker's packets are lost now, and have been without a frame between them. */
export function isFailing(speaker: SpeakerReception, nowMs: number, forMs: number): boolean {
	const { failure } = speaker;
	return (
		failure !== undefined &&
		CURABLE_REASONS.has(failure.reason) &&
		nowMs - failure.lastAtMs < CURRENT_MS &&
		failure.lastAtMs - failure.sinceMs >= forMs
	);
}

/** Decides on remedies; somebody else carries them out. */
export class ReceptionRecovery {
	#remedies = 0;
	#nextRemedyMs = 0;
	#lastFailingMs = Number.NEGATIVE_INFINITY;
	#unannouncedRejoinMs = Number.NEGATIVE_INFINITY;

	/** Whether all that can be done for the trouble at hand was tried. */
	get isExhausted(): boolean {
		return this.#remedies >= MAX_REMEDIES;
	}

	/**
	 * @param speakers - everybody who is heard, or should be
	 * @returns what to do now, or undefined for nothing
	 */
	decide(speakers: Iterable<SpeakerReception>, nowMs: number): ReceptionRemedy | undefined {
		const failing = [...speakers].filter((speaker) => isFailing(speaker, nowMs, FAILING_MS));
		if (failing.length === 0) {
			if (nowMs - this.#lastFailingMs > CURED_MS) {
				this.#remedies = 0;
			}
			return undefined;
		}
		this.#lastFailingMs = nowMs;
		if (nowMs < this.#nextRemedyMs || this.isExhausted) {
			return undefined;
		}
		const isEndToEnd = failing.some(
			({ failure }) => failure && END_TO_END_REASONS.has(failure.reason),
		);
		const remedy = isEndToEnd && this.#remedies % 2 === 0 ? 'reinitialise' : 'rejoin';
		this.#nextRemedyMs = nowMs + FIRST_PAUSE_MS * 2 ** Math.floor(this.#remedies / 2);
		this.#remedies += 1;
		return remedy;
	}

	/**
	 * A voice server tells newcomers of all who have spoken, so coming back brings what was lost. A
	 * frame that no key opens would open no better then, and can be anything.
	 *
	 * @param voice - of somebody who talks, and nobody knows who it is
	 */
	decideUnannounced(
		voice: SpeakerReception | undefined,
		nowMs: number,
	): ReceptionRemedy | undefined {
		if (
			voice?.failure?.reason !== 'speaker not announced' ||
			!isFailing(voice, nowMs, UNANNOUNCED_MS) ||
			this.hasRejoinedForUnannounced(nowMs)
		) {
			return undefined;
		}
		this.#unannouncedRejoinMs = nowMs;
		return 'rejoin';
	}

	/** Whether that was done in the last ten minutes. */
	hasRejoinedForUnannounced(nowMs: number): boolean {
		return nowMs - this.#unannouncedRejoinMs < UNANNOUNCED_PAUSE_MS;
	}
}
