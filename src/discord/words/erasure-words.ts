// In which recordings a member's voice is, and what becomes of it when they take it out.
import type { Language } from '../../languages.js';
import { textsIn } from './languages/texts.js';
import { cutText, escapeText, formatMoment } from './markdown.js';

/** A recording that has a member's voice. */
export interface RecordedVoice {
	title: string;
	serverName: string;
	startedAtEpochMs: number;
	state: 'being recorded' | 'published' | 'not published';
	/** Undefined: until somebody deletes it. */
	keptUntilEpochMs: number | undefined;
}

/** More are counted. */
const MAX_LISTED = 8;
const MAX_TITLE_LENGTH = 60;

/**
 * Where a member's voice is, and until when.
 *
 * @param options.maxLength - what has no room is counted
 */
export function describeRecordings(
	recordings: readonly RecordedVoice[],
	{ language = 'en', maxLength }: { language?: Language; maxLength: number },
): string {
	const { recording: texts } = textsIn(language);
	if (recordings.length === 0) {
		return texts.inNone;
	}
	const lines = recordings
		.slice(0, MAX_LISTED)
		.map((recording) => describeRecordedVoice(recording, language));
	for (let count = lines.length; ; count--) {
		const more = recordings.length - count;
		const text = [
			texts.inThese(recordings.length),
			...lines.slice(0, count),
			...(more > 0 ? [texts.andMore(more)] : []),
			texts.howToErase,
		].join('\n');
		if (text.length <= maxLength || count === 0) {
			return text;
		}
	}
}

function describeRecordedVoice(recording: RecordedVoice, language: Language): string {
	const { recording: texts } = textsIn(language);
	const { keptUntilEpochMs, serverName, startedAtEpochMs, state, title } = recording;
	const until =
		keptUntilEpochMs === undefined
			? texts.keptUntilDeleted
			: texts.keptUntil(formatMoment(keptUntilEpochMs, 'f'));
	const kept =
		state === 'being recorded' ? texts.states[state] : `${texts.states[state]}, ${until}`;
	return `- **${shorten(title)}** (${shorten(serverName)}, ${formatMoment(startedAtEpochMs, 'd')}): ${kept}`;
}

function shorten(text: string): string {
	return escapeText(cutText(text, MAX_TITLE_LENGTH));
}

/** Asked before anything is erased. */
export function askToErase(
	recordings: readonly RecordedVoice[],
	language: Language = 'en',
): string {
	const { recording: texts } = textsIn(language);
	const [only] = recordings;
	return [
		only && recordings.length === 1
			? texts.askToEraseOne(shorten(only.title))
			: texts.askToErase(recordings.length),
		texts.whatErasingDoes,
		texts.cannotBeUndone,
	].join('\n');
}

/** That it is done. */
export function describeErased(
	{ busy, changed, removed }: { busy: number; changed: number; removed: number },
	language: Language = 'en',
): string {
	const { recording: texts } = textsIn(language);
	const parts = [
		...(changed > 0 ? [texts.erased(changed)] : []),
		...(removed > 0 ? [texts.deleted(removed)] : []),
	];
	const later = busy > 0 ? texts.busy(busy) : '';
	const done = parts.length > 0 ? `🗑️ ${parts.join(' ')} ${texts.nobodyHears}` : '';
	return [done, later].filter(Boolean).join('\n') || texts.nothingToErase;
}
