// A bot in a voice channel: joins, hears, follows when moved, and says why it ended.
import {
	entersState,
	joinVoiceChannel,
	type VoiceConnection,
	VoiceConnectionStatus,
} from '@discordjs/voice';
import { type Client, Events, type VoiceBasedChannel, type VoiceState } from 'discord.js';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../clock.js';
import { InvalidStateError, TimeoutError } from '../errors.js';
import { VoiceConnectionTap } from './voice-connection-tap.js';
import type { VoiceFrame } from './voice-frame.js';
import { VoiceReceiver, type VoiceReceiverStats } from './voice-receiver.js';

/** Why a voice session is over. */
export type VoiceEndReason =
	/** `leave` was called. */
	| 'left'
	/** Somebody disconnected the bot from voice. */
	| 'disconnected'
	| 'channel deleted'
	/** The bot was removed from the server, or the server is gone. */
	| 'guild gone'
	/** The connection dropped and did not come back in time. */
	| 'connection lost';

/** What a voice session calls back. */
export interface VoiceSessionListener {
	/** Each frame of each member, at once. */
	onFrame(frame: VoiceFrame): void;
	/** Somebody moved the bot to another channel; it goes on there. */
	onMoved(channelId: string): void;
	/** The connection is away, or back again. */
	onConnectionChange(isConnected: boolean): void;
	/** Called once, at the end of a session that had joined. */
	onEnd(reason: VoiceEndReason): void;
}

/** Times and tools of a voice session. */
export interface VoiceSessionOptions {
	channel: VoiceBasedChannel;
	clock: Clock;
	logger: Logger;
	listener: VoiceSessionListener;
	/** How long joining may take, in milliseconds. */
	joinTimeoutMs: number;
	/** How long a dropped connection may stay away, in milliseconds. */
	reconnectTimeoutMs: number;
	/** Ends the session, as `leave` does; also while it is joining. */
	signal?: AbortSignal;
}

type State =
	| { kind: 'joining'; hasArrived: boolean }
	| { kind: 'connected' }
	| { kind: 'reconnecting'; deadline: Timer }
	| { kind: 'ended'; reason: VoiceEndReason };

/** One stay of one bot account in the voice channels of one guild. */
export class VoiceSession {
	readonly guildId: string;
	readonly #client: Client<true>;
	readonly #options: VoiceSessionOptions;
	readonly #connection: VoiceConnection;
	readonly #tap: VoiceConnectionTap;
	readonly #receiver: VoiceReceiver;
	readonly #ended = new AbortController();
	#channelId: string;
	#state: State = { kind: 'joining', hasArrived: false };

	/**
	 * Joins a voice channel, not deafened and muted.
	 *
	 * @throws {TimeoutError} if the voice connection is not there in time: Discord answers nothing
	 * at all where a channel is full or may not be entered
	 * @throws {InvalidStateError} if the session ended while it was joining; its `state` is the
	 * {@link VoiceEndReason}
	 */
	static async join(options: VoiceSessionOptions): Promise<VoiceSession> {
		const session = new VoiceSession(options);
		await session.#connect();
		return session;
	}

