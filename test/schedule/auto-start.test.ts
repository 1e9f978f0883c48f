// Automatic starts: when, how often, and what a restart finds.
import { expect, test } from 'vitest';
import { until } from '../support/until.js';
import {
	GUILD,
	MINUTE_MS,
	NOON,
	openSchedules,
	type Schedules,
	STAGE,
	setPeople,
	TEXT,
	untilBegun,
} from './schedule-fixture.js';

const TWO = { voiceChannelId: STAGE, noticeChannelId: TEXT, hostName: 'Ada', members: 2 };

async function openTwo(): Promise<Schedules> {
	const schedules = await openSchedules();
	await schedules.autos.set(GUILD, TWO);
	return schedules;
}

test('a show begins with the second member, and goes on with the last one', async () => {
	const schedules = await openTwo();
	setPeople(schedules, 1);
	expect(schedules.world.begun).toEqual([]);
	setPeople(schedules, 2);
	await untilBegun(schedules, 1);
	setPeople(schedules, 1);
	await schedules.clock.step(10 * MINUTE_MS);
	expect(schedules.world.show).toBeDefined();
});

test('it ends a minute after the last one has left, if nobody comes back meanwhile', async () => {
	const schedules = await openTwo();
	setPeople(schedules, 2);
	await untilBegun(schedules, 1);
	setPeople(schedules, 0);
	await schedules.clock.step(MINUTE_MS - 1);
	setPeople(schedules, 1);
	setPeople(schedules, 0);
	await schedules.clock.step(MINUTE_MS - 1);
	expect(schedules.world.show).toBeDefined();
	await schedules.clock.step(1);
	expect(schedules.world.show).toBeUndefined();
	setPeople(schedules, 2);
	await untilBegun(schedules, 2);
});

test('after a stop it begins again only when the channel was empty', async () => {
	const schedules = await openTwo();
	setPeople(schedules, 2);
	await untilBegun(schedules, 1);
	await schedules.world.show?.close();
	setPeople(schedules, 1);
	setPeople(schedules, 3);
	expect(schedules.world.begun).toHaveLength(1);
	setPeople(schedules, 0);
	setPeople(schedules, 3);
	await untilBegun(schedules, 2);
});

test('a failure is told of once', async () => {
	const schedules = await openTwo();
	schedules.world.next = { kind: 'not begun', error: new Error('no entry') };
	setPeople(schedules, 2);
	await until(() => schedules.world.told).toHaveLength(1);
	setPeople(schedules, 3);
	expect(schedules.world.begun).toHaveLength(1);
});

test('a stop counts after a restart, too; one that was about to begin begins', async () => {
	const first = await openTwo();
	setPeople(first, 2);
	await untilBegun(first, 1);
	await first.world.show?.close();
	await first.close();

	const second = await openSchedules(first.folder, NOON + MINUTE_MS);
	second.autos.sync(GUILD);
	setPeople(second, 2);
	expect(second.world.begun).toEqual([]);
	second.world.next = { kind: 'stopping' };
	setPeople(second, 0);
	setPeople(second, 2);
	await until(() => second.world.begun).toHaveLength(1);
	await second.memory.save();
	await second.close();

	const third = await openSchedules(first.folder, NOON + 2 * MINUTE_MS);
	third.world.people = 2;
	third.autos.sync(GUILD);
	await untilBegun(third, 1);
});
