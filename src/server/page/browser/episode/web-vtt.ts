// What was said, read from an episode's WebVTT; for the server and the page.

/** Something that one voice said. */
export interface Cue {
	/** In seconds, of the episode's time. */
	start: number;
	end: number;
	/** Who, as it is shown; empty where nobody is named. */
	voice: string;
	text: string;
}

const TIMING = /^((?:\d+:)?\d{2}:\d{2}\.\d{3})[ \t]+-->[ \t]+((?:\d+:)?\d{2}:\d{2}\.\d{3})/;
const VOICE = /^<v(?:\.[^ >]*)?[ \t]+([^>]*)>/;
const TAG = /<[^>]*>/g;
const ENTITIES: Readonly<Record<string, string>> = {
	'&lt;': '<',
	'&gt;': '>',
	'&amp;': '&',
	'&nbsp;': ' ',
};

/**
 * The cues, in their order; what is none is left out.
 *
 * @see {@link https://www.w3.org/TR/webvtt1/#file-structure}
 */
export function readWebVtt(file: string): Cue[] {
	const cues: Cue[] = [];
	for (const block of file.replaceAll('\r', '').split(/\n{2,}/)) {
		const lines = block.split('\n');
		// A cue may have a name, in a line of its own.
		const place = lines.findIndex((line) => TIMING.test(line));
		const [, start, end] = TIMING.exec(lines[place] ?? '') ?? [];
		if (place > 1 || start === undefined || end === undefined) {
			continue;
		}
		const said = lines.slice(place + 1).join(' ');
		const [, voice = ''] = VOICE.exec(said) ?? [];
		const text = plain(said.replace(TAG, '')).trim();
		if (text !== '') {
			cues.push({ start: toSeconds(start), end: toSeconds(end), voice: plain(voice), text });
		}
	}
	return cues;
}

/** Everybody who says something, in the order of first words. */
export function voicesOf(cues: readonly Cue[]): string[] {
	return [...new Set(cues.map(({ voice }) => voice))].filter((voice) => voice !== '');
}

function toSeconds(timestamp: string): number {
	return timestamp.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

function plain(text: string): string {
	return text.replace(/&(?:lt|gt|amp|nbsp);/g, (entity) => ENTITIES[entity] as string);
}