	private constructor(options: VoiceSessionOptions) {
		const { channel } = options;
		this.#options = options;
		this.#client = channel.client;
		this.guildId = channel.guild.id;
		this.#channelId = channel.id;
		this.#receiver = new VoiceReceiver({
			clock: options.clock,
			onFrame: (frame) => options.listener.onFrame(frame),
			decryptEndToEnd: (frame, userId) => this.#tap.decryptEndToEnd(frame, userId),
		});
		this.#connection = joinVoiceChannel({
			channelId: channel.id,
			guildId: this.guildId,
			// One connection a guild and bot account: accounts must not find each other's.
			group: this.#client.user.id,
			adapterCreator: channel.guild.voiceAdapterCreator,
			selfDeaf: false,
			selfMute: true,
		});
		this.#tap = this.#makeTap();
		this.#connection.on('error', (error) =>
			options.logger.warn({ guildId: this.guildId, err: error }, 'Voice connection error'),
		);
		this.#connection.on('stateChange', () => this.#onConnectionState());
		options.signal?.addEventListener('abort', this.#onAbort, { once: true });
		this.#client.on(Events.VoiceStateUpdate, this.#onVoiceState);
		this.#client.on(Events.ChannelDelete, this.#onChannelDelete);
		this.#client.on(Events.GuildDelete, this.#onGuildDelete);
	}

	/** The channel that the bot is in, which changes when it is moved. */
	get channelId(): string {
		return this.#channelId;
	}

	/** Counts over the whole stay. */
	get stats(): VoiceReceiverStats {
		return this.#receiver.stats;
	}

	/** Version of the end-to-end encryption in force; 0 where there is none. */
	get endToEndVersion(): number {
		return this.#tap.endToEndVersion;
	}

	/** Leaves the channel; harmless once the session has ended. */
	leave(): void {
		this.#end('left');
	}

	async #connect(): Promise<void> {
		const { joinTimeoutMs, clock } = this.#options;
		const timeout = new AbortController();
		const timer = clock.at(clock.nowMs() + joinTimeoutMs, () => timeout.abort());
		const signal = AbortSignal.any([timeout.signal, this.#ended.signal]);
		try {
			await entersState(this.#connection, VoiceConnectionStatus.Ready, signal);
		} catch {
			throw this.#joinError(joinTimeoutMs);
		} finally {
			timer.cancel();
		}
	}

	#joinError(joinTimeoutMs: number): Error {
		if (this.#state.kind === 'ended') {
			const { reason } = this.#state;
			return new InvalidStateError(`The voice session ended while joining: ${reason}`, reason);
		}
		const { status } = this.#connection.state;
		this.#end('left');
		return new TimeoutError(
			status === VoiceConnectionStatus.Signalling
				? `Discord did not let the bot into voice channel ${this.#channelId} within ${joinTimeoutMs} ms`
				: `The voice server of channel ${this.#channelId} could not be reached within ${joinTimeoutMs} ms`,
			joinTimeoutMs,
		);
	}

	#makeTap(): VoiceConnectionTap {
		const { logger } = this.#options;
		return new VoiceConnectionTap(this.#connection, {
			onNewVoiceServer: () => this.#receiver.forgetVoiceServer(),
			onVoiceSession: (mode, voiceKey) => {
				this.#receiver.beginVoiceSession(mode, voiceKey);
				logger.debug({ guildId: this.guildId, mode }, 'Voice session begun');
			},
			onDatagram: (datagram) => this.#onDatagram(datagram),
			onSpeaking: (userId, ssrc) => this.#receiver.announceSpeaker(userId, ssrc),
			onClientDisconnect: (userId) => this.#receiver.forgetSpeaker(userId),
			onRefusedMessage: (error) =>
				logger.warn({ guildId: this.guildId, err: error }, 'Voice server message refused'),
		});
	}

	/** A fault in handling one datagram costs that datagram, never the process. */
	#onDatagram(datagram: Buffer): void {
		try {
			this.#receiver.receive(datagram);
		} catch (error) {
			this.#options.logger.error({ guildId: this.guildId, err: error }, 'Voice packet lost');
		}
	}

	#onConnectionState(): void {
		switch (this.#connection.state.status) {
			case VoiceConnectionStatus.Ready:
				this.#onReady();
				break;
			case VoiceConnectionStatus.Destroyed:
				// The library destroys it where the bot account loses its main gateway for good.
				this.#end('connection lost');
				break;
			default:
				this.#onAway();
		}
	}

	#onReady(): void {
		if (this.#state.kind === 'ended') {
			return;
		}
		const wasAway = this.#state.kind === 'reconnecting';
		if (this.#state.kind === 'reconnecting') {
			this.#state.deadline.cancel();
		}
		this.#state = { kind: 'connected' };
		if (wasAway) {
			this.#options.listener.onConnectionChange(true);
		}
	}

	#onAway(): void {
		if (this.#state.kind !== 'connected') {
			return;
		}
		const { clock, reconnectTimeoutMs } = this.#options;
		const deadline = clock.at(clock.nowMs() + reconnectTimeoutMs, () =>
			this.#end('connection lost'),
		);
		this.#state = { kind: 'reconnecting', deadline };
		this.#options.listener.onConnectionChange(false);
	}

	// What Discord says of the bot's own place decides; close codes of the voice websocket arrive
	// before or after it, and differ.
	readonly #onVoiceState = (_oldState: VoiceState, newState: VoiceState): void => {
		if (newState.guild.id !== this.guildId || newState.id !== this.#client.user.id) {
			return;
		}
		const { channelId } = newState;
		if (channelId === null) {
			this.#onThrownOut(newState);
			return;
		}
		if (this.#state.kind === 'joining') {
			this.#state.hasArrived = true;
		}
		if (channelId !== this.#channelId) {
			this.#channelId = channelId;
			this.#options.listener.onMoved(channelId);
		}
	};

	#onThrownOut(newState: VoiceState): void {
		// Before the bot has arrived, this is the end of what an earlier process left behind.
		if (this.#state.kind === 'joining' && !this.#state.hasArrived) {
			return;
		}
		const hasChannel = newState.guild.channels.cache.has(this.#channelId);
		this.#end(hasChannel ? 'disconnected' : 'channel deleted');
	}

	readonly #onChannelDelete = (channel: { id: string }): void => {
		if (channel.id === this.#channelId) {
			this.#end('channel deleted');
		}
	};

	readonly #onAbort = (): void => this.#end('left');

	readonly #onGuildDelete = (guild: { id: string }): void => {
		if (guild.id === this.guildId) {
			this.#end('guild gone');
		}
	};

	#end(reason: VoiceEndReason): void {
		if (this.#state.kind === 'ended') {
			return;
		}
		const hadJoined = this.#state.kind !== 'joining';
		if (this.#state.kind === 'reconnecting') {
			this.#state.deadline.cancel();
		}
		this.#state = { kind: 'ended', reason };
		this.#options.signal?.removeEventListener('abort', this.#onAbort);
		this.#client.off(Events.VoiceStateUpdate, this.#onVoiceState);
		this.#client.off(Events.ChannelDelete, this.#onChannelDelete);
		this.#client.off(Events.GuildDelete, this.#onGuildDelete);
		if (this.#connection.state.status !== VoiceConnectionStatus.Destroyed) {
			this.#connection.destroy();
		}
		this.#ended.abort();
		if (hadJoined) {
			this.#options.listener.onEnd(reason);
		}
	}
}
