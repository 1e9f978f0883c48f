// Small pieces of the bot's answers.
import { cutToFit, inUtf16Units, oneLine } from '../../protocol/member-text.js';

/** Most characters of a message (API documentation, "Create Message"). */
export const MAX_MESSAGE_LENGTH = 2000;

/** Milliseconds as people say them: `42 s`, `3 min 05 s`, `1 h 20 min`. */
export function formatDuration(durationMs: number): string {
	const seconds = Math.max(0, Math.floor(durationMs / 1000));
	const minutes = Math.floor(seconds / 60);
	const hours = Math.floor(minutes / 60);
	if (hours > 0) {
		return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
	}
	if (minutes > 0) {
		return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
	}
	return `${seconds} s`;
}

/**
 * Discord's own rendering of a moment, in each reader's time zone.
 *
 * @param style - `R` relative, `t` time of day, `T` with seconds, `f` date and time, `F` with the weekday
 * @see {@link https://discord.com/developers/docs/reference#message-formatting-timestamp-styles}
 */
export function formatMoment(epochMs: number, style: 'R' | 't' | 'T' | 'd' | 'f' | 'F'): string {
	return `<t:${Math.floor(epochMs / 1000)}:${style}>`;
}

/** Counts by reason, as a list; `none` where nothing was counted. */
export function formatCounts(counts: Iterable<readonly [string, number]>): string {
	const entries = [...counts].filter(([, count]) => count > 0);
	return entries.length === 0
		? 'none'
		: entries.map(([reason, count]) => `${count.toLocaleString('en')} ${reason}`).join(', ');
}

/** What begins markdown, a mention, a link or a custom emoji in the middle of a line. */
const MARKUP = /[\\*_~`|[\]<@]/g;

/**
 * What a member wrote (a title, a name), as the plain text of one line, to be put behind other
 * text.
 */
export function escapeText(text: string): string {
	return plainLine(text).replace(MARKUP, '\\$&');
}

/** Takes `escapeText` back. */
export function unescapeText(text: string): string {
	return text.replace(/\\([\\*_~`|[\]<@])/g, '$1');
}

/** As inline code, which a backtick would end. */
export function inCode(text: string): string {
	return `\`${plainLine(text).replaceAll('`', ' ')}\``;
}

/** What an error says: it may quote another server, whose words are no markup. */
export function escapeMessage(error: Error): string {
	return escapeText(error.message);
}

/** A text as Discord takes it where there is no markup: one line, and no more than one space in a row. */
export function plainLine(text: string): string {
	return oneLine(text).replace(/\s+/g, ' ');
}

/**
 * A text of at most that many UTF-16 units, as Discord counts, cut between words where there are
 * any, and never within what people take for one character.
 */
export function cutText(text: string, maxLength: number): string {
	if (text.length <= maxLength) {
		return text;
	}
	const head = cutToFit(text, maxLength - 1, inUtf16Units);
	const lastSpace = head.lastIndexOf(' ');
	const kept = lastSpace > maxLength / 2 ? head.slice(0, lastSpace) : head;
	return `${kept.replace(HALF_AT_END, '')}…`;
}

/** Half of an escape. */
const HALF_AT_END = /\\+$/;
