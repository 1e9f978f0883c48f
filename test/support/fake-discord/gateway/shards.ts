// Shards: which part of a bot's guilds a session serves, and how fast sessions may begin.
import type { Bot } from '../world/bot.js';

/** A session's part, and how many parts there are. */
export type Shard = readonly [id: number, count: number];

/** A guild's shard (API documentation, "Gateway", Sharding). */
export function shardOf(guildId: string, count: number): number {
	return Number((BigInt(guildId) >> 22n) % BigInt(count));
}

/** What a client calls its shard; undefined where it is none. Without one it has all guilds. */
export function readShard(shard: unknown): Shard | undefined {
	if (shard === undefined) {
		return [0, 1];
	}
	const [id, count, ...rest] = Array.isArray(shard) ? shard : [];
	return Number.isInteger(id) && Number.isInteger(count) && rest.length === 0
		? id >= 0 && id < count
			? [id, count]
			: undefined
		: undefined;
}

/** An Identify, as it came. */
export interface SeenIdentify {
	bot: Bot;
	shard: Shard;
	/** On the machine's clock, `performance.now()`. */
	atMs: number;
	/** It came too early, and was answered with an invalid session. */
	isTooEarly: boolean;
}

/**
 * How many sessions of a bot may begin at once: `max_concurrency` in each 5 s, one of each rate limit
 * key, `shard_id % max_concurrency` (API documentation, "Gateway", Sharding).
 */
export class IdentifyLimit {
	/** Oldest first. */
	readonly seen: SeenIdentify[] = [];
	readonly #windowMs: number;

	/** @param windowMs - 5 s at Discord; 0: as fast as they come */
	constructor(windowMs: number) {
		this.#windowMs = windowMs;
	}

	/** @returns whether it came in time */
	take(bot: Bot, shard: Shard): boolean {
		const atMs = performance.now();
		const key = shard[0] % bot.maxConcurrency;
		const last = this.seen.findLast(
			(each) => each.bot === bot && !each.isTooEarly && each.shard[0] % bot.maxConcurrency === key,
		);
		const isTooEarly = last !== undefined && atMs - last.atMs < this.#windowMs;
		this.seen.push({ bot, shard, atMs, isTooEarly });
		return !isTooEarly;
	}
}
