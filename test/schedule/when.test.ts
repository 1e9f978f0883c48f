// Times as hosts type them.
import { describe, expect, test } from 'vitest';
import { findTimeZone, suggestTimeZones } from '../../src/schedule/time-zones.js';
import { readWhen } from '../../src/schedule/when.js';

/** Friday, 20 March 2026, 13:00 in Berlin. */
const NOW = Date.parse('2026-03-20T12:00Z');

function read(text: string, timeZone = 'Europe/Berlin'): string {
	const when = readWhen(text, { nowEpochMs: NOW, timeZone });
	return when.kind === 'moment'
		? new Date(when.epochMs).toISOString().replace(':00.000Z', 'Z')
		: when.kind;
}

describe('a time is read', () => {
	test.each([
		['20:00', '2026-03-20T19:00Z'],
		['12:00', '2026-03-21T11:00Z'],
		['8pm', '2026-03-20T19:00Z'],
		['8:30 PM', '2026-03-20T19:30Z'],
		['12am', '2026-03-20T23:00Z'],
		['at 20:00', '2026-03-20T19:00Z'],
		['today 20:00', '2026-03-20T19:00Z'],
		['tonight at 8 p.m.', '2026-03-20T19:00Z'],
		['Tomorrow 20:00', '2026-03-21T19:00Z'],
		['tomorrow at 9am', '2026-03-21T08:00Z'],
		['20:00 tomorrow', '2026-03-21T19:00Z'],
		['fri 20:00', '2026-03-20T19:00Z'],
		['fri 12:00', '2026-03-27T11:00Z'],
		['next friday, 12:00', '2026-03-27T11:00Z'],
		['on Thurs 8pm', '2026-03-26T19:00Z'],
		['monday 20:00', '2026-03-23T19:00Z'],
		['in 2 hours', '2026-03-20T14:00Z'],
		['in 1h 30 min', '2026-03-20T13:30Z'],
		['in 1h30min', '2026-03-20T13:30Z'],
		['in an hour and 5 minutes', '2026-03-20T13:05Z'],
		['in 10 days', '2026-03-30T11:00Z'],
		['2026-12-01 20:00', '2026-12-01T19:00Z'],
		['2026-12-01T20:00', '2026-12-01T19:00Z'],
		['2026-12-01T20:00:00+05:30', '2026-12-01T14:30Z'],
		['2026-12-01 20:00Z', '2026-12-01T20:00Z'],
		['2026-12-01 20:00 +01:00', '2026-12-01T19:00Z'],
		['1 dec 20:00', '2026-12-01T19:00Z'],
		['Dec 1st, 8pm', '2026-12-01T19:00Z'],
		['march 1 20:00', '2027-03-01T19:00Z'],
		['29 February 2028 20:00', '2028-02-29T19:00Z'],
		['29 feb 20:00', '2028-02-29T19:00Z'],
		['Feb 29th, 8pm', '2028-02-29T19:00Z'],
		['<t:1780000000>', '2026-05-28T20:26:40.000Z'],
		['<t:1780000020:F>', '2026-05-28T20:27Z'],
	])('%s', (text, wanted) => {
		expect(read(text)).toBe(wanted);
	});

	test('as an hour later where clocks leave it out, as the first where they show it twice', () => {
		expect(read('2026-03-29 02:30')).toBe('2026-03-29T01:30Z');
		expect(read('2026-10-25 02:30')).toBe('2026-10-25T00:30Z');
	});

	test('by the clocks of the zone', () => {
		expect(read('20:00', 'America/New_York')).toBe('2026-03-21T00:00Z');
		expect(read('20:00', 'Asia/Kolkata')).toBe('2026-03-20T14:30Z');
	});
});

describe('a time is refused', () => {
	test.each([
		'',
		'soon',
		'20',
		'friday',
		'tomorrow',
		'25:00',
		'20:60',
		'13pm',
		'2026-02-30 20:00',
		'2026-13-01 20:00',
		'30 feb 20:00',
		'frobday 20:00',
		'in 2 parsecs',
		'in hours',
		'in 99999 hours',
		'<t:>',
		'<t:99999999999999>',
		'1/12 20:00',
		'\u0000',
		'20:00 or 21:00',
	])('that is none: %j', (text) => {
		expect(read(text)).toBe('not understood');
	});

	test.each(['today 12:00', '2026-03-20 12:59', 'in 0 minutes', '<t:1>'])(
		'that is over: %s',
		(text) => {
			expect(read(text)).toBe('past');
		},
	);

	test.each(['2031-03-21 20:00', '<t:999999999999>', 'in 9999 weeks'])(
		'that is more than five years ahead: %s',
		(text) => {
			expect(read(text)).toBe('too far');
		},
	);
});

describe('time zones', () => {
	test('have IANA names, in any case', () => {
		expect(findTimeZone('europe/berlin')).toBe('Europe/Berlin');
		expect(findTimeZone(' America/New York ')).toBe('America/New_York');
		expect(findTimeZone('utc')).toBe('UTC');
	});

	test.each(['', '+01:00', 'Europe/Atlantis', 'CEST+1', '../etc'])('are not %j', (text) => {
		expect(findTimeZone(text)).toBeUndefined();
	});

	test('are suggested by their cities first', () => {
		expect(suggestTimeZones('berl', 25)[0]).toBe('Europe/Berlin');
		expect(suggestTimeZones('', 25)).toHaveLength(25);
		expect(suggestTimeZones('new y', 25)).toContain('America/New_York');
	});
});
