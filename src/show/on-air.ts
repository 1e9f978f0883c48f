// One guild on air: a voice session, one programme of its members, a podcast sender.
import type { VoiceBasedChannel } from 'discord.js';
import type { Logger } from 'pino';
import type { ProgrammeStats } from '../audio/programme.js';
import type { PodcastApi } from '../client/podcast-api.js';
import type { VoiceSessionLedger } from '../client/podcast-nonces.js';
import {
	type LeftPodcast,
	PodcastSender,
	type PodcastSenderStats,
} from '../client/podcast-sender.js';
import type { Clock } from '../clock.js';
import {
	endedWhileStarting,
	explainPodcastFailure,
	explainVoiceFailure,
	type OnAirEnd,
} from '../discord/words/failures.js';
import { formatDuration } from '../discord/words/markdown.js';
import { RESTARTING } from '../discord/words/shutdown-words.js';
import { InvalidStateError, type UserError } from '../errors.js';
import type { Podcast } from '../protocol/podcast.js';
import type { VoiceReceiverStats } from '../voice/receive/voice-receiver.js';
import { VoiceSession } from '../voice/voice-session.js';
import { NO_COUNTS, type OnAirCounts } from './show-counts.js';
import { OnAirVoices, type VoicesPolicy } from './show-voices.js';
import { OnAirWatch } from './show-watch.js';

/** Times and sizes of a podcast's way from Discord to its server. */
export interface OnAirSettings {
	voiceJoinTimeoutMs: number;
	voiceReconnectTimeoutMs: number;
	podcastStartTimeoutMs: number;
	podcastReconnectTimeoutMs: number;
	podcastHelloTimeoutMs: number;
	senderMaxBufferedBytes: number;
	/** Nobody is heard for that long before it is told. */
	silenceWarningMs: number;
	/** The bot is alone for that long before the podcast ends. */
	idleStopMs: number;
}

/** What a guild's going on air needs. */
export interface OnAirOptions {
	channel: VoiceBasedChannel;
	title: string;
	/** Of a podcast that an earlier process began; default now. */
	sinceEpochMs?: number | undefined;
	/** User ids that the host has muted before a restart. */
	mutedUserIds: readonly string[];
	voices: VoicesPolicy;
	api: PodcastApi;
	clock: Clock;
	logger: Logger;
	random: () => number;
	settings: OnAirSettings;
	/** Where the podcast server keeps podcasts over a restart: what makes a return possible. */
	returning?: OnAirReturning | undefined;
	listener: OnAirListener;
}

/** What a podcast needs that a later process is to return to. */
export interface OnAirReturning {
	/** The podcast of an earlier process; undefined for a new one. */
	left: LeftPodcast | undefined;
	/** Where it is written down what a later process must not use. */
	ledger: VoiceSessionLedger;
}

/** What happens to a guild on air by itself. */
export interface OnAirListener {
	/** Called once, if it ends after it has started and without `stop`. */
	onEnd(end: OnAirEnd): void;
	/** Channel, podcast, connection or warnings are otherwise than before. */
	onChange(): void;
	/** Something happened that members should know; a sentence in Discord's markdown. */
	onEvent(text: string): void;
	/** Who is speaking now, as user ids in the order in which they began. */
	onSpeakers(userIds: readonly string[]): void;
}

type State =
	| { kind: 'starting' }
	| { kind: 'on air'; voice: VoiceSession; sender: PodcastSender }
	| { kind: 'ended'; end: OnAirEnd };

/** Counts of both ends of the way. */
export interface OnAirStats {
	voice: VoiceReceiverStats;
	programme: ProgrammeStats;
	sender: PodcastSenderStats;
	endToEndVersion: number;
	isPodcastConnected: boolean;
}

/** A voice channel on its way to a podcast's receivers. */
export class OnAir {
	readonly title: string;
	/** Milliseconds since the epoch. */
	readonly sinceEpochMs: number;
	/** Whose voices go on air, and who is heard. */
	readonly voices: OnAirVoices;
	readonly #options: OnAirOptions;
	readonly #closing = new AbortController();
	/** Sentences by their cause, in the order in which they were set. */
	readonly #warnings = new Map<string, string>();
	#interrupted: { podcastId: string | undefined; atMs: number } | undefined;
	#state: State = { kind: 'starting' };
	#isPausing = false;
	#watch: OnAirWatch | undefined;
	#voice: VoiceSession | undefined;
	#sender: PodcastSender | undefined;

