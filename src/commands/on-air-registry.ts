// Which guilds are on air: at most one podcast a guild.
import { UserError } from '../errors.js';
import type { OnAir } from './on-air.js';
import { OnAirTotals } from './on-air-totals.js';

/** What a guild is doing. */
export type GuildEntry =
	| { kind: 'starting'; channelId: string; giveUp: AbortController }
	| { kind: 'on air'; onAir: OnAir };

/** All guilds that are on air or about to be. */
export class OnAirRegistry {
	/** What all podcasts did, ended ones included. */
	readonly totals = new OnAirTotals();
	readonly #entries = new Map<string, GuildEntry>();
	readonly #starts = new Set<Promise<OnAir>>();
	#isClosed = false;

	get(guildId: string): GuildEntry | undefined {
		return this.#entries.get(guildId);
	}

	/** How many guilds are on air or about to be. */
	get size(): number {
		return this.#entries.size;
	}

	/** @throws {UserError} if the guild has a podcast already, or the program is stopping */
	assertFree(guildId: string): void {
		if (this.#isClosed) {
			throw new UserError('The bot is being shut down: try again when it is back.');
		}
		const existing = this.#entries.get(guildId);
		if (existing) {
			throw new UserError(describeExisting(existing));
		}
	}

	/**
	 * Starts a guild's podcast; a second call at the same moment is refused.
	 *
	 * @param start - goes on air, or gives up when the signal says so
	 * @throws {UserError} if the guild has a podcast already, or the program is stopping
	 */
	async start(
		place: { guildId: string; channelId: string },
		start: (signal: AbortSignal) => Promise<OnAir>,
	): Promise<OnAir> {
		this.assertFree(place.guildId);
		const giveUp = new AbortController();
		const entry: GuildEntry = { kind: 'starting', channelId: place.channelId, giveUp };
		this.#entries.set(place.guildId, entry);
		const starting = start(giveUp.signal);
		this.#starts.add(starting);
		try {
			const onAir = await starting;
			this.totals.add(onAir);
			this.#entries.set(place.guildId, { kind: 'on air', onAir });
			return onAir;
		} catch (error) {
			this.#entries.delete(place.guildId);
			throw error;
		} finally {
			this.#starts.delete(starting);
		}
	}

	/** Forgets a podcast that has ended; another that started since is kept. */
	remove(guildId: string, onAir: OnAir): void {
		this.totals.end(onAir);
		const entry = this.#entries.get(guildId);
		if (entry?.kind === 'on air' && entry.onAir === onAir) {
			this.#entries.delete(guildId);
		}
	}

	/** Refuses new podcasts, gives up those that are starting and ends all others. */
	async close(): Promise<void> {
		this.#isClosed = true;
		for (const entry of this.#entries.values()) {
			if (entry.kind === 'starting') {
				entry.giveUp.abort();
			}
		}
		await Promise.allSettled(this.#starts);
		const running = [...this.#entries.values()].flatMap((entry) =>
			entry.kind === 'on air' ? [entry.onAir.stop()] : [],
		);
		this.#entries.clear();
		await Promise.allSettled(running);
	}
}

function describeExisting(entry: GuildEntry): string {
	return entry.kind === 'starting'
		? `A podcast is just being started in <#${entry.channelId}>.`
		: `This server is already on air from <#${entry.onAir.channelId}>: \`/podcast stop\` ends it, \`/podcast status\` shows it.`;
}
