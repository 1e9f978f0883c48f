// Notices what keeps sound from getting through, and says it in words.
import { isFailing } from '../voice/receive/reception-recovery.js';
import type { SpeakerReception } from '../voice/receive/speaker-reception.js';
import type { VoiceDropReason } from '../voice/voice-reasons.js';

/** How a guild on air is doing, at one moment. */
export interface Observation {
	/** By the clock's `nowMs`. */
	nowMs: number;
	isVoiceConnected: boolean;
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
	/** Whether all that can be done for a reception that fails was tried. */
	isRecoveryExhausted: boolean;
	/** When anybody's voice was heard last; since the start where nobody's was. */
	lastVoiceAtMs: number;
	/** Milliseconds from datagram to socket that 99 % of the last frames stayed within. */
	delayMs: number | undefined;
}

/** Something that listeners or the host should know about. */
export interface Trouble {
	/** The same for the same trouble, as long as it lasts. */
	key: string;
	/** What is wrong, what is done about it, and what the reader can do. */
	text: string;
	/** What to say when it is over. */
	overText: string;
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
const LONG_DELAY_MS = 500;

/** Whoever was heard that recently is there, whatever the list of members says. */
const HEARD_MS = 10_000;

/** Looks at a guild on air again and again. */
export class Watchdog {
	readonly #settings: WatchdogSettings;
	#voiceAwayMs: number | undefined;
	#podcastAwayMs: number | undefined;
	#aloneSinceMs: number | undefined;
	/** Who talks and is not heard, by user id; an empty one stands for whoever is unannounced. */
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
			...this.#connectionTroubles(nowMs),
			...deafened(observation),
			...this.#speakerTroubles(observation),
			...this.#quietTroubles(observation),
		];
	}

	#connectionTroubles(nowMs: number): Trouble[] {
		const troubles: Trouble[] = [];
		if (this.#voiceAwayMs !== undefined && nowMs - this.#voiceAwayMs >= UNHEARD_MS / 2) {
			troubles.push({
				key: 'voice connection',
				text: 'The voice connection to Discord is down: nobody is heard. I am reconnecting; there is nothing that you need to do.',
				overText: 'The voice connection is back.',
			});
		}
		if (this.#podcastAwayMs !== undefined && nowMs - this.#podcastAwayMs >= UNHEARD_MS / 2) {
			troubles.push({
				key: 'podcast connection',
				text: 'The connection to the podcast server is down: listeners hear nothing. I am reconnecting; if this lasts, whoever runs the podcast server should look at it.',
				overText: 'The podcast server is back.',
			});
		}
		return troubles;
	}

	#speakerTroubles(observation: Observation): Trouble[] {
		const { nowMs, speakers, unannounced, isRecoveryExhausted } = observation;
		for (const speaker of unannounced ? [...speakers, unannounced] : speakers) {
			this.#followSpeaker(speaker, nowMs);
		}
		const troubles: Trouble[] = [];
		for (const [userId, { lastSeenMs, reason, sinceMs }] of this.#unheard) {
			if (nowMs - lastSeenMs > REMEMBERED_MS) {
				this.#unheard.delete(userId);
			} else if (nowMs - sinceMs >= UNHEARD_MS) {
				troubles.push(
					userId === UNANNOUNCED
						? describeUnannounced(reason, observation.hasRejoinedForUnannounced === true)
						: describeUnheard(userId, reason, isRecoveryExhausted),
				);
			}
		}
		return troubles;
	}

	#followSpeaker(speaker: SpeakerReception, nowMs: number): void {
		const { failure, lastFrameAtMs, userId } = speaker;
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
			troubles.push({
				key: 'alone',
				text: `I am alone in the channel. The podcast ends when nobody has joined within ${minutes(this.#settings.idleMs)}.`,
				overText: 'Somebody is in the channel again.',
			});
		} else if (nowMs - lastVoiceAtMs >= this.#settings.silenceMs) {
			troubles.push({
				key: 'silence',
				text: `Nobody has been heard for ${minutes(this.#settings.silenceMs)}. If somebody is talking, they may be muted in Discord, or not picked up by their microphone.`,
				overText: 'Somebody is heard again.',
			});
		}
		if (delayMs !== undefined && delayMs > LONG_DELAY_MS) {
			troubles.push({
				key: 'delay',
				text: `The sound is ${(delayMs / 1000).toFixed(1)} s late. The machine that I run on is overloaded.`,
				overText: 'The sound is on time again.',
			});
		}
		return troubles;
	}
}

