// What a library is told, and what it answers.
import type { EpisodeManifest, EpisodeOutput } from '../store/episode-manifest.js';

export type { EpisodeManifest } from '../store/episode-manifest.js';

/** What is known of an episode when its recording begins. */
export type EpisodeFacts = Pick<
	EpisodeManifest,
	'guildId' | 'channelId' | 'title' | 'serverName' | 'hostName' | 'visibility' | 'consent'
> &
	Partial<Pick<EpisodeManifest, 'hostUserId' | 'panel' | 'part'>>;

/** Where somebody's voice is, and until when. */
export interface KeptVoice {
	episode: EpisodeManifest;
	/** Undefined: until somebody deletes it. */
	keptUntilEpochMs: number | undefined;
}

/** What became of the episodes that somebody's voice was in, by id. */
export interface Erased {
	/** They are rendered without it. */
	changed: string[];
	/** There was nobody else in them, or they could not be rendered any more. */
	removed: string[];
	/** They are being recorded: whoever records takes it out. */
	recording: string[];
}

/** A file that was made after the rest. */
export interface Attached {
	/** Of the revision for which it was made. */
	revision: number;
	output: EpisodeOutput;
	/** Host of the service that has written it. */
	transcriber?: string | undefined;
}
