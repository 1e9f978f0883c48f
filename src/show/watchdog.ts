// Notices what keeps sound from getting through.
import type { MissingSound } from '../voice/receive/expected-sound.js';
import { isFailing } from '../voice/receive/reception-recovery.js';
import type { SpeakerReception } from '../voice/receive/speaker-reception.js';
import type { VoiceDropReason } from '../voice/voice-reasons.js';
import type { Trouble } from './troubles.js';

/** How a guild on air is doing, at one moment. */
export interface Observation {
	/** By the clock's `nowMs`. */
	nowMs: number;
	isVoiceConnected: boolean;
	/** What keeps the bot out of its channel while it is not connected; default nothing. */
	shut?: Extract<Trouble, { kind: 'voice away' }>['shut'] | undefined;
	isPodcastConnected: boolean;
	/** Whether a moderator has deafened the bot. */
	isDeafened: boolean;
	/** Members in the channel who are no bots. */
	listeners: number;
	speakers: Iterable<SpeakerReception>;
	/** Somebody who talks and cannot be told, if there is anybody. */
	unannounced: SpeakerReception | undefined;
	/** Whether the call was joined anew for them lately; default no. */
	hasRejoinedForUnannounced?: boolean | undefined;
	/** All packets together: lost where the voice server's key does not open them. */
	transport: SpeakerReception;
	/** Somebody who was said to talk, when nothing of anybody has come since; default nobody. */
	missing?: MissingSound | undefined;
	/** Whether all that may be done for a member who is not heard was tried. */
	isRecoveryExhausted: (userId: string) => boolean;
	/** When anybody's voice was heard last; since the start where nobody's was. */
	lastVoiceAtMs: number;
	/** Milliseconds from datagram to socket that 99 % of the last frames stayed within. */
	delayMs: number | undefined;
}

/** Times after which something is worth a word, in milliseconds. */
export interface WatchdogSettings {
	/** Nobody was heard. */
	silenceMs: number;
	/** Nobody but the bot is in the channel; then the podcast ends. */
	idleMs: number;
}

/** What listeners miss for longer is told; with a look each second that is within 5 s. */
const UNHEARD_MS = 4000;

/** A row of lost packets that is shorter than this is the network's. */
const FAILING_MS = 500;

/** Rejoining begins every row anew, so a speaker who is not heard is remembered for that long. */
const REMEMBERED_MS = 6000;

/** The call has been joined anew by then, where that may be done. */
const MISSING_MS = 12_000;

const LONG_DELAY_MS = 500;

/** Whoever was heard that recently is there, whatever the list of members says. */
const HEARD_MS = 10_000;

/** Looks at a guild on air again and again. */
export class Watchdog {
	readonly #settings: WatchdogSettings;
	#voiceAwayMs: number | undefined;
	#podcastAwayMs: number | undefined;
	#aloneSinceMs: number | undefined;
	/** Members who talk and are not heard, by user id; an empty id is somebody unannounced. */
	readonly #unheard = new Map<string, Unheard>();

	constructor(settings: WatchdogSettings) {
		this.#settings = settings;
	}

	/** Whether the bot has been alone for so long that the podcast should end. */
	get isIdle(): boolean {
		return this.#isIdle;
	}
	#isIdle = false;

