// Whose an SSRC is that nobody was announced for: by the key that opens it, or since all others
// are known.

import { isWellFormed, SILENCE_FRAME } from '../../media/opus-packet.js';
import type { EndToEndResult, EndToEndState } from '../connection/voice-connection-tap.js';
import type { VoiceDropReason } from '../voice-reasons.js';
import { isDaveFrame } from './dave-frame.js';
import type { OpenedPacket } from './opened-packet.js';
import type { UnannouncedVoice, UnannouncedVoices } from './unannounced-voices.js';

/** Who may be speaking, as `CallRoster` knows it. */
export interface SpeakerRoster {
	/** A member's SSRC is known now. */
	note(userId: string): void;
	/** There is another voice server, which has told of nobody yet. */
	clear(): void;
	/** User ids of all others in the call. */
	present(): Iterable<string>;
	/** Who is left when those with an SSRC are left out. */
	remaining(known: ReadonlySet<string>): RemainingMembers;
	/** Whether somebody is in the call who keeps their voice out of anything. */
	hasRefusal(): boolean;
}

/** Those in the call whose SSRC is not known. */
export interface RemainingMembers {
	userIds: readonly string[];
	/** Whether nobody else can be the source of what nobody was announced for. */
	isCertain: boolean;
}

/** Everything that a search needs. */
export interface SpeakerSearchOptions {
	roster: SpeakerRoster;
	endToEndState: () => EndToEndState;
	/** Opens a frame with one member's key; a failure leaves no trace. */
	tryEndToEnd: (frame: Buffer, userId: string) => EndToEndResult;
}

/** Members who have an SSRC already. */
export interface KnownSpeakers {
	userIds: ReadonlySet<string>;
	/** Whether any of the member's SSRCs is heard now. */
	isHeard: (userId: string) => boolean;
}

/** A voice's speaker. */
export interface FoundSpeaker {
	userId: string;
	/** The packet's frame, where a key has opened it; that it does but once. */
	opus: Uint8Array | undefined;
	/** Whether a key has opened it; else all others were left out. */
	isProven: boolean;
}

/** Frames of a voice that all keys are tried on at once; then pauses grow up to the longest. */
const EAGER_TRIES = 5;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1000;

/** Keys tried in a second, whatever comes: some 15 µs each. */
const TRIES_PER_S = 500;

/** How long one member alone must have been the only one left; whoever just came is told of by then. */
const SOLE_MS = 450;

/** A voice with so many frames in a row is somebody's. */
const VOICE_FRAMES = 3;

/** A voice that was heard within that time goes on. */
const CURRENT_MS = 1000;

/** Finds speakers, by proof; where calls have no keys, by elimination. */
export class SpeakerSearch {
	readonly #options: SpeakerSearchOptions;
	#triesLeft = TRIES_PER_S;
	#refilledAtMs = Number.NEGATIVE_INFINITY;

	constructor(options: SpeakerSearchOptions) {
		this.#options = options;
	}

	/**
	 * Looks at a packet, the newest of its voice.
	 *
	 * @returns the speaker, or undefined where there is no proof
	 */
	look(
		packet: OpenedPacket,
		parts: { voice: UnannouncedVoice; voices: UnannouncedVoices; known: KnownSpeakers },
	): FoundSpeaker | undefined {
		const { voice, voices, known } = parts;
		const state = this.#options.endToEndState();
		const reason = whyUnheard(packet.payload, state);
		if (!reason || voices.hasDeparted(voice.ssrc)) {
			voice.pause();
		} else {
			voice.talk(packet, reason);
		}
		switch (state) {
			case 'ready':
				return this.#findByKey(packet, { voice, known });
			case 'off':
				return this.#findSole(voice, { voices, known });
			default:
				voice.sole = undefined;
				return undefined;
		}
	}

