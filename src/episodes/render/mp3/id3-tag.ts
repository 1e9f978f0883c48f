// What an MP3 says of itself: title, artist, album, date, cover and chapters, as ID3v2.3.
import { ID3Writer } from 'browser-id3-writer';
import { plainText } from '../../../protocol/member-text.js';
import type { Chapter } from '../chapters.js';

/** APIC: the cover's front (ID3v2.3, 4.15). */
const COVER_FRONT = 3;

/** What is told. */
export interface EpisodeFacts {
	title: string;
	artist: string;
	album: string;
	startedAtEpochMs: number;
	playedMs: number;
	chapters: readonly Chapter[];
	/** JPEG or PNG. */
	cover?: Uint8Array | undefined;
}

/** The tag's bytes, which a file begins with. */
export function id3Tag(facts: EpisodeFacts): Uint8Array {
	const writer = new ID3Writer(new ArrayBuffer(0));
	const started = new Date(facts.startedAtEpochMs).toISOString();
	writer.setFrame('TIT2', textOf(facts.title));
	const artist = textOf(facts.artist);
	if (artist !== '') {
		writer.setFrame('TPE1', [artist.replaceAll('/', '∕')]);
	}
	const album = textOf(facts.album);
	if (album !== '') {
		writer.setFrame('TALB', album);
	}
	writer.setFrame('TYER', Number(started.slice(0, 4)));
	// ID3v2.3 has day and month in a frame of their own (4.2.1, TDAT: DDMM).
	writer.setFrame('TDAT', started.slice(8, 10) + started.slice(5, 7));
	writer.setFrame('TLEN', Math.round(facts.playedMs));
	addChapters(writer, facts);
	if (facts.cover) {
		const data = Uint8Array.from(facts.cover).buffer;
		writer.setFrame('APIC', { type: COVER_FRONT, data, description: 'Cover' });
	}
	return new Uint8Array(writer.addTag());
}

function addChapters(writer: ID3Writer, { chapters, playedMs }: EpisodeFacts): void {
	if (chapters.length === 0) {
		return;
	}
	const idOf = (place: number) => `ch${place}`;
	const childElementIds = chapters.map((_, place) => idOf(place));
	writer.setFrame('CTOC', { id: 'toc', childElementIds, ordered: true, topLevel: true });
	for (const [place, { startMs, title }] of chapters.entries()) {
		const endMs = chapters[place + 1]?.startMs ?? playedMs;
		writer.setFrame('CHAP', {
			id: idOf(place),
			startTime: Math.round(startMs),
			endTime: Math.round(endMs),
			subFrames: { TIT2: textOf(title) },
		});
	}
}

/** Without characters that would end a text early, or turn what a player shows behind it. */
function textOf(text: string): string {
	return plainText(text);
}
