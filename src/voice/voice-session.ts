// A bot in a voice channel that hears: what its stay brings becomes frames, and is kept coming.
import type { Clock, Timer } from '../clock.js';
import type { VoiceFrame } from '../media/frames.js';
import { VoiceStay, type VoiceStayOptions } from './connection/voice-stay.js';
import { OwnVoice } from './own-voice.js';
import { CallRoster } from './receive/call-roster.js';
import type { MissingSound } from './receive/expected-sound.js';
import { ReceptionRecovery } from './receive/reception-recovery.js';
import type { SpeakerReception } from './receive/speaker-reception.js';
import { VoiceReceiver, type VoiceReceiverStats } from './receive/voice-receiver.js';
import type { ReceptionRemedy, ReconnectCause, VoiceEndReason } from './voice-reasons.js';

/** Callbacks of a voice session. */
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
export interface VoiceSessionOptions extends Omit<VoiceStayOptions, 'isSelfDeaf' | 'isSelfMute'> {
	listener: VoiceSessionListener;
	/** Whether a member's voice is meant to be heard; default everybody's. */
	isWanted?: ((userId: string) => boolean) | undefined;
	/**
	 * Whether a member keeps their voice out of anything; while one of them is in the call, no voice
	 * is taken for another's by elimination; default nobody.
	 */
	hasRefused?: ((userId: string) => boolean) | undefined;
}

/** Counts over a whole stay. */
export interface VoiceSessionStats extends VoiceReceiverStats {
	reconnects: ReadonlyMap<ReconnectCause, number>;
	/** Times that a failing reception was helped, by how. */
	remedies: ReadonlyMap<ReceptionRemedy, number>;
}

const SUPERVISION_INTERVAL_MS = 500;

/** One stay of one bot account in the voice channels of one guild, listening. */
export class VoiceSession {
	/** What the bot itself says; it is muted but for that. */
	readonly ownVoice: OwnVoice;
	readonly #options: VoiceSessionOptions;
	readonly #clock: Clock;
	readonly #stay: VoiceStay;
	readonly #receiver: VoiceReceiver;
	readonly #recovery = new ReceptionRecovery();
	readonly #remedies = new Map<ReceptionRemedy, number>();
	#supervision: Timer | undefined;
	#isEnded = false;

	/**
	 * Joins a voice channel, not deafened and muted.
	 *
	 * @throws what {@link VoiceStay.connect} throws
	 */
	static async join(options: VoiceSessionOptions): Promise<VoiceSession> {
		const session = new VoiceSession(options);
		await session.#stay.connect();
		if (!session.#isEnded) {
			session.#superviseLater();
		}
		return session;
	}