	/**
	 * Joins the channel, then goes on air.
	 *
	 * @param signal - gives up
	 * @throws whatever joining or starting throws; nothing is left behind then
	 */
	static async start(options: OnAirOptions, signal: AbortSignal): Promise<OnAir> {
		const onAir = new OnAir(options);
		const onAbort = () => {
			const { reason } = signal;
			onAir.#isPausing = reason === RESTARTING;
			void onAir.#close({ cause: 'stopped', ...(typeof reason === 'string' && { reason }) });
		};
		signal.addEventListener('abort', onAbort, { once: true });
		try {
			await onAir.#open();
			return onAir;
		} catch (error) {
			await onAir.stop();
			throw error;
		} finally {
			signal.removeEventListener('abort', onAbort);
		}
	}

	private constructor(options: OnAirOptions) {
		this.#options = options;
		this.title = options.title;
		this.sinceEpochMs = options.sinceEpochMs ?? options.clock.epochMs();
		const { channel, clock, listener, logger, mutedUserIds } = options;
		this.voices = new OnAirVoices({
			...options.voices,
			guild: channel.guild,
			channelId: () => this.channelId,
			mutedUserIds,
			clock,
			logger,
			onFrame: (frame) => this.#sender?.send(frame),
			onCastChange: () => listener.onChange(),
			onSpeakers: (userIds) => listener.onSpeakers(userIds),
			onEvent: (text) => listener.onEvent(text),
		});
	}

	/** Id of the voice channel, which changes when the bot is moved. */
	get channelId(): string {
		return this.#voice?.channelId ?? this.#options.channel.id;
	}

	/** The podcast on air, or undefined while the server has lost it. */
	get podcast(): Podcast | undefined {
		return this.#sender?.podcast;
	}

	/** Whether frames reach the podcast server. */
	get isPodcastConnected(): boolean {
		return this.#sender?.isOnAir === true;
	}

	/** What keeps sound from getting through now, in sentences for members. */
	get warnings(): readonly string[] {
		return [...this.#warnings.values()];
	}

	/** @throws {InvalidStateError} if it is not on air */
	get stats(): OnAirStats {
		if (this.#state.kind !== 'on air') {
			throw new InvalidStateError('Expected to be on air', this.#state.kind);
		}
		const { voice, sender } = this.#state;
		return {
			voice: voice.stats,
			programme: this.voices.stats,
			sender: sender.stats,
			endToEndVersion: voice.endToEndVersion,
			isPodcastConnected: sender.isOnAir,
		};
	}

	/** Counts from the start on, also after the end. */
	get counts(): OnAirCounts {
		return {
			voice: this.#voice?.stats ?? NO_COUNTS.voice,
			programme: this.voices.stats,
			sender: this.#sender?.stats ?? NO_COUNTS.sender,
		};
	}

	/** Bytes that wait in the podcast's socket. */
	get bufferedBytes(): number {
		return this.#sender?.stats.bufferedBytes ?? 0;
	}

	/**
	 * Warns until `clearWarning`; another sentence of the same cause takes its place.
	 *
	 * @param sentence - in Discord's markdown: what is wrong, what is done about it, what members
	 * can do; names in it go through `escapeText`
	 */
	setWarning(cause: string, sentence: string): void {
		if (this.#warnings.get(cause) !== sentence) {
			this.#warnings.set(cause, sentence);
			this.#options.listener.onChange();
		}
	}

	/**
	 * Takes a warning back; harmless where there is none.
	 *
	 * @param goodNews - said as an event where there was one, so that its end is told, too
	 */
	clearWarning(cause: string, goodNews?: string): void {
		if (!this.#warnings.delete(cause)) {
			return;
		}
		if (goodNews !== undefined) {
			this.#options.listener.onEvent(goodNews);
		}
		this.#options.listener.onChange();
	}

	/** Leaves the channel, and lets the podcast wait for a later process where its server keeps it. */
	async pause(): Promise<void> {
		this.#isPausing = true;
		await this.#close({ cause: 'stopped' });
	}

	/** Ends the podcast, then leaves the channel; harmless when repeated. */
	async stop(): Promise<void> {
		await this.#close({ cause: 'stopped' });
	}

	async #open(): Promise<void> {
		const { channel } = this.#options;
		const { signal } = this.#closing;
		try {
			this.#voice = await this.#joinVoice(signal);
		} catch (error) {
			throw this.#endedError() ?? explainVoiceFailure(error, channel.id);
		}
		try {
			this.#sender = await this.#startSender(signal);
		} catch (error) {
			throw this.#endedError() ?? explainPodcastFailure(error);
		}
		if (this.#state.kind === 'ended') {
			throw this.#endedError();
		}
		this.#state = { kind: 'on air', voice: this.#voice, sender: this.#sender };
		this.#watch = this.#startWatch(this.#voice, this.#sender);
		this.voices.welcomeAll();
	}

	/** What to say where something else ended the podcast while it was being started. */
	#endedError(): UserError | undefined {
		return this.#state.kind === 'ended'
			? endedWhileStarting(this.#state.end, this.channelId)
			: undefined;
	}

	#joinVoice(signal: AbortSignal): Promise<VoiceSession> {
		const { channel, clock, listener, logger, settings } = this.#options;
		return VoiceSession.join({
			channel,
			clock,
			logger,
			joinTimeoutMs: settings.voiceJoinTimeoutMs,
			reconnectTimeoutMs: settings.voiceReconnectTimeoutMs,
			signal,
			isWanted: (userId) => this.voices.cast.isOnAir(userId),
			listener: {
				onFrame: (frame) => this.voices.push(frame),
				onMoved: (channelId) => {
					listener.onEvent(`Moved to <#${channelId}>: the podcast goes on from there.`);
					listener.onChange();
					this.voices.welcomeAll();
				},
				onConnectionChange: (isConnected) =>
					logger.info(isConnected ? 'Voice connection is back' : 'Voice connection dropped'),
				onEnd: (reason) => this.#onEnd({ cause: 'voice', reason }),
			},
		});
	}

