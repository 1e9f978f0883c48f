// One podcast played into one voice channel.
import type { VoiceBasedChannel } from 'discord.js';
import type { Logger } from 'pino';
import { PodcastListener } from '../client/podcast-listener.js';
import type { Clock, Timer } from '../clock.js';
import { InvalidStateError, PodcastError, TimeoutError } from '../errors.js';
import type { ShowSettings } from '../show/on-air-options.js';
import { countPeople } from '../voice/channel-access.js';
import { SpeakingRight } from '../voice/speaking-right.js';
import { VoiceOutput } from '../voice/voice-output.js';
import type { VoiceEndReason } from '../voice/voice-reasons.js';
import { IdleWatch } from './idle-watch.js';
import { type ListeningCounts, NOTHING_HEARD } from './listening-counts.js';
import {
	type ListeningEnd,
	ListeningRefusedError,
	type ListeningWarning,
	lossOf,
} from './listening-facts.js';
import { Playout } from './playout.js';
import type { ChosenPodcast } from './podcast-catalogue.js';

/** What playing a podcast into a channel needs. */
export interface ListeningOptions {
	/** As the client of the account that plays has it. */
	channel: VoiceBasedChannel;
	podcast: ChosenPodcast;
	clock: Clock;
	logger: Logger;
	random: () => number;
	settings: ShowSettings;
	listener: ListeningListener;
}

/** What happens by itself. */
export interface ListeningListener {
	/** Channel or warnings have changed, or it is over. */
	onChange(): void;
	/** Called once, if it ends after it has started and without `stop`. */
	onEnd(end: ListeningEnd): void;
}

/** What works while it is played. */
interface Parts {
	podcast: PodcastListener;
	voice: VoiceOutput;
	playout: Playout;
	right: SpeakingRight;
	idle: IdleWatch;
}

type State =
	| { kind: 'starting' }
	| ({ kind: 'playing' } & Parts)
	/** What had been played keeps its channel and counts. */
	| { kind: 'ended'; end: ListeningEnd; played: Parts | undefined };

/** A connection that is back within that time is not worth a word. */
const AWAY_SHOWN_AFTER_MS = 2000;

/** From joining the channel until it is left. */
export class Listening {
	/** Milliseconds since the epoch. */
	readonly sinceEpochMs: number;
	readonly #options: ListeningOptions;
	readonly #closing = new AbortController();
	readonly #warnings = new Map<ListeningWarning['kind'], ListeningWarning>();
	#state: State = { kind: 'starting' };
	#left: Promise<void> | undefined;
	#awayTimer: Timer | undefined;

	/**
	 * Connects to the podcast, then joins the channel and plays.
	 *
	 * @param signal - gives up; its reason is a {@link ListeningEnd}
	 * @throws {ListeningRefusedError} if it cannot be played; nothing is left behind then
	 */
	static async start(options: ListeningOptions, signal: AbortSignal): Promise<Listening> {
		const listening = new Listening(options);
		const onAbort = () => void listening.stop(signal.reason as ListeningEnd);
		signal.addEventListener('abort', onAbort, { once: true });
		try {
			await listening.#open();
			return listening;
		} catch (error) {
			const refused = listening.#refusalFor(error);
			await listening.stop({ cause: 'stopped' });
			throw refused;
		} finally {
			signal.removeEventListener('abort', onAbort);
		}
	}

	private constructor(options: ListeningOptions) {
		this.#options = options;
		this.sinceEpochMs = options.clock.epochMs();
	}

	/** User id of the account that plays. */
	get accountId(): string {
		return this.#options.channel.client.user.id;
	}

	get guildId(): string {
		return this.#options.channel.guildId;
	}

	/** Id of the voice channel, which changes when the bot is moved. */
	get channelId(): string {
		return this.#parts?.voice.channelId ?? this.#options.channel.id;
	}

	/** As a member wrote it. */
	get title(): string {
		return this.#options.podcast.title;
	}

	get warnings(): readonly ListeningWarning[] {
		return [...this.#warnings.values()];
	}

	/** Why it is over, once it is. */
	get end(): ListeningEnd | undefined {
		return this.#state.kind === 'ended' ? this.#state.end : undefined;
	}

	/** Counts from the start on, also after the end. */
	get counts(): ListeningCounts {
		const { playout, podcast } = this.#parts ?? {};
		return {
			playout: playout?.stats ?? NOTHING_HEARD.playout,
			podcast: podcast?.stats ?? NOTHING_HEARD.podcast,
		};
	}

	/** Milliseconds from arrival to Discord that 99 % of the last frames stayed within. */
	get delayP99Ms(): number | undefined {
		return this.#parts?.playout.stats.delayP99Ms;
	}

	/** Plays out, says silence and leaves the channel; harmless when repeated. */
	stop(end: ListeningEnd): Promise<void> {
		if (this.#state.kind !== 'ended') {
			this.#state = { kind: 'ended', end, played: this.#parts };
		}
		this.#left ??= this.#leave();
		return this.#left;
	}

	/** Ends it as something that happened by itself: the channel is left, and told why. */
	breakOff(end: ListeningEnd): void {
		if (this.#state.kind === 'ended') {
			return;
		}
		const hadStarted = this.#state.kind === 'playing';
		this.stop(end)
			.catch((error: unknown) =>
				this.#options.logger.error({ err: error }, 'Leaving a channel failed'),
			)
			.finally(() => {
				if (hadStarted) {
					this.#options.listener.onEnd(end);
				}
			});
	}

	get #parts(): Parts | undefined {
		if (this.#state.kind === 'starting') {
			return undefined;
		}
		return this.#state.kind === 'playing' ? this.#state : this.#state.played;
	}

