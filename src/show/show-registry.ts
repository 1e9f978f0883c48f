// Which guilds are on air: at most one podcast a guild.

import { describeSeatHolder } from '../discord/words/obstacle-words.js';
import { RESTARTING, SHUT_DOWN } from '../discord/words/shutdown-words.js';
import { UserError } from '../errors.js';
import { type Seat, VoiceSeats } from '../voice/voice-seats.js';
import type { OnAir } from './on-air.js';
import type { GuildPodcast } from './show.js';
import { OnAirTotals } from './show-counts.js';

/** What a guild is doing. */
export type GuildEntry =
	/** `giveUp` is aborted with a sentence for the panel. */
	| { kind: 'starting'; seat: Seat; channelId: string; giveUp: AbortController }
	| { kind: 'on air'; seat: Seat; onAir: OnAir; podcast: GuildPodcast };

/** All guilds that are on air or about to be. */
export class OnAirRegistry {
	/** What all podcasts did, ended ones included. */
	readonly totals = new OnAirTotals();
	/** Who sits where in voice, with those who play. */
	readonly seats = new VoiceSeats();
	readonly #entries = new Map<string, GuildEntry>();
	readonly #starts = new Set<Promise<GuildPodcast>>();
	/** What has to come to its end before the program does. */
	readonly #endings = new Set<Promise<unknown>>();
	readonly #closing = new AbortController();

	get(guildId: string): GuildEntry | undefined {
		return this.#entries.get(guildId);
	}

	/** What is on air with that podcast, in whatever guild. */
	find(podcastId: string): OnAir | undefined {
		for (const entry of this.#entries.values()) {
			if (entry.kind === 'on air' && entry.onAir.podcast?.id === podcastId) {
				return entry.onAir;
			}
		}
		return undefined;
	}

	/** All podcasts that are on air. */
	get podcasts(): GuildPodcast[] {
		return [...this.#entries.values()].flatMap((entry) =>
			entry.kind === 'on air' ? [entry.podcast] : [],
		);
	}

	/** How many guilds are on air or about to be. */
	get size(): number {
		return this.#entries.size;
	}

	/** Aborted when the program is stopping. */
	get closing(): AbortSignal {
		return this.#closing.signal;
	}

	/** Whether the program is stopping, and what is on air goes on after a restart. */
	get isPausing(): boolean {
		return this.closing.reason === RESTARTING;
	}

	/** @throws {UserError} if the guild has a podcast already, cannot have one, or the program stops */
	assertFree(guildId: string, accountId: string): void {
		if (this.closing.aborted) {
			throw new UserError('The bot is being shut down: try again when it is back.');
		}
		const existing = this.#entries.get(guildId);
		if (existing) {
			throw new UserError(describeExisting(existing));
		}
		const holder = this.seats.holderOf(accountId, guildId);
		if (holder) {
			throw new UserError(describeSeatHolder(holder));
		}
	}

	/**
	 * Starts a guild's podcast; a second call at the same moment is refused.
	 *
	 * @param start - goes on air, or gives up when the signal says so
	 * @throws {UserError} if the guild has a podcast already, or the program is stopping
	 */
	async start(
		place: { guildId: string; channelId: string; accountId: string },
		start: (signal: AbortSignal) => Promise<GuildPodcast>,
	): Promise<GuildPodcast> {
		this.assertFree(place.guildId, place.accountId);
		const seat = this.#claim(place);
		const giveUp = new AbortController();
		const entry: GuildEntry = { kind: 'starting', seat, channelId: place.channelId, giveUp };
		this.#entries.set(place.guildId, entry);
		const starting = start(giveUp.signal);
		this.#starts.add(starting);
		try {
			const podcast = await starting;
			this.totals.add(podcast.onAir);
			if (podcast.isOver) {
				this.totals.end(podcast.onAir);
				this.#forget(place.guildId);
			} else {
				const { onAir } = podcast;
				this.#entries.set(place.guildId, { kind: 'on air', seat, onAir, podcast });
			}
			return podcast;
		} catch (error) {
			this.#forget(place.guildId);
			throw error;
		} finally {
			this.#starts.delete(starting);
		}
	}

