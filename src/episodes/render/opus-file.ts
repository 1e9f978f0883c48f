// `episode.opus` while it is written.
import { randomInt } from 'node:crypto';
import { OpusFileWriter } from '../../media/opus-file-writer.js';
import type { EpisodeFacts } from './mp3/id3-tag.js';
import { OpusProgramme } from './opus-programme.js';
import type { Sink } from './programme-source.js';
import type { ProgrammeVoice } from './programme-voice.js';

/** Ogg's serial numbers are unsigned 32-bit integers. */
const SERIALS = 2 ** 32;

/** The file and the programme in it. */
export class OpusFile implements Sink {
	readonly #writer: OpusFileWriter;
	readonly #programme: OpusProgramme;

	/** @param descriptor - open for writing, at its beginning; stays the caller's */
	constructor(descriptor: number, facts: Omit<EpisodeFacts, 'cover'> & { gainDb: number }) {
		const { gainDb } = facts;
		const comments = commentsOf(facts);
		this.#writer = new OpusFileWriter({ descriptor, serial: randomInt(SERIALS), gainDb, comments });
		this.#programme = new OpusProgramme({ gainDb, write: (packet) => this.#writer.add(packet) });
	}

	add(voices: readonly ProgrammeVoice[]): void {
		this.#programme.add(voices);
	}

	end(): void {
		this.#programme.end();
		this.#writer.end();
	}

	/** Gives the encoder back; harmless when repeated. */
	close(): void {
		this.#programme.close();
	}
}

/** Vorbis comments, with chapters as players read them there (wiki.xiph.org, "Chapter Extension"). */
function commentsOf({ title, artist, album, startedAtEpochMs, chapters }: EpisodeFacts) {
	const comments: Record<string, string> = {
		TITLE: title,
		ARTIST: artist,
		ALBUM: album,
		DATE: new Date(startedAtEpochMs).toISOString().slice(0, 10),
	};
	for (const [place, chapter] of chapters.entries()) {
		const name = `CHAPTER${String(place + 1).padStart(3, '0')}`;
		comments[name] = clockTime(chapter.startMs);
		comments[`${name}NAME`] = chapter.title;
	}
	return comments;
}

/** `HH:MM:SS.mmm`. */
function clockTime(ms: number): string {
	const whole = Math.round(ms);
	const parts = [whole / 3_600_000, (whole / 60_000) % 60, (whole / 1000) % 60];
	const [hours, minutes, seconds] = parts.map((part) => String(Math.floor(part)).padStart(2, '0'));
	return `${hours}:${minutes}:${seconds}.${String(whole % 1000).padStart(3, '0')}`;
}
