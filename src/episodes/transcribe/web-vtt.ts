// What was said as WebVTT: who, when, in lines that fit below a picture.
import { plainText, withoutHarm } from '../../protocol/member-text.js';

/** What readers of captions manage. */
const MAX_LINE_CHARACTERS = 65;
const MAX_LINES = 2;

/** Something that one voice said. */
export interface Cue {
	/** Of the episode's time. */
	startMs: number;
	endMs: number;
	/** Who, as it is shown. */
	voice: string;
	text: string;
}

/** What a voice is called whose name may not be told. */
export function speakerLabel(track: number): string {
	return `Speaker ${track}`;
}

/** The file; cues are put in order, and long ones in parts. */
export function toWebVtt(cues: readonly Cue[]): string {
	const parts = cues.flatMap(split);
	parts.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
	const blocks = parts.map(({ startMs, endMs, lines, voice }) => {
		const text = lines.map(escapeText).join('\n');
		const from = Math.max(0, Math.round(startMs));
		// One that ends where it begins is none (WebVTT, 4.1).
		const until = Math.max(from + 1, Math.round(endMs));
		return `${timestamp(from)} --> ${timestamp(until)}\n${voiceTag(voice)}${text}`;
	});
	return `${['WEBVTT', ...blocks].join('\n\n')}\n`;
}

/** A file of ours in which a voice is called otherwise, and with it all that are called the same. */
export function withVoiceCalled(vtt: string, { from, to }: { from: string; to: string }): string {
	const before = voiceTag(from);
	return vtt
		.split('\n')
		.map((line) => (line.startsWith(before) ? `${voiceTag(to)}${line.slice(before.length)}` : line))
		.join('\n');
}

/** No line of a text begins like it. */
function voiceTag(voice: string): string {
	return `<v ${escapeText(plainText(voice) || '?')}>`;
}

interface CuePart extends Pick<Cue, 'startMs' | 'endMs' | 'voice'> {
	lines: string[];
}

/** Parts of two lines at most, each for as long as its share of the characters. */
function split({ startMs, endMs, text, voice }: Cue): CuePart[] {
	const lines = wrap(withoutHarm(text));
	const groups: string[][] = [];
	for (let start = 0; start < lines.length; start += MAX_LINES) {
		groups.push(lines.slice(start, start + MAX_LINES));
	}
	const sizes = groups.map((group) => group.join(' ').length);
	const whole = sizes.reduce((sum, size) => sum + size, 0);
	let before = 0;
	return groups.map((group, place) => {
		const timeAt = (characters: number) => startMs + ((endMs - startMs) * characters) / whole;
		const from = before;
		before += sizes[place] as number;
		return { startMs: timeAt(from), endMs: timeAt(before), voice, lines: group };
	});
}

/** Lines of whole words; a word that no line has room for is cut. */
function wrap(text: string): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(/\s+/).flatMap(cutWord)) {
		if (line !== '' && [...line].length + 1 + [...word].length > MAX_LINE_CHARACTERS) {
			lines.push(line);
			line = word;
		} else {
			line = line === '' ? word : `${line} ${word}`;
		}
	}
	return line === '' ? lines : [...lines, line];
}

function cutWord(word: string): string[] {
	const characters = [...word];
	return Array.from({ length: Math.ceil(characters.length / MAX_LINE_CHARACTERS) }, (_, part) =>
		characters.slice(part * MAX_LINE_CHARACTERS, (part + 1) * MAX_LINE_CHARACTERS).join(''),
	);
}

/** What would end a voice or begin a tag (WebVTT, 4.2.2). */
function escapeText(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** `HH:MM:SS.mmm`. @param whole - milliseconds */
function timestamp(whole: number): string {
	const pad = (value: number, digits: number) => String(Math.floor(value)).padStart(digits, '0');
	const minutes = pad((whole / 60_000) % 60, 2);
	return `${pad(whole / 3_600_000, 2)}:${minutes}:${pad((whole / 1000) % 60, 2)}.${pad(whole % 1000, 3)}`;
}
