// Details of a podcast that its sender tells beside the audio, on servers that take them.
import { cutToFit, inCodePoints, isBlank, oneLine } from './member-text.js';

/**
 * `public`: listed, and heard by whoever knows the id. `unlisted`: heard by whoever has the listen
 * key. `private`: heard by clients with credentials only.
 */
export const VISIBILITIES = ['public', 'unlisted', 'private'] as const;

/** Who may hear a podcast. */
export type Visibility = (typeof VISIBILITIES)[number];

/** Details that the sender tells; all texts are a member's, and never markup. */
export interface PodcastDetails {
	visibility: Visibility;
	/** Up to 100 characters; empty where none was given. */
	title: string;
	/** Name of the Discord server that it comes from; up to 100 characters, may be empty. */
	serverName: string;
	/** Display name of who put it on air; up to 100 characters, may be empty. */
	hostName: string;
	/** Display names of the members who are speaking now, in the order in which they began. */
	speakers: readonly string[];
}

/** Longest title or name, in characters (Unicode code points). */
export const MAX_TEXT_CHARACTERS = 100;
/** Most speakers at once. */
export const MAX_SPEAKERS = 100;

/** Makes a text one that servers take: in one line, without what may do harm, and cut to fit. */
export function tidyText(text: string): string {
	const cut = cutToFit(oneLine(text), MAX_TEXT_CHARACTERS, inCodePoints).trimEnd();
	return isBlank(cut) ? '' : cut;
}
