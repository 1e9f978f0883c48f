// A sound check: some seconds in a voice channel, measured and forgotten; nothing goes on air.
import type { VoiceBasedChannel } from 'discord.js';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../../clock.js';
import { Cast } from '../../consent/cast.js';
import type { VoiceFrame } from '../../media/frames.js';
import { missingForShow } from '../../voice/show-permissions.js';
import { VoiceEndedError } from '../../voice/voice-reasons.js';
import { VoiceSession } from '../../voice/voice-session.js';
import type { ShowSettings } from '../on-air-options.js';
import type { VoicesPolicy } from '../show-voices.js';
import type { CheckEnd, CheckedChannel, CheckedNetwork } from './check-facts.js';
import { MeasuredVoice } from './measured-voice.js';
import { describeMembers } from './present-members.js';

/** How long is listened. */
export const CHECK_MS = 10_000;

/** How often the way to the voice server is measured: the shortest counts, others waited for us. */
const ROUND_TRIP_INTERVAL_MS = CHECK_MS / 5;

/** Everything that a check needs. */
export interface SoundCheckOptions {
	channel: VoiceBasedChannel;
	clock: Clock;
	logger: Logger;
	settings: Pick<ShowSettings, 'voiceJoinTimeoutMs' | 'voiceReconnectTimeoutMs'>;
	voices: Pick<VoicesPolicy, 'privacy' | 'areBotsOnAir'>;
	/** Whether shows set the channel's status. */
	hasChannelStatus: boolean;
	/** Whether there is room to measure one more voice. */
	mayMeasure: () => boolean;
	/** The bot is in the channel, and listens from now on. */
	onListening: () => void;
}

type State =
	| { kind: 'joining' }
	| { kind: 'listening'; voice: VoiceSession; sinceMs: number }
	| { kind: 'over' };

/** One sound check, from joining the channel until it is left. */
export class SoundCheck {
	readonly #options: SoundCheckOptions;
	readonly #cast: Cast;
	/** By user id. */
	readonly #voices = new Map<string, MeasuredVoice>();
	/** Ends the joining. */
	readonly #closing = new AbortController();
	#state: State = { kind: 'joining' };
	#found: CheckedChannel | undefined;
	#endToEndVersion = 0;
	#connection: CheckedNetwork['connection'] = 'steady';
	#timer: Timer | undefined;
	#roundTripTimer: Timer | undefined;
	/** The shortest; endless before the first answer. */
	#roundTripMs = Number.POSITIVE_INFINITY;
	#onOver: () => void = () => {};
	#running: Promise<CheckedChannel> | undefined;