	#startSender(signal: AbortSignal): Promise<PodcastSender> {
		const { api, clock, logger, random, returning, settings } = this.#options;
		return PodcastSender.start({
			...returning,
			isComingBack: () => this.#isPausing && returning !== undefined,
			api,
			clock,
			logger,
			random,
			signal,
			startTimeoutMs: settings.podcastStartTimeoutMs,
			reconnectTimeoutMs: settings.podcastReconnectTimeoutMs,
			helloTimeoutMs: settings.podcastHelloTimeoutMs,
			maxBufferedBytes: settings.senderMaxBufferedBytes,
			listener: {
				onDisconnected: () => this.#onPodcastDisconnected(),
				onReconnected: () => this.#onPodcastReconnected(),
				onFailed: (error) => this.#onEnd({ cause: 'podcast server', error }),
			},
		});
	}

	#startWatch(voice: VoiceSession, sender: PodcastSender): OnAirWatch {
		const { channel, clock, settings } = this.#options;
		return new OnAirWatch({
			guild: channel.guild,
			voice,
			sender,
			clock,
			settings: { silenceMs: settings.silenceWarningMs, idleMs: settings.idleStopMs },
			lastVoiceAtMs: () => this.voices.lastHeardAtMs,
			isOnAir: (userId) => this.voices.cast.isOnAir(userId),
			onTrouble: ({ key, text }) => this.setWarning(key, text),
			onOver: ({ key, overText }) => this.clearWarning(key, overText),
			onIdle: () => this.#onEnd({ cause: 'idle' }),
		});
	}

	#onPodcastDisconnected(): void {
		this.#interrupted = { podcastId: this.podcast?.id, atMs: this.#options.clock.nowMs() };
		this.#options.listener.onChange();
	}

	#onPodcastReconnected(): void {
		const { clock, listener } = this.#options;
		const { podcastId, atMs } = this.#interrupted ?? { podcastId: undefined, atMs: clock.nowMs() };
		const away = `The podcast server was away for ${formatDuration(clock.nowMs() - atMs)}`;
		listener.onEvent(
			this.podcast?.id === podcastId
				? `${away}.`
				: `${away}: the podcast has a new id, receivers have to connect anew.`,
		);
	}

	#onEnd(end: OnAirEnd): void {
		const wasOnAir = this.#state.kind === 'on air';
		if (this.#state.kind === 'ended') {
			return;
		}
		this.#close(end)
			.catch((error: unknown) =>
				this.#options.logger.error({ err: error }, 'Closing a podcast failed'),
			)
			.finally(() => {
				if (wasOnAir) {
					this.#options.listener.onEnd(end);
				}
			});
	}

	async #close(end: OnAirEnd): Promise<void> {
		if (this.#state.kind !== 'ended') {
			this.#state = { kind: 'ended', end };
		}
		this.#watch?.close();
		this.voices.close();
		await this.#sender?.stop();
		this.#closing.abort();
	}
}
