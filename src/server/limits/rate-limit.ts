// Token buckets: how often something may happen, alone or by address.
import type { Clock } from '../../clock.js';

/** How fast tokens come back, and how many can wait. */
export interface TokenRate {
	perSecond: number;
	/** Tokens at the start, and at most. */
	burst: number;
}

/** One allowance that refills with time. */
export class TokenBucket {
	readonly #rate: TokenRate;
	#tokens: number;
	#filledAtMs: number;

	constructor(rate: TokenRate, nowMs: number) {
		this.#rate = rate;
		this.#tokens = rate.burst;
		this.#filledAtMs = nowMs;
	}

	/** Takes one token, and says whether there was one. */
	take(nowMs: number): boolean {
		const { perSecond, burst } = this.#rate;
		this.#tokens = Math.min(burst, this.#tokens + ((nowMs - this.#filledAtMs) * perSecond) / 1000);
		this.#filledAtMs = nowMs;
		if (this.#tokens < 1) {
			return false;
		}
		this.#tokens -= 1;
		return true;
	}

	/** Whether it has all its tokens again, as a new one would. */
	isFull(nowMs: number): boolean {
		const { perSecond, burst } = this.#rate;
		return this.#tokens + ((nowMs - this.#filledAtMs) * perSecond) / 1000 >= burst;
	}

	/** Milliseconds from the last `take` until the next one can succeed. */
	get waitMs(): number {
		return (Math.max(0, 1 - this.#tokens) * 1000) / this.#rate.perSecond;
	}
}

/** Addresses remembered at once; the one that was quiet longest is forgotten first. */
const MAX_KEYS = 10_000;

/** Of those that were quiet longest, so many are looked at in each call: more than come with it. */
const LOOKED_AT = 2;

/** One bucket for each address, until it is as full as a new one. */
export class RateLimiter {
	readonly #clock: Clock;
	readonly #rate: TokenRate;
	/** In the order of their last use. */
	readonly #buckets = new Map<string, TokenBucket>();
	/** The last one of them; whoever asks again at once need not be put in order. */
	#newest = '';

	/** @param perMinute - calls that each key has in a minute, all of them at once if it likes */
	constructor(clock: Clock, perMinute: number) {
		this.#clock = clock;
		this.#rate = { perSecond: perMinute / 60, burst: perMinute };
	}

	/** Counts a call: 0 where it is allowed, else the milliseconds to wait. */
	take(key: string): number {
		const nowMs = this.#clock.nowMs();
		const bucket = this.#buckets.get(key) ?? new TokenBucket(this.#rate, nowMs);
		if (key !== this.#newest || !this.#buckets.has(key)) {
			this.#buckets.delete(key);
			this.#buckets.set(key, bucket);
			this.#newest = key;
		}
		const isAllowed = bucket.take(nowMs);
		this.#forget(nowMs);
		return isAllowed ? 0 : Math.max(1, bucket.waitMs);
	}

	/** How many addresses are remembered. */
	get size(): number {
		return this.#buckets.size;
	}

	#forget(nowMs: number): void {
		let looks = 0;
		for (const [key, bucket] of this.#buckets) {
			const isNeeded = this.#buckets.size <= MAX_KEYS && !bucket.isFull(nowMs);
			if (isNeeded || looks === LOOKED_AT) {
				break;
			}
			looks += 1;
			this.#buckets.delete(key);
		}
	}
}