function deafened({ isDeafened }: Observation): Trouble[] {
	return isDeafened
		? [
				{
					key: 'deafened',
					text: 'A moderator has deafened me, so Discord sends me no sound. Right-click my name in the voice channel and untick **Server Deafen**.',
					overText: 'I am no longer deafened.',
				},
			]
		: [];
}

/** Somebody who talks and is not heard. */
interface Unheard {
	sinceMs: number;
	lastSeenMs: number;
	reason: VoiceDropReason;
}

function describeUnheard(userId: string, reason: VoiceDropReason, isExhausted: boolean): Trouble {
	const member = `<@${userId}>`;
	const { cause, advice } = SPEAKER_WORDS[reason] ?? UNKNOWN_FAILURE;
	const repair = isExhausted
		? `I have tried what I can. ${advice}`
		: `I am repairing it; if this lasts: ${lowerFirst(advice)}`;
	return {
		key: `speaker ${userId}`,
		text: `${member} is talking but not heard: ${cause}. ${repair}`,
		overText: `${member} is heard again.`,
	};
}

/** Stands for whoever talks and cannot be told. */
const UNANNOUNCED = '';

function describeUnannounced(reason: VoiceDropReason, hasRejoined: boolean): Trouble {
	const key = 'unannounced';
	const overText = 'Everybody who talks is known again.';
	if (reason === 'end-to-end encryption not ready') {
		return {
			key,
			text: "Somebody is talking, and Discord's end-to-end encryption has not let me in yet, so I do not hear them. I am repairing it; if this lasts, leave the voice channel and join again.",
			overText,
		};
	}
	if (reason !== 'speaker not announced') {
		return {
			key,
			text: "An end-to-end encrypted voice opens with nobody's key that I have, so I cannot tell whose it is, and it stays off air. If you are not heard, leave the voice channel and join again, or update Discord.",
			overText,
		};
	}
	const repair = hasRejoined ? ' I have reconnected, to no avail.' : '';
	return {
		key,
		text: `Somebody is talking whom Discord has not told me of, so I cannot tell whose voice it is, and it stays off air.${repair} If you are not heard, mute and unmute yourself, or leave the channel and join again.`,
		overText,
	};
}

const UNKNOWN_FAILURE = {
	cause: 'their voice arrives damaged',
	advice: 'Leave the voice channel and join again.',
};

const SPEAKER_WORDS: Partial<Record<VoiceDropReason, { cause: string; advice: string }>> = {
	'end-to-end encryption not ready': {
		cause: "Discord's end-to-end encryption has not let me in yet",
		advice: 'Leave the voice channel and join again.',
	},
	'end-to-end decryption failed': {
		cause: "their end-to-end encrypted voice does not open with the call's keys",
		advice: 'Leave the voice channel and join again, or update Discord.',
	},
	'transport decryption failed': {
		cause: "their voice does not open with the voice server's keys",
		advice: 'Leave the voice channel and join again.',
	},
};

function lowerFirst(text: string): string {
	return text.charAt(0).toLowerCase() + text.slice(1);
}

function minutes(durationMs: number): string {
	const count = Math.round(durationMs / 60_000);
	return count >= 1 ? `${count} minute${count === 1 ? '' : 's'}` : `${durationMs / 1000} s`;
}
