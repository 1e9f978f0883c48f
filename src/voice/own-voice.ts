// The bot's own voice in a call: Opus frames in, one each 20 ms, RTP out.
import type { Logger } from 'pino';
import type { VoiceStay } from './connection/voice-stay.js';

/** What one stay of a bot sends; whoever paces it calls one of `play` and `leaveOut` each 20 ms. */
export class OwnVoice {
	readonly #stay: VoiceStay;
	readonly #logger: Logger;
	#isFailureTold = false;

	constructor(stay: VoiceStay, logger: Logger) {
		this.#stay = stay;
		this.#logger = logger;
	}

	/** The channel that it is heard in, which changes when the bot is moved. */
	get channelId(): string {
		return this.#stay.channelId;
	}

	/** Whether frames can go out now: the bot is connected, and end-to-end encryption has its keys. */
	get isReady(): boolean {
		const { endToEndState } = this.#stay.tap;
		return this.#stay.isConnected && (endToEndState === 'off' || endToEndState === 'ready');
	}

	/** Whether Discord has it that the bot mutes itself; undefined while it has no place. */
	get isSelfMuted(): boolean | undefined {
		return this.#stay.isSelfMuted;
	}

	/** Mutes or unmutes the bot: at once, or when its connection is back. */
	setSelfMute(isSelfMute: boolean): void {
		this.#stay.setSelfMute(isSelfMute);
	}

	/**
	 * Sends a frame at once; its time also passes where it cannot be sent.
	 *
	 * @param opus - 20 ms
	 * @returns whether it was sent
	 */
	play(opus: Uint8Array): boolean {
		const isSent = this.#tryPlay(opus);
		if (!isSent) {
			this.leaveOut({ isLoss: true });
		}
		return isSent;
	}

	/** Lets 20 ms pass in which nothing is sent; `isLoss` where a frame is missing. */
	leaveOut(options: { isLoss: boolean }): void {
		this.#stay.tap.leaveOut(options);
	}

	/** Tells the call that nothing follows for now. */
	stopSpeaking(): void {
		this.#stay.tap.stopSpeaking();
	}

	/** A frame that cannot be encrypted costs that frame, never the process. */
	#tryPlay(opus: Uint8Array): boolean {
		try {
			return this.#stay.tap.play(opus);
		} catch (error) {
			if (!this.#isFailureTold) {
				this.#isFailureTold = true;
				this.#logger.error({ err: error }, 'Frames cannot be sent to Discord');
			}
			return false;
		}
	}
}