	/** @returns all troubles at that moment, the worst first */
	look(observation: Observation): Trouble[] {
		const { nowMs } = observation;
		this.#voiceAwayMs = observation.isVoiceConnected ? undefined : (this.#voiceAwayMs ?? nowMs);
		this.#podcastAwayMs = observation.isPodcastConnected
			? undefined
			: (this.#podcastAwayMs ?? nowMs);
		const isAlone = observation.listeners === 0 && nowMs - observation.lastVoiceAtMs >= HEARD_MS;
		this.#aloneSinceMs = isAlone ? (this.#aloneSinceMs ?? nowMs) : undefined;
		this.#isIdle =
			this.#aloneSinceMs !== undefined && nowMs - this.#aloneSinceMs >= this.#settings.idleMs;
		return [
			...this.#connectionTroubles(observation),
			...(observation.isDeafened ? [{ kind: 'deafened' } as const] : []),
			...this.#speakerTroubles(observation),
			...this.#quietTroubles(observation),
		];
	}

	#connectionTroubles({ nowMs, shut }: Observation): Trouble[] {
		const troubles: Trouble[] = [];
		if (this.#voiceAwayMs !== undefined && nowMs - this.#voiceAwayMs >= UNHEARD_MS / 2) {
			troubles.push({ kind: 'voice away', ...(shut && { shut }) });
		}
		if (this.#podcastAwayMs !== undefined && nowMs - this.#podcastAwayMs >= UNHEARD_MS / 2) {
			troubles.push({ kind: 'podcast server away' });
		}
		return troubles;
	}

	#speakerTroubles(observation: Observation): Trouble[] {
		const { missing, nowMs, speakers, transport, unannounced } = observation;
		this.#follow(ALL, transport, nowMs);
		if (unannounced) {
			this.#follow(UNANNOUNCED, unannounced, nowMs);
		}
		for (const speaker of speakers) {
			this.#follow(speaker.userId, speaker, nowMs);
		}
		const isMissing = missing !== undefined && nowMs - missing.sinceMs >= MISSING_MS;
		const troubles: Trouble[] = isMissing ? [{ kind: 'nothing comes' }] : [];
		for (const [userId, unheard] of this.#unheard) {
			if (nowMs - unheard.lastSeenMs > REMEMBERED_MS) {
				this.#unheard.delete(userId);
			} else if (nowMs - unheard.sinceMs >= UNHEARD_MS) {
				troubles.push(makeTrouble(userId, unheard, observation));
			}
		}
		return troubles;
	}

	#follow(userId: string, speaker: SpeakerReception, nowMs: number): void {
		const { failure, lastFrameAtMs } = speaker;
		const unheard = this.#unheard.get(userId);
		if (failure && isFailing(speaker, nowMs, FAILING_MS)) {
			const sinceMs = unheard?.sinceMs ?? failure.sinceMs;
			this.#unheard.set(userId, { sinceMs, lastSeenMs: nowMs, reason: failure.reason });
		} else if (unheard && lastFrameAtMs !== undefined && lastFrameAtMs > unheard.lastSeenMs) {
			this.#unheard.delete(userId);
		}
	}

	#quietTroubles({ nowMs, lastVoiceAtMs, delayMs }: Observation): Trouble[] {
		const troubles: Trouble[] = [];
		if (this.#aloneSinceMs !== undefined) {
			troubles.push({ kind: 'alone', endsInMs: this.#settings.idleMs });
		} else if (nowMs - lastVoiceAtMs >= this.#settings.silenceMs) {
			troubles.push({ kind: 'silence', durationMs: this.#settings.silenceMs });
		}
		if (delayMs !== undefined && delayMs > LONG_DELAY_MS) {
			troubles.push({ kind: 'late', delayMs: Math.round(delayMs / 100) * 100 });
		}
		return troubles;
	}
}

/** Somebody who talks, and nobody knows who it is. */
const UNANNOUNCED = '';

/** Everybody, where no packet opens. */
const ALL = 'all';

function makeTrouble(
	userId: string,
	{ reason }: Unheard,
	{ hasRejoinedForUnannounced, isRecoveryExhausted }: Observation,
): Trouble {
	switch (userId) {
		case ALL:
			return { kind: 'unreadable' };
		case UNANNOUNCED:
			return { kind: 'unannounced', reason, hasRejoined: hasRejoinedForUnannounced === true };
		default:
			return { kind: 'unheard', userId, reason, isExhausted: isRecoveryExhausted(userId) };
	}
}

/** Somebody who talks and is not heard. */
interface Unheard {
	sinceMs: number;
	lastSeenMs: number;
	reason: VoiceDropReason;
}
