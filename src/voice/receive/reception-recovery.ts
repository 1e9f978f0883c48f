// When the reception of a call has to be helped, and how: never at a greater cost than the trouble's.

import { DAVE_DROP_REASONS, type ReceptionRemedy, type VoiceDropReason } from '../voice-reasons.js';
import type { MissingSound } from './expected-sound.js';
import type { ReceptionFailure, SpeakerReception } from './speaker-reception.js';

/**
 * Frames fail for a moment whenever members come and go, and a transition may take its 2 s (DAVE
 * protocol, "Transitions"); what lasts longer does not pass by itself.
 */
const FAILING_MS = 1500;

/** A speaker whose last failure is older is silent, not failing. */
const CURRENT_MS = 500;

/** Each remedy gets time to work before the next, and each round more. */
const FIRST_PAUSE_MS = 3000;

/** Then it is not ours to repair: one member's own client can be what is broken. */
const MAX_REMEDIES = 6;

/** A remedy costs everybody frames, so those who are heard are spared a second one. */
const MAX_REMEDIES_BESIDE_OTHERS = 1;

/** And a first one for another cause, for so long: one member can make up causes. */
const BESIDE_OTHERS_PAUSE_MS = 600_000;

/** Whoever was heard that long after somebody's trouble began has none of it. */
const SPARED_MS = 500;

/** What has not failed for that long is over. */
const CURED_MS = 30_000;

/** A failure that lasts so long after a remedy was not cured by it. */
const UNCURED_MS = 3000;

/** Somebody whom nobody knows has talked for that long without a break. */
const UNANNOUNCED_MS = 1000;

/**
 * Somebody began to talk that long ago, and nothing has come. Their first packet follows at once; a
 * client that only says so in time is spared a call that is joined anew.
 */
const MISSING_MS = 10_000;

/** Failures that a new group can cure; the others need new keys and announcements. */
const END_TO_END_REASONS: ReadonlySet<VoiceDropReason> = new Set(DAVE_DROP_REASONS);

/** Failures of a connection, not of one packet. */
const CURABLE_REASONS: ReadonlySet<VoiceDropReason> = new Set([
	...END_TO_END_REASONS,
	'transport decryption failed',
	'speaker not announced',
]);

/** Whether a speaker's packets are lost now, and have been without a frame between them. */
export function isFailing(speaker: SpeakerReception, nowMs: number, forMs: number): boolean {
	const { failure } = speaker;
	return (
		failure !== undefined &&
		CURABLE_REASONS.has(failure.reason) &&
		nowMs - failure.lastAtMs < CURRENT_MS &&
		failure.lastAtMs - failure.sinceMs >= forMs
	);
}

/** A call's reception, as it is at one moment. */
export interface CallReception {
	/** Members whose voices are wanted; the trouble of others is not worth a frame. */
	speakers: readonly SpeakerReception[];
	/** Somebody who talks, and nobody knows who it is. */
	unannounced: SpeakerReception | undefined;
	/** All packets together: lost where the voice server's key does not open them. */
	transport: SpeakerReception;
	/** Somebody who was said to talk, when nothing has come since. */
	missing: MissingSound | undefined;
}

/** Something that fails, for as long as the show remembers it. */
interface Cause {
	/** When it was first seen to fail. */
	readonly sinceMs: number;
	lastFailingMs: number;
	remedies: number;
	lastRemedyMs: number;
	/** Whether others were heard meanwhile. */
	isBesideOthers: boolean;
}

/** What fails: everything, the group, somebody unknown, the way here, or a member by user id. */
type CauseKey = 'transport' | 'group' | 'unannounced' | 'missing' | `member ${string}`;

/** What is known of it; a reason where packets have come. */
type Failing = Pick<ReceptionFailure, 'sinceMs'> & Partial<Pick<ReceptionFailure, 'reason'>>;

/** Decides on remedies over a whole show; somebody else carries them out. */
export class ReceptionRecovery {
	readonly #causes = new Map<CauseKey, Cause>();
	#nextRemedyMs = 0;
	#lastBesideOthersMs = Number.NEGATIVE_INFINITY;

	/** Whether all that may be done for a member was tried. */
	isExhausted(userId: string, nowMs: number): boolean {
		const cause = this.#causes.get(`member ${userId}`);
		return cause !== undefined && !this.#isWorthOne(cause, nowMs);
	}

	/** Whether the call was joined anew in the last ten minutes for somebody unknown. */
	hasRejoinedForUnannounced(nowMs: number): boolean {
		const cause = this.#causes.get('unannounced');
		return cause !== undefined && nowMs - cause.lastRemedyMs < BESIDE_OTHERS_PAUSE_MS;
	}

