// What a sound check finds, as facts; discord/words says them.
import type { LinkAnswer } from '../../client/trials/link-trial.js';
import type { ShowPermission } from '../../voice/show-permissions.js';
import type { VoiceDropReason, VoiceEndReason } from '../../voice/voice-reasons.js';
import type { HeardVoice } from './measured-voice.js';

/** Why listening was over. */
export type CheckEnd =
	/** Its time was up. */
	| { kind: 'done' }
	/** The bot is needed in voice for something else: a show begins, or is played. */
	| { kind: 'needed' }
	/** The program is stopping. */
	| { kind: 'stopping' }
	/** Somebody moved the bot. */
	| { kind: 'moved'; channelId: string }
	| { kind: 'voice'; reason: VoiceEndReason }
	/** The channel was not entered: Discord was silent, or said why. */
	| { kind: 'not joined'; reason: VoiceEndReason | 'silence' };

/** What keeps a member from being heard who was not. */
export type MutedBy = 'themselves' | 'a moderator' | 'the stage';

/** What there is to say of one member's sound. */
export type MemberSound =
	| HeardVoice
	| { kind: 'muted'; by: MutedBy }
	/** They talk, and their packets do not become sound. */
	| { kind: 'unreadable'; reason: VoiceDropReason };

/** One member in the channel whose voice may go on air. */
export interface CheckedMember {
	/** As they called themselves. */
	name: string;
	sound: MemberSound;
	/** Share of their packets that did not come, in 0..1. */
	lostShare: number;
}

/** How sound comes from Discord; of no single member. */
export interface CheckedNetwork {
	/** What is lost while it is away is no packet that did not come. */
	connection: 'steady' | 'came back' | 'away';
	/** Share of all packets that did not come, in 0..1; undefined where none came. */
	lostShare: number | undefined;
	/** To the voice server and back; undefined where it did not answer. */
	roundTripMs: number | undefined;
	/** How long frames wait so that all voices are heard evenly; undefined where none came. */
	waitMs: number | undefined;
	/** Version of the end-to-end encryption; 0 where there is none. */
	endToEndVersion: number;
}

/** What was heard in the channel. */
export interface CheckedChannel {
	channelId: string;
	/** How long was listened; 0 where the channel was not entered. */
	listenedMs: number;
	end: CheckEnd;
	members: readonly CheckedMember[];
	/** How many members in the channel are off air, whose voices were not measured. */
	offAirCount: number;
	/** Undefined where the channel was not entered. */
	network: CheckedNetwork | undefined;
	/** Somebody talks, and it cannot be told who it is. */
	hasUnannounced: boolean;
	/** A moderator has deafened the bot. */
	isDeafened: boolean;
	/** What a show lacks there. */
	missing: readonly ShowPermission[];
}

/** What was found beside the channel. */
export interface CheckedWay {
	/** What the podcast server does not do; undefined where it takes the bot. */
	serverProblem: Error | undefined;
	/** Undefined where another server makes the links. */
	link: LinkAnswer | undefined;
}

/** All that a sound check finds. */
export interface CheckFacts {
	channel: CheckedChannel;
	/** Undefined where it could not be looked at to the end. */
	way: CheckedWay | undefined;
}
