// What a host types as a time: "fri 20:00", "in 2 hours", Discord's timestamps and more, made a moment.
import { Temporal } from 'temporal-polyfill';

/** Discord takes no event further ahead (error GUILD_SCHEDULED_EVENT_SCHEDULE_PAST and its kin). */
const MAX_YEARS_AHEAD = 5;

/** From one 29 February to the next, around a year such as 2100. */
const MAX_LEAP_YEARS = 8;

/** By which clocks it is meant, and when it was typed. */
export interface WhenContext {
	nowEpochMs: number;
	/** IANA name. */
	timeZone: string;
}

/** A moment, or what is wrong with the text. */
export type When =
	/** `isByClocks`: in another time zone it would be another one. */
	| { kind: 'moment'; epochMs: number; isByClocks: boolean }
	| { kind: 'not understood' }
	| { kind: 'past'; epochMs: number }
	| { kind: 'too far'; epochMs: number };

type Day = Temporal.PlainDate;

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

const UNITS: Readonly<Record<string, 'minutes' | 'hours' | 'days' | 'weeks'>> = {
	m: 'minutes',
	min: 'minutes',
	mins: 'minutes',
	minute: 'minutes',
	minutes: 'minutes',
	h: 'hours',
	hr: 'hours',
	hrs: 'hours',
	hour: 'hours',
	hours: 'hours',
	d: 'days',
	day: 'days',
	days: 'days',
	w: 'weeks',
	week: 'weeks',
	weeks: 'weeks',
};