	constructor(options: SoundCheckOptions) {
		this.#options = options;
		const { channel, voices } = options;
		this.#cast = new Cast({
			...voices,
			guild: channel.guild,
			// What is measured goes nowhere: nobody need be asked first.
			consent: 'notice',
			mutedUserIds: [],
			onChange: (userId) => this.#onCastChange(userId),
		});
	}

	/** The channel that is listened to. */
	get channelId(): string {
		return this.#options.channel.id;
	}

	/** Voices that are measured now, each of which costs a decoder's work. */
	get measuredVoices(): number {
		return [...this.#voices.values()].filter(({ isDecoded }) => isDecoded).length;
	}

	/** Packets that were measured so far. */
	get measuredPackets(): number {
		return [...this.#voices.values()].reduce((sum, { loss }) => sum + loss.received, 0);
	}

	/** Joins, listens and leaves. @returns what was found until then, whatever ended it */
	run(): Promise<CheckedChannel> {
		this.#running ??= this.#run();
		return this.#running;
	}

	/** Ends it at once; harmless when repeated. */
	stop(end: CheckEnd): void {
		this.#finish(end);
		this.#closing.abort();
	}

	/**
	 * Leaves the channel for something else; resolves when it is left. Who is just being let in is
	 * let in first: what Discord says of that later would be taken as said to whoever comes next.
	 */
	async giveWay(): Promise<void> {
		this.#finish({ kind: 'needed' });
		await this.#running?.catch(() => {});
	}

	async #run(): Promise<CheckedChannel> {
		try {
			const voice = await this.#join();
			if (voice && this.#state.kind === 'joining') {
				await this.#listen(voice);
			} else {
				// It was ended while it was joining.
				voice?.leave();
			}
			return this.#found as CheckedChannel;
		} finally {
			this.#close();
		}
	}

	async #join(): Promise<VoiceSession | undefined> {
		const { channel, clock, logger, settings } = this.#options;
		try {
			return await VoiceSession.join({
				channel,
				clock,
				logger,
				joinTimeoutMs: settings.voiceJoinTimeoutMs,
				reconnectTimeoutMs: settings.voiceReconnectTimeoutMs,
				signal: this.#closing.signal,
				isWanted: (userId) => this.#cast.isOnAir(userId),
				hasRefused: (userId) => !this.#cast.isOnAir(userId),
				listener: {
					onFrame: (frame) => this.#onFrame(frame),
					onMoved: (channelId) => this.#finish({ kind: 'moved', channelId }),
					onConnectionChange: (isConnected) => {
						this.#connection = isConnected ? 'came back' : 'away';
					},
					onEnd: (reason) => this.#finish({ kind: 'voice', reason }),
				},
			});
		} catch (error) {
			logger.info({ channelId: channel.id, err: error }, 'No sound check');
			const reason = error instanceof VoiceEndedError ? error.reason : 'silence';
			this.#finish({ kind: 'not joined', reason });
			return undefined;
		}
	}

	async #listen(voice: VoiceSession): Promise<void> {
		const { clock, onListening } = this.#options;
		const sinceMs = clock.nowMs();
		this.#state = { kind: 'listening', voice, sinceMs };
		const over = new Promise<void>((resolve) => {
			this.#onOver = resolve;
		});
		this.#timer = clock.at(sinceMs + CHECK_MS, () => this.#finish({ kind: 'done' }));
		this.#measureRoundTrip(voice);
		onListening();
		await over;
	}

	#measureRoundTrip(voice: VoiceSession): void {
		const { clock } = this.#options;
		this.#noteRoundTrip(voice);
		voice.measureRoundTrip();
		this.#roundTripTimer = clock.at(clock.nowMs() + ROUND_TRIP_INTERVAL_MS, () =>
			this.#measureRoundTrip(voice),
		);
	}

	#noteRoundTrip({ roundTripMs }: VoiceSession): void {
		this.#roundTripMs = Math.min(roundTripMs ?? Number.POSITIVE_INFINITY, this.#roundTripMs);
	}

	#onFrame(frame: VoiceFrame): void {
		if (this.#state.kind !== 'listening' || !this.#cast.isOnAir(frame.userId)) {
			return;
		}
		this.#endToEndVersion = this.#state.voice.endToEndVersion;
		let voice = this.#voices.get(frame.userId);
		if (!voice) {
			voice = new MeasuredVoice(frame.userId, this.#options.mayMeasure());
			this.#voices.set(frame.userId, voice);
		}
		voice.add(frame, this.#options.clock.nowMs());
	}

	/** Whoever says no meanwhile is not in the result. */
	#onCastChange(userId: string): void {
		if (!this.#cast.isOnAir(userId)) {
			this.#voices.get(userId)?.close();
			this.#voices.delete(userId);
		}
	}

	/** Takes down what was found, as long as the bot is where it was; then leaves. */
	#finish(end: CheckEnd): void {
		const state = this.#state;
		if (state.kind === 'over') {
			return;
		}
		this.#found = this.#find(end);
		this.#state = { kind: 'over' };
		this.#timer?.cancel();
		this.#roundTripTimer?.cancel();
		if (state.kind === 'listening') {
			state.voice.leave();
		}
		this.#onOver();
	}

	#find(end: CheckEnd): CheckedChannel {
		const { channel, clock, hasChannelStatus } = this.#options;
		const { guild, id: channelId } = channel;
		const state = this.#state;
		const voice = state.kind === 'listening' ? state.voice : undefined;
		const present = describeMembers({
			guild,
			channelId,
			cast: this.#cast,
			voices: this.#voices,
			receptions: voice?.speakers ?? [],
		});
		return {
			...present,
			channelId,
			listenedMs: state.kind === 'listening' ? clock.nowMs() - state.sinceMs : 0,
			end,
			network: voice && this.#network(voice),
			hasUnannounced: voice?.unannounced !== undefined,
			isDeafened: guild.members.me?.voice.serverDeaf === true,
			missing: missingForShow(channel, { hasChannelStatus }),
		};
	}

	#network(voice: VoiceSession): CheckedNetwork {
		const voices = [...this.#voices.values()];
		this.#noteRoundTrip(voice);
		const lost = voices.reduce((sum, { loss }) => sum + loss.lost, 0);
		const received = voices.reduce((sum, { loss }) => sum + loss.received, 0);
		return {
			lostShare: received === 0 ? undefined : lost / (lost + received),
			roundTripMs: Number.isFinite(this.#roundTripMs) ? this.#roundTripMs : undefined,
			waitMs: received === 0 ? undefined : Math.max(...voices.map(({ delayMs }) => delayMs)),
			// Where the connection is gone, it was as it was with the last frame.
			connection: this.#connection,
			endToEndVersion: voice.endToEndVersion || this.#endToEndVersion,
		};
	}

	#close(): void {
		this.#cast.close();
		for (const voice of this.#voices.values()) {
			voice.close();
		}
		this.#voices.clear();
	}
}
