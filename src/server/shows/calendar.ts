// The planned shows as a calendar that programs subscribe to (RFC 5545, RFC 7986).
import { plainText, visibleText } from '../../protocol/member-text.js';
import type { PlannedShow, ServedShow } from './served-shows.js';
import { titleOf } from './show-title.js';

/** Longest line without its end, in bytes (RFC 5545, 3.1). */
const MAX_LINE_BYTES = 75;

/** Nobody knows how long a show takes; without a length, calendars show a stroke. */
const ASSUMED_DURATION = 'PT1H';

/** How often programs should look again. */
const REFRESH = 'PT1H';

/** Makes a text a value: of one line, and nothing in it separates (3.3.11). */
function escapeText(text: string): string {
	return text.replace(/[\\;,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n');
}

/** A moment in UTC, to the second (3.3.5). */
function momentOf(epochMs: number): string {
	return new Date(epochMs).toISOString().replace(/\.\d+|[-:]/g, '');
}

/** A line in pieces that are short enough, cut between characters. */
function fold(line: string): string {
	let folded = '';
	let room = MAX_LINE_BYTES;
	for (const character of line) {
		const bytes = Buffer.byteLength(character);
		if (bytes > room) {
			folded += '\r\n ';
			// The space counts.
			room = MAX_LINE_BYTES - 1;
		}
		folded += character;
		room -= bytes;
	}
	return `${folded}\r\n`;
}

/** What a calendar is made of. */
export interface CalendarOptions {
	/** With what whoever asks may see, and nothing else. */
	show: ServedShow;
	/** Of its page. */
	url: URL;
	nowMs: number;
}

/** The calendar; the same show has the same id in it each time. */
export function showCalendar({ show, url, nowMs }: CalendarOptions): string {
	const title = titleOf(show);
	const description = show.profile.description ?? '';
	const events = show.planned.flatMap((planned) => eventOf(planned, { show, url, nowMs }));
	const lines = [
		'BEGIN:VCALENDAR',
		'VERSION:2.0',
		'PRODID:-//discord-podcasts//shows//EN',
		'CALSCALE:GREGORIAN',
		`NAME:${escapeText(title)}`,
		`X-WR-CALNAME:${escapeText(title)}`,
		...(description && [`DESCRIPTION:${escapeText(visibleLines(description))}`]),
		`URL:${url.href}`,
		`REFRESH-INTERVAL;VALUE=DURATION:${REFRESH}`,
		`X-PUBLISHED-TTL:${REFRESH}`,
		...(events.length > 0 ? events : UTC),
		'END:VCALENDAR',
	];
	return lines.map(fold).join('');
}

/** A calendar has at least one component (3.6), though nothing is planned. */
const UTC = [
	'BEGIN:VTIMEZONE',
	'TZID:Etc/UTC',
	'BEGIN:STANDARD',
	'DTSTART:19700101T000000',
	'TZOFFSETFROM:+0000',
	'TZOFFSETTO:+0000',
	'END:STANDARD',
	'END:VTIMEZONE',
] as const;

function eventOf(
	{ hostName, planId, startsAtEpochMs, title }: PlannedShow,
	{ show, url, nowMs }: CalendarOptions,
): string[] {
	const showTitle = titleOf(show);
	const host = plainText(hostName);
	const about = host === '' ? showTitle : `${showTitle}, with ${host}`;
	return [
		'BEGIN:VEVENT',
		`UID:${escapeText(`${planId}-${startsAtEpochMs}-${show.profile.guildId}@discord-podcasts`)}`,
		`DTSTAMP:${momentOf(nowMs)}`,
		`DTSTART:${momentOf(startsAtEpochMs)}`,
		`DURATION:${ASSUMED_DURATION}`,
		`SUMMARY:${escapeText(plainText(title) || showTitle)}`,
		`DESCRIPTION:${escapeText(about)}`,
		`URL:${url.href}`,
		'TRANSP:TRANSPARENT',
		'END:VEVENT',
	];
}

/** Line by line, since the end of a line would count as harm. */
function visibleLines(text: string): string {
	return text
		.split(/\r\n|\r|\n/)
		.map(visibleText)
		.join('\n');
}
