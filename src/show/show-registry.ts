// Which guilds are on air: at most one show a guild. It keeps shows and forgets them.
import { type Seat, VoiceSeats } from '../voice/voice-seats.js';
import type { OnAir } from './on-air.js';
import type { Show } from './show.js';
import { ShowTotals } from './show-counts.js';
import type { ShowEnd, ShowParting } from './show-events.js';
import { ShowRefusedError, ShowStartError, type StartObstacle } from './start-failures.js';
import { type Trouble, Troubles, troubleKey } from './troubles.js';

/** A guild's show, on air or starting. */
export type GuildEntry =
	/** `giveUp` is aborted with a {@link ShowParting}. */
	| { kind: 'starting'; seat: Seat; channelId: string; giveUp: AbortController }
	| { kind: 'on air'; seat: Seat; onAir: OnAir; show: Show };

/** The place of a new show. */
export interface ShowPlace {
	guildId: string;
	/** Id of the voice channel. */
	channelId: string;
	/** User id of the account that joins. */
	accountId: string;
}

/** All guilds that are on air or about to be. */
export class ShowRegistry {
	/** What all shows did, ended ones included. */
	readonly totals = new ShowTotals();
	/** Who sits where in voice, with those who play. */
	readonly seats = new VoiceSeats();
	readonly #entries = new Map<string, GuildEntry>();
	/** Of all shows alike. */
	readonly #troubles = new Troubles();
	readonly #starts = new Set<Promise<Show>>();
	/** Work that the end of the program waits for. */
	readonly #endings = new Set<Promise<unknown>>();
	readonly #closing = new AbortController();
	#mayBegin = () => true;
	readonly #onFree = new Set<(guildId: string) => void>();
	readonly #onShow = new Set<(show: Show) => void>();

	get(guildId: string): GuildEntry | undefined {
		return this.#entries.get(guildId);
	}

	/** The show with this podcast, in any guild. */
	find(podcastId: string): OnAir | undefined {
		for (const entry of this.#entries.values()) {
			if (entry.kind === 'on air' && entry.onAir.podcast?.id === podcastId) {
				return entry.onAir;
			}
		}
		return undefined;
	}

	/** All shows that are on air. */
	get shows(): Show[] {
		return [...this.#entries.values()].flatMap((entry) =>
			entry.kind === 'on air' ? [entry.show] : [],
		);
	}

	/** How many guilds are on air or about to be. */
	get size(): number {
		return this.#entries.size;
	}

	/** Aborted when the program is stopping; its reason is a {@link ShowParting}. */
	get closing(): AbortSignal {
		return this.#closing.signal;
	}

	/** Why shows part because the program is stopping; undefined while it is not. */
	get closingFor(): ShowParting | undefined {
		return this.closing.reason;
	}

	/** @throws {ShowRefusedError} if the guild has a show already, cannot have one, or the program stops */
	assertFree(guildId: string, accountId: string): void {
		const obstacle = this.#obstacleIn(guildId, accountId);
		if (obstacle) {
			throw new ShowRefusedError(obstacle);
		}
	}

	/**
	 * Takes a guild's show in; a second call at the same moment is refused.
	 *
	 * @param start - goes on air, or gives up when the signal says so
	 * @throws {ShowRefusedError} as `assertFree` does
	 */
	async start(place: ShowPlace, start: (signal: AbortSignal) => Promise<Show>): Promise<Show> {
		this.assertFree(place.guildId, place.accountId);
		const seat = this.#claim(place);
		const giveUp = new AbortController();
		const entry: GuildEntry = { kind: 'starting', seat, channelId: place.channelId, giveUp };
		this.#entries.set(place.guildId, entry);
		const starting =
			seat.vacated !== undefined
				? startWhenLeft(seat.vacated, { channelId: place.channelId, signal: giveUp.signal, start })
				: start(giveUp.signal);
		this.#starts.add(starting);
		try {
			const show = await starting;
			this.#keep(show, seat);
			return show;
		} catch (error) {
			this.#forget(place.guildId);
			throw error;
		} finally {
			this.#starts.delete(starting);
		}
	}

	/** Lets no show begin while other processes have not told who has opted out. */
	beginOnlyWhere(mayBegin: () => boolean): void {
		this.#mayBegin = mayBegin;
	}

