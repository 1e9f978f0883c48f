// `/podcast schedule`: planned shows start by themselves, and their events in Discord go along.
import { GuildScheduledEventStatus as Status } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { until } from '../../support/until.js';
import {
	DAY_MS,
	eventOf,
	eventsOf,
	HOUR_MS,
	MINUTE_MS,
	NOON,
	plan,
	run,
	said,
	startPlanning,
	untilOffAir,
	untilOnAir,
	untilTold,
} from './planned-scene.js';

describe('/podcast schedule add', () => {
	test('makes an event, and the show starts at its time with who is there', async () => {
		const { clock, studio } = await startPlanning();
		const answer = await plan(studio, '20:00');
		const event = eventOf(studio);
		expect(event).toMatchObject({
			name: 'Tides',
			channel: studio.stage,
			startEpochMs: NOON + 8 * HOUR_MS,
			rule: null,
		});
		expect(answer).toContain(`https://discord.com/events/${studio.guild.id}/${event.id}`);
		expect(answer).toContain(`<t:${(NOON + 8 * HOUR_MS) / 1000}:F>`);
		expect(answer).toContain('`UTC`');

		studio.host.join(studio.stage);
		await clock.step(8 * HOUR_MS - 1000);
		expect(studio.registry.size).toBe(0);
		await clock.step(1000);
		expect(await untilOnAir(studio, 'Tides')).toBe('Ada');
		await until(() => event.status).toBe(Status.Active);
		await until(() => said(studio.stage)[0]).toContain('On air: Tides');

		await run(studio, 'stop');
		await until(() => event.status).toBe(Status.Completed);
		await until(() => run(studio, 'schedule list')).toContain('Nothing is planned');
	});

	test('is hosted by who planned it, by the name that they go by when it starts', async () => {
		const { clock, studio } = await startPlanning();
		await plan(studio, '20:00');
		studio.host.setNick('Ada of the Tides');
		studio.host.join(studio.stage);
		await untilTold(studio);
		await clock.step(8 * HOUR_MS);
		expect(await untilOnAir(studio, 'Tides')).toBe('Ada of the Tides');
	});

	test('waits half an hour for the first one who comes, then says that nobody did', async () => {
		const { clock, studio } = await startPlanning();
		await plan(studio, '20:00');
		await plan(studio, '22:00', { title: 'Ebb' });
		await clock.step(8 * HOUR_MS + 29 * MINUTE_MS);
		studio.host.join(studio.stage);
		await untilOnAir(studio, 'Tides');
		await run(studio, 'stop');
		studio.host.leave();
		await untilTold(studio);
		await clock.step(2 * HOUR_MS + MINUTE_MS);
		await until(() => said(studio.text).at(-1)).toContain('Nobody was in the channel');
		expect(said(studio.text).at(-1)).toMatch(/\*\*Ebb\*\* was planned for <t:\d+:F>/);
		await until(() => eventsOf(studio)).toEqual([]);
	});

	test('stands without an event where the bot may make none, and says what it needs', async () => {
		const { clock, studio } = await startPlanning({ mayPlan: false });
		const answer = await plan(studio, 'in 2 hours');
		expect(answer).toContain('give me **Create Events** in <#');
		// Whatever the zone, it is in two hours.
		expect(answer).not.toContain('`UTC`');
		studio.host.join(studio.stage);
		await clock.step(2 * HOUR_MS);
		await untilOnAir(studio, 'Tides');
	});

	test.each([
		['gibberish', /^I do not understand `gibberish` as a time. Type it like `20:00`/],
		['2026-03-19 20:00', /is over: pick a time that is still to come/],
		['2033-01-01 20:00', /too far ahead: pick a time within five years/],
	])('refuses %s in words', async (when, words) => {
		const { studio } = await startPlanning();
		expect(await plan(studio, when)).toMatch(words);
		expect(eventsOf(studio)).toEqual([]);
	});
});

describe('a planned show', () => {
	test('starts when somebody starts its event, and ends with it', async () => {
		const { studio } = await startPlanning();
		await plan(studio, '20:00');
		studio.host.join(studio.stage);
		eventOf(studio).start();
		await untilOnAir(studio, 'Tides');
		eventOf(studio).end();
		await untilOffAir(studio);
	});

	test('follows what members change about its event, and is gone with it', async () => {
		const { clock, studio } = await startPlanning();
		await plan(studio, '20:00');
		const event = eventOf(studio);
		event.edit({ name: 'Ebb', startEpochMs: NOON + HOUR_MS });
		await until(() => run(studio, 'schedule list')).toContain('Ebb');
		studio.host.join(studio.stage);
		await clock.step(HOUR_MS);
		await untilOnAir(studio, 'Ebb');
		await run(studio, 'stop');

		await plan(studio, '20:00');
		eventOf(studio).delete();
		await until(() => run(studio, 'schedule list')).toContain('Nothing is planned');
	});

	test('is taken away with its event', async () => {
		const { studio } = await startPlanning();
		await plan(studio, 'tomorrow 20:00');
		const asked = studio.host.autocomplete(
			'podcast schedule cancel',
			{ plan: 'ti' },
			{ channel: studio.text, focused: 'plan' },
		);
		await asked.acknowledged();
		expect(asked.choices).toMatchObject([{ name: 'Tides (21 Mar 2026, 20:00)' }]);
		const { value } = asked.choices[0] as { value: string };
		expect(await run(studio, 'schedule cancel', { plan: value })).toContain('is cancelled');
		expect(eventsOf(studio)).toEqual([]);
	});

	test('does not start while the server is on air, says so once, and keeps the next time', async () => {
		const { clock, studio } = await startPlanning();
		await plan(studio, 'in 1 minute', { repeat: 'weekly' });
		studio.host.join(studio.stage);
		await run(studio, 'start', { title: 'Other' });
		await clock.step(MINUTE_MS);
		await until(() => said(studio.text).at(-1)).toContain('is already on air');
		const friday = NOON + MINUTE_MS + 7 * DAY_MS;
		expect(said(studio.text).at(-1)).toContain(`The next one is on <t:${friday / 1000}:F>`);
		await until(() => eventOf(studio).startEpochMs).toBe(friday);
	});
});
