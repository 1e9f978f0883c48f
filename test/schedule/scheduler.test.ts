// Each occurrence of a plan begins once, or is told of as missed, whatever happens in between.
import { describe, expect, test } from 'vitest';
import { until } from '../support/until.js';
import {
	DAY_MS,
	eventOf,
	GUILD,
	HOUR_MS,
	MINUTE_MS,
	NOON,
	openSchedules,
	PANEL,
	type Schedules,
	setPeople,
	stepUntilBegun,
	tides,
	untilBegun,
} from './schedule-fixture.js';

/** Why shows were missed, in order. */
function missed({ world }: Schedules): string[] {
	return world.told.map((fact) => (fact.kind === 'missed' ? fact.why.kind : fact.kind));
}

function plansOf({ memory }: Schedules) {
	return memory.in(GUILD).plans;
}

describe('a plan', () => {
	test('begins at its time and ends its event; one that comes round goes on to the next', async () => {
		const schedules = await openSchedules();
		const { clock, scheduler, world } = schedules;
		await scheduler.add(GUILD, tides(NOON + HOUR_MS, { repeat: 'weekly' }));
		setPeople(schedules, 1);
		await clock.step(HOUR_MS - 1);
		expect(world.begun).toEqual([]);
		await clock.step(1);
		await untilBegun(schedules, 1);
		await world.show?.close();
		await until(() => world.done).toEqual(['make Tides', 'begin Tides', 'end Tides', 'move Tides']);
		expect(plansOf(schedules)[0]).toMatchObject({
			nextEpochMs: NOON + HOUR_MS + 7 * DAY_MS,
			lastEpochMs: NOON + HOUR_MS,
		});
		await clock.step(7 * DAY_MS - MINUTE_MS);
		await stepUntilBegun(schedules, 2);
	});

	test('of each day gets a new event each day', async () => {
		const schedules = await openSchedules();
		const { clock, scheduler, world } = schedules;
		await scheduler.add(GUILD, tides(NOON + HOUR_MS, { repeat: 'daily' }));
		setPeople(schedules, 1);
		await clock.step(HOUR_MS);
		await untilBegun(schedules, 1);
		await world.show?.close();
		await until(() => world.done).toEqual(['make Tides', 'begin Tides', 'end Tides', 'make Tides']);
	});

	test('far ahead is waited for without a timer that is too long', async () => {
		const schedules = await openSchedules();
		const { clock, scheduler } = schedules;
		await scheduler.add(GUILD, tides(NOON + 40 * DAY_MS));
		setPeople(schedules, 1);
		await clock.step(40 * DAY_MS);
		await untilBegun(schedules, 1);
	});

	test('is missed where nobody comes in half an hour, also after its event was started', async () => {
		const schedules = await openSchedules();
		const { clock, scheduler, world } = schedules;
		await scheduler.add(GUILD, tides(NOON + HOUR_MS));
		scheduler.seen(GUILD, eventOf(schedules, { status: 'active' }));
		await clock.step(HOUR_MS + 30 * MINUTE_MS - 1);
		expect(missed(schedules)).toEqual([]);
		await clock.step(1);
		await until(() => missed(schedules)).toEqual(['nobody came']);
		await until(() => world.done.at(-1)).toBe('remove Tides');
		setPeople(schedules, 1);
		expect(world.begun).toEqual([]);
	});

	test('is missed for the machine where that slept, and not for the people', async () => {
		const schedules = await openSchedules();
		const { clock, scheduler, world } = schedules;
		await scheduler.add(GUILD, tides(NOON + HOUR_MS, { repeat: 'daily' }));
		clock.setWallClock(2 * HOUR_MS);
		setPeople(schedules, 1);
		await clock.step(MINUTE_MS);
		await until(() => missed(schedules)).toEqual(['away']);
		expect(world.begun).toEqual([]);
		clock.setWallClock(-HOUR_MS);
		await clock.step(24 * HOUR_MS);
		await untilBegun(schedules, 1);
	});

	test('that could not begin is told of once', async () => {
		const schedules = await openSchedules();
		const { clock, scheduler, world } = schedules;
		world.next = { kind: 'not begun', error: new Error('full') };
		await scheduler.add(GUILD, tides(NOON + HOUR_MS));
		setPeople(schedules, 1);
		await clock.step(2 * HOUR_MS);
		await until(() => missed(schedules)).toEqual(['not begun']);
		await until(() => plansOf(schedules)).toEqual([]);
		expect(world.begun).toHaveLength(1);
	});

	test('whose channel is gone is taken away, however often it comes round', async () => {
		const schedules = await openSchedules();
		await schedules.scheduler.add(GUILD, tides(NOON + HOUR_MS, { repeat: 'weekly' }));
		schedules.world.people = 'gone';
		await schedules.clock.step(HOUR_MS);
		await until(() => missed(schedules)).toEqual(['channel gone']);
		await until(() => plansOf(schedules)).toEqual([]);
	});

	test('waits while Discord does not show the server', async () => {
		const schedules = await openSchedules();
		const { clock, scheduler, world } = schedules;
		await scheduler.add(GUILD, tides(NOON + HOUR_MS));
		world.people = undefined;
		await clock.step(HOUR_MS + 29 * MINUTE_MS);
		setPeople(schedules, 1);
		await untilBegun(schedules, 1);
	});
});