	/** Lets `close` wait for this. */
	track(ending: Promise<unknown>): void {
		const settled = ending.catch(() => {}).finally(() => this.#endings.delete(settled));
		this.#endings.add(settled);
	}

	/** Calls whenever a guild has no show any more, or did not get one. */
	onFree(listener: (guildId: string) => void): void {
		this.#onFree.add(listener);
	}

	/** Calls with each show before anything has happened to it, so that none of its events is missed. */
	onShow(listener: (show: Show) => void): void {
		this.#onShow.add(listener);
	}

	/** There is a show that is about to begin. */
	introduce(show: Show): void {
		for (const listener of this.#onShow) {
			listener(show);
		}
	}

	/** A trouble of all shows, those included that begin while it lasts. */
	setTrouble(trouble: Trouble): void {
		this.#troubles.set(trouble);
		for (const { onAir } of this.shows) {
			onAir.setTrouble(trouble);
		}
	}

	/** A trouble of all shows is over. */
	clearTrouble(trouble: Trouble): void {
		this.#troubles.clear(troubleKey(trouble));
		for (const { onAir } of this.shows) {
			onAir.clearTrouble(troubleKey(trouble));
		}
	}

	/**
	 * Refuses new shows and ends all, for a reason that is nobody's wish and is told in their
	 * channels; `close` waits for it.
	 */
	breakOff(end: ShowEnd): void {
		this.#giveUp(end);
		for (const show of this.shows) {
			this.track(show.breakOff(end));
		}
	}

	/**
	 * Refuses new shows, gives up those that are starting and ends all others; resolves when
	 * whoever shows them has said so.
	 */
	close(): Promise<void> {
		return this.#stop({ cause: 'shut down' });
	}

	/** As `close`, but what is on air is kept, and comes back. */
	pause(): Promise<void> {
		return this.#stop({ cause: 'restart' });
	}

	#obstacleIn(guildId: string, accountId: string): StartObstacle | undefined {
		if (this.closing.aborted) {
			return { kind: 'closing' };
		}
		const entry = this.#entries.get(guildId);
		if (entry) {
			const { channelId } = entry.kind === 'on air' ? entry.onAir : entry;
			return { kind: entry.kind, channelId };
		}
		const holder = this.seats.holderOf(accountId, guildId);
		if (holder) {
			return { kind: 'seat taken', holder };
		}
		return this.#mayBegin() ? undefined : { kind: 'choices unheard' };
	}

	#claim({ accountId, channelId, guildId }: ShowPlace): Seat {
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

	#keep(show: Show, seat: Seat): void {
		const { events, guildId, onAir } = show;
		const leave = () => {
			this.totals.end(onAir);
			this.#forget(guildId);
		};
		this.totals.add(onAir);
		if (show.isOver) {
			leave();
			return;
		}
		this.#entries.set(guildId, { kind: 'on air', seat, onAir, show });
		for (const trouble of this.#troubles.lasting) {
			onAir.setTrouble(trouble);
		}
		events.on('ended', leave);
		events.on('paused', leave);
	}

	#forget(guildId: string): void {
		this.#entries.get(guildId)?.seat.giveBack();
		this.#entries.delete(guildId);
		for (const listener of this.#onFree) {
			listener(guildId);
		}
	}

	#giveUp(parting: ShowParting): void {
		this.#closing.abort(parting);
		for (const entry of this.#entries.values()) {
			if (entry.kind === 'starting') {
				entry.giveUp.abort(parting);
			}
		}
	}

	async #stop(parting: ShowParting): Promise<void> {
		this.#giveUp(parting);
		await Promise.allSettled(this.#starts);
		await Promise.allSettled(this.shows.map((show) => show.part(parting)));
		await Promise.allSettled(this.#endings);
	}
}

/** Whoever gave way is out of the channel first; meanwhile the start may have been given up. */
async function startWhenLeft(
	vacated: Promise<void>,
	parts: {
		channelId: string;
		signal: AbortSignal;
		start: (signal: AbortSignal) => Promise<Show>;
	},
): Promise<Show> {
	const { channelId, signal, start } = parts;
	await vacated;
	if (signal.aborted) {
		throw new ShowStartError({ at: 'ended', end: signal.reason, channelId });
	}
	return start(signal);
}
