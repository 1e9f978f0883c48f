// What hosts read of jingles: what is set, and why a file cannot be one.

import {
	type JingleFacts,
	type JingleFault,
	MAX_JINGLE_BYTES,
	MAX_JINGLE_MS,
} from '../../../episodes/jingles.js';
import type { Language, Sentence } from '../../../languages.js';
import type { JingleName } from '../../../store/show-sounds.js';
import { textsIn } from '../languages/texts.js';

/** What the options of `/podcast show` say. */
export const JINGLE_OPTIONS = {
	intro: 'Played before each episode: a sound of at most a minute, 10 MB',
	outro: 'Played after each episode: a sound of at most a minute, 10 MB',
	remove: 'Take one of them away, so that it is as if it had never been set',
	onair: 'Also play them live: the intro when a show begins, the outro when it is stopped',
} as const;

const MAX_SECONDS = MAX_JINGLE_MS / 1000;
const MAX_MEGABYTES = Math.floor(MAX_JINGLE_BYTES / 2 ** 20);

/** Why a file does not become a jingle. */
export function describeJingleFault(name: JingleName, fault: JingleFault): Sentence {
	return (language) => {
		const { faults, refused } = textsIn(language).jingle;
		return refused(name, faults[fault](fault === 'too large' ? MAX_MEGABYTES : MAX_SECONDS));
	};
}

/** An answer that needs no facts. */
export function answerOnJingle(name: 'notFetched' | 'notKept'): Sentence {
	return (language) => textsIn(language).jingle[name];
}

/** What a server has set. */
export function describeJingles(
	{ introMs, isOnAir, outroMs }: JingleFacts,
	language: Language = 'en',
): string {
	const { hasAny, hasNone, intro, live, none, notLive, outro } = textsIn(language).jingle;
	const length = (ms: number | undefined) => (ms === undefined ? none : formatLength(ms, language));
	return [
		intro(length(introMs)),
		outro(length(outroMs)),
		isOnAir ? live : notLive,
		introMs !== undefined || outroMs !== undefined ? hasAny : hasNone,
	].join('\n');
}

function formatLength(ms: number, language: Language): string {
	const digits = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
	return `${(ms / 1000).toLocaleString(language, digits)} s`;
}
