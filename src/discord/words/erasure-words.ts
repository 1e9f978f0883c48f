// In which recordings a member's voice is, and what becomes of it when they take it out.
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

/** Where a member's voice is, and until when. */
export function describeRecordings(recordings: readonly RecordedVoice[]): string {
	if (recordings.length === 0) {
		return '⏺️ Your voice is in no recording.';
	}
	const lines = recordings.slice(0, MAX_LISTED).map(describeRecordedVoice);
	const more = recordings.length - lines.length;
	return [
		`⏺️ Your voice is in ${countRecordings(recordings.length)}:`,
		...lines,
		...(more > 0 ? [`- and ${more.toLocaleString('en')} more`] : []),
		'`/podcast-privacy erase` takes it out.',
	].join('\n');
}

function describeRecordedVoice(recording: RecordedVoice): string {
	const { keptUntilEpochMs, serverName, startedAtEpochMs, state, title } = recording;
	const until =
		keptUntilEpochMs === undefined
			? 'kept until somebody deletes it'
			: `kept until ${formatMoment(keptUntilEpochMs, 'f')}`;
	const kept = state === 'being recorded' ? state : `${state}, ${until}`;
	return `- **${shorten(title)}** (${shorten(serverName)}, ${formatMoment(startedAtEpochMs, 'd')}): ${kept}`;
}

function shorten(text: string): string {
	return escapeText(cutText(text, MAX_TITLE_LENGTH));
}

/** Asked before anything is erased. */
export function askToErase(recordings: readonly RecordedVoice[]): string {
	const [only] = recordings;
	const what =
		only && recordings.length === 1
			? `the recording of ${shorten(only.title)}`
			: countRecordings(recordings.length);
	return [
		`🗑️ **Take your voice out of ${what}?**`,
		'At once nobody can hear it there any more; a published episode comes back without you, and the others stay as they were. A recording in which only you spoke is deleted.',
		'-# It cannot be undone. What somebody has downloaded before I cannot call back.',
	].join('\n');
}

/** Where there is nothing to erase. */
export const NOTHING_RECORDED = '⏺️ Your voice is in no recording: there is nothing to erase.';

/** What the button says that does it. */
export function eraseLabel(count: number): string {
	return count === 1 ? 'Erase my voice' : `Erase my voice from ${count.toLocaleString('en')}`;
}

/** That it is done. */
export function describeErased({
	busy,
	changed,
	removed,
}: {
	busy: number;
	changed: number;
	removed: number;
}): string {
	const parts = [
		...(changed > 0 ? [`Your voice is out of ${countRecordings(changed)}.`] : []),
		...(removed > 0
			? [
					`${removed === 1 ? 'One' : removed.toLocaleString('en')} had only you, and ${removed === 1 ? 'is' : 'are'} deleted.`,
				]
			: []),
	];
	const later =
		busy > 0
			? `${countRecordings(busy)} is just being taken up after a restart: press the command again in a minute.`
			: '';
	const done = parts.length > 0 ? `🗑️ ${parts.join(' ')} Nobody can hear it there any more.` : '';
	return [done, later].filter(Boolean).join('\n') || NOTHING_RECORDED;
}

/** Below the answer to a "no" while a show is recorded. */
export const STILL_RECORDED =
	'What was recorded of you in this show until now is still there. Do you want it out, too?';

function countRecordings(count: number): string {
	return count === 1 ? '1 recording' : `${count.toLocaleString('en')} recordings`;
}
