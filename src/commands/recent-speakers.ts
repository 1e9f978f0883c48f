// Who is heard right now.
import { SILENCE_FRAME, type VoiceFrame } from '../voice/voice-frame.js';

/** Somebody is heard for that long after their last frame: longer than a breath between words. */
const HEARD_MS = 500;

/** Remembers when each member was last heard. */
export class RecentSpeakers {
	readonly #lastHeardMs = new Map<string, number>();
	#lastHeardAtMs: number | undefined;

	/** When anybody was heard last; undefined if nobody was. */
	get lastHeardAtMs(): number | undefined {
		return this.#lastHeardAtMs;
	}

	/** Takes note of one frame; called for each, so it does no more than it must. */
	note(frame: VoiceFrame): void {
		if (!isSilence(frame.opus)) {
			this.#lastHeardMs.set(frame.userId, frame.receivedAtMs);
			this.#lastHeardAtMs = frame.receivedAtMs;
		}
	}

	/** User ids of those who are heard at this time; forgets all others. */
	heardAt(nowMs: number): string[] {
		for (const [userId, lastHeardMs] of this.#lastHeardMs) {
			if (nowMs - lastHeardMs > HEARD_MS) {
				this.#lastHeardMs.delete(userId);
			}
		}
		return [...this.#lastHeardMs.keys()];
	}
}

function isSilence(opus: Uint8Array): boolean {
	return (
		opus.length === SILENCE_FRAME.length &&
		opus.every((byte, index) => byte === SILENCE_FRAME[index])
	);
}
