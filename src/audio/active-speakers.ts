// Who is talking at present.
import type { Clock } from '../clock.js';
import { SharedLook } from './shared-look.js';
import type { Speaker } from './speaker.js';

/** Told of each member who begins or stops talking. */
export type OnSpeaking = (userId: string, isSpeaking: boolean) => void;

/** The members who are talking, until they are silent or their frames stop coming. */
export class ActiveSpeakers {
	readonly #clock: Clock;
	readonly #onSpeaking: OnSpeaking;
	readonly #looks: SharedLook;
	readonly #speakers = new Set<Speaker>();

	constructor(clock: Clock, onSpeaking: OnSpeaking) {
		this.#clock = clock;
		this.#onSpeaking = onSpeaking;
		this.#looks = SharedLook.of(clock);
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
			this.#looks.begin(this.#look);
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
		this.#looks.end(this.#look);
		this.#speakers.clear();
	}

	/** Looks only while somebody talks, and is not moved with each frame. */
	readonly #look = (nowMs: number): boolean => {
		for (const speaker of this.#speakers) {
			// A timer may fire a fraction of a millisecond early.
			if (!speaker.isActive(nowMs + 1)) {
				this.delete(speaker);
			}
		}
		return this.#speakers.size > 0;
	};
}
