// What hosts read of jingles: what is set, and why a file cannot be one.

import {
	type JingleFacts,
	type JingleFault,
	MAX_JINGLE_BYTES,
	MAX_JINGLE_MS,
} from '../../../show/jingles/jingles.js';
import type { JingleName } from '../../../store/show-sounds.js';

/** What the options of `/podcast show` say. */
export const JINGLE_OPTIONS = {
	intro: 'Played before each episode: a sound of at most a minute, 10 MB',
	outro: 'Played after each episode: a sound of at most a minute, 10 MB',
	remove: 'Take one of them away, so that it is as if it had never been set',
	onair: 'Also play them live: the intro when a show begins, the outro when it is stopped',
} as const;

const MAX_SECONDS = MAX_JINGLE_MS / 1000;
const MAX_MEGABYTES = Math.floor(MAX_JINGLE_BYTES / 2 ** 20);

const FAULTS = {
	'too large': `has more than ${MAX_MEGABYTES} MB: save it as MP3 or Opus, and try again`,
	'too long': `is longer than ${MAX_SECONDS} s: cut it to the part that you want, and try again`,
	'no sound': 'has no sound in it that can be heard: pick another file',
	'needs ffmpeg':
		'is of a format that I cannot read here: give me an Ogg Opus file with packets of 20 ms, or ask whoever runs me to install ffmpeg, which reads all others',
	unreadable: 'cannot be read as sound: pick another file, such as an MP3 or a WAV',
	'took too long': 'took too long to read: save it as MP3 or Opus, and try again',
} as const satisfies Record<JingleFault, string>;

/** Why a file does not become a jingle. */
export function describeJingleFault(name: JingleName, fault: JingleFault): string {
	return `That ${name} ${FAULTS[fault]}. Nothing has changed for the ${name}.`;
}

/** Answers that need no facts. */
export const JINGLE_ANSWERS = {
	notFetched: 'I could not get that file from Discord: try again in a minute.',
	notKept:
		'I could not write that down: whoever runs me finds the reason in the log. Nothing has changed for it.',
} as const;

/** What a server has set. */
export function describeJingles({ introMs, isOnAir, outroMs }: JingleFacts): string {
	const hasAny = introMs !== undefined || outroMs !== undefined;
	const lines = [
		`🎵 **Intro**: ${describeLength(introMs)}`,
		`🎵 **Outro**: ${describeLength(outroMs)}`,
		isOnAir
			? '📡 **Live**: the intro is played when a show begins, until somebody speaks; the outro when it is stopped.'
			: '📡 **Live**: not played; only in episodes. `/podcast show onair:True` changes that.',
		hasAny
			? '-# Episodes that are made from now on have them. I have brought them to the loudness of voices.'
			: '-# `/podcast show intro:` takes a sound file of at most a minute.',
	];
	return lines.join('\n');
}

function describeLength(ms: number | undefined): string {
	return ms === undefined ? 'none' : `${(ms / 1000).toFixed(1)} s`;
}
