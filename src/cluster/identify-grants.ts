// Who may log in to Discord's gateway when: one shard of a bucket after the other.
import type { Clock } from '../clock.js';

/**
 * Discord takes one Identify of a bucket in 5 s; two that are sent that far apart come nearer to
 * each other on the way.
 *
 * @see {@link https://docs.discord.com/developers/events/gateway#sharding}
 */
export const IDENTIFY_INTERVAL_MS = 5000 + 500;

/** A grant that nobody is heard to have used was used by then. */
const USED_WITHIN_MS = 2 * IDENTIFY_INTERVAL_MS;

/** Whoever waits asks again after this, at the latest. */
const ASKED_AGAIN_MS = 1000;

/** Whoever does not ask for so long waits no more. */
const FORGOTTEN_AFTER_MS = 5 * ASKED_AGAIN_MS;

interface Bucket {
	/** In the order in which they have asked. */
	readonly waiting: { who: string; askedMs: number }[];
	/** Who has the last grant and has not used it yet. */
	granted: string | undefined;
	freeAtMs: number;
}

/** Grants of one bot account, as the process with its shard 0 gives them. */
export class IdentifyGrants {
	readonly #clock: Clock;
	readonly #buckets = new Map<number, Bucket>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/**
	 * Asks for a grant, and keeps a place among those who wait.
	 *
	 * @returns after how many milliseconds to ask again; 0: it is granted, to be used at once
	 */
	ask(bucketId: number, who: string): number {
		const nowMs = this.#clock.nowMs();
		const bucket = this.#bucket(bucketId);
		const { waiting } = bucket;
		const own = waiting.find((each) => each.who === who);
		if (own) {
			own.askedMs = nowMs;
		} else {
			waiting.push({ who, askedMs: nowMs });
		}
		const gone = ({ askedMs }: { askedMs: number }) => nowMs - askedMs > FORGOTTEN_AFTER_MS;
		while (waiting[0] && gone(waiting[0])) {
			waiting.shift();
		}
		if (waiting[0]?.who === who && nowMs >= bucket.freeAtMs) {
			waiting.shift();
			bucket.granted = who;
			bucket.freeAtMs = nowMs + USED_WITHIN_MS;
			return 0;
		}
		const untilFreeMs = bucket.freeAtMs - nowMs;
		return untilFreeMs > 0 ? Math.min(untilFreeMs, ASKED_AGAIN_MS) : ASKED_AGAIN_MS;
	}

	/** A grant was used just now. */
	used(bucketId: number, who: string): void {
		const bucket = this.#bucket(bucketId);
		if (bucket.granted === who) {
			bucket.granted = undefined;
			bucket.freeAtMs = this.#clock.nowMs() + IDENTIFY_INTERVAL_MS;
		}
	}

	#bucket(id: number): Bucket {
		let bucket = this.#buckets.get(id);
		if (!bucket) {
			bucket = { waiting: [], granted: undefined, freeAtMs: 0 };
			this.#buckets.set(id, bucket);
		}
		return bucket;
	}
}
