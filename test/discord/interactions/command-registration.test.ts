// Where the slash commands are, as DISCORD_GUILD_ID is set, changed and unset from start to start.
import { expect, onTestFinished, test } from 'vitest';
import { createClient } from '../../../src/discord/accounts/discord-client.js';
import { commands } from '../../../src/discord/commands/index.js';
import { CommandRegistration } from '../../../src/discord/interactions/command-registration.js';
import { createLogger } from '../../../src/logger.js';
import { CommandMemory } from '../../../src/store/command-store.js';
import { startFakeDiscord } from '../../support/fake-discord/fake-discord.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { makeDataDir } from '../../support/studio.js';

const OURS = ['podcast', 'podcast-privacy'];

async function setUp() {
	const discord = await startFakeDiscord();
	onTestFinished(() => discord.close());
	const account = discord.addBot({ name: 'Caster' });
	const home = discord.addGuild({ name: 'Home', bots: [account] });
	const away = discord.addGuild({ name: 'Away', bots: [account] });
	const clock = new SteppedClock();
	const client = createClient({ discordApiUrl: discord.apiUrl, clock });
	onTestFinished(() => client.destroy());
	const ready = new Promise<void>((resolve) => void client.once('clientReady', () => resolve()));
	await client.login(account.token);
	await ready;
	const dataDir = makeDataDir();
	let log = '';
	const destination = {
		write(line: string) {
			log += line;
		},
	};
	const logger = createLogger({ level: 'info', format: 'json', secrets: [], destination });
	const definitions = [...commands.values()].map(({ definition }) => definition);
	const namesOf = (registered: Map<string, { name: string }>) =>
		[...registered.values()].map(({ name }) => name).sort();
	return {
		account,
		away,
		clock,
		definitions,
		discord,
		home,
		log: () => log,
		/** Another program with the same token has a command. */
		register: (route: `/${string}`, name: string) =>
			client.rest.post(`/applications/${account.applicationId}${route}`, {
				body: { name, description: 'Of another program' },
			}),
		/** Names of the commands in all servers, and in each of the two. */
		where: () => ({
			all: namesOf(account.commands),
			home: namesOf(account.commandsIn(home.id)),
			away: namesOf(account.commandsIn(away.id)),
		}),
		/** Requests that wrote commands, since the last call. */
		writes: () =>
			discord.rest.requests
				.splice(0)
				.filter(({ method, path }) => method !== 'GET' && path.includes('/commands')).length,
		/** What a start does; resolves with what it prints. */
		start: async (guildId?: string, folder = dataDir) => {
			const lines: string[] = [];
			await new CommandRegistration({
				client: client as never,
				clock,
				logger,
				definitions,
				guildId,
				memory: new CommandMemory({ folder, logger }),
				print: (line) => lines.push(line),
			}).start();
			return lines;
		},
	};
}

test('commands are where the setting wants them, and those of others stay', async () => {
	const { away, home, register, start, where } = await setUp();
	await register('/commands', 'weather');
	await register(`/guilds/${home.id}/commands`, 'dice');
	expect(await start()).toEqual(['Slash commands: in all servers.']);
	expect(where()).toEqual({ all: [...OURS, 'weather'], home: ['dice'], away: [] });

	expect(await start(home.id)).toEqual([
		`Slash commands: in server ${home.id} (Home).`,
		'Slash commands removed: in all servers, where DISCORD_GUILD_ID does not want them.',
	]);
	expect(where()).toEqual({ all: ['weather'], home: ['dice', ...OURS], away: [] });

	expect(await start(away.id)).toContainEqual(
		`Slash commands removed: in server ${home.id} (Home), where DISCORD_GUILD_ID does not want them.`,
	);
	expect(where()).toEqual({ all: ['weather'], home: ['dice'], away: OURS });

	await start();
	expect(where()).toEqual({ all: [...OURS, 'weather'], home: ['dice'], away: [] });
});

test('nothing is written where nothing is otherwise, and only what is where something is', async () => {
	const { account, discord, start, writes } = await setUp();
	await start();
	expect(writes()).toBe(2);
	await start();
	expect(writes()).toBe(0);
	const [command] = [...account.commands.values()];
	Object.assign(command ?? {}, { description: 'Of an older version' });
	await start();
	expect(discord.rest.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
	expect([...account.commands.values()].map(({ description }) => description)).not.toContain(
		'Of an older version',
	);
});

test('a translation that was not there is written, once', async () => {
	const { account, start, writes } = await setUp();
	await start();
	writes();
	const command = [...account.commands.values()].find(({ name }) => name === 'podcast');
	expect(command?.options[0]).toMatchObject({
		name: 'start',
		description_localizations: { de: expect.stringContaining('Sprachkanal') },
	});
	// As an older version has left it.
	Object.assign(command?.options[0] ?? {}, { description_localizations: null });
	await start();
	expect(writes()).toBe(1);
	await start();
	expect(writes()).toBe(0);
});

test('a command that this version has no more goes, where it was put there', async () => {
	const { account, definitions, register, start, where } = await setUp();
	await register('/commands', 'weather');
	definitions.push({ name: 'old', description: 'Of an older version' });
	await start();
	expect(where().all).toEqual(['old', ...OURS, 'weather']);
	definitions.pop();
	await start();
	expect(where().all).toEqual([...OURS, 'weather']);
	expect(account.commands.size).toBe(3);
});

test('without a memory the servers that the bot is in are looked at', async () => {
	const { home, start, where } = await setUp();
	await start(home.id);
	await start(undefined, makeDataDir());
	expect(where()).toEqual({ all: OURS, home: [], away: [] });
});

test('a server that cannot be written is a warning, and commands stay as they were', async () => {
	const { account, away, home, log, start, where } = await setUp();
	await start();
	expect(await start('123456789012345678')).toEqual([
		expect.stringMatching(/^DISCORD_GUILD_ID: the bot is not in server 123456789012345678/),
	]);
	expect(log()).toMatch(/"level":40/);
	expect(where().all).toEqual(OURS);

	// One that the bot was removed from meanwhile does not keep it from the others.
	await start(away.id);
	away.removeBot(account);
	await start(home.id);
	expect(where()).toMatchObject({ all: [], home: OURS });
});

test('the server gets them as soon as the bot is invited', async () => {
	const { account, discord, start, where } = await setUp();
	const late = discord.addGuild({ name: 'Late' });
	await start(late.id);
	expect(where().all).toEqual([]);
	late.addBot(account);
	await discord.until('the commands', () => account.commandsIn(late.id).size === 2 || undefined);
});

test.each([503, 429])(
	'a fault with %i is tried again, and keeps nothing waiting',
	async (status) => {
		const { clock, discord, home, log, start, where } = await setUp();
		await start();
		discord.rest.fail({ path: /guilds.*commands$/, status, retryAfter: 60, times: 4 });
		await start(home.id);
		expect(log()).toMatch(/could not be registered: tried again later/);
		expect(where().all).toEqual(OURS);
		discord.rest.clearFaults();
		await clock.step(120_000);
		await discord.until(
			'the commands',
			() => (where().home.length === 2 && where().all.length === 0) || undefined,
		);
	},
);
