// Shards with the real discord.js: who gets which guilds, how fast sessions may begin, what is refused.
import { Client, type ClientOptions, Events, GatewayIntentBits } from 'discord.js';
import { expect, onTestFinished, test } from 'vitest';
import { startFakeDiscord } from '../support/fake-discord/fake-discord.js';
import type { BotOptions } from '../support/fake-discord/world/bot.js';
import type { WorldOptions } from '../support/fake-discord/world/world.js';
import { until } from '../support/until.js';

async function setUp(options: WorldOptions = {}, bot: Partial<BotOptions> = {}) {
	const discord = await startFakeDiscord(options);
	onTestFinished(() => discord.close());
	const account = discord.addBot({ name: 'Caster', ...bot });
	const makeClient = (own: Partial<ClientOptions> = {}) => {
		const client = new Client({
			intents: [GatewayIntentBits.Guilds],
			rest: { api: discord.apiUrl },
			...own,
		});
		onTestFinished(() => client.destroy());
		return client;
	};
	/** Logs in, and waits until all guilds have come. */
	const logIn = async (own: Partial<ClientOptions> = {}) => {
		const client = makeClient(own);
		const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
		await client.login(account.token);
		await ready;
		return client;
	};
	const addGuilds = (count: number) =>
		Array.from({ length: count }, (_, id) =>
			discord.addGuild({ name: `Harbour ${id}`, bots: [account], shard: [id, count] }),
		);
	return { account, addGuilds, discord, logIn, makeClient };
}

test('each guild, and what happens in it, comes on its own shard alone', async () => {
	const { addGuilds, logIn } = await setUp();
	const guilds = addGuilds(2);
	const clients = await Promise.all([0, 1].map((id) => logIn({ shards: [id], shardCount: 2 })));
	for (const [id, client] of clients.entries()) {
		expect([...client.guilds.cache.keys()]).toEqual([guilds[id]?.id]);
	}
	const seen = clients.map((client) => {
		const ids: string[] = [];
		client.on(Events.ChannelCreate, ({ guildId }) => ids.push(guildId));
		return ids;
	});
	for (const guild of guilds) {
		guild.addTextChannel({ name: 'new' });
	}
	await until(() => seen).toEqual(guilds.map(({ id }) => [id]));
});

test('as many shards as are recommended run in one client, which has all guilds', async () => {
	const { account, addGuilds, discord, logIn } = await setUp({}, { shards: 3, maxConcurrency: 3 });
	const guilds = addGuilds(3);
	const client = await logIn({ shards: 'auto' });
	expect(guilds.map(({ id }) => client.guilds.cache.get(id)?.shardId)).toEqual([0, 1, 2]);
	const shards = discord.gateway.identifiesOf(account).map(({ shard }) => shard);
	expect(shards).toEqual([0, 1, 2].map((id) => [id, 3]));
});

test('a session of the same bucket within 5 s is invalid, one of another bucket is not', async () => {
	const { account, discord, logIn, makeClient } = await setUp(
		{ identifyWindowMs: 3_600_000 },
		{ maxConcurrency: 2 },
	);
	await logIn({ shards: [0], shardCount: 4 });
	await logIn({ shards: [1], shardCount: 4 });
	void makeClient({ shards: [2], shardCount: 4 })
		.login(account.token)
		// It is taken back with the test.
		.catch(() => {});
	const third = await discord.until('the third', () => discord.gateway.identifiesOf(account)[2]);
	expect(discord.gateway.identifiesOf(account).map(({ isTooEarly }) => isTooEarly)).toEqual([
		false,
		false,
		true,
	]);
	expect(third.shard).toEqual([2, 4]);
});

test.each([
	['that does not exist', 4010, { shards: [2], shardCount: 2 }, 2500],
	['with too many guilds', 4011, { shards: [0], shardCount: 1 }, 1],
] as const)('a shard %s is refused with %i', async (_, code, { shardCount, shards }, most) => {
	const { account, addGuilds, discord, makeClient } = await setUp({ maxGuildsPerShard: most });
	addGuilds(2);
	const client = makeClient({ shards: [...shards], shardCount });
	const ended = new Promise((resolve) =>
		client.once(Events.ShardDisconnect, (close) => resolve(close.code)),
	);
	const login = client.login(account.token);
	await expect(login).rejects.toThrow();
	expect(await ended).toBe(code);
	expect(discord.gateway.sessionsOf(account)).toEqual([]);
});
