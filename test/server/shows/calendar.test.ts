import { expect, test } from 'vitest';
import { showCalendar } from '../../../src/server/shows/calendar.js';
import { shownShow } from '../../support/shown-shows.js';

const URL_OF_SHOW = new URL('https://radio.example/s/harbour?key=abc');
const STARTS = Date.UTC(2026, 11, 1, 19, 30);
const planned = (title: string, planId = 'plan') =>
	({ planId, title, hostName: 'Ada', startsAtEpochMs: STARTS, visibility: 'public' }) as const;

/** Lines as a program reads them (RFC 5545, 3.1). */
function linesOf(text: string): string[] {
	return text.replace(/\r\n[ \t]/g, '').split('\r\n');
}

function write(show: Parameters<typeof shownShow>[0], nowMs = 0): string {
	return showCalendar({ show: shownShow(show), url: URL_OF_SHOW, nowMs });
}

test('has each planned show at its time, the same one each time it is asked for', () => {
	const show = { planned: [planned('Night watch', 'a'), planned('Morning; call', 'b')] };
	const lines = linesOf(write(show));
	expect(lines).toContain('DTSTART:20261201T193000Z');
	expect(lines).toContain('SUMMARY:Night watch');
	expect(lines).toContain('SUMMARY:Morning\\; call');
	expect(lines.filter((line) => line === `URL:${URL_OF_SHOW}`)).toHaveLength(3);
	const uids = (text: string) => linesOf(text).filter((line) => line.startsWith('UID:'));
	expect(new Set(uids(write(show)))).toHaveLength(2);
	expect(uids(write(show, 1e12))).toEqual(uids(write(show)));
	expect(write(show, 1e12)).toContain('DTSTAMP:20010909T014640Z');
});

test.each([
	'BEGIN:VEVENT\r\nEND:VCALENDAR',
	'a,b;c\\d"e:f\\n',
	'\u202e\u0000 evil \u2028 end',
	'🎙️'.repeat(100),
	'ü'.repeat(75),
	`${'x'.repeat(74)}👩‍👩‍👧‍👧`,
])('holds whatever a title says within its value and its lines: %j', (title) => {
	const text = write({ planned: [planned(title)], profile: { title, description: `${title}\n2` } });
	expect(text.endsWith('\r\n')).toBe(true);
	for (const line of text.split('\r\n')) {
		expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
		// Cut between characters: each line is text by itself.
		expect(Buffer.from(line).toString()).toBe(line);
		expect(line).not.toContain('\ufffd');
	}
	const lines = linesOf(text);
	expect(lines.filter((line) => line.startsWith('BEGIN:'))).toEqual([
		'BEGIN:VCALENDAR',
		'BEGIN:VEVENT',
	]);
	expect(lines.every((line) => line === '' || /^[A-Z-]+(;[A-Z]+=[A-Z]+)?:/.test(line))).toBe(true);
	const summary = lines.find((line) => line.startsWith('SUMMARY:'))?.slice('SUMMARY:'.length);
	expect(summary).not.toMatch(/(?<!\\)(?:\\\\)*[,;]/);
	expect(lines.find((line) => line.startsWith('DESCRIPTION:'))).toMatch(/\\n2$/);
});

test('is a whole calendar where nothing is planned', () => {
	expect(linesOf(write({})).filter((line) => line.startsWith('BEGIN:'))).toEqual([
		'BEGIN:VCALENDAR',
		'BEGIN:VTIMEZONE',
		'BEGIN:STANDARD',
	]);
});