	/**
	 * A frame opens with its sender's key alone (DAVE protocol, "Sender key derivation"), so what
	 * opens is proven, and what does not open proves nothing.
	 */
	#findByKey(
		{ payload, receivedAtMs }: OpenedPacket,
		parts: { voice: UnannouncedVoice; known: KnownSpeakers },
	): FoundSpeaker | undefined {
		const { voice, known } = parts;
		if (receivedAtMs < voice.nextTryMs || !isDaveFrame(payload)) {
			return undefined;
		}
		for (const userId of this.#byLikelihood(known)) {
			if (!this.#mayTry(receivedAtMs)) {
				return undefined;
			}
			const result = this.#options.tryEndToEnd(payload, userId);
			if (result.kind === 'decrypted') {
				return { userId, opus: result.opus, isProven: true };
			}
		}
		voice.failedTries += 1;
		const pauses = voice.failedTries - EAGER_TRIES;
		if (pauses >= 0) {
			voice.nextTryMs = receivedAtMs + Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** pauses);
		}
		return undefined;
	}

	/** Those without an SSRC first; then those who may have got another one without a word. */
	#byLikelihood({ userIds, isHeard }: KnownSpeakers): string[] {
		const present = [...this.#options.roster.present()];
		return [
			...present.filter((userId) => !userIds.has(userId)),
			...present.filter((userId) => userIds.has(userId) && !isHeard(userId)),
		];
	}

	#mayTry(nowMs: number): boolean {
		const elapsedMs = Math.max(0, nowMs - this.#refilledAtMs);
		this.#triesLeft = Math.min(TRIES_PER_S, this.#triesLeft + (elapsedMs * TRIES_PER_S) / 1000);
		this.#refilledAtMs = nowMs;
		if (this.#triesLeft < 1) {
			return false;
		}
		this.#triesLeft -= 1;
		return true;
	}

	/**
	 * Without keys a voice is somebody's only if it can be nobody else's, and for a while; never while
	 * somebody is there who has said no, and could be heard by another's name. Voice server and main
	 * gateway may be late, or wrong, in all that they tell of them.
	 */
	#findSole(
		voice: UnannouncedVoice,
		parts: { voices: UnannouncedVoices; known: KnownSpeakers },
	): FoundSpeaker | undefined {
		const { failure } = voice.speech ?? {};
		if (!failure || failure.packets < VOICE_FRAMES) {
			return undefined;
		}
		const { userIds, isCertain } = this.#options.roster.remaining(parts.known.userIds);
		const [userId] = userIds;
		const nowMs = failure.lastAtMs;
		if (
			userId === undefined ||
			userIds.length > 1 ||
			!isCertain ||
			this.#options.roster.hasRefusal() ||
			hasRival(voice, parts.voices, nowMs)
		) {
			voice.sole = undefined;
			return undefined;
		}
		if (voice.sole?.userId !== userId) {
			voice.sole = { userId, sinceMs: nowMs };
		}
		const isSettled = nowMs - Math.max(voice.sole.sinceMs, failure.sinceMs) >= SOLE_MS;
		return isSettled ? { userId, opus: undefined, isProven: false } : undefined;
	}
}

/** Whether somebody else talks who was not announced either. */
function hasRival(voice: UnannouncedVoice, voices: UnannouncedVoices, nowMs: number): boolean {
	for (const other of voices.all) {
		const failure = other.speech?.failure;
		if (
			other !== voice &&
			failure &&
			failure.packets >= VOICE_FRAMES &&
			nowMs - failure.lastAtMs < CURRENT_MS
		) {
			return true;
		}
	}
	return false;
}

/** @returns what keeps a frame of speech off air, or undefined where it is no speech */
function whyUnheard(payload: Buffer, state: EndToEndState): VoiceDropReason | undefined {
	if (payload.equals(SILENCE_FRAME)) {
		return undefined;
	}
	if (state === 'off') {
		return !isDaveFrame(payload) && isWellFormed(payload) ? 'speaker not announced' : undefined;
	}
	if (!isDaveFrame(payload)) {
		return undefined;
	}
	return state === 'ready' ? 'end-to-end decryption failed' : 'end-to-end encryption not ready';
}
