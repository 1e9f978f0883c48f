// A member's words in headers, metadata and playlists: one line, and nothing that ends a value.
import type { PodcastDetails } from '../listing.js';

/** Longest text that goes into a header or a playlist, in characters. */
const MAX_CHARACTERS = 300;

/** Control characters, line and paragraph separators, and marks that turn the direction round. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** The text in one line, without what cannot be seen. */
export function plainText(text: string): string {
	const line = text.replace(UNPRINTABLE, ' ').replace(/ {2,}/g, ' ').trim();
	return [...line].slice(0, MAX_CHARACTERS).join('');
}

/** The text as a header's value may be: Latin-1 (RFC 9110, 5.5), all else a question mark. */
export function headerText(text: string): string {
	return plainText(text.normalize('NFC')).replace(/[^\x20-\x7e\xa0-\xff]/gu, '?');
}

/** What players show as the station's name. */
export function stationName({ title, serverName }: Readonly<PodcastDetails>): string {
	return plainText(title) || plainText(serverName) || 'Podcast';
}

/** What players show as what is on: the title, and who speaks. */
export function nowPlaying(details: Readonly<PodcastDetails>): string {
	const speakers = details.speakers.map(plainText).filter((name) => name !== '');
	const name = stationName(details);
	return speakers.length === 0 ? name : `${name} — ${speakers.join(', ')}`;
}
