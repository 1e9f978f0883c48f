// What keeps sound from getting through, as facts; others put them into words.
import { isDeepStrictEqual } from 'node:util';
import type { RecordingEnd } from '../store/episode-manifest.js';
import type { VoiceObstacle } from '../voice/channel-access.js';
import type { VoiceDropReason } from '../voice/voice-reasons.js';

/** Something that listeners or the host should know about, for as long as it lasts. */
export type Trouble =
	/** The voice connection to Discord is down; `shut`: the channel does not let the bot back in. */
	| { kind: 'voice away'; shut?: { channelId: string; obstacle: VoiceObstacle } }
	/** The connection to the podcast server is down. */
	| { kind: 'podcast server away' }
	/** A moderator has deafened the bot. */
	| { kind: 'deafened' }
	/** What the voice server sends does not open with its keys. */
	| { kind: 'unreadable' }
	/** Members are said to talk, and nothing of anybody comes. */
	| { kind: 'nothing comes' }
	/** `isExhausted`: all that may be done for them was tried. */
	| { kind: 'unheard'; userId: string; reason: VoiceDropReason; isExhausted: boolean }
	/** Somebody talks who cannot be told; `hasRejoined`: the call was joined anew for them. */
	| { kind: 'unannounced'; reason: VoiceDropReason; hasRejoined: boolean }
	/** Nobody but the bot is in the channel; the time is counted from when it was left alone. */
	| { kind: 'alone'; endsInMs: number }
	/** Nobody has been heard for that long, at least. */
	| { kind: 'silence'; durationMs: number }
	/** Rounded to a tenth of a second. */
	| { kind: 'late'; delayMs: number }
	/** Another process answers with the same bot token. */
	| { kind: 'rival' }
	/** The bot's other processes are not reached: who opts out there is not known here. */
	| { kind: 'choices unseen' }
	/** Nothing is recorded any more, or ever was; the show goes on. */
	| { kind: 'not recorded'; why: NoRecording };

/** Why a show that was to be recorded is not. */
export type NoRecording = Exclude<RecordingEnd, 'too long'> | 'not begun';

/** The same for the same trouble, as long as it lasts, whatever changes about it. */
export function troubleKey(trouble: Trouble): string {
	return trouble.kind === 'unheard' ? `unheard ${trouble.userId}` : trouble.kind;
}

/** Troubles by their keys, in the order in which they began. */
export class Troubles {
	readonly #lasting = new Map<string, Trouble>();

	get lasting(): readonly Trouble[] {
		return [...this.#lasting.values()];
	}

	/** @returns whether that is news */
	set(trouble: Trouble): boolean {
		const key = troubleKey(trouble);
		if (isDeepStrictEqual(this.#lasting.get(key), trouble)) {
			return false;
		}
		this.#lasting.set(key, trouble);
		return true;
	}

	/** @returns the trouble that is over now; undefined where there was none */
	clear(key: string): Trouble | undefined {
		const trouble = this.#lasting.get(key);
		this.#lasting.delete(key);
		return trouble;
	}
}