describe('an event', () => {
	test('that is started early begins the show once', async () => {
		const schedules = await openSchedules();
		const { clock, scheduler, world } = schedules;
		await scheduler.add(GUILD, tides(NOON + HOUR_MS));
		world.people = 1;
		scheduler.seen(GUILD, eventOf(schedules, { status: 'active' }));
		scheduler.seen(GUILD, eventOf(schedules, { status: 'active' }));
		await untilBegun(schedules, 1);
		await clock.step(2 * HOUR_MS);
		expect(world.begun).toHaveLength(1);
		expect(missed(schedules)).toEqual([]);
	});

	test('that is ended while the show is being started ends it', async () => {
		const schedules = await openSchedules();
		const { scheduler, world } = schedules;
		await scheduler.add(GUILD, tides(NOON + HOUR_MS, { repeat: 'weekly' }));
		world.people = 1;
		const event = eventOf(schedules, { status: 'active' });
		world.whileStarting = () => scheduler.seen(GUILD, { ...event, status: 'scheduled' });
		scheduler.seen(GUILD, event);
		await until(() => world.done).toContain('end Tides');
		expect(world.show).toBeUndefined();
	});

	test('that Discord moves on by its rule follows the wall', async () => {
		const schedules = await openSchedules();
		const { scheduler, world } = schedules;
		const first = Date.parse('2026-03-27T19:00Z');
		await scheduler.add(GUILD, tides(first, { repeat: 'weekly', timeZone: 'Europe/Berlin' }));
		const rule = { frequency: 'weekly', interval: 1, weekday: 4 } as const;
		scheduler.seen(GUILD, eventOf(schedules, { startEpochMs: first + 7 * DAY_MS, rule }));
		await until(() => world.done.at(-1)).toBe('move Tides');
		expect(plansOf(schedules)[0]?.nextEpochMs).toBe(first + 7 * DAY_MS - HOUR_MS);
	});

	test.each([
		['another time', { startEpochMs: NOON + 5 * HOUR_MS }, { nextEpochMs: NOON + 5 * HOUR_MS }],
		['another name', { title: 'Ebb' }, { title: 'Ebb' }],
		['another channel', { voiceChannelId: '9'.repeat(18) }, { voiceChannelId: '9'.repeat(18) }],
	])('with %s takes the plan along', async (_name, change, wanted) => {
		const schedules = await openSchedules();
		await schedules.scheduler.add(GUILD, tides(NOON + HOUR_MS));
		schedules.scheduler.seen(GUILD, eventOf(schedules, change));
		expect(plansOf(schedules)[0]).toMatchObject({ ...wanted, repeat: 'never' });
	});

	test('with a rule that plans do not have says itself when it begins', async () => {
		const schedules = await openSchedules();
		const { clock, scheduler, world } = schedules;
		await scheduler.add(GUILD, tides(NOON + HOUR_MS, { repeat: 'weekly' }));
		const event = eventOf(schedules, { rule: 'other' });
		scheduler.seen(GUILD, event);
		setPeople(schedules, 1);
		await clock.step(HOUR_MS);
		await untilBegun(schedules, 1);
		await world.show?.close();
		await until(() => world.done.at(-1)).toBe('end Tides');
		scheduler.seen(GUILD, { ...event, startEpochMs: NOON + DAY_MS });
		await clock.step(DAY_MS - HOUR_MS - MINUTE_MS);
		await stepUntilBegun(schedules, 2);
	});

	test.each(['ended', 'cancelled'] as const)('that was %s takes the plan along', async (status) => {
		const schedules = await openSchedules();
		await schedules.scheduler.add(GUILD, tides(NOON + HOUR_MS, { repeat: 'weekly' }));
		schedules.scheduler.seen(GUILD, eventOf(schedules, { status }));
		await until(() => plansOf(schedules)).toEqual([]);
	});
});

