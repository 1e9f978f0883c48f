// Rate limit buckets and their headers (API documentation, "Rate Limits").
import { createHash } from 'node:crypto';
import type { RateLimit } from './route.js';

interface Bucket {
	remaining: number;
	resetAtMs: number;
}

/** Where a request stands with its bucket. */
export interface RateLimitState {
	isExceeded: boolean;
	retryAfterSeconds: number;
	headers: Record<string, string>;
}

/** Counts requests by route and major parameter. */
export class RateLimits {
	readonly #buckets = new Map<string, Bucket>();

	/** Takes one request from the bucket. */
	take(options: { route: string; key: string; limit: RateLimit }): RateLimitState {
		const { route, key, limit } = options;
		const nowMs = performance.now();
		let bucket = this.#buckets.get(key);
		if (!bucket || bucket.resetAtMs <= nowMs) {
			bucket = { remaining: limit.limit, resetAtMs: nowMs + limit.windowMs };
			this.#buckets.set(key, bucket);
		}
		const isExceeded = bucket.remaining === 0;
		bucket.remaining = Math.max(0, bucket.remaining - 1);
		const retryAfterSeconds = Math.ceil(bucket.resetAtMs - nowMs) / 1000;
		return {
			isExceeded,
			retryAfterSeconds,
			headers: {
				'X-RateLimit-Limit': String(limit.limit),
				'X-RateLimit-Remaining': String(bucket.remaining),
				'X-RateLimit-Reset': (Date.now() / 1000 + retryAfterSeconds).toFixed(3),
				'X-RateLimit-Reset-After': retryAfterSeconds.toFixed(3),
				'X-RateLimit-Bucket': createHash('md5').update(route).digest('hex'),
			},
		};
	}
}
