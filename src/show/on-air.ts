// One guild on air: a voice session, one programme of its members, a podcast sender.
import type { ProgrammeStats } from '../audio/programme.js';
import { PodcastSender, type PodcastSenderStats } from '../client/podcast-sender.js';
import { comesWithin } from '../clock.js';
import { InvalidStateError } from '../errors.js';
import type { Podcast } from '../protocol/podcast.js';
import type { VoiceEndReason } from '../voice/voice-reasons.js';
import { VoiceSession, type VoiceSessionStats } from '../voice/voice-session.js';
import { ProgrammeOutput } from './jingles/programme-output.js';
import type { OnAirOptions, ShowSender, ShowVoice } from './on-air-options.js';
import { NO_COUNTS, type ShowCounts } from './show-counts.js';
import type { ShowEnd, ShowParting } from './show-events.js';
import { ShowVoices } from './show-voices.js';
import { ShowWatch } from './show-watch.js';
import { ShowStartError } from './start-failures.js';
import { type Trouble, Troubles, troubleKey } from './troubles.js';

/** The channel is left after that, whatever is still to be done there. */
const LEAVING_TIMEOUT_MS = 2000;

type State =
	| { kind: 'starting' }
	| { kind: 'on air'; voice: ShowVoice; sender: ShowSender }
	| { kind: 'ended'; end: ShowParting };

/** Counts of both ends of the way. */
export interface ShowStats {
	voice: VoiceSessionStats;
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
	readonly voices: ShowVoices;
	readonly #options: OnAirOptions;
	/** What the sender gets. */
	readonly #output: ProgrammeOutput;
	readonly #closing = new AbortController();
	readonly #troubles = new Troubles();
	#interrupted: { podcastId: string | undefined; atMs: number } | undefined;
	#state: State = { kind: 'starting' };
	#leaving: Promise<void> | undefined;
	#watch: ShowWatch | undefined;
	#voice: ShowVoice | undefined;
	#sender: ShowSender | undefined;

	/**
	 * Joins the channel, then goes on air.
	 *
	 * @param signal - gives up; its reason is a {@link ShowParting}
	 * @throws {ShowStartError} where there is something to say of it; nothing is left behind then
	 */
	static async start(options: OnAirOptions, signal: AbortSignal): Promise<OnAir> {
		const onAir = new OnAir(options);
		const onAbort = () => void onAir.close(signal.reason);
		signal.addEventListener('abort', onAbort, { once: true });
		try {
			await onAir.#open();
			return onAir;
		} catch (error) {
			await onAir.close({ cause: 'stopped' });
			throw error;
		} finally {
			signal.removeEventListener('abort', onAbort);
		}
	}

