// Who is heard right now.

/** Somebody counts as heard for this long after they stop: a breath between words. */
const BREATH_MS = 500;

/** Remembers who speaks, and when each stopped. */
export class RecentSpeakers {
	/** When each stopped; infinity while they speak. */
	readonly #untilMs = new Map<string, number>();
	#lastHeardAtMs: number | undefined;

	/** Takes note of somebody who begins or stops speaking. */
	note(userId: string, isSpeaking: boolean, nowMs: number): void {
		if (nowMs - (this.#untilMs.get(userId) ?? nowMs) > BREATH_MS) {
			// The order is that in which they began.
			this.#untilMs.delete(userId);
		}
		this.#untilMs.set(userId, isSpeaking ? Number.POSITIVE_INFINITY : nowMs);
		this.#lastHeardAtMs = nowMs;
	}

	/** Forgets somebody of whom nothing is heard any more. */
	forget(userId: string): void {
		this.#untilMs.delete(userId);
	}

	/** Whether somebody speaks, or has spoken since then. */
	hasSpokenSince(userId: string, sinceMs: number): boolean {
		return (this.#untilMs.get(userId) ?? Number.NEGATIVE_INFINITY) >= sinceMs;
	}

	/** When anybody was heard last, seen from this time; undefined if nobody was. */
	lastHeardAtMs(nowMs: number): number | undefined {
		return this.speakingNow.length > 0 ? nowMs : this.#lastHeardAtMs;
	}

	/** User ids of those who are speaking, in the order in which they began. */
	get speakingNow(): string[] {
		return [...this.#untilMs].flatMap(([userId, untilMs]) =>
			untilMs === Number.POSITIVE_INFINITY ? [userId] : [],
		);
	}

	/** User ids of those who are heard at this time. */
	heardAt(nowMs: number): string[] {
		return [...this.#untilMs].flatMap(([userId, untilMs]) =>
			nowMs - untilMs > BREATH_MS ? [] : [userId],
		);
	}
}