const TIMESTAMP = /^<t:(\d{1,12})(?::[a-z])?>$/i;
const ISO_WITH_OFFSET =
	/^\d{4}-\d\d-\d\d[t ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?\s*(?:z|[+-]\d\d(?::?\d\d)?)$/;
const AMOUNT = /(\d{1,4}|\ban?(?=\s))\s*([a-z]+)/g;
const CLOCK_TIME =
	/(?:^|[\s,])(?:at\s+)?(\d{1,2})(?::(\d\d)(?::\d\d)?)?\s*([ap])?\.?(?:m\.?)?(?=$|[\s,])/;

/**
 * Reads a time.
 *
 * @param text - as it was typed, at most some 100 characters
 */
export function readWhen(text: string, context: WhenContext): When {
	const typed = text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
	const exactMs = attempt(() => readInstant(typed) ?? readAmount(typed, context));
	const epochMs = exactMs ?? attempt(() => readByClocks(typed, context));
	if (epochMs === undefined) {
		return { kind: 'not understood' };
	}
	if (epochMs <= context.nowEpochMs) {
		return { kind: 'past', epochMs };
	}
	const last = now(context).add({ years: MAX_YEARS_AHEAD }).epochMilliseconds;
	return epochMs > last
		? { kind: 'too far', epochMs }
		: { kind: 'moment', epochMs, isByClocks: exactMs === undefined };
}

function now({ nowEpochMs, timeZone }: WhenContext): Temporal.ZonedDateTime {
	return Temporal.Instant.fromEpochMilliseconds(nowEpochMs).toZonedDateTimeISO(timeZone);
}

/** What needs no time zone. */
function readInstant(text: string): number | undefined {
	const seconds = TIMESTAMP.exec(text)?.[1];
	if (seconds !== undefined) {
		return Number(seconds) * 1000;
	}
	return ISO_WITH_OFFSET.test(text)
		? Temporal.Instant.from(text.replaceAll(/\s(?=z|[+-]\d)/g, '')).epochMilliseconds
		: undefined;
}

/** "in 2 hours 30 min"; days and weeks go by the clocks. */
function readAmount(text: string, context: WhenContext): number | undefined {
	const [, amounts] = /^in (.+)$/.exec(text) ?? [];
	if (amounts === undefined || amounts.replaceAll(AMOUNT, '').replaceAll(/and|[\s,]/g, '') !== '') {
		return undefined;
	}
	let moment = now(context);
	for (const [, amount = '', unit = ''] of amounts.matchAll(AMOUNT)) {
		const name = UNITS[unit];
		if (name === undefined) {
			return undefined;
		}
		moment = moment.add({ [name]: amount.startsWith('a') ? 1 : Number(amount) });
	}
	return moment.epochMilliseconds;
}

/** A day, a time of day, or both, in either order. */
function readByClocks(text: string, context: WhenContext): number | undefined {
	const { dayText, time } = splitTime(text);
	if (time === undefined) {
		return undefined;
	}
	const at = (day: Day) => epochMsOf(day, time, context);
	const today = now(context).toPlainDate();
	if (dayText === '') {
		// A time of day that is over is meant for tomorrow.
		return at(today) > context.nowEpochMs ? at(today) : at(today.add({ days: 1 }));
	}
	const weekday = /^(?:(?:on|next|this) )?([a-z]{3,9})$/.exec(dayText)?.[1];
	const wanted = weekday === undefined ? -1 : indexOf(WEEKDAYS, weekday, 'day');
	if (wanted >= 0) {
		const ahead = (wanted + 1 - today.dayOfWeek + 7) % 7;
		const day = today.add({ days: ahead });
		return at(day) > context.nowEpochMs ? at(day) : at(day.add({ days: 7 }));
	}
	const day = readDay(dayText, today);
	return day && at(day);
}

function epochMsOf(day: Day, time: Temporal.PlainTime, { timeZone }: WhenContext): number {
	return day.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds;
}

/** A number alone is no time of day: it needs minutes, "am" or "pm". */
function splitTime(text: string): { dayText: string; time: Temporal.PlainTime | undefined } {
	const spaced = text.replace(/^(\d{4}-\d\d-\d\d)t(?=\d)/, '$1 ');
	for (const match of spaced.matchAll(new RegExp(CLOCK_TIME, 'g'))) {
		const [whole, hourText = '', minuteText, half] = match;
		if (minuteText === undefined && half === undefined) {
			continue;
		}
		const before = spaced.slice(0, match.index);
		const after = spaced.slice(match.index + whole.length);
		const dayText = `${before} ${after}`.replaceAll(',', ' ').replaceAll(/\s+/g, ' ').trim();
		return { dayText, time: readTime(Number(hourText), Number(minuteText ?? 0), half) };
	}
	return { dayText: spaced, time: undefined };
}

function readTime(
	hour: number,
	minute: number,
	half: string | undefined,
): Temporal.PlainTime | undefined {
	if (half !== undefined && (hour < 1 || hour > 12)) {
		return undefined;
	}
	const hours = half === undefined ? hour : (hour % 12) + (half === 'p' ? 12 : 0);
	return Temporal.PlainTime.from({ hour: hours, minute }, { overflow: 'reject' });
}

function readDay(text: string, today: Day): Day | undefined {
	if (text === 'today' || text === 'tonight') {
		return today;
	}
	if (text === 'tomorrow') {
		return today.add({ days: 1 });
	}
	if (/^\d{4}-\d\d-\d\d$/.test(text)) {
		return Temporal.PlainDate.from(text);
	}
	const named =
		/^(?<day>\d{1,2})(?:st|nd|rd|th|\.)? (?:of )?(?<month>[a-z]{3,9})\.?(?: (?<year>\d{4}))?$/.exec(
			text,
		) ?? /^(?<month>[a-z]{3,9})\.? (?<day>\d{1,2})(?:st|nd|rd|th)?(?: (?<year>\d{4}))?$/.exec(text);
	const month = indexOf(MONTHS, named?.groups?.month ?? '', '') + 1;
	return named && month > 0 ? readNamedDay(named.groups ?? {}, month, today) : undefined;
}

/** A day without its year is the next one of that name. */
function readNamedDay(
	{ day, year }: Record<string, string | undefined>,
	month: number,
	today: Day,
): Day | undefined {
	const of = (inYear: number) =>
		attempt(() =>
			Temporal.PlainDate.from({ year: inYear, month, day: Number(day) }, { overflow: 'reject' }),
		);
	if (year !== undefined) {
		return of(Number(year));
	}
	for (let ahead = 0; ahead <= MAX_LEAP_YEARS; ahead += 1) {
		const found = of(today.year + ahead);
		if (found && Temporal.PlainDate.compare(found, today) >= 0) {
			return found;
		}
	}
	return undefined;
}

/** By the first three letters, where the rest could be the name's; "tues" and "sept" are names, too. */
function indexOf(names: readonly string[], text: string, ending: string): number {
	const index = names.indexOf(text.slice(0, 3));
	const isName = FULL_NAMES.some(
		(full) => full.startsWith(text) && (ending === '' || full.endsWith(ending)),
	);
	return isName ? index : -1;
}

const FULL_NAMES = [
	...'monday tuesday wednesday thursday friday saturday sunday'.split(' '),
	...'january february march april may june july august september'.split(' '),
	...'october november december'.split(' '),
];

/** The language says with a RangeError that there is no such date or time. */
function attempt<Value>(read: () => Value): Value | undefined {
	try {
		return read();
	} catch (error) {
		if (error instanceof RangeError) {
			return undefined;
		}
		throw error;
	}
}
