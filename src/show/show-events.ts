// A show tells of its life by typed events; each listener takes those that concern it.
import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';
import type { VoiceEndReason } from '../voice/voice-reasons.js';
import type { Trouble } from './troubles.js';

/** Why a show is over. */
export type ShowEnd =
	/** `by`: display name of who stopped it, where that was a member. */
	| { cause: 'stopped'; by?: string }
	/** The program was stopped for good. */
	| { cause: 'shut down' }
	/** Nobody was in the channel for too long. */
	| { cause: 'idle' }
	| { cause: 'voice'; reason: VoiceEndReason }
	| { cause: 'podcast server'; error: Error }
	/** Discord has closed the account's connection for good: the gateway's close code. */
	| { cause: 'gateway'; code: number | 'token' };

/** Why a show leaves the air: for good, or for a restart after which it comes back. */
export type ShowParting = ShowEnd | { cause: 'restart' };

/** Something that happened in a show, which members should know of. */
export type ShowFact =
	/** `by`: display name of the host. */
	| { kind: 'begun'; by: string }
	/** It is back after a restart. */
	| { kind: 'resumed' }
	/** The bot was moved, and the show goes on from there. */
	| { kind: 'moved'; channelId: string }
	/** `isNewPodcast`: the server had lost the podcast, and receivers have to connect anew. */
	| { kind: 'podcast server back'; awayMs: number; isNewPodcast: boolean }
	| { kind: 'trouble over'; trouble: Trouble }
	/** Display names; the host has taken a member off air, or let them back. */
	| { kind: 'muted' | 'unmuted'; by: string }
	/** Display name of who made a new link; the old one opens nothing any more. */
	| { kind: 'link renewed'; by: string }
	/**
	 * Discord does not let the bot write where newcomers are told that they are on air;
	 * `isToldElsewhere`: they are told where the show is shown.
	 */
	| { kind: 'newcomers not told'; channelId: string; isToldElsewhere: boolean }
	/** The bot may not say below the channel's name that it is on air. */
	| { kind: 'channel status not allowed'; channelId: string }
	/** The channel where the server announces its shows does not say that this one is live. */
	| { kind: 'not announced'; channelId: string; why: 'channel gone' | 'not allowed' | 'failed' }
	/** It does, but did not ping the role that was to be. */
	| { kind: 'announced without ping'; channelId: string; roleId: string; why: NoPing }
	/** The recording goes on in another episode: the show is longer than one may be. */
	| { kind: 'next part'; part: number }
	/** Display name of who set a mark in the recording. */
	| { kind: 'noted'; by: string; text: string };

/** Why a role is not pinged. */
export type NoPing = 'role gone' | 'role not mentionable';

/** A fact with its time. */
export interface LoggedFact {
	/** Milliseconds since the epoch. */
	atEpochMs: number;
	fact: ShowFact;
}

/** The end of a show. */
export interface EndedShow {
	end: ShowEnd;
	durationMs: number;
	/** Whether nobody has asked for it. */
	isUnasked: boolean;
}

/** All events of a show, with what each tells. */
export interface ShowEventMap {
	/** It is on air. */
	begun: [];
	/** Connection or link have changed. */
	changed: [];
	logged: [logged: LoggedFact];
	/** How many listen, as the podcast server tells whoever asks. */
	listeners: [count: number];
	/** Who is speaking now, as user ids in the order in which they began. */
	speakers: [userIds: readonly string[]];
	/** Somebody in the channel is on air now who was not before, or the other way round. */
	castChanged: [userId: string];
	/** Members may speak in the channel on air from now on. */
	entered: [userIds: readonly string[]];
	/** A member speaks who has not agreed to be heard; told once for each. */
	unasked: [userId: string];
	/** A trouble has begun, or something about it has changed. */
	troubled: [trouble: Trouble];
	/** A trouble is over. */
	cleared: [trouble: Trouble];
	/** The bot was moved; the show goes on there. */
	moved: [channelId: string];
	/** The voice connection has dropped, or is back. */
	voiceConnection: [isConnected: boolean];
	/** It is leaving the air, for good or for a restart; no other event but its end follows. */
	parting: [];
	/** The channel is about to be left: what is handed over is waited for, but not for long. */
	leaving: [waitFor: (work: Promise<unknown>) => void];
	/** It is off air for a restart. */
	paused: [];
	/** It is off air for good. */
	ended: [ended: EndedShow];
}

/** Tells each event to all who listen; one that throws is logged, and stops nothing. */
export class ShowEvents {
	readonly #emitter = new EventEmitter();
	readonly #logger: Logger;

	constructor(logger: Logger) {
		this.#logger = logger;
	}

	/** @returns takes the listener away again; harmless when repeated */
	on<Name extends keyof ShowEventMap>(
		name: Name,
		listener: (...told: ShowEventMap[Name]) => void,
	): () => void {
		const heard = listener as (...told: unknown[]) => void;
		this.#emitter.on(name, heard);
		return () => this.#emitter.off(name, heard);
	}

	/** Tells all listeners, in the order in which they came. */
	emit<Name extends keyof ShowEventMap>(name: Name, ...told: ShowEventMap[Name]): void {
		for (const listener of this.#emitter.listeners(name)) {
			try {
				listener(...told);
			} catch (error) {
				this.#logger.error({ event: name, err: error }, 'A listener of a show failed');
			}
		}
	}
}
