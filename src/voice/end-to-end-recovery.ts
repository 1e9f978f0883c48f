// When a call's end-to-end encryption has to be helped, and how: a bounded number of times.
import type { Speaker } from './speaker.js';
import type { VoiceDropReason } from './voice-frame.js';

/** What may help. */
export type EndToEndRemedy =
	/** Throw the group away and ask for a new one. */
	| 'reinitialise'
	/** Leave the call and come back. */
	| 'rejoin';

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

const END_TO_END_REASONS: ReadonlySet<VoiceDropReason> = new Set([
	'end-to-end encryption not ready',
	'end-to-end decryption failed',
]);

/** Whether a speaker's packets fail now, and have for a while, for their end-to-end encryption. */
export function isEndToEndFailing(speaker: Speaker, nowMs: number): boolean {
	const { failure } = speaker;
	return (
		failure !== undefined &&
		END_TO_END_REASONS.has(failure.reason) &&
		nowMs - failure.lastAtMs < CURRENT_MS &&
		failure.lastAtMs - failure.sinceMs >= FAILING_MS
	);
}

/** Decides on remedies; somebody else carries them out. */
export class EndToEndRecovery {
	#remedies = 0;
	#nextRemedyMs = 0;
	#lastFailingMs = Number.NEGATIVE_INFINITY;

	/** How many remedies were tried for the trouble at hand. */
	get remedies(): number {
		return this.#remedies;
	}

	/**
	 * @param speakers - everybody who is announced
	 * @returns what to do now, or undefined for nothing
	 */
	decide(speakers: Iterable<Speaker>, nowMs: number): EndToEndRemedy | undefined {
		if (![...speakers].some((speaker) => isEndToEndFailing(speaker, nowMs))) {
			if (nowMs - this.#lastFailingMs > CURED_MS) {
				this.#remedies = 0;
			}
			return undefined;
		}
		this.#lastFailingMs = nowMs;
		if (nowMs < this.#nextRemedyMs || this.#remedies >= MAX_REMEDIES) {
			return undefined;
		}
		const remedy = this.#remedies % 2 === 0 ? 'reinitialise' : 'rejoin';
		this.#nextRemedyMs = nowMs + FIRST_PAUSE_MS * 2 ** Math.floor(this.#remedies / 2);
		this.#remedies += 1;
		return remedy;
	}
}
