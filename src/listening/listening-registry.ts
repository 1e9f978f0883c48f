// Which channels a podcast is played into: at most one a channel, and one a guild and account.
import type { VoiceBasedChannel } from 'discord.js';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { ShowSettings } from '../show/on-air-options.js';
import type { ShowRegistry } from '../show/show-registry.js';
import type { ListeningMemory } from '../store/listening-store.js';
import type { Seat } from '../voice/voice-seats.js';
import { Listening, type ListeningListener } from './listening.js';
import { ListeningTotals } from './listening-counts.js';
import { type ListeningEnd, ListeningRefusedError } from './listening-facts.js';
import type { Players } from './player-choice.js';
import type { ChosenPodcast } from './podcast-catalogue.js';

/** Everything that a registry needs. */
export interface ListeningRegistryOptions {
	accounts: Players;
	onAir: ShowRegistry;
	clock: Clock;
	logger: Logger;
	random: () => number;
	settings: ShowSettings;
	memory: ListeningMemory;
}

/** An account in a guild that plays, or is about to. */
interface Place {
	guildId: string;
	accountId: string;
	/** Where it is to play; `listening` knows where it is moved to. */
	channelId: string;
	seat: Seat;
	listening: Listening | undefined;
}

/** All listenings of this bot and its further accounts. */
export class ListeningRegistry {
	/** What all listenings did, ended ones included. */
	readonly totals = new ListeningTotals();
	/** Which messages say that something is played. */
	readonly memory: ListeningMemory;
	readonly #options: ListeningRegistryOptions;
	readonly #places = new Set<Place>();
	readonly #closing = new AbortController();
	/** Work that the end of the program waits for. */
	readonly #endings = new Set<Promise<unknown>>();

	constructor(options: ListeningRegistryOptions) {
		this.#options = options;
		this.memory = options.memory;
		options.accounts.watchEnds((accountId, gateway) =>
			this.#breakOff({ cause: 'account', gateway }, accountId),
		);
	}

	/** What is played in a guild, oldest first. */
	in(guildId: string): Listening[] {
		return [...this.#places].flatMap(({ listening }) =>
			listening?.guildId === guildId ? [listening] : [],
		);
	}

	/**
	 * Plays a podcast into a channel, with an account that is free.
	 *
	 * @param channel - as the client of the account that has the commands has it
	 * @param preferredId - the account to choose where it can play, by its user id
	 * @throws {ListeningRefusedError} if it cannot be played there
	 */
	async start(
		channel: VoiceBasedChannel,
		podcast: ChosenPodcast,
		listener: ListeningListener,
		preferredId?: string,
	): Promise<Listening> {
		this.#assertPlayable(channel, podcast);
		const { accounts, clock, logger, onAir, random, settings } = this.#options;
		const choice = accounts.choose({
			channel,
			isBusy: (accountId) => onAir.seats.holderOf(accountId, channel.guildId) !== undefined,
			preferredId,
		});
		if (choice.kind === 'none') {
			throw new ListeningRefusedError({
				kind: 'no player',
				channelId: channel.id,
				obstacle: choice.obstacle,
			});
		}
		const accountId = choice.channel.client.user.id;
		const guildId = channel.guildId;
		const place = this.#sit(accountId, channel);
		const log = logger.child({ guildId, channelId: channel.id, account: accountId });
		try {
			if (place.seat.vacated !== undefined) {
				await place.seat.vacated;
				this.#assertOpen();
			}
			const starting = Listening.start(
				{
					channel: choice.channel,
					podcast,
					clock,
					random,
					settings,
					logger: log,
					listener: {
						onChange: () => listener.onChange(),
						onEnd: (end) => {
							this.#forget(place);
							listener.onEnd(end);
						},
					},
				},
				this.#closing.signal,
			);
			this.track(starting);
			place.listening = await starting;
		} catch (error) {
			this.#forget(place);
			throw error;
		}
		this.totals.add(place.listening);
		if (place.listening.end) {
			this.#forget(place);
		}
		log.info({ podcast: podcast.id }, 'Listening');
		return place.listening;
	}

