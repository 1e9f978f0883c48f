// A member's words in headers, metadata and playlists: one line, and nothing that ends a value.
import { graphemesOf, plainText } from '../../protocol/member-text.js';
import type { PodcastDetails } from '../../protocol/podcast-details.js';

/** The text as a header's value may be: Latin-1 (RFC 9110, 5.5), all else a question mark. */
export function headerText(text: string): string {
	const characters = graphemesOf(plainText(text.normalize('NFC')));
	return Array.from(characters, (character) => {
		const seen = character.replace(/\p{Default_Ignorable_Code_Point}/gu, '');
		return /^[\x20-\x7e\xa0-\xff]*$/.test(seen) ? seen : '?';
	}).join('');
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