	private constructor(options: OnAirOptions) {
		this.#options = options;
		this.title = options.title;
		this.sinceEpochMs = options.sinceEpochMs ?? options.clock.epochMs();
		const { channel, clock, consent, events, mutedUserIds, sink } = options;
		this.#output = new ProgrammeOutput({
			clock,
			send: (frame) => this.#sender?.send(frame),
			isOnAir: () => this.isPodcastConnected,
		});
		this.voices = new ShowVoices({
			...options.voices,
			guild: channel.guild,
			channelId: () => this.channelId,
			consent,
			mutedUserIds,
			sink,
			clock,
			isResumed: options.sinceEpochMs !== undefined,
			onFrame: (frame) => this.#output.push(frame),
			silence: async () => this.#sender?.silence?.(),
			onCastChange: (userId) => events.emit('castChanged', userId),
			onSpeakers: (userIds) => events.emit('speakers', userIds),
			onEnter: (userId) => events.emit('entered', [userId]),
			onUnasked: (userId) => events.emit('unasked', userId),
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

	/** What keeps sound from getting through now. */
	get troubles(): readonly Trouble[] {
		return this.#troubles.lasting;
	}

	/** @throws {InvalidStateError} if it is not on air */
	get stats(): ShowStats {
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
	get counts(): ShowCounts {
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

	/** It lasts until `clearTrouble`; another one with the same key takes its place. */
	setTrouble(trouble: Trouble): void {
		if (this.#troubles.set(trouble)) {
			this.#options.events.emit('troubled', trouble);
		}
	}

	/** Takes a trouble back, by its key; harmless where there is none. */
	clearTrouble(key: string): void {
		const trouble = this.#troubles.clear(key);
		if (trouble) {
			this.#options.onFact({ kind: 'trouble over', trouble });
			this.#options.events.emit('cleared', trouble);
		}
	}

	/** Plays a jingle until somebody speaks, unless somebody does already. */
	playIntro(frames: readonly Uint8Array[]): void {
		if (this.#state.kind === 'on air' && this.voices.heardNow.length === 0) {
			void this.#output.play(frames);
		}
	}

	/** Fades out a jingle that is being played; harmless where none is. */
	stopJingle(): void {
		this.#output.stopPlaying();
	}

	/**
	 * Ends the podcast, or lets it wait for a later process where its server keeps it and it parts
	 * for a restart; then leaves the channel. Harmless when repeated.
	 *
	 * @param outro - Opus, 20 ms each: played before the podcast ends, when nobody is heard any more
	 */
	async close(parting: ShowParting, outro: readonly Uint8Array[] = []): Promise<void> {
		if (this.#state.kind !== 'ended') {
			this.#state = { kind: 'ended', end: parting };
		}
		this.#watch?.close();
		this.voices.close();
		this.#leaving ??= this.#tellLeaving();
		const ending = this.#output.play(outro).then(() => this.#sender?.stop());
		await Promise.all([ending, this.#leaving]);
		this.#closing.abort();
	}

	/** Some of what stands in Discord can be taken back only by whoever is in the channel. */
	async #tellLeaving(): Promise<void> {
		const { clock, events } = this.#options;
		const work: Promise<unknown>[] = [];
		events.emit('leaving', (part) => work.push(part));
		await comesWithin({ clock, timeoutMs: LEAVING_TIMEOUT_MS }, Promise.allSettled(work));
	}

	async #open(): Promise<void> {
		const { channel } = this.#options;
		const { signal } = this.#closing;
		try {
			this.#voice = await this.#joinVoice(signal);
		} catch (error) {
			throw this.#endedError() ?? new ShowStartError({ at: 'voice', channelId: channel.id }, error);
		}
		try {
			this.#sender = await this.#startSender(signal);
		} catch (error) {
			throw this.#endedError() ?? new ShowStartError({ at: 'podcast server' }, error);
		}
		if (this.#state.kind === 'ended') {
			throw this.#endedError();
		}
		this.#state = { kind: 'on air', voice: this.#voice, sender: this.#sender };
		this.#watch = this.#startWatch(this.#voice, this.#sender);
		this.#welcomeAll();
	}

	/** What to say where something else ended the podcast while it was being started. */
	#endedError(): ShowStartError | undefined {
		return this.#state.kind === 'ended'
			? new ShowStartError({ at: 'ended', end: this.#state.end, channelId: this.channelId })
			: undefined;
	}

	#welcomeAll(): void {
		this.#options.events.emit('entered', this.voices.presentUserIds);
	}

	#joinVoice(signal: AbortSignal): Promise<ShowVoice> {
		const { channel, clock, logger, settings } = this.#options;
		const join = this.#options.joinVoice ?? VoiceSession.join;
		return join({
			channel,
			clock,
			logger,
			joinTimeoutMs: settings.voiceJoinTimeoutMs,
			reconnectTimeoutMs: settings.voiceReconnectTimeoutMs,
			signal,
			isWanted: (userId) => this.voices.cast.isOnAir(userId),
			hasRefused: (userId) => this.voices.hasRefused(userId),
			listener: {
				onFrame: (frame) => this.voices.push(frame),
				onMoved: (channelId) => this.#moved(channelId),
				onConnectionChange: (isConnected) => {
					logger.info(isConnected ? 'Voice connection is back' : 'Voice connection dropped');
					this.#options.events.emit('voiceConnection', isConnected);
				},
				onEnd: (reason) => this.#voiceEnded(reason),
			},
		});
	}

	#startSender(signal: AbortSignal): Promise<ShowSender> {
		const { api, clock, logger, random, returning, settings } = this.#options;
		const start = this.#options.startSender ?? PodcastSender.start;
		return start({
			left: returning?.left,
			ledger: returning?.ledger,
			isComingBack: () => this.#isParting('restart') && returning !== undefined,
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
				onDisconnected: () => this.#senderDisconnected(),
				onReconnected: () => this.#senderReconnected(),
				onFailed: (error) => this.#senderFailed(error),
			},
		});
	}

	#startWatch(voice: ShowVoice, sender: ShowSender): ShowWatch {
		const { channel, clock, settings } = this.#options;
		return new ShowWatch({
			guild: channel.guild,
			voice,
			sender,
			clock,
			settings: { silenceMs: settings.silenceWarningMs, idleMs: settings.idleStopMs },
			lastVoiceAtMs: () => this.voices.lastHeardAtMs,
			isOnAir: (userId) => this.voices.cast.isOnAir(userId),
			onTrouble: (trouble) => this.setTrouble(trouble),
			onOver: (trouble) => this.clearTrouble(troubleKey(trouble)),
			onIdle: () => this.#leftAlone(),
		});
	}

	#isParting(cause: ShowParting['cause']): boolean {
		return this.#state.kind === 'ended' && this.#state.end.cause === cause;
	}

	#moved(channelId: string): void {
		this.#options.onFact({ kind: 'moved', channelId });
		this.#options.events.emit('moved', channelId);
		this.#welcomeAll();
	}

	#senderDisconnected(): void {
		this.#interrupted = { podcastId: this.podcast?.id, atMs: this.#options.clock.nowMs() };
		this.#options.events.emit('changed');
	}

	#senderReconnected(): void {
		const { clock, onFact } = this.#options;
		const { podcastId, atMs } = this.#interrupted ?? { podcastId: undefined, atMs: clock.nowMs() };
		const awayMs = clock.nowMs() - atMs;
		const isNewPodcast = this.podcast?.id !== podcastId;
		onFact({ kind: 'podcast server back', awayMs, isNewPodcast });
	}

	#voiceEnded(reason: VoiceEndReason): void {
		this.#endedFor({ cause: 'voice', reason });
	}

	#senderFailed(error: Error): void {
		this.#endedFor({ cause: 'podcast server', error });
	}

	#leftAlone(): void {
		this.#endedFor({ cause: 'idle' });
	}

	/** Somebody or something else has ended it: closes what is left, and tells its owner. */
	#endedFor(end: ShowEnd): void {
		const wasOnAir = this.#state.kind === 'on air';
		if (this.#state.kind === 'ended') {
			return;
		}
		this.close(end)
			.catch((error: unknown) =>
				this.#options.logger.error({ err: error }, 'Closing a podcast failed'),
			)
			.finally(() => {
				if (wasOnAir) {
					this.#options.onEnd(end);
				}
			});
	}
}