	/** Ends a listening; resolves when its channel is left. */
	async end(listening: Listening, end: ListeningEnd): Promise<void> {
		await listening.stop(end);
		for (const place of this.#places) {
			if (place.listening === listening) {
				this.#forget(place);
			}
		}
	}

	/** Lets `close` wait for this. */
	track(ending: Promise<unknown>): void {
		const settled = ending.catch(() => {}).finally(() => this.#endings.delete(settled));
		this.#endings.add(settled);
	}

	/** Refuses new listenings and ends all, for a reason that is nobody's wish; `close` waits for it. */
	breakOff(end: ListeningEnd): void {
		this.#closing.abort(end);
		this.#breakOff(end);
	}

	/** Refuses new listenings and ends all; resolves when the channels are left. */
	async close(): Promise<void> {
		await this.#stop({ cause: 'shut down' });
	}

	/** As `close`, but what is played is remembered, and its messages say that it comes back. */
	async pause(): Promise<void> {
		await this.memory.pause();
		await this.#stop({ cause: 'restarting' });
	}

	/** Whether the program is stopping. */
	get isClosing(): boolean {
		return this.#closing.signal.aborted;
	}

	/** Resolves when all accounts that play are logged in, or have been told to be of no use. */
	get accountsReady(): Promise<void> {
		return this.#options.accounts.ready;
	}

	/** Where an earlier process has left an account: see {@link Players.ghostOf}. */
	ghostOf(accountId: string, guildId: string): string | null | undefined {
		return this.#options.accounts.ghostOf(accountId, guildId);
	}

	async #stop(end: ListeningEnd): Promise<void> {
		this.#closing.abort(end);
		await Promise.allSettled(
			[...this.#places].map(({ listening }) => listening && this.end(listening, end)),
		);
		await Promise.allSettled(this.#endings);
	}

	#breakOff(end: ListeningEnd, accountId?: string): void {
		for (const place of [...this.#places]) {
			if (accountId === undefined || place.accountId === accountId) {
				place.listening?.breakOff(end);
			}
		}
	}

	#assertOpen(): void {
		if (this.#closing.signal.aborted) {
			throw new ListeningRefusedError({ kind: 'stopping' });
		}
	}

	#assertPlayable(channel: VoiceBasedChannel, podcast: ChosenPodcast): void {
		this.#assertOpen();
		if (podcast.fromChannelId() === channel.id) {
			throw new ListeningRefusedError({ kind: 'own channel', channelId: channel.id });
		}
		const other = [...this.#places].find(
			({ channelId, listening }) => (listening?.channelId ?? channelId) === channel.id,
		);
		if (other) {
			throw new ListeningRefusedError({ kind: 'already played', channelId: channel.id });
		}
	}

	#sit(accountId: string, { guildId, id: channelId }: VoiceBasedChannel): Place {
		const seat = this.#options.onAir.seats.claim({
			accountId,
			guildId,
			use: 'listening',
			channelId: () => place.listening?.channelId ?? channelId,
		});
		const place: Place = { guildId, accountId, channelId, seat, listening: undefined };
		this.#places.add(place);
		return place;
	}

	#forget(place: Place): void {
		const { listening, seat } = place;
		seat.giveBack();
		if (listening) {
			this.totals.end(listening);
		}
		if (this.#places.delete(place) && listening) {
			const { playout, podcast } = listening.counts;
			this.#options.logger.info(
				{
					guildId: place.guildId,
					channelId: listening.channelId,
					end: listening.end?.cause,
					delayP99Ms: listening.delayP99Ms,
					played: playout.played,
					late: playout.late,
					underruns: playout.underruns,
					adjusted: playout.adjusted,
					unsent: playout.unsent,
					unusable: podcast.unusable,
					reconnects: podcast.reconnects,
				},
				'Listening is over',
			);
		}
	}
}
