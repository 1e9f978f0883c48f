// One stay of one bot account in a guild's voice channels: kept up, followed, and ended.
import {
	entersState,
	joinVoiceChannel,
	type VoiceConnection,
	VoiceConnectionDisconnectReason,
	VoiceConnectionStatus,
} from '@discordjs/voice';
import { GatewayOpcodes, type VoiceBasedChannel } from 'discord.js';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import { TimeoutError } from '../../errors.js';
import { type ReconnectCause, VoiceEndedError, type VoiceEndReason } from '../voice-reasons.js';
import { AddressDiscovery } from './address-discovery.js';
import { ownSessionsOf } from './own-sessions.js';
import { OwnVoiceState } from './own-voice-state.js';
import { classifyVoiceClose } from './voice-close-codes.js';
import { VoiceConnectionTap, type VoiceTapListener } from './voice-connection-tap.js';
import { VoiceRejoin } from './voice-rejoin.js';

/** Callbacks of a stay, and of its connection. */
export interface VoiceStayListener
	extends Omit<VoiceTapListener, 'onVoiceClose' | 'onRefusedMessage'> {
	/** Somebody moved the bot to another channel; it goes on there. */
	onMoved(channelId: string): void;
	/** The connection is away, or back again. */
	onConnectionChange(isConnected: boolean): void;
	/** Called once at the end, whatever the end was. */
	onEnd(reason: VoiceEndReason, hadJoined: boolean): void;
}

/** Times and tools of a stay. */
export interface VoiceStayOptions {
	channel: VoiceBasedChannel;
	clock: Clock;
	logger: Logger;
	/** How long joining may take, in milliseconds. */
	joinTimeoutMs: number;
	/** How long a dropped connection may stay away, in milliseconds. */
	reconnectTimeoutMs: number;
	/** Deafened, Discord sends no sound; muted, it passes none on. */
	isSelfDeaf: boolean;
	isSelfMute: boolean;
	/** Ends the stay, as `leave` does; also while it is joining. */
	signal?: AbortSignal | undefined;
}

type State =
	| { kind: 'joining'; hasArrived: boolean }
	| { kind: 'connected' }
	| { kind: 'away'; endMs: number }
	| { kind: 'ended'; reason: VoiceEndReason };

/** The library resumes, or gets a new voice server, within that time; else we rejoin. */
const RESUME_WAIT_MS = 4000;

/**
 * For Discord to tell another voice server where it has taken one away: until then nothing is to be
 * tried (API documentation, "Gateway Events", Voice Server Update), and leaving would cost the place.
 */
const SERVER_WAIT_MS = 15_000;

/** Between the close of the voice websocket and what the main gateway says of it. */
const VOICE_STATE_WAIT_MS = 1500;

/** A bot in a voice channel, whether it hears or is heard. */
export class VoiceStay {
	readonly guildId: string;
	/** The inside of the connection. */
	readonly tap: VoiceConnectionTap;
	readonly #options: VoiceStayOptions;
	readonly #listener: VoiceStayListener;
	readonly #connection: VoiceConnection;
	readonly #ownVoiceState: OwnVoiceState;
	readonly #rejoin: VoiceRejoin;
	readonly #reconnects = new Map<ReconnectCause, number>();
	readonly #ended = new AbortController();
	#channelId: string;
	#isSelfMute: boolean;
	/** Whether Discord has taken the voice server away, and tells another one by itself. */
	#isServerDue = false;
	/** Whether Discord has not been told of it yet. */
	#isSelfMuteUntold = false;
	#state: State = { kind: 'joining', hasArrived: false };