	async #open(): Promise<void> {
		const podcast = await this.#connectPodcast();
		try {
			const voice = await this.#joinVoice();
			if (this.#state.kind === 'ended') {
				throw new InvalidStateError('Expected to be starting', this.#state.kind);
			}
			this.#state = { kind: 'playing', ...this.#play(podcast, voice) };
		} catch (error) {
			await podcast.stop();
			throw error;
		}
	}

	#play(podcast: PodcastListener, voice: VoiceOutput): Parts {
		const { channel, clock, logger, settings } = this.#options;
		const { guild } = channel;
		return {
			podcast,
			voice,
			playout: new Playout({ clock, sink: voice }),
			right: new SpeakingRight({
				guild,
				logger,
				onChange: (obstacle) =>
					this.#warn('not heard', obstacle && { kind: 'not heard', obstacle }),
			}),
			idle: new IdleWatch({
				clock,
				idleMs: settings.idleStopMs,
				isAlone: () => countPeople(guild, voice.channelId) === 0,
				onIdle: () => this.breakOff({ cause: 'idle', idleMs: settings.idleStopMs }),
			}),
		};
	}

	/** What ended it while it was being started, says more than what came of that. */
	#refusalFor(error: unknown): unknown {
		const channelId = this.#options.channel.id;
		if (this.#state.kind === 'ended') {
			const { end } = this.#state;
			return new ListeningRefusedError({ kind: 'ended', channelId, end });
		}
		return error;
	}

	async #connectPodcast(): Promise<PodcastListener> {
		const { clock, logger, podcast, random, settings } = this.#options;
		try {
			return await PodcastListener.start({
				source: podcast.source,
				clock,
				logger,
				random,
				startTimeoutMs: settings.podcastStartTimeoutMs,
				reconnectTimeoutMs: settings.podcastReconnectTimeoutMs,
				helloTimeoutMs: settings.podcastHelloTimeoutMs,
				signal: this.#closing.signal,
				events: {
					onFrame: (frame) => {
						if (this.#state.kind === 'playing') {
							this.#state.playout.put(frame);
						}
					},
					onSilence: () => {
						if (this.#state.kind === 'playing') {
							this.#state.playout.silence();
						}
					},
					onDisconnected: () => this.#onPodcastAway(),
					onReconnected: () => this.#onPodcastBack(),
					onEnd: (error) => this.breakOff({ cause: 'podcast', loss: lossOf(error), error }),
				},
			});
		} catch (error) {
			throw error instanceof PodcastError
				? new ListeningRefusedError({ kind: 'podcast', loss: lossOf(error), error })
				: error;
		}
	}

	async #joinVoice(): Promise<VoiceOutput> {
		const { channel, clock, logger, settings } = this.#options;
		const channelId = channel.id;
		try {
			return await VoiceOutput.join({
				channel,
				clock,
				logger,
				joinTimeoutMs: settings.voiceJoinTimeoutMs,
				reconnectTimeoutMs: settings.voiceReconnectTimeoutMs,
				signal: this.#closing.signal,
				listener: {
					onMoved: (movedTo) => this.#onMoved(movedTo),
					onConnectionChange: (isConnected) =>
						logger.info(isConnected ? 'Voice connection is back' : 'Voice connection dropped'),
					onEnd: (reason) => this.breakOff({ cause: 'voice', reason }),
				},
			});
		} catch (error) {
			if (error instanceof TimeoutError) {
				throw new ListeningRefusedError({ kind: 'not let in', channelId, error });
			}
			throw error instanceof InvalidStateError
				? new ListeningRefusedError({
						kind: 'ended',
						channelId,
						end: { cause: 'voice', reason: error.state as VoiceEndReason },
					})
				: error;
		}
	}

	/** A channel must not hear itself. */
	#onMoved(channelId: string): void {
		if (channelId === this.#options.podcast.fromChannelId()) {
			this.breakOff({ cause: 'moved to the source' });
			return;
		}
		this.#options.listener.onChange();
	}

	#onPodcastAway(): void {
		const { clock } = this.#options;
		this.#awayTimer = clock.at(clock.nowMs() + AWAY_SHOWN_AFTER_MS, () =>
			this.#warn('podcast away', { kind: 'podcast away' }),
		);
	}

	#onPodcastBack(): void {
		this.#awayTimer?.cancel();
		this.#warn('podcast away', undefined);
	}

	#warn(kind: ListeningWarning['kind'], warning: ListeningWarning | undefined): void {
		if (warning) {
			this.#warnings.set(kind, warning);
		} else if (!this.#warnings.delete(kind)) {
			return;
		}
		this.#options.listener.onChange();
	}

	/** What is being started gives itself up by the signal. */
	async #leave(): Promise<void> {
		this.#awayTimer?.cancel();
		this.#warnings.clear();
		const parts = this.#parts;
		if (!parts) {
			this.#closing.abort(new InvalidStateError('The listening is over', 'ended'));
			return;
		}
		const { idle, playout, podcast, right, voice } = parts;
		idle.close();
		right.close();
		const leavingPodcast = podcast.stop();
		if (voice.isConnected) {
			await playout.finish();
		}
		playout.close();
		voice.leave();
		this.#closing.abort(new InvalidStateError('The listening is over', 'ended'));
		this.#options.listener.onChange();
		await leavingPodcast;
	}
}
