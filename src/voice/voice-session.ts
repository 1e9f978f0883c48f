// A bot in a voice channel: joins, hears, comes back, follows when moved, and says why it ended.
import {
	entersState,
	joinVoiceChannel,
	type VoiceConnection,
	VoiceConnectionStatus,
} from '@discordjs/voice';
import type { VoiceBasedChannel } from 'discord.js';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../clock.js';
import { InvalidStateError, TimeoutError } from '../errors.js';
import { OwnVoiceState } from './own-voice-state.js';
import { ReceptionRecovery, type ReceptionRemedy } from './reception-recovery.js';
import type { Speaker } from './speaker.js';
import { classifyVoiceClose } from './voice-close-codes.js';
import { VoiceConnectionTap } from './voice-connection-tap.js';
import type { ReconnectCause, VoiceEndReason } from './voice-end.js';
import type { VoiceFrame } from './voice-frame.js';
import { VoiceReceiver, type VoiceReceiverStats } from './voice-receiver.js';
import { VoiceRejoin } from './voice-rejoin.js';

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

/** Counts over a whole stay. */
export interface VoiceSessionStats extends VoiceReceiverStats {
	reconnects: ReadonlyMap<ReconnectCause, number>;
	/** Times that a failing reception was helped, by how. */
	remedies: ReadonlyMap<ReceptionRemedy, number>;
}

type State =
	| { kind: 'joining'; hasArrived: boolean }
	| { kind: 'connected' }
	| { kind: 'away'; endMs: number }
	| { kind: 'ended'; reason: VoiceEndReason };

/** The library resumes, or gets a new voice server, within that time; else we rejoin. */
const RESUME_WAIT_MS = 4000;

/** Between the close of the voice websocket and what the main gateway says of it. */
const VOICE_STATE_WAIT_MS = 1500;

const SUPERVISION_INTERVAL_MS = 500;