	/**
	 * Ends a podcast and forgets it; resolves when it is off air. Its panel follows, and `close`
	 * waits for it.
	 *
	 * @param reason - a sentence for the panel
	 */
	end(podcast: GuildPodcast, reason: string): Promise<void> {
		return this.#part(podcast, () => podcast.stop(reason));
	}

	/** Takes a podcast off air for a restart; resolves and is followed as `end` is. */
	pauseShow(podcast: GuildPodcast): Promise<void> {
		return this.#part(podcast, () => podcast.pause());
	}

	async #part(podcast: GuildPodcast, leave: () => Promise<void>): Promise<void> {
		this.track(podcast.done);
		await leave();
		this.totals.end(podcast.onAir);
		const entry = this.#entries.get(podcast.guildId);
		if (entry?.kind === 'on air' && entry.podcast === podcast) {
			this.#forget(podcast.guildId);
		}
	}

	#claim({ accountId, channelId, guildId }: Parameters<OnAirRegistry['start']>[0]): Seat {
		return this.seats.claim({
			accountId,
			guildId,
			use: 'show',
			channelId: () => {
				const entry = this.#entries.get(guildId);
				return entry?.kind === 'on air' ? entry.onAir.channelId : channelId;
			},
		});
	}

	#forget(guildId: string): void {
		this.#entries.get(guildId)?.seat.giveBack();
		this.#entries.delete(guildId);
	}

	/** Lets `close` wait for this. */
	track(ending: Promise<unknown>): void {
		const settled = ending.catch(() => {}).finally(() => this.#endings.delete(settled));
		this.#endings.add(settled);
	}

	/** All panels warn of this, or no more where there is no sentence. */
	warnAll(cause: string, sentence: string | undefined): void {
		for (const entry of this.#entries.values()) {
			if (entry.kind === 'on air' && sentence === undefined) {
				entry.onAir.clearWarning(cause);
			} else if (entry.kind === 'on air') {
				entry.onAir.setWarning(cause, sentence as string);
			}
		}
	}

	/**
	 * Refuses new podcasts and ends all, for a reason that is nobody's wish and is told in their
	 * channels; `close` waits for it.
	 *
	 * @param reason - a sentence for the panels
	 */
	breakOff(reason: string): void {
		this.#closing.abort(reason);
		for (const entry of this.#entries.values()) {
			if (entry.kind === 'starting') {
				entry.giveUp.abort(reason);
			} else {
				this.track(entry.podcast.breakOff(reason));
			}
		}
	}

	/** What panels say of an end that the program's own is the cause of, once it is stopping. */
	get closeReason(): string {
		return String(this.closing.reason ?? SHUT_DOWN);
	}

	/**
	 * Refuses new podcasts, gives up those that are starting and ends all others; resolves when
	 * their panels say so.
	 */
	close(): Promise<void> {
		return this.#stop(SHUT_DOWN, (podcast) => this.end(podcast, SHUT_DOWN));
	}

	/** As `close`, but what is on air is remembered, and its panels say that it comes back. */
	pause(): Promise<void> {
		return this.#stop(RESTARTING, (podcast) => this.pauseShow(podcast));
	}

	async #stop(reason: string, part: (podcast: GuildPodcast) => Promise<void>): Promise<void> {
		this.#closing.abort(reason);
		for (const entry of this.#entries.values()) {
			if (entry.kind === 'starting') {
				entry.giveUp.abort(reason);
			}
		}
		await Promise.allSettled(this.#starts);
		await Promise.allSettled(
			[...this.#entries.values()].map((entry) => entry.kind === 'on air' && part(entry.podcast)),
		);
		await Promise.allSettled(this.#endings);
	}
}

function describeExisting(entry: GuildEntry): string {
	return entry.kind === 'starting'
		? `A podcast is just being started in <#${entry.channelId}>.`
		: `This server is already on air from <#${entry.onAir.channelId}>: \`/podcast stop\` ends it, \`/podcast status\` shows it.`;
}
