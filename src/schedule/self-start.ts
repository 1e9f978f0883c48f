// What begins by itself needs of the world: who is in a channel, a show, and somebody to tell.
import type { Visibility } from '../protocol/podcast-details.js';
import type { Show } from '../show/show.js';

/** A show that is to begin now. */
export interface DueShow {
	guildId: string;
	voiceChannelId: string;
	/** Where it was asked for. */
	noticeChannelId: string;
	/** Undefined: the channel's name. */
	title: string | undefined;
	/** Display name of who asked for it. */
	hostName: string;
	/** Undefined where it is not known. */
	hostUserId?: string | undefined;
	/** Undefined: as the bot is set. */
	visibility: Visibility | undefined;
	/** The occurrence of a plan that it is; undefined for what was not planned. */
	occurrenceId?: string | undefined;
}

/** A message that says that a show is about to begin. */
export interface PostedPanel {
	channelId: string;
	messageId: string;
}

/** What became of a show that was to begin. */
export type Beginning =
	| { kind: 'on air'; show: Show }
	/** The program is stopping, and the next one may begin it. */
	| { kind: 'stopping' }
	| { kind: 'not begun'; error: unknown };

/** Something about what begins by itself that members should know. */
export type ScheduleFact =
	/** `nextEpochMs`: when it comes round again. */
	| {
			kind: 'missed';
			title: string;
			occurrenceEpochMs: number;
			nextEpochMs: number | undefined;
			why: MissedFor;
	  }
	| { kind: 'auto not begun'; error: unknown };

/** Why an occurrence did not begin. */
export type MissedFor =
	/** Nobody was in the channel in time. */
	| { kind: 'nobody came' }
	/** The program was not running. */
	| { kind: 'away' }
	| { kind: 'channel gone' }
	| { kind: 'not begun'; error: unknown };

/** Where something is said. */
export type NoticePlace = Pick<DueShow, 'guildId' | 'voiceChannelId' | 'noticeChannelId'>;

/** Discord and its shows, as what begins by itself needs them. */
export interface SelfStartWorld {
	/**
	 * How many people are in a voice channel; undefined while Discord does not show the guild, 'gone'
	 * where there is no such channel.
	 */
	peopleIn(guildId: string, voiceChannelId: string): number | 'gone' | undefined;
	/**
	 * Begins a show; never rejects.
	 *
	 * @param onPosted - called with the message that becomes its panel, before anything else is done
	 */
	begin(due: DueShow, onPosted: (panel: PostedPanel) => Promise<unknown>): Promise<Beginning>;
	/** Deletes the message of a show that has not begun; never rejects. */
	takeBack(panel: PostedPanel): Promise<void>;
	/** The guild's show that is on air. */
	showIn(guildId: string): Show | undefined;
	/** Never rejects. */
	tell(place: NoticePlace, fact: ScheduleFact): Promise<void>;
}

/** Calls when a show is over for good, at once where it is already; not for a restart. */
export function onShowEnd(show: Show, callback: () => void): void {
	if (show.ended) {
		callback();
	} else {
		show.events.on('ended', callback);
	}
}
