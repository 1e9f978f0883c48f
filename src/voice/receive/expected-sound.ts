// Whether anything arrives where the voice server says that somebody talks.

/** What a voice server tells so early may be of somebody who talked before the bot came. */
const SETTLING_MS = 5000;

/** Somebody who was said to talk, and since then not one packet of anybody's. */
export interface MissingSound {
	userId: string;
	/** By the clock's `nowMs`. */
	sinceMs: number;
}

/**
 * The websocket says who begins to talk, their sound comes by UDP: a way that a firewall or a
 * router can forget while the websocket lives. Where anybody's sound comes the way is open.
 */
export class ExpectedSound {
	#settledAtMs = Number.POSITIVE_INFINITY;
	#missing: MissingSound | undefined;

	/** Whoever talks and has not come yet; any packet ends that. */
	get missing(): MissingSound | undefined {
		return this.#missing;
	}

	/** A voice session has begun, and those in the call are being announced. */
	begin(nowMs: number): void {
		this.#settledAtMs = nowMs + SETTLING_MS;
		this.#missing = undefined;
	}

	/** The voice session is over. */
	end(): void {
		this.#settledAtMs = Number.POSITIVE_INFINITY;
		this.#missing = undefined;
	}

	/** A member begins to talk. */
	expect(userId: string, nowMs: number): void {
		if (nowMs >= this.#settledAtMs) {
			this.#missing ??= { userId, sinceMs: nowMs };
		}
	}

	/** Sound has come, whoever's. */
	arrived(): void {
		this.#missing = undefined;
	}

	/** A member has left, or talks no more. */
	depart(userId: string): void {
		if (this.#missing?.userId === userId) {
			this.#missing = undefined;
		}
	}
}
