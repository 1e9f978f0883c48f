// When plans come round: by the clocks of their zone, also when these are changed; Discord's rules for it.
import { describe, expect, test } from 'vitest';
import {
	comesRoundAt,
	nextOccurrence,
	type Series,
	toEventRule,
} from '../../src/schedule/recurrence.js';
import type { Repeat } from '../../src/store/schedule-store.js';

function series(first: string, repeat: Repeat, timeZone = 'Europe/Berlin'): Series {
	return { firstEpochMs: Date.parse(first), repeat, timeZone };
}

/** The first few occurrences. */
function occurrences(plan: Series, count: number): string[] {
	const found: string[] = [];
	let epochMs: number | undefined = plan.firstEpochMs - 1;
	while (found.length < count) {
		epochMs = nextOccurrence(plan, epochMs);
		if (epochMs === undefined) {
			break;
		}
		found.push(new Date(epochMs).toISOString().replace(':00.000Z', 'Z'));
	}
	return found;
}

describe('the next occurrence', () => {
	test('of a plan for once is that one, and none after it', () => {
		expect(occurrences(series('2026-03-27T19:00Z', 'never'), 2)).toEqual(['2026-03-27T19:00Z']);
	});

	test.each<[Repeat, string[]]>([
		['daily', ['2026-03-27T19:00Z', '2026-03-28T19:00Z', '2026-03-29T18:00Z']],
		['weekdays', ['2026-03-27T19:00Z', '2026-03-30T18:00Z', '2026-03-31T18:00Z']],
		['weekly', ['2026-03-27T19:00Z', '2026-04-03T18:00Z', '2026-04-10T18:00Z']],
		['biweekly', ['2026-03-27T19:00Z', '2026-04-10T18:00Z', '2026-04-24T18:00Z']],
		['monthly', ['2026-03-27T19:00Z', '2026-04-24T18:00Z', '2026-05-22T18:00Z']],
	])(
		'of a plan that comes round %s is at 20:00 on the wall, before and after',
		(repeat, wanted) => {
			// A Friday at 20:00 in Berlin; on Sunday clocks are put forward.
			expect(occurrences(series('2026-03-27T19:00Z', repeat), 3)).toEqual(wanted);
		},
	);

	test('is an hour earlier in UTC when clocks are put forward, an hour later when back', () => {
		expect(occurrences(series('2026-10-23T18:00Z', 'weekly'), 2)).toEqual([
			'2026-10-23T18:00Z',
			'2026-10-30T19:00Z',
		]);
	});

	test('is an hour later on the day whose clocks leave its time out, and that day alone', () => {
		expect(occurrences(series('2026-03-28T01:30Z', 'daily'), 3)).toEqual([
			'2026-03-28T01:30Z',
			'2026-03-29T01:30Z',
			'2026-03-30T00:30Z',
		]);
	});

	test.each<[Repeat, string]>([
		['daily', '2026-10-26T01:30Z'],
		['weekly', '2026-11-01T01:30Z'],
		['biweekly', '2026-11-08T01:30Z'],
	])(
		'of one that begins %s when clocks show its time for the second time is that',
		(repeat, next) => {
			// 2:30 in Berlin, an hour after 2:30.
			expect(occurrences(series('2026-10-25T01:30Z', repeat), 2)).toEqual([
				'2026-10-25T01:30Z',
				next,
			]);
		},
	);

	test('of a fifth Friday is in the next month that has one', () => {
		expect(occurrences(series('2026-05-29T12:00Z', 'monthly', 'UTC'), 3)).toEqual([
			'2026-05-29T12:00Z',
			'2026-07-31T12:00Z',
			'2026-10-30T12:00Z',
		]);
	});

	test('of one on weekdays that was typed for a Saturday is on Monday', () => {
		expect(occurrences(series('2026-03-28T12:00Z', 'weekdays', 'UTC'), 1)).toEqual([
			'2026-03-30T12:00Z',
		]);
	});

	test('years later is found at once', () => {
		const plan = series('2020-01-03T19:00Z', 'biweekly');
		const next = nextOccurrence(plan, Date.parse('2026-03-01T00:00Z')) as number;
		expect(new Date(next).toISOString()).toBe('2026-03-06T19:00:00.000Z');
		expect(((next - plan.firstEpochMs) / 86_400_000) % 14).toBe(0);
	});
});

describe('the rule of an event', () => {
	const FRIDAY = Date.parse('2026-03-27T19:00Z');

	test.each<[Repeat, unknown]>([
		['never', undefined],
		['daily', undefined],
		['weekdays', { frequency: 'daily', weekdays: [0, 1, 2, 3, 4] }],
		['weekly', { frequency: 'weekly', interval: 1, weekday: 4 }],
		['biweekly', { frequency: 'weekly', interval: 2, weekday: 4 }],
		['monthly', { frequency: 'monthly', week: 4, weekday: 4 }],
	])('of a plan that comes round %s is one that Discord takes', (repeat, rule) => {
		expect(toEventRule(series('2026-03-27T19:00Z', repeat), FRIDAY)).toEqual(rule);
	});

	test.each([
		['America/New_York', '2026-03-28T00:30Z', [1, 2, 3, 4, 5], 5],
		['Asia/Tokyo', '2026-03-26T22:30Z', [6, 0, 1, 2, 3], 3],
	])('goes by UTC, where an evening in %s is another day', (zone, first, weekdays, weekday) => {
		const epochMs = Date.parse(first);
		expect(toEventRule(series(first, 'weekdays', zone), epochMs)).toMatchObject({ weekdays });
		expect(toEventRule(series(first, 'weekly', zone), epochMs)).toMatchObject({ weekday });
	});

	test.each<[Repeat, string, boolean]>([
		['weekly', '2026-04-03T19:00Z', true],
		['weekly', '2026-04-03T18:00Z', false],
		['weekly', '2026-04-02T19:00Z', false],
		['biweekly', '2026-04-03T19:00Z', false],
		['weekdays', '2026-03-30T19:00Z', true],
		['weekdays', '2026-03-28T19:00Z', false],
		['monthly', '2026-04-24T19:00Z', true],
		['monthly', '2026-04-17T19:00Z', false],
	])('tells when Discord moves it on by itself: %s to %s is %s', (repeat, to, isMovedOn) => {
		const rule = toEventRule(series('2026-03-27T19:00Z', repeat), FRIDAY);
		expect(rule && comesRoundAt(rule, FRIDAY, Date.parse(to))).toBe(isMovedOn);
	});
});