	/** Asks Discord to let the bot in; `connect` waits for it. */
	constructor(options: VoiceStayOptions, listener: VoiceStayListener) {
		const { channel } = options;
		this.#options = options;
		this.#listener = listener;
		this.guildId = channel.guild.id;
		this.#channelId = channel.id;
		this.#isSelfMute = options.isSelfMute;
		this.#connection = joinVoiceChannel({
			channelId: channel.id,
			guildId: this.guildId,
			// One connection a guild and bot account: accounts must not find each other's.
			group: channel.client.user.id,
			adapterCreator: channel.guild.voiceAdapterCreator,
			selfDeaf: options.isSelfDeaf,
			selfMute: options.isSelfMute,
		});
		this.tap = new VoiceConnectionTap(this.#connection, {
			onNewVoiceServer: () => listener.onNewVoiceServer(),
			onVoiceSession: (mode, voiceKey, ownSsrc) => listener.onVoiceSession(mode, voiceKey, ownSsrc),
			onDatagram: (datagram) => listener.onDatagram(datagram),
			onForeignDatagram: () => listener.onForeignDatagram?.(),
			onSpeaking: (...spoken) => listener.onSpeaking(...spoken),
			onClientDisconnect: (userId) => listener.onClientDisconnect(userId),
			onVideo: (ssrcs) => listener.onVideo?.(ssrcs),
			onVoiceClose: (code) => this.#onVoiceClose(code),
			onRefusedMessage: (error) =>
				options.logger.warn({ err: error }, 'Message of the voice server refused'),
		});
		new AddressDiscovery(this.#connection, options.clock);
		this.#rejoin = new VoiceRejoin({
			connection: this.#connection,
			clock: options.clock,
			guildId: this.guildId,
			channelId: () => this.#channelId,
			isSelfMute: () => this.#isSelfMute,
			mayTry: () => this.#mayRejoin(),
		});
		this.#connection.on('error', (error) => options.logger.warn({ err: error }, 'Voice error'));
		this.#connection.on('stateChange', () => this.#onConnectionState());
		this.#ownVoiceState = new OwnVoiceState(channel.guild, {
			onChannel: (channelId) => this.#onOwnChannel(channelId),
			onForeignChannel: (channelId) => this.#onForeignChannel(channelId),
			onLeft: () => this.#onOwnLeave(),
			onChannelDeleted: (channelId) => {
				if (channelId === this.#channelId) {
					this.#end('channel deleted');
				}
			},
			onGuildAvailable: () => this.#hasChannel || this.#end('channel deleted'),
			onGuildGone: () => this.#end('guild gone'),
			onGatewayRenewed: () => this.#onGatewayRenewed(),
			onGatewayResumed: () => {
				this.#rejoinAfter(0);
				this.#keepSelfMute();
			},
		});
		options.signal?.addEventListener('abort', this.#onAbort, { once: true });
	}

	/** The channel that the bot is in, which changes when it is moved. */
	get channelId(): string {
		return this.#channelId;
	}

	/** Whether sound can pass now. */
	get isConnected(): boolean {
		return this.#state.kind === 'connected';
	}

	/** Whether Discord has it that the bot mutes itself; undefined while it has no place. */
	get isSelfMuted(): boolean | undefined {
		const own = this.#options.channel.guild.members.me?.voice;
		return own?.channelId === this.#channelId ? (own.selfMute ?? undefined) : undefined;
	}

	/** Times that the connection was away, by cause. */
	get reconnects(): ReadonlyMap<ReconnectCause, number> {
		return this.#reconnects;
	}

	/**
	 * Waits until the bot is in the channel.
	 *
	 * @throws {TimeoutError} if the voice connection is not there in time: Discord answers nothing
	 * at all where a channel is full or may not be entered
	 * @throws {VoiceEndedError} if the stay ended while it was joining
	 */
	async connect(): Promise<void> {
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

	/** Leaves the call and comes back, where the connection is up and yet does not do its work. */
	renew(cause: ReconnectCause): void {
		if (this.#state.kind === 'connected') {
			this.#goAway(cause);
			this.#rejoin.leaveForNow();
			this.#rejoin.after(0);
		}
	}

	/** Mutes or unmutes the bot: at once, or when its connection is back. */
	setSelfMute(isSelfMute: boolean): void {
		this.#isSelfMute = isSelfMute;
		this.#sendSelfMute();
	}

	/** Leaves the channel; harmless once the stay has ended. */
	leave(): void {
		this.#end('left');
	}

	get #hasChannel(): boolean {
		return this.#options.channel.guild.channels.cache.has(this.#channelId);
	}

	#joinError(joinTimeoutMs: number): Error {
		if (this.#state.kind === 'ended') {
			const { reason } = this.#state;
			return new VoiceEndedError(reason);
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

	#onConnectionState(): void {
		const { state } = this.#connection;
		switch (state.status) {
			case VoiceConnectionStatus.Ready:
				this.#onReady();
				break;
			case VoiceConnectionStatus.Destroyed:
				// The library destroys it where the bot account loses its main gateway for good.
				this.#end('gateway closed');
				break;
			default:
				if (state.status !== VoiceConnectionStatus.Disconnected) {
					this.#isServerDue = false;
				} else if (state.reason === VoiceConnectionDisconnectReason.EndpointRemoved) {
					this.#isServerDue = true;
				}
				if (this.#state.kind === 'connected') {
					this.#goAway('websocket dropped');
					this.#rejoin.after(this.#isServerDue ? SERVER_WAIT_MS : RESUME_WAIT_MS);
				}
		}
	}

	#onReady(): void {
		const state = this.#state;
		if (state.kind === 'ended') {
			return;
		}
		this.#rejoin.stop();
		this.#state = { kind: 'connected' };
		if (state.kind === 'away') {
			this.#keepSelfMute();
			this.#listener.onConnectionChange(true);
		}
	}

	/** What could not be told while the connection was away, or what the gateway has lost. */
	#keepSelfMute(): void {
		if (this.#isSelfMuteUntold || this.isSelfMuted === !this.#isSelfMute) {
			this.#sendSelfMute();
		}
	}

	/**
	 * Discord takes this for a wish to be in that channel: while the connection is away, it could
	 * bring a bot back that somebody has thrown out.
	 */
	#sendSelfMute(): void {
		const { state } = this.#connection;
		const isSent =
			this.#state.kind === 'connected' &&
			state.status !== VoiceConnectionStatus.Destroyed &&
			state.adapter.sendPayload({
				op: GatewayOpcodes.VoiceStateUpdate,
				d: {
					guild_id: this.guildId,
					channel_id: this.#channelId,
					self_deaf: this.#options.isSelfDeaf,
					self_mute: this.#isSelfMute,
				},
			});
		this.#isSelfMuteUntold = !isSent;
	}

	#onVoiceClose(code: number): void {
		const action = classifyVoiceClose(code);
		this.#options.logger.info({ closeCode: code, action }, 'Voice websocket closed');
		if (action === 'give up') {
			this.#end('refused');
			return;
		}
		if (this.#state.kind === 'connected') {
			this.#goAway('voice server closed');
		}
		if (action === 'await voice state') {
			this.#rejoinAfter(this.#isServerDue ? SERVER_WAIT_MS : VOICE_STATE_WAIT_MS);
		} else if (this.#isRejoining()) {
			this.#rejoin.afterPause();
		}
	}

	#onOwnChannel(channelId: string): void {
		this.#rejoin.arrived();
		if (this.#state.kind === 'joining' && !this.#state.hasArrived) {
			this.#state.hasArrived = true;
			// Discord promises no order, and the library would ignore a voice server that came before.
			this.#connection.configureNetworking();
		}
		if (channelId !== this.#channelId) {
			this.#channelId = channelId;
			this.#listener.onMoved(channelId);
		}
	}

	/**
	 * One of two processes has to give way, and this one does, without leaving: that would throw the
	 * other one out. Before it has arrived itself, it is still on its way.
	 */
	#onForeignChannel(channelId: string): void {
		const isProven = ownSessionsOf(this.#options.channel.client)?.isProven === true;
		if (this.#state.kind === 'joining' && !this.#state.hasArrived) {
			return;
		}
		if (isProven) {
			this.#end('taken over');
		} else {
			this.#onOwnChannel(channelId);
		}
	}

	#onOwnLeave(): void {
		// Before the bot has arrived, this is the end of what an earlier process left behind.
		const isOther = this.#state.kind === 'joining' && !this.#state.hasArrived;
		if (this.#rejoin.isLeaveExpected || isOther) {
			return;
		}
		this.#end(this.#hasChannel ? 'disconnected' : 'channel deleted');
	}

	/** With the main gateway session Discord has ended the voice session, too. */
	#onGatewayRenewed(): void {
		this.#rejoin.expectLeave();
		if (this.#state.kind === 'connected') {
			this.#goAway('gateway session lost');
		}
		this.#rejoinAfter(0);
	}

	#goAway(cause: ReconnectCause): void {
		const { clock, logger, reconnectTimeoutMs } = this.#options;
		this.#reconnects.set(cause, (this.#reconnects.get(cause) ?? 0) + 1);
		this.#state = { kind: 'away', endMs: clock.nowMs() + reconnectTimeoutMs };
		logger.warn({ cause }, 'Voice connection is away');
		this.#listener.onConnectionChange(false);
	}

	#isRejoining(): boolean {
		return this.#state.kind === 'joining' || this.#state.kind === 'away';
	}

	#rejoinAfter(waitMs: number): void {
		if (this.#isRejoining()) {
			this.#rejoin.after(waitMs);
		}
	}

	#mayRejoin(): boolean {
		if (this.#state.kind === 'away' && this.#options.clock.nowMs() >= this.#state.endMs) {
			this.#end('connection lost');
		}
		return this.#isRejoining();
	}

	readonly #onAbort = (): void => this.#end('left');

	#end(reason: VoiceEndReason): void {
		const state = this.#state;
		if (state.kind === 'ended') {
			return;
		}
		this.#rejoin.stop();
		this.#state = { kind: 'ended', reason };
		this.#ownVoiceState.close();
		this.#options.signal?.removeEventListener('abort', this.#onAbort);
		if (this.#connection.state.status !== VoiceConnectionStatus.Destroyed) {
			this.#connection.destroy(reason !== 'taken over');
		}
		this.#ended.abort();
		this.#listener.onEnd(reason, state.kind !== 'joining');
	}
}
