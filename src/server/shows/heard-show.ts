// A show as somebody hears it who has come by its address, wherever its podcasts are.
import type { PodcastDetails, Visibility } from '../../protocol/podcast-details.js';
import type { Changes } from '../podcast/changes.js';
import type { HeardPodcast } from '../podcast/heard-podcast.js';
import type { ShowRequest } from './show-access.js';

/** A show for all who have come with the same: what they may hear of it is looked up anew each time. */
export interface HeardShow {
	/** The same for those who hear the same. */
	readonly name: string;
	/** The show itself, whoever hears it. */
	readonly id: string;
	readonly slug: string;
	/** Who may see the address. */
	readonly visibility: Visibility;
	/** Whether it was opened by credentials, which no address can have. */
	readonly isForClient: boolean;
	/** The key that opened the address, where one was needed. */
	readonly key: string | undefined;
	/** What players are told of the station. */
	readonly station: Readonly<PodcastDetails>;
	/** What players show as what is on while nothing is on air for them. */
	readonly offAirTitle: string;
	/** Whether the address is still open to them. */
	readonly isOpen: boolean;
	/** What is on air for them, by the show's word and by the podcast's own; silence while undefined. */
	readonly podcast: HeardPodcast | undefined;
	/** What opens that podcast's own addresses, where anything has to. */
	readonly listenKey: string | undefined;
	/** That what they have heard last and has not been heard is silence now. */
	readonly silences: Pick<Changes, 'watch'>;
	/** Calls back when any of this may have changed, until the returned function is called. */
	watch(watcher: () => void): () => void;
}

/** What came of looking for one. A show that is not open is as good as none. */
export type HearingAdmission =
	| { type: 'show'; show: HeardShow }
	/** It has another address now. */
	| { type: 'moved'; slug: string }
	| { type: 'none' }
	| { type: 'credentials wrong' }
	/** Whoever may have the show does not answer now. */
	| { type: 'unanswered' };

/** Shows that are heard by their own addresses. */
export interface HeardShows {
	/** @returns at once where it is known here */
	admit(request: ShowRequest): HearingAdmission | Promise<HearingAdmission>;
}
