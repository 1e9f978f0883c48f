// Which nonces one podcast has used, over all the voice sessions that feed it.
import { NonceWindow, type PodcastNonceParts } from '../protocol/nonce.js';

/** Sees to it that no nonce is used twice under one podcast's key. */
export class PodcastNonces {
	readonly #parts: PodcastNonceParts = { transportNonce: 0, voiceSession: 0 };
	#window = new NonceWindow();
	#firstVoiceSession: number | undefined;

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
	}

	/**
	 * Takes the nonce of a frame for use.
	 *
	 * @param frame - its `voiceSession` counts from any number up, and never goes back
	 * @returns the parts of the podcast nonce, with voice sessions counted from 0 within the
	 * podcast, or from where `skipTo` says, valid until the next call; or null where the nonce may have been used before
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
		}
		if (!this.#window.take(frame.transportNonce)) {
			return null;
		}
		this.#parts.transportNonce = frame.transportNonce;
		return this.#parts;
	}
}
