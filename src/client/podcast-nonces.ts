// Which nonces one podcast has used, over all the voice sessions that feed it.
import { NonceWindow, type PodcastNonceParts } from '../protocol/nonce.js';

/**
 * Writes down that all voice sessions of a podcast below a number may have been used, so that
 * whoever returns to it begins with that number.
 *
 * @returns whether it is written, within seconds; never rejects
 */
export type VoiceSessionLedger = (podcastId: string, next: number) => Promise<boolean>;

/** Numbers that are written down at once, so that sound need not wait for a disk. */
export const RESERVED_VOICE_SESSIONS = 16;

/** Where the numbers of a podcast's voice sessions begin, and who writes them down. */
export interface PodcastNoncesOptions {
	/** Number of the first voice session; default 0. */
	firstVoiceSession?: number;
	/**
	 * Writes down that numbers below `next` may have been used, which is so already for the first
	 * `RESERVED_VOICE_SESSIONS`; without it nobody returns to the podcast.
	 */
	reserve?: (next: number) => Promise<boolean>;
}

/** Sees to it that no nonce is used twice under one podcast's key. */
export class PodcastNonces {
	readonly #reserve: PodcastNoncesOptions['reserve'];
	readonly #parts: PodcastNonceParts;
	#window = new NonceWindow();
	#firstVoiceSession: number | undefined;
	/** The first number that may not be used yet. */
	#reservedEnd: number;
	#isReserving = false;

	constructor({ firstVoiceSession = 0, reserve }: PodcastNoncesOptions = {}) {
		this.#reserve = reserve;
		this.#parts = { transportNonce: 0, voiceSession: firstVoiceSession };
		this.#reservedEnd = reserve
			? firstVoiceSession + RESERVED_VOICE_SESSIONS
			: Number.POSITIVE_INFINITY;
	}

	/** Whether a voice session has come whose number could not be written down: none is left. */
	get isExhausted(): boolean {
		return this.#parts.voiceSession >= this.#reservedEnd && !this.#isReserving;
	}

	/** Number of the first voice session, within the podcast, of which no nonce has been used. */
	get nextVoiceSession(): number {
		return this.#parts.voiceSession + (this.#firstVoiceSession === undefined ? 0 : 1);
	}

	/** Counts on from this voice session within the podcast; harmless where that is reached. */
	skipTo(voiceSession: number): void {
		const sessions = voiceSession - this.#parts.voiceSession;
		if (sessions <= 0) {
			return;
		}
		this.#window = new NonceWindow();
		this.#parts.voiceSession = voiceSession;
		if (this.#firstVoiceSession !== undefined) {
			this.#firstVoiceSession -= sessions;
		}
		this.#reserveMore();
	}

	/**
	 * Takes the nonce of a frame for use.
	 *
	 * @param frame - its `voiceSession` counts from any number up, and never goes back
	 * @returns the parts of the podcast nonce, with voice sessions counted within the podcast, valid
	 * until the next call; or null where the nonce may have been used before, or is not written down
	 */
	take(frame: PodcastNonceParts): Readonly<PodcastNonceParts> | null {
		this.#firstVoiceSession ??= frame.voiceSession - this.#parts.voiceSession;
		const voiceSession = frame.voiceSession - this.#firstVoiceSession;
		if (voiceSession < this.#parts.voiceSession) {
			return null;
		}
		if (voiceSession > this.#parts.voiceSession) {
			this.#window = new NonceWindow();
			this.#parts.voiceSession = voiceSession;
			this.#reserveMore();
		}
		if (voiceSession >= this.#reservedEnd || !this.#window.take(frame.transportNonce)) {
			return null;
		}
		this.#parts.transportNonce = frame.transportNonce;
		return this.#parts;
	}

	/** Long before the last number is used, so that the next one is there when it is needed. */
	#reserveMore(): void {
		const { voiceSession } = this.#parts;
		const isSoon = voiceSession + RESERVED_VOICE_SESSIONS / 2 >= this.#reservedEnd;
		if (!isSoon || this.#isReserving) {
			return;
		}
		this.#isReserving = true;
		const end = voiceSession + RESERVED_VOICE_SESSIONS;
		void this.#reserve?.(end).then((isWritten) => {
			this.#isReserving = false;
			this.#reservedEnd = isWritten ? end : this.#reservedEnd;
		});
	}
}
