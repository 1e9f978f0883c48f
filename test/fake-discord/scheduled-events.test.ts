// Scheduled events of the simulation: what is refused, who is told, and when events move on.
import { Client, Events, GatewayIntentBits } from 'discord.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type FakeDiscord, startFakeDiscord } from '../support/fake-discord/fake-discord.js';
import type { Bot } from '../support/fake-discord/world/bot.js';
import type { Channel } from '../support/fake-discord/world/channel.js';
import type { Guild } from '../support/fake-discord/world/guild.js';
import { until } from '../support/until.js';

/** A Friday, 19:00. */
const NOW = Date.UTC(2026, 2, 20, 19);
const DAY_MS = 86_400_000;

let discord: FakeDiscord;
let bot: Bot;
let guild: Guild;
let channel: Channel;

beforeEach(async () => {
	discord = await startFakeDiscord({ now: () => NOW });
	bot = discord.addBot({ name: 'Caster' });
	guild = discord.addGuild({ name: 'Harbour', bots: [bot], botPermissions: ['CreateEvents'] });
	channel = guild.addVoiceChannel({ name: 'Lounge' });
});

afterEach(() => discord.close());

async function call(method: string, path: string, body?: object) {
	const response = await fetch(`${discord.apiUrl}/v10/guilds/${guild.id}/scheduled-events${path}`, {
		method,
		headers: { Authorization: `Bot ${bot.token}`, 'Content-Type': 'application/json' },
		...(body && { body: JSON.stringify(body) }),
	});
	const text = await response.text();
	return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

function valid(others: object = {}) {
	return {
		name: 'Tides',
		channel_id: channel.id,
		privacy_level: 2,
		entity_type: 2,
		scheduled_start_time: new Date(NOW + DAY_MS).toISOString(),
		...others,
	};
}

function rule(others: object) {
	return {
		recurrence_rule: { start: new Date(NOW + DAY_MS).toISOString(), interval: 1, ...others },
	};
}

describe('an event', () => {
	test.each([
		['no name', { name: '' }, 'name'],
		['a name that is too long', { name: 'x'.repeat(101) }, 'name'],
		[
			'a start in the past',
			{ scheduled_start_time: new Date(NOW - 1).toISOString() },
			'scheduled_start_time',
		],
		[
			'a start in six years',
			{ scheduled_start_time: '2032-03-20T19:00:00Z' },
			'scheduled_start_time',
		],
		['no channel', { channel_id: null }, 'channel_id'],
		['the kind of a stage', { entity_type: 1 }, 'entity_type'],
		['another privacy', { privacy_level: 1 }, 'privacy_level'],
		[
			'each day of a week',
			rule({ frequency: 3, by_weekday: [0, 1, 2, 3, 4, 5, 6] }),
			'recurrence_rule',
		],
		['two days a week', rule({ frequency: 2, by_weekday: [0, 1] }), 'recurrence_rule'],
		['every third week', rule({ frequency: 2, interval: 3, by_weekday: [0] }), 'recurrence_rule'],
		['a count', rule({ frequency: 2, by_weekday: [0], count: 3 }), 'recurrence_rule'],
	])('with %s is refused', async (_what, change, field) => {
		const { body, status } = await call('POST', '', valid(change));
		expect(status).toBe(400);
		expect(body).toMatchObject({ code: 50035, errors: { [field]: expect.anything() } });
	});

	test('needs Create Events, and Manage Events where another has made it', async () => {
		const event = guild.addScheduledEvent(guild.owner, {
			name: 'Quiz',
			channel,
			startEpochMs: NOW + DAY_MS,
		});
		expect((await call('PATCH', `/${event.id}`, { status: 2 })).body).toMatchObject({
			code: 50013,
		});
		const role = guild.memberOf(bot).roles[0];
		guild.editRole(role as NonNullable<typeof role>, ['ManageEvents']);
		expect((await call('PATCH', `/${event.id}`, { status: 2 })).status).toBe(200);
		expect((await call('POST', '', valid())).body).toMatchObject({ code: 50013 });
	});

	test('goes from scheduled to active to completed, and no other way', async () => {
		const { body } = await call('POST', '', valid());
		expect((await call('PATCH', `/${body.id}`, { status: 3 })).body.code).toBe(50035);
		expect((await call('PATCH', `/${body.id}`, { status: 2 })).body.status).toBe(2);
		expect((await call('PATCH', `/${body.id}`, { status: 4 })).body.code).toBe(50035);
		expect((await call('PATCH', `/${body.id}`, { status: 3 })).body.status).toBe(3);
		expect((await call('PATCH', `/${body.id}`, { status: 2 })).body.code).toBe(10070);
	});

	test.each([
		['a week', rule({ frequency: 2, by_weekday: [5] }), 7],
		['two weeks', rule({ frequency: 2, interval: 2, by_weekday: [5] }), 14],
		['a weekday', rule({ frequency: 3, by_weekday: [0, 1, 2, 3, 4] }), 2],
		['a month', rule({ frequency: 1, by_n_weekday: [{ n: 3, day: 5 }] }), 28],
	])('with a rule moves on by %s when it ends', async (_what, change, days) => {
		const { body } = await call('POST', '', valid(change));
		await call('PATCH', `/${body.id}`, { status: 2 });
		const ended = await call('PATCH', `/${body.id}`, { status: 3 });
		expect(ended.body.status).toBe(1);
		expect(Date.parse(ended.body.scheduled_start_time)).toBe(NOW + (1 + days) * DAY_MS);
	});

	test('is one of 100 at most', async () => {
		for (let count = 0; count < 100; count += 1) {
			guild.addScheduledEvent(guild.owner, { name: 'Quiz', channel, startEpochMs: NOW + DAY_MS });
		}
		expect((await call('POST', '', valid())).body.code).toBe(30038);
	});
});

describe('the gateway', () => {
	async function logIn(intents: GatewayIntentBits[]) {
		const client = new Client({ intents, rest: { api: discord.apiUrl } });
		const told: string[] = [];
		client.on(Events.GuildScheduledEventCreate, ({ name }) => told.push(`create ${name}`));
		client.on(Events.GuildScheduledEventUpdate, (_, event) => told.push(`${event.status}`));
		client.on(Events.GuildScheduledEventDelete, ({ name }) => told.push(`delete ${name}`));
		const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
		await client.login(bot.token);
		await ready;
		return { client, told };
	}

	test('tells of events with their intent alone; those that there are come with the guild', async () => {
		const options = { name: 'Quiz', channel, startEpochMs: NOW + DAY_MS };
		guild.addScheduledEvent(guild.owner, options);
		const { Guilds, GuildScheduledEvents } = GatewayIntentBits;
		const [with_, without] = await Promise.all([
			logIn([Guilds, GuildScheduledEvents]),
			logIn([Guilds]),
		]);
		const found = with_.client.guilds.cache.get(guild.id)?.scheduledEvents.cache;
		expect(found?.map(({ name }) => name)).toEqual(['Quiz']);
		const event = guild.addScheduledEvent(guild.owner, { ...options, name: 'Tides' });
		event.start();
		event.end();
		guild.addScheduledEvent(guild.owner, { ...options, name: 'Ebb' }).delete();
		await until(() => with_.told).toEqual(['create Tides', '2', '3', 'create Ebb', 'delete Ebb']);
		expect(without.told).toEqual([]);
		await Promise.all([with_.client.destroy(), without.client.destroy()]);
	});

	test('does not show events in channels that the bot does not see', async () => {
		channel.edit({ overwrites: [{ for: guild.everyone, deny: ['ViewChannel'] }] });
		const event = guild.addScheduledEvent(guild.owner, {
			name: 'Quiz',
			channel,
			startEpochMs: NOW + DAY_MS,
		});
		expect((await call('GET', '')).body).toEqual([]);
		expect((await call('GET', `/${event.id}`)).status).toBe(404);
	});
});
