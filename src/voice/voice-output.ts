// A bot in a voice channel that is heard: Opus frames in, one each 20 ms, RTP out.

import { VoiceStay, type VoiceStayOptions } from './connection/voice-stay.js';
import { OwnVoice } from './own-voice.js';
import type { ReconnectCause, VoiceEndReason } from './voice-reasons.js';

/** Callbacks of a voice output. */
export interface VoiceOutputListener {
	/** Somebody moved the bot to another channel; it goes on there. */
	onMoved(channelId: string): void;
	/** The connection is away, or back again. */
	onConnectionChange(isConnected: boolean): void;
	/** Called once, at the end of a stay that had joined. */
	onEnd(reason: VoiceEndReason): void;
}

/** Times and tools of a voice output. */
export interface VoiceOutputOptions extends Omit<VoiceStayOptions, 'isSelfDeaf' | 'isSelfMute'> {
	listener: VoiceOutputListener;
}

/** One stay of one bot account in the voice channels of one guild, speaking. */
export class VoiceOutput {
	readonly #stay: VoiceStay;
	readonly #voice: OwnVoice;

	/**
	 * Joins a voice channel, deafened and not muted.
	 *
	 * @throws what {@link VoiceStay.connect} throws
	 */
	static async join(options: VoiceOutputOptions): Promise<VoiceOutput> {
		const output = new VoiceOutput(options);
		await output.#stay.connect();
		return output;
	}

	private constructor(options: VoiceOutputOptions) {
		const { listener } = options;
		this.#stay = new VoiceStay(
			{ ...options, isSelfDeaf: true, isSelfMute: false },
			{
				// Deafened, it gets nothing to hear.
				onNewVoiceServer: () => {},
				onVoiceSession: (mode) => options.logger.debug({ mode }, 'Voice session begun'),
				onDatagram: () => {},
				onSpeaking: () => {},
				onClientDisconnect: () => {},
				onMoved: (channelId) => listener.onMoved(channelId),
				onConnectionChange: (isConnected) => listener.onConnectionChange(isConnected),
				onEnd: (reason, hadJoined) => {
					if (hadJoined) {
						listener.onEnd(reason);
					}
				},
			},
		);
		this.#voice = new OwnVoice(this.#stay, options.logger);
	}

	/** The channel that the bot is in, which changes when it is moved. */
	get channelId(): string {
		return this.#stay.channelId;
	}

	/** Whether frames can go out now. */
	get isConnected(): boolean {
		return this.#stay.isConnected;
	}

	/** Version of the end-to-end encryption in force; 0 where there is none. */
	get endToEndVersion(): number {
		return this.#stay.tap.endToEndVersion;
	}

	/** Times that the connection was away, by cause. */
	get reconnects(): ReadonlyMap<ReconnectCause, number> {
		return this.#stay.reconnects;
	}

	/**
	 * Sends a frame at once; its time also passes where it cannot be sent.
	 *
	 * @param opus - 20 ms
	 * @returns whether it was sent
	 */
	play(opus: Uint8Array): boolean {
		return this.#voice.play(opus);
	}

	/** Lets 20 ms pass in which nothing is sent; `isLoss` where a frame is missing. */
	leaveOut(options: { isLoss: boolean }): void {
		this.#voice.leaveOut(options);
	}

	/** Tells the call that nothing follows for now. */
	stopSpeaking(): void {
		this.#voice.stopSpeaking();
	}

	/** Leaves the channel; harmless once the stay has ended. */
	leave(): void {
		this.#stay.leave();
	}
}
