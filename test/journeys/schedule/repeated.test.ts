// Repeated shows, events that members make, and what a restart finds.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GuildScheduledEventRecurrenceRuleFrequency as Frequency } from 'discord.js';
import { describe, expect, test } from 'vitest';
import type { GuildSchedule, Plan } from '../../../src/store/schedule-store.js';
import { ScheduledEvent } from '../../support/fake-discord/world/scheduled-event.js';
import { makeDataDir, type Scene, type Studio } from '../../support/studio.js';
import { until } from '../../support/until.js';
import {
	DAY_MS,
	eventOf,
	HOUR_MS,
	MINUTE_MS,
	NOON,
	plan,
	run,
	said,
	startPlanning,
	untilOffAir,
	untilOnAir,
} from './planned-scene.js';

const WEEK_MS = 7 * DAY_MS;

/** What the file says is planned in the studio's server. */
function remembered({ dataDir, guild }: Studio): GuildSchedule | undefined {
	const file = JSON.parse(readFileSync(join(dataDir, 'schedule.json'), 'utf8'));
	return file.guilds.find(({ guildId }: GuildSchedule) => guildId === guild.id);
}

/** Starts after a process that left plans; `leave` says what else it left. */
async function startAfter(leave: (scene: Scene, plan: Plan) => Partial<Plan>) {
	const dataDir = makeDataDir();
	return startPlanning({
		dataDir,
		before: (scene) => {
			const { account, guild, stage, text } = scene;
			const left: Plan = {
				id: 'left',
				title: 'Tides',
				hostName: 'Ada',
				voiceChannelId: stage.id,
				noticeChannelId: text.id,
				timeZone: 'UTC',
				firstEpochMs: NOON - WEEK_MS,
				repeat: 'weekly',
				nextEpochMs: NOON,
			};
			const plans = [{ ...left, ...leave(scene, left) }];
			writeFileSync(
				join(dataDir, 'schedule.json'),
				JSON.stringify({
					version: 1,
					botUserId: account.id,
					guilds: [{ guildId: guild.id, plans, autos: [] }],
				}),
			);
		},
	});
}

describe('a weekly show', () => {
	test('starts each week at the same time on the wall, and its event goes along', async () => {
		const { clock, studio } = await startPlanning();
		await plan(studio, '13:05', { repeat: 'weekly', timezone: 'Europe/Berlin' });
		const event = eventOf(studio);
		expect(event.rule).toMatchObject({ frequency: Frequency.Weekly, interval: 1, by_weekday: [4] });
		studio.host.join(studio.stage);
		// On the Sunday after the second one clocks are put forward.
		const starts = [0, WEEK_MS, 2 * WEEK_MS - HOUR_MS].map((ms) => NOON + 5 * MINUTE_MS + ms);
		for (const [index, startEpochMs] of starts.entries()) {
			await until(() => event.startEpochMs).toBe(startEpochMs);
			await clock.step(startEpochMs - clock.epochMs());
			await untilOnAir(studio, 'Tides');
			await until(() => remembered(studio)?.plans[0]?.lastEpochMs).toBe(starts[index]);
			await run(studio, 'stop');
			await untilOffAir(studio);
		}
	});

	test('moves with what members make of it', async () => {
		const { studio } = await startPlanning();
		await plan(studio, '20:00', { repeat: 'weekly' });
		const later = NOON + DAY_MS;
		eventOf(studio).edit({ startEpochMs: later, rule: null });
		await until(() => run(studio, 'schedule list')).toContain(`<t:${later / 1000}:f>`);
		expect(await run(studio, 'schedule list')).not.toContain('every week');
	});
});

describe('events that members make', () => {
	test('start shows after follow, named after who made them', async () => {
		const { clock, studio } = await startPlanning();
		const { guild, stage } = studio;
		const ben = guild.addMember({ name: 'Ben' });
		ben.join(stage);
		const options = { name: 'Quiz', channel: stage, startEpochMs: NOON + HOUR_MS };
		guild.addScheduledEvent(ben, options);
		expect(await run(studio, 'schedule list')).toContain('Nothing is planned');
		expect(await run(studio, 'schedule follow', { events: true })).toContain('now start shows');
		expect(await run(studio, 'schedule list')).toContain('Quiz');
		await clock.step(HOUR_MS);
		expect(await untilOnAir(studio, 'Quiz')).toBe('Ben');
		await run(studio, 'stop');
		await untilOffAir(studio);

		guild
			.addScheduledEvent(ben, { ...options, name: 'Other', startEpochMs: NOON + DAY_MS })
			.start();
		await untilOnAir(studio, 'Other');
		await run(studio, 'schedule follow', { events: false });
		guild.addScheduledEvent(ben, { ...options, name: 'Third', startEpochMs: NOON + DAY_MS });
		await until(() => run(studio, 'schedule list')).not.toContain('Third');
	});
});

describe('after a restart', () => {
	test('a show that was due meanwhile starts within half an hour', async () => {
		const { studio } = await startAfter(({ guild, host, stage }, { title }) => {
			expect(title).toBe('Tides');
			expect(guild.members.has(host.id)).toBe(true);
			host.join(stage);
			return { nextEpochMs: NOON - 29 * MINUTE_MS };
		});
		await untilOnAir(studio, 'Tides');
		await until(() => remembered(studio)?.plans[0]?.show?.sinceEpochMs).toBe(NOON);
	});

	test('one that was missed is told of once, and the next one is kept', async () => {
		const { studio } = await startAfter(() => ({
			firstEpochMs: NOON - HOUR_MS,
			nextEpochMs: NOON - HOUR_MS,
		}));
		await until(() => said(studio.text)).toHaveLength(1);
		expect(said(studio.text)[0]).toContain('The bot was not running at that time.');
		await until(() => remembered(studio)?.plans[0]?.nextEpochMs).toBe(NOON - HOUR_MS + WEEK_MS);
		await until(() => eventOf(studio).startEpochMs).toBe(NOON - HOUR_MS + WEEK_MS);
	});

	test('one that had begun does not begin again, and its event ends', async () => {
		const { studio } = await startAfter(({ account, guild, host, stage }, left) => {
			host.join(stage);
			const event = new ScheduledEvent(guild, account.user, {
				name: left.title,
				channel: stage,
				startEpochMs: NOON - MINUTE_MS,
			});
			event.start();
			return {
				repeat: 'never',
				nextEpochMs: undefined,
				lastEpochMs: NOON - MINUTE_MS,
				event: { id: event.id, startEpochMs: NOON - MINUTE_MS, isByHand: false },
				show: { occurrenceEpochMs: NOON - MINUTE_MS, sinceEpochMs: NOON - MINUTE_MS },
			};
		});
		await until(() => remembered(studio)?.plans ?? []).toEqual([]);
		expect(studio.guild.scheduledEvents.size).toBe(0);
		expect(studio.registry.size).toBe(0);
		expect(said(studio.text)).toEqual([]);
	});

	test('a plan whose event was deleted meanwhile is gone', async () => {
		const { studio } = await startAfter(({ text }) => ({
			nextEpochMs: NOON + HOUR_MS,
			event: { id: text.id, startEpochMs: NOON + HOUR_MS, isByHand: false },
		}));
		await until(() => run(studio, 'schedule list')).toContain('Nothing is planned');
	});
});
