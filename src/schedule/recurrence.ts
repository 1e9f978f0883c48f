// When a plan comes round: by the clocks of its time zone, and as Discord's recurrence rules have it.
import { Temporal } from 'temporal-polyfill';
import type { Plan, Repeat } from '../store/schedule-store.js';

/** What an occurrence follows from. */
export type Series = Pick<Plan, 'firstEpochMs' | 'repeat' | 'timeZone'>;

/**
 * How often an event of Discord's comes round, in UTC; days count from Monday, which is 0.
 *
 * @see {@link https://docs.discord.com/developers/resources/guild-scheduled-event#guild-scheduled-event-recurrence-rule-object}
 */
export type EventRule =
	/** Five days in a row. */
	| { frequency: 'daily'; weekdays: readonly number[] }
	| { frequency: 'weekly'; interval: 1 | 2; weekday: number }
	| { frequency: 'monthly'; week: number; weekday: number };

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;

/** Between two fifth Saturdays there are three months and some days. */
const LONGEST_GAP_DAYS = 200;

/** The last day of work in a week that begins with Monday, which is 1 in ISO 8601. */
const FRIDAY = 5;

/**
 * The first occurrence after a moment. A time that clocks leave out when they are put forward is an
 * hour later on that day; of one that they show twice it is the first.
 *
 * @returns milliseconds since the epoch; undefined where there is none
 */
export function nextOccurrence(series: Series, afterEpochMs: number): number | undefined {
	const first = zoned(series, series.firstEpochMs);
	if (series.repeat === 'never') {
		return series.firstEpochMs > afterEpochMs ? series.firstEpochMs : undefined;
	}
	const firstDay = first.toPlainDate();
	const time = first.toPlainTime();
	if (series.firstEpochMs > afterEpochMs && isOn(series.repeat, firstDay, firstDay)) {
		// Meant as it is: the second of two times that clocks show alike is not looked for.
		return series.firstEpochMs;
	}
	let day = zoned(series, Math.max(afterEpochMs, series.firstEpochMs)).toPlainDate();
	for (let tries = 0; tries < LONGEST_GAP_DAYS; tries += 1, day = day.add({ days: 1 })) {
		if (isOn(series.repeat, firstDay, day)) {
			const { epochMilliseconds } = day.toZonedDateTime({
				timeZone: series.timeZone,
				plainTime: time,
			});
			if (epochMilliseconds > afterEpochMs && epochMilliseconds >= series.firstEpochMs) {
				return epochMilliseconds;
			}
		}
	}
	return undefined;
}

/**
 * Discord's rule for an event that begins at this occurrence and comes round with the series, until
 * clocks are changed. Discord has none for every day of a week.
 */
export function toEventRule(series: Series, occurrenceEpochMs: number): EventRule | undefined {
	const utc = Temporal.Instant.fromEpochMilliseconds(occurrenceEpochMs).toZonedDateTimeISO('UTC');
	const weekday = utc.dayOfWeek - 1;
	switch (series.repeat) {
		case 'never':
		case 'daily':
			return undefined;
		case 'weekdays': {
			// Where it is another day in UTC, all five are the days beside them.
			const shift = weekday - (zoned(series, occurrenceEpochMs).dayOfWeek - 1);
			const weekdays = Array.from({ length: FRIDAY }, (_, day) => (day + shift + WEEK_DAYS) % 7);
			return { frequency: 'daily', weekdays };
		}
		case 'weekly':
			return { frequency: 'weekly', interval: 1, weekday };
		case 'biweekly':
			return { frequency: 'weekly', interval: 2, weekday };
		case 'monthly':
			return { frequency: 'monthly', week: weekOf(utc.day), weekday };
	}
}

/** Whether an event that began at one moment begins, by its rule, at a later one again. */
export function comesRoundAt(rule: EventRule, fromEpochMs: number, toEpochMs: number): boolean {
	const days = (toEpochMs - fromEpochMs) / DAY_MS;
	if (days < 1 || !Number.isInteger(days)) {
		return false;
	}
	const utc = Temporal.Instant.fromEpochMilliseconds(toEpochMs).toZonedDateTimeISO('UTC');
	const weekday = utc.dayOfWeek - 1;
	switch (rule.frequency) {
		case 'daily':
			return rule.weekdays.includes(weekday);
		case 'weekly':
			return days % (WEEK_DAYS * rule.interval) === 0;
		case 'monthly':
			return rule.weekday === weekday && rule.week === weekOf(utc.day);
	}
}

/** How often an event with this rule comes round, in our words. */
export function repeatOf(rule: EventRule): Repeat {
	switch (rule.frequency) {
		case 'daily':
			return 'weekdays';
		case 'weekly':
			return rule.interval === 1 ? 'weekly' : 'biweekly';
		case 'monthly':
			return 'monthly';
	}
}

function zoned({ timeZone }: Series, epochMs: number): Temporal.ZonedDateTime {
	return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone);
}

function isOn(repeat: Repeat, first: Temporal.PlainDate, day: Temporal.PlainDate): boolean {
	const days = first.until(day, { largestUnit: 'days' }).days;
	switch (repeat) {
		case 'never':
			return days === 0;
		case 'daily':
			return true;
		case 'weekdays':
			return day.dayOfWeek <= FRIDAY;
		case 'weekly':
			return days % WEEK_DAYS === 0;
		case 'biweekly':
			return days % (2 * WEEK_DAYS) === 0;
		case 'monthly':
			return day.dayOfWeek === first.dayOfWeek && weekOf(day.day) === weekOf(first.day);
	}
}

/** Which of its weekday's days in a month a day is, from 1 on. */
function weekOf(day: number): number {
	return Math.ceil(day / WEEK_DAYS);
}