	private constructor(options: VoiceSessionOptions) {
		const { clock, listener, logger } = options;
		this.#options = options;
		this.#clock = clock;
		this.#receiver = new VoiceReceiver({
			clock,
			onFrame: (frame) => listener.onFrame(frame),
			decryptEndToEnd: (frame, userId) => this.#stay.tap.decryptEndToEnd(frame, userId),
			search: {
				roster: new CallRoster({
					guild: options.channel.guild,
					channelId: () => this.channelId,
					connectedUserIds: () => this.#stay.tap.connectedUserIds,
					hasRefused: options.hasRefused,
				}),
				endToEndState: () => this.#stay.tap.endToEndState,
				tryEndToEnd: (frame, userId) => this.#stay.tap.decryptEndToEnd(frame, userId),
			},
		});
		this.#stay = new VoiceStay(
			{ ...options, isSelfDeaf: false, isSelfMute: true },
			{
				onNewVoiceServer: () => this.#receiver.forgetVoiceServer(),
				onVoiceSession: (mode, voiceKey, ownSsrc) => {
					this.#receiver.beginVoiceSession(mode, voiceKey, ownSsrc);
					logger.debug({ mode }, 'Voice session begun');
				},
				onDatagram: (datagram) => this.#onDatagram(datagram),
				onForeignDatagram: () => this.#receiver.dropForeign(),
				onSpeaking: (...spoken) => this.#receiver.announceSpeaker(...spoken),
				onVideo: (ssrcs) => this.#receiver.ignore(ssrcs),
				onClientDisconnect: (userId) => this.#receiver.forgetSpeaker(userId),
				onMoved: (channelId) => listener.onMoved(channelId),
				onConnectionChange: (isConnected) => listener.onConnectionChange(isConnected),
				onEnd: (reason, hadJoined) => this.#onEnd(reason, hadJoined),
			},
		);
		this.ownVoice = new OwnVoice(this.#stay, logger);
	}

	/** Id of the guild. */
	get guildId(): string {
		return this.#stay.guildId;
	}

	/** The channel that the bot is in, which changes when it is moved. */
	get channelId(): string {
		return this.#stay.channelId;
	}

	/** Whether frames can come in now. */
	get isConnected(): boolean {
		return this.#stay.isConnected;
	}

	/** Everybody whose SSRC is known. */
	get speakers(): Iterable<SpeakerReception> {
		return this.#receiver.speakers;
	}

	/**
	 * Whoever talks and cannot be told, if there is anybody; undefined also where nobody is left
	 * whose voice is wanted, as then nothing is missed.
	 */
	get unannounced(): SpeakerReception | undefined {
		const { isWanted } = this.#options;
		const { unannounced } = this.#receiver;
		return unannounced && this.#receiver.unknownUserIds.some((userId) => isWanted?.(userId) ?? true)
			? unannounced
			: undefined;
	}

	/** A member whose voice is wanted and who was said to talk, when nothing at all has come since. */
	get missing(): MissingSound | undefined {
		const { channel, isWanted } = this.#options;
		const { missing } = this.#receiver;
		const state = missing && channel.guild.voiceStates.cache.get(missing.userId);
		// Bots say so when they join, whether they play anything or not.
		const isQuiet = state?.mute || state?.suppress || state?.member?.user.bot;
		return missing && !isQuiet && (isWanted?.(missing.userId) ?? true) ? missing : undefined;
	}

	/**
	 * When anybody spoke last, by the clock's `nowMs`, also who cannot be told or is not understood;
	 * undefined if nobody has.
	 *
	 * @param isCounted - asked of each member; whoever cannot be told always counts
	 */
	lastSpeechAtMs(isCounted: (userId: string) => boolean): number | undefined {
		let lastAtMs = this.#receiver.unannounced?.failure?.lastAtMs;
		for (const { userId, lastSpeechAtMs } of this.speakers) {
			if (lastSpeechAtMs !== undefined && lastSpeechAtMs > (lastAtMs ?? -Infinity)) {
				lastAtMs = isCounted(userId) ? lastSpeechAtMs : lastAtMs;
			}
		}
		return lastAtMs;
	}

	/** Whether the call was left and joined again lately for somebody who could not be told. */
	get hasRejoinedForUnannounced(): boolean {
		return this.#recovery.hasRejoinedForUnannounced(this.#clock.nowMs());
	}

	/** All packets together: lost where the voice server's key does not open them. */
	get transport(): SpeakerReception {
		return this.#receiver.transport;
	}

	/** Whether all that may be done for a member who is not heard was tried. */
	isRecoveryExhausted(userId: string): boolean {
		return this.#recovery.isExhausted(userId, this.#clock.nowMs());
	}

	get stats(): VoiceSessionStats {
		return {
			...this.#receiver.stats,
			reconnects: this.#stay.reconnects,
			remedies: this.#remedies,
		};
	}

	/** Version of the end-to-end encryption in force; 0 where there is none. */
	get endToEndVersion(): number {
		return this.#stay.tap.endToEndVersion;
	}

	/** Measures the way to Discord's voice server, for `roundTripMs`. */
	measureRoundTrip(): void {
		this.#stay.tap.askRoundTrip();
	}

	/** To Discord's voice server and back, in milliseconds; undefined where it is not known. */
	get roundTripMs(): number | undefined {
		return this.#stay.tap.roundTripMs;
	}

	/** Leaves the channel; harmless once the session has ended. */
	leave(): void {
		this.#stay.leave();
	}

	/** A fault in handling one datagram costs that datagram, never the process. */
	#onDatagram(datagram: Buffer): void {
		try {
			this.#receiver.receive(datagram);
		} catch (error) {
			this.#options.logger.error({ err: error }, 'Voice packet lost');
		}
	}

	#superviseLater(): void {
		this.#supervision = this.#clock.at(this.#clock.nowMs() + SUPERVISION_INTERVAL_MS, () => {
			this.#superviseLater();
			this.#supervise(this.#clock.nowMs());
		});
	}

	#supervise(nowMs: number): void {
		if (!this.isConnected) {
			return;
		}
		const { missing, transport, unannounced } = this;
		const { isWanted } = this.#options;
		const speakers = [...this.speakers].filter(({ userId }) => isWanted?.(userId) ?? true);
		const remedy = this.#recovery.decide({ speakers, transport, unannounced, missing }, nowMs);
		if (!remedy) {
			return;
		}
		this.#options.logger.warn({ remedy }, 'Reception fails, helping it');
		this.#remedies.set(remedy, (this.#remedies.get(remedy) ?? 0) + 1);
		if (remedy === 'reinitialise') {
			this.#stay.tap.reinitialiseEndToEnd();
		} else {
			this.#stay.renew('reception failed');
		}
	}

	#onEnd(reason: VoiceEndReason, hadJoined: boolean): void {
		this.#isEnded = true;
		this.#supervision?.cancel();
		if (hadJoined) {
			this.#options.listener.onEnd(reason);
		}
	}
}