describe('after a restart', () => {
	/** A process that ended when its show was to begin; `next` is what became of that. */
	async function leave(next: 'stopping' | 'on air'): Promise<string> {
		const schedules = await openSchedules();
		const { clock, close, folder, scheduler, world } = schedules;
		await scheduler.add(GUILD, tides(NOON + HOUR_MS));
		world.next = next === 'stopping' ? { kind: 'stopping' } : undefined;
		setPeople(schedules, 1);
		await clock.step(HOUR_MS);
		await until(() => world.begun).toHaveLength(1);
		await until(() => world.done.includes('begin Tides')).toBe(next === 'on air');
		await close();
		return folder;
	}

	test('a show that was about to begin begins, in another message', async () => {
		const schedules = await openSchedules(await leave('stopping'), NOON + HOUR_MS + MINUTE_MS);
		schedules.world.people = 1;
		schedules.world.events = [eventOf(schedules)];
		await schedules.scheduler.sync(GUILD);
		await untilBegun(schedules, 1);
		expect(schedules.world.takenBack).toEqual([PANEL]);
	});

	test('nothing begins in a server before it has come into view', async () => {
		const schedules = await openSchedules(await leave('stopping'), NOON + HOUR_MS + MINUTE_MS);
		setPeople(schedules, 1);
		await schedules.clock.step(MINUTE_MS);
		expect(schedules.world.begun).toEqual([]);
	});

	test('a show that is back on air is its own again, and ends its event', async () => {
		const folder = await leave('on air');
		const schedules = await openSchedules(folder, NOON + HOUR_MS + MINUTE_MS);
		const { scheduler, world } = schedules;
		await world.begin({ ...tides(0), guildId: GUILD, visibility: undefined }, async () => {});
		const show = world.show as NonNullable<typeof world.show>;
		show.onAir.sinceEpochMs = NOON + HOUR_MS;
		world.events = [eventOf(schedules, { status: 'active' })];
		await scheduler.sync(GUILD);
		expect(plansOf(schedules)).toHaveLength(1);
		expect(world.begun).toHaveLength(1);
		await show.close();
		await until(() => plansOf(schedules)).toEqual([]);
		expect(world.done).toContain('end Tides');
	});

	test('a show that is over does not begin again, though its event was left active', async () => {
		const schedules = await openSchedules(await leave('on air'), NOON + HOUR_MS + MINUTE_MS);
		const { scheduler, world } = schedules;
		world.people = 1;
		world.events = [eventOf(schedules, { status: 'active' })];
		await scheduler.sync(GUILD);
		await until(() => world.done).toContain('end Tides');
		await schedules.clock.step(HOUR_MS);
		expect(world.begun).toEqual([]);
		expect(missed(schedules)).toEqual([]);
	});

	test('occurrences that were missed are told of in one message', async () => {
		const before = await openSchedules();
		await before.scheduler.add(GUILD, tides(NOON + HOUR_MS, { repeat: 'daily' }));
		await before.close();
		const schedules = await openSchedules(before.folder, NOON + 5 * DAY_MS);
		await schedules.scheduler.sync(GUILD);
		expect(schedules.world.told).toMatchObject([
			{ occurrenceEpochMs: NOON + HOUR_MS, nextEpochMs: NOON + 5 * DAY_MS + HOUR_MS },
		]);
		expect(missed(schedules)).toEqual(['away']);
	});
});
