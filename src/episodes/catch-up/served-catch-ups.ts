// What a server needs of shows that can be heard from their beginning on while they are recorded.
import type { Visibility } from '../../protocol/podcast-details.js';

/** A segment as a playlist names it. */
export interface CatchUpSegment {
	/** The last part of its address, without its ending: never another one's. */
	name: string;
	durationMs: number;
	/** When its first sample was said, in milliseconds since the epoch. */
	startEpochMs: number;
}

/** What is told of a show beside its segments. */
export interface CatchUpFacts {
	guildId: string;
	/** That it has, or has had while it was recorded here. */
	podcastIds: readonly string[];
	/** Who may hear it. */
	visibility: Visibility;
	startedAtEpochMs: number;
	/** No segment lasts longer. */
	segmentMs: number;
	/** Whether the show has ended. */
	isEnded: boolean;
	/** Whether nothing more comes. */
	isOver: boolean;
}

/** A show that can be heard from its beginning on. */
export interface ServedCatchUp extends CatchUpFacts {
	/** Of the episode that it becomes. */
	id: string;
	/** All from the beginning on, as far as they are there. */
	segments: readonly CatchUpSegment[];
}

/** A change of what may be heard of a show. */
export interface CatchUpChange {
	id: string;
	/** Undefined: none of it any more. */
	facts: CatchUpFacts | undefined;
	/** Those from this number on are gone; what is sent of them is cut. */
	from: number;
	/** They take their place. */
	segments: readonly CatchUpSegment[];
}

/** What has become of a show's segments. */
export interface CatchUpNews {
	id: string;
	/** Those from this number on are others than before, or there is nothing any more. */
	from: number;
	/** Whether some are gone. */
	isCut: boolean;
}

/** Such shows, as a server sees them. */
export interface ServedCatchUps {
	/** Calls back after each change, in its turn, until the returned function is called. */
	watch(watcher: (news: CatchUpNews) => void): () => void;
	find(id: string): ServedCatchUp | undefined;
	/** The one that this podcast carries, or carried. */
	ofPodcast(podcastId: string): ServedCatchUp | undefined;
	/** What is on air in a Discord server; off air the one that ended last. */
	ofGuild(guildId: string): ServedCatchUp | undefined;
	/** The one that a segment is of, as long as it may be heard. */
	withSegment(name: string): ServedCatchUp | undefined;
	/** Somebody listens: it is rendered for as long as that is said. */
	want(id: string): void;
	/** Resolves when there is something to hear of it, or it is gone. */
	begun(id: string): Promise<void>;
	/** Where a segment's file is; undefined where it is none of the show any more. */
	fileOf(id: string, name: string): string | undefined;
	/**
	 * Says that a segment is about to leave; in the same turn as `fileOf`.
	 *
	 * @param cut - called when it may not any more; nothing may leave from then on
	 * @returns says that it has left
	 */
	whileServed(id: string, name: string, cut: () => void): () => void;
}
