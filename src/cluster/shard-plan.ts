// Which part of the bot is this process's: shards of Discord's gateway, and with them its servers.

/** A part: from one shard to another, both included, of so many. */
export interface ShardRange {
	first: number;
	last: number;
	count: number;
}

/** What `SHARDS` says: as many as Discord recommends, all in this process, or a part. */
export type Shards = 'auto' | ShardRange;

/** What is this process's, and what is another's. */
export class ShardPlan {
	readonly shards: Shards;

	constructor(shards: Shards) {
		this.shards = shards;
	}

	/** The shards of this process; `auto` where it has all of them, however many they are. */
	get ids(): number[] | 'auto' {
		const { shards } = this;
		return shards === 'auto'
			? 'auto'
			: Array.from({ length: shards.last - shards.first + 1 }, (_, index) => shards.first + index);
	}

	/** Whether other processes have shards, too. */
	get isShared(): boolean {
		const { shards } = this;
		return shards !== 'auto' && shards.last - shards.first + 1 < shards.count;
	}

	/** Whether it has shard 0: that process does what is to be done once for all of them. */
	get isFirst(): boolean {
		return this.ownsShard(0);
	}

	/** Whether a shard is this process's. */
	ownsShard(id: number): boolean {
		const { shards } = this;
		return shards === 'auto' || (id >= shards.first && id <= shards.last);
	}

	/**
	 * Whether a server is this process's.
	 *
	 * @see {@link https://docs.discord.com/developers/events/gateway#sharding}
	 */
	ownsGuild(guildId: string): boolean {
		const { shards } = this;
		return (
			shards === 'auto' || this.ownsShard(Number((BigInt(guildId) >> 22n) % BigInt(shards.count)))
		);
	}

	/**
	 * Whether one of the listener accounts logs in here. They are dealt out evenly over the shards, so
	 * that all processes can have the same settings, and each account one process.
	 *
	 * @param place - in the list of them, from 0
	 * @param count - how many the list has
	 */
	ownsAccount(place: number, count: number): boolean {
		const { shards } = this;
		return shards === 'auto' || this.ownsShard(Math.floor((place * shards.count) / count));
	}

	/** As `SHARDS` says it. */
	toString(): string {
		const { shards } = this;
		if (shards === 'auto') {
			return shards;
		}
		const { count, first, last } = shards;
		return first === last ? `${first}/${count}` : `${first}-${last}/${count}`;
	}
}

/** Where one process has all servers. */
export const WHOLE_BOT = new ShardPlan('auto');