/** One stay of one bot account in the voice channels of one guild. */
export class VoiceSession {
	readonly guildId: string;
	readonly #options: VoiceSessionOptions;
	readonly #connection: VoiceConnection;
	readonly #tap: VoiceConnectionTap;
	readonly #receiver: VoiceReceiver;
	readonly #ownVoiceState: OwnVoiceState;
	readonly #rejoin: VoiceRejoin;
	readonly #recovery = new ReceptionRecovery();
	readonly #reconnects = new Map<ReconnectCause, number>();
	readonly #remedies = new Map<ReceptionRemedy, number>();
	readonly #ended = new AbortController();
	#supervision: Timer | undefined;
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
			group: channel.client.user.id,
			adapterCreator: channel.guild.voiceAdapterCreator,
			selfDeaf: false,
			selfMute: true,
		});
		this.#tap = this.#makeTap();
		this.#rejoin = new VoiceRejoin({
			connection: this.#connection,
			clock: options.clock,
			guildId: this.guildId,
			channelId: () => this.#channelId,
			mayTry: () => this.#mayRejoin(),
		});
		this.#connection.on('error', (error) => this.#log().warn({ err: error }, 'Voice error'));
		this.#connection.on('stateChange', () => this.#onConnectionState());
		this.#ownVoiceState = new OwnVoiceState(channel.guild, {
			onChannel: (channelId) => this.#onOwnChannel(channelId),
			onLeft: () => this.#onOwnLeave(),
			onChannelDeleted: (channelId) => {
				if (channelId === this.#channelId) {
					this.#end('channel deleted');
				}
			},
			onGuildGone: () => this.#end('guild gone'),
			onGatewayRenewed: () => this.#onGatewayRenewed(),
			onGatewayResumed: () => this.#rejoinAfter(0),
		});
		options.signal?.addEventListener('abort', this.#onAbort, { once: true });
	}

	/** The channel that the bot is in, which changes when it is moved. */
	get channelId(): string {
		return this.#channelId;
	}

	/** Whether frames can come in now. */
	get isConnected(): boolean {
		return this.#state.kind === 'connected';
	}

	/** Everybody who has been announced as a speaker. */
	get speakers(): Iterable<Speaker> {
		return this.#receiver.speakers;
	}

	/** Somebody who talks without having been announced, if there is anybody. */
	get unannounced(): Speaker | undefined {
		return this.#receiver.unannounced;
	}

	/** Whether all that can be done for a reception that fails was tried. */
	get isRecoveryExhausted(): boolean {
		return this.#recovery.isExhausted;
	}

	get stats(): VoiceSessionStats {
		return {
			...this.#receiver.stats,
			reconnects: this.#reconnects,
			remedies: this.#remedies,
		};
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
		return new VoiceConnectionTap(this.#connection, {
			onNewVoiceServer: () => this.#receiver.forgetVoiceServer(),
			onVoiceSession: (mode, voiceKey) => {
				this.#receiver.beginVoiceSession(mode, voiceKey);
				this.#log().debug({ mode }, 'Voice session begun');
			},
			onDatagram: (datagram) => this.#onDatagram(datagram),
			onSpeaking: (userId, ssrc) => this.#receiver.announceSpeaker(userId, ssrc),
			onClientDisconnect: (userId) => this.#receiver.forgetSpeaker(userId),
			onVoiceClose: (code) => this.#onVoiceClose(code),
			onRefusedMessage: (error) =>
				this.#log().warn({ err: error }, 'Message of the voice server refused'),
		});
	}

	/** A fault in handling one datagram costs that datagram, never the process. */
	#onDatagram(datagram: Buffer): void {
		try {
			this.#receiver.receive(datagram);
		} catch (error) {
			this.#log().error({ err: error }, 'Voice packet lost');
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
				if (this.#state.kind === 'connected') {
					this.#goAway('websocket dropped');
					this.#rejoin.after(RESUME_WAIT_MS);
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
		this.#supervision ??= this.#superviseLater();
		if (state.kind === 'away') {
			this.#options.listener.onConnectionChange(true);
		}
	}

	#onVoiceClose(code: number): void {
		const action = classifyVoiceClose(code);
		this.#log().info({ closeCode: code, action }, 'Voice websocket closed');
		if (action === 'give up') {
			this.#end('refused');
			return;
		}
		if (this.#state.kind === 'connected') {
			this.#goAway('voice server closed');
		}
		if (action === 'await voice state') {
			this.#rejoinAfter(VOICE_STATE_WAIT_MS);
		} else if (this.#isRejoining()) {
			this.#rejoin.afterPause();
		}
	}

	#onOwnChannel(channelId: string): void {
		this.#rejoin.arrived();
		if (this.#state.kind === 'joining') {
			this.#state.hasArrived = true;
		}
		if (channelId !== this.#channelId) {
			this.#channelId = channelId;
			this.#options.listener.onMoved(channelId);
		}
	}

	#onOwnLeave(): void {
		// Before the bot has arrived, this is the end of what an earlier process left behind.
		const isOther = this.#state.kind === 'joining' && !this.#state.hasArrived;
		if (this.#rejoin.isLeaveExpected || isOther) {
			return;
		}
		const hasChannel = this.#options.channel.guild.channels.cache.has(this.#channelId);
		this.#end(hasChannel ? 'disconnected' : 'channel deleted');
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
		const { clock, reconnectTimeoutMs, listener } = this.#options;
		this.#reconnects.set(cause, (this.#reconnects.get(cause) ?? 0) + 1);
		this.#state = { kind: 'away', endMs: clock.nowMs() + reconnectTimeoutMs };
		this.#log().warn({ cause }, 'Voice connection is away');
		listener.onConnectionChange(false);
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

	#superviseLater(): Timer {
		const { clock } = this.#options;
		return clock.at(clock.nowMs() + SUPERVISION_INTERVAL_MS, () => {
			this.#supervision = this.#superviseLater();
			this.#supervise(clock.nowMs());
		});
	}

	#supervise(nowMs: number): void {
		if (this.#state.kind !== 'connected') {
			return;
		}
		const { speakers, unannounced } = this.#receiver;
		const remedy = this.#recovery.decide(
			unannounced ? [...speakers, unannounced] : speakers,
			nowMs,
		);
		if (!remedy) {
			return;
		}
		this.#log().warn({ remedy }, 'Reception fails, helping it');
		this.#remedies.set(remedy, (this.#remedies.get(remedy) ?? 0) + 1);
		if (remedy === 'reinitialise') {
			this.#tap.reinitialiseEndToEnd();
			return;
		}
		this.#goAway('reception failed');
		this.#rejoin.leaveForNow();
		this.#rejoin.after(0);
	}

	readonly #onAbort = (): void => this.#end('left');

	#log(): Logger {
		return this.#options.logger;
	}

	#end(reason: VoiceEndReason): void {
		const state = this.#state;
		if (state.kind === 'ended') {
			return;
		}
		this.#rejoin.stop();
		this.#supervision?.cancel();
		this.#state = { kind: 'ended', reason };
		this.#ownVoiceState.close();
		this.#options.signal?.removeEventListener('abort', this.#onAbort);
		if (this.#connection.state.status !== VoiceConnectionStatus.Destroyed) {
			this.#connection.destroy();
		}
		this.#ended.abort();
		if (state.kind !== 'joining') {
			this.#options.listener.onEnd(reason);
		}
	}
}
