// Who is talking at present.
import type { Clock, Timer } from '../clock.js';
import type { Speaker } from './speaker.js';

/**
 * Nobody is told later than this that somebody has stopped. All programmes look at the same
 * moments: waking up for each by itself costs more than all that is done then.
 */
const LOOK_INTERVAL_MS = 100;

/** Told of each member who begins or stops talking. */
export type OnSpeaking = (userId: string, isSpeaking: boolean) => void;

/** The members who are talking, until they are silent or their frames stop coming. */
export class ActiveSpeakers {
	readonly #clock: Clock;
	readonly #onSpeaking: OnSpeaking;
	readonly #speakers = new Set<Speaker>();
	#timer: Timer | undefined;

	constructor(clock: Clock, onSpeaking: OnSpeaking) {
		this.#clock = clock;
		this.#onSpeaking = onSpeaking;
	}

	/** Their user ids, in the order in which they began. */
	get userIds(): string[] {
		const nowMs = this.#clock.nowMs();
		return [...this.#speakers].filter((one) => one.isActive(nowMs)).map(({ userId }) => userId);
	}

	/** Takes note of the frame that the speaker took last. */
	update(speaker: Speaker, nowMs: number): void {
		if (!speaker.isActive(nowMs)) {
			this.delete(speaker);
		} else if (!this.#speakers.has(speaker)) {
			this.#speakers.add(speaker);
			this.#timer ??= this.#clock.at(lookAfter(speaker.activeUntilMs), this.#expire);
			this.#onSpeaking(speaker.userId, true);
		}
	}

	/** Takes somebody off the list at once. */
	delete(speaker: Speaker): void {
		if (this.#speakers.delete(speaker)) {
			this.#onSpeaking(speaker.userId, false);
		}
	}

	/** Somebody else than this member who is talking, if there is one. */
	otherThan(speaker: Speaker, nowMs: number): Speaker | undefined {
		for (const other of this.#speakers) {
			if (other !== speaker && other.isActive(nowMs)) {
				return other;
			}
		}
		return undefined;
	}

	/** Ends all without a word. */
	close(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
		this.#speakers.clear();
	}

	/** One timer for all, set only while somebody talks and not moved with each frame. */
	readonly #expire = () => {
		this.#timer = undefined;
		const nowMs = this.#clock.nowMs();
		let nextMs = Number.POSITIVE_INFINITY;
		for (const speaker of this.#speakers) {
			// A timer may fire a fraction of a millisecond early.
			if (speaker.isActive(nowMs + 1)) {
				nextMs = Math.min(nextMs, speaker.activeUntilMs);
			} else {
				this.delete(speaker);
			}
		}
		if (nextMs < Number.POSITIVE_INFINITY) {
			this.#timer ??= this.#clock.at(lookAfter(nextMs), this.#expire);
		}
	};
}

function lookAfter(timeMs: number): number {
	return Math.ceil(timeMs / LOOK_INTERVAL_MS) * LOOK_INTERVAL_MS;
}