	/** @returns what to do now, or undefined for nothing */
	decide(reception: CallReception, nowMs: number): ReceptionRemedy | undefined {
		const failing = findFailing(reception, nowMs);
		this.#forgetCured(reception, nowMs);
		const causes = [...failing].map(([key, { sinceMs }]) => this.#follow(key, sinceMs, nowMs));
		this.#noteOthers(reception, failing);
		if (nowMs < this.#nextRemedyMs) {
			return undefined;
		}
		const index = causes.findIndex((cause) => this.#isWorthOne(cause, nowMs));
		const worst = causes[index];
		if (!worst) {
			return undefined;
		}
		const { remedies } = worst;
		this.#nextRemedyMs = nowMs + FIRST_PAUSE_MS * 2 ** Math.floor(remedies / 2);
		if (worst.isBesideOthers) {
			this.#lastBesideOthersMs = nowMs;
		}
		// A remedy is one for everything that fails.
		for (const cause of causes) {
			cause.remedies += 1;
			cause.lastRemedyMs = nowMs;
		}
		const reason = [...failing.values()][index]?.reason;
		const isEndToEnd = reason !== undefined && END_TO_END_REASONS.has(reason);
		return isEndToEnd && remedies % 2 === 0 ? 'reinitialise' : 'rejoin';
	}

	#isWorthOne(cause: Cause, nowMs: number): boolean {
		return cause.isBesideOthers
			? cause.remedies < MAX_REMEDIES_BESIDE_OTHERS && this.#isAffordable(nowMs)
			: cause.remedies < MAX_REMEDIES;
	}

	#isAffordable(nowMs: number): boolean {
		return nowMs - this.#lastBesideOthersMs >= BESIDE_OTHERS_PAUSE_MS;
	}

	#follow(key: CauseKey, sinceMs: number, nowMs: number): Cause {
		const cause = this.#causes.get(key) ?? {
			sinceMs,
			lastFailingMs: nowMs,
			remedies: 0,
			lastRemedyMs: Number.NEGATIVE_INFINITY,
			// Somebody unknown may be anything, and a client can say that it talks and send nothing:
			// others are taken to be heard.
			isBesideOthers: key === 'unannounced' || key === 'missing',
		};
		cause.lastFailingMs = nowMs;
		this.#causes.set(key, cause);
		return cause;
	}

	/** Whoever is heard now, while something else fails. */
	#noteOthers({ speakers }: CallReception, failing: ReadonlyMap<CauseKey, Failing>): void {
		for (const { lastFrameAtMs, userId } of speakers) {
			for (const key of failing.keys()) {
				const cause = this.#causes.get(key) as Cause;
				if (key !== `member ${userId}` && (lastFrameAtMs ?? 0) > cause.sinceMs + SPARED_MS) {
					cause.isBesideOthers = true;
				}
			}
		}
	}

	/** What was not cured stays remembered, however long it is quiet. */
	#forgetCured({ speakers }: CallReception, nowMs: number): void {
		const heard = new Map([...speakers].map((speaker) => [speaker.userId, speaker.lastFrameAtMs]));
		for (const [key, cause] of this.#causes) {
			const lastFrameAtMs = heard.get(key.replace('member ', ''));
			const isCured = key.startsWith('member ')
				? (lastFrameAtMs ?? Number.NEGATIVE_INFINITY) > cause.lastFailingMs
				: cause.lastFailingMs < cause.lastRemedyMs + UNCURED_MS;
			if (isCured && nowMs - cause.lastFailingMs > CURED_MS) {
				this.#causes.delete(key);
			}
		}
	}
}

/** The worst first: what concerns everybody. */
function findFailing(
	{ missing, speakers, transport, unannounced }: CallReception,
	nowMs: number,
): Map<CauseKey, Failing> {
	const failing = new Map<CauseKey, Failing>();
	const add = (key: CauseKey, { failure }: SpeakerReception) =>
		failure && failing.set(key, failure);
	if (missing && nowMs - missing.sinceMs >= MISSING_MS) {
		failing.set('missing', { sinceMs: missing.sinceMs });
	}
	if (isFailing(transport, nowMs, FAILING_MS)) {
		add('transport', transport);
	}
	if (unannounced && isFailing(unannounced, nowMs, UNANNOUNCED_MS)) {
		const reason = unannounced.failure?.reason;
		if (reason === 'end-to-end encryption not ready') {
			if (isFailing(unannounced, nowMs, FAILING_MS)) {
				add('group', unannounced);
			}
		} else if (reason === 'speaker not announced') {
			add('unannounced', unannounced);
		}
		// A frame that no key opens would open no better after a remedy, and can be anything.
	}
	for (const speaker of speakers) {
		if (isFailing(speaker, nowMs, FAILING_MS)) {
			add(`member ${speaker.userId}`, speaker);
		}
	}
	return failing;
}
