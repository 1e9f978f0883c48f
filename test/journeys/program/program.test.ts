import { createServer } from 'node:net';
import { basename, dirname } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readManifest } from '../../../src/manifest.js';
import { RawClient } from '../../contract/raw-client.js';
import { startFakeDiscord } from '../../support/fake-discord/fake-discord.js';
import { makeDataDir } from '../../support/studio.js';
import { CLIENTS, LISTENER, onAir, startProgram, startProgramHere } from './bot-program.js';
import { ChildProgram } from './child-program.js';
import { ProgramHere } from './program-here.js';
import { setUp, startProgram as startScene } from './restart-scene.js';

describe('the bot', () => {
	test.each([[['SIGTERM']], [['SIGINT', 'SIGINT']]] as const)(
		'pauses every podcast properly and exits with 0 on %j, and has printed no secret',
		async (signals) => {
			// Once by the very files of `npm start`, which take the longest to load.
			const isShipped = signals.length === 1;
			const parts = await startProgram({ SERVER_PROCESSES: '1' }, { isShipped });
			const { interaction, receiver } = await onAir(parts);
			const exit = await parts.program.stop(...signals);
			expect(exit.code).toBe(0);
			expect(await receiver.closed).toBe(1012);
			expect(receiver.disconnects).toEqual([]);
			expect(parts.guild.memberOf(parts.account).voice.channel).toBeNull();
			// At the most talkative level.
			const secrets = [
				parts.account.token,
				LISTENER.clientToken,
				interaction.token,
				...receiver.secretKeyForms,
			];
			for (const secret of secrets) {
				expect(parts.program.output.includes(secret)).toBe(false);
			}
			expect(parts.program.output).toMatch(/"msg":"On air"/);
		},
	);

	test('ends every podcast properly on SIGINT, where nothing is to be resumed', async () => {
		const parts = await startProgramHere({ RESUME_ON_RESTART: 'false' });
		const { interaction, receiver } = await onAir(parts);
		const exit = await parts.program.stop('SIGINT');
		expect(exit.code).toBe(0);
		expect(await receiver.closed).toBe(4003);
		expect(receiver.disconnects).toEqual([4003]);
		expect((await interaction.response()).text).toContain('The bot was shut down.');
		expect(parts.guild.memberOf(parts.account).voice.channel).toBeNull();
	});

	test('registers its commands in one guild only where it is told to, and prints its invite link', async () => {
		const discord = await startFakeDiscord();
		onTestFinished(() => discord.close());
		const account = discord.addBot({ name: 'Caster' });
		const home = discord.addGuild({ name: 'Home', bots: [account] });
		const away = discord.addGuild({ name: 'Away', bots: [account] });
		const program = new ProgramHere({
			DISCORD_TOKEN: account.token,
			DISCORD_API_URL: discord.apiUrl,
			DISCORD_GUILD_ID: home.id,
			PORT: '0',
		});
		const [, link = ''] = await program.printed(/Invite it with: (\S+)/);
		const { searchParams } = new URL(link);
		expect(searchParams.get('client_id')).toBe(account.applicationId);
		expect(searchParams.get('scope')?.split(' ').sort()).toEqual(['applications.commands', 'bot']);
		// View Channel, Send Messages, Connect, Set Voice Channel Status; for planned shows Create Events;
		// to play podcasts Speak and Request to Speak.
		expect(BigInt(searchParams.get('permissions') ?? 0)).toBe(
			[10n, 11n, 20n, 21n, 32n, 44n, 48n].reduce((all, bit) => all | (1n << bit), 0n),
		);
		const run = (guild: typeof home) =>
			guild.owner.runCommand('podcast status', {}, { channel: guild.addTextChannel() });
		expect((await run(home).response()).content).toMatch(/is not on air/);
		expect(() => run(away)).toThrow();
	});

	test('says its version, where its data is, and what to do next', async () => {
		const { dataDir, ...scene } = await setUp();
		const folder = dirname(dataDir);
		const environment = { DATA_DIR: basename(dataDir) };
		const { program } = await startScene({ dataDir, ...scene }, environment, { folder });
		const { version } = readManifest();
		expect(program.output).toContain(`discord-podcasts ${version}, Node ${process.version}\n`);
		expect(program.output).toContain(`Data is kept in: ${dataDir}\n`);
		await program.printed(/^Next: join a voice channel and type \/podcast start\.$/m);
	});

	test('says to add it to a server first where it is in none', async () => {
		const discord = await startFakeDiscord();
		onTestFinished(() => discord.close());
		const { token } = discord.addBot({ name: 'Caster' });
		const program = new ProgramHere({
			DISCORD_TOKEN: token,
			DISCORD_API_URL: discord.apiUrl,
			PORT: '0',
		});
		await program.printed(
			/^Next: open that link and add the bot to your server, .*podcast start\.$/m,
		);
	});

	test('names everything that is wrong, and the demo, and exits with 1', async () => {
		const program = new ChildProgram(
			'index',
			{ PORT: 'high', LOG_LEVEL: 'loud' },
			{ isShipped: true },
		);
		expect((await program.exit).code).toBe(1);
		expect(program.output.trim().split('\n')).toEqual([
			'DISCORD_TOKEN: expected the bot token from the developer portal, got nothing',
			'PORT: expected an integer from 0 to 65535, got "high"',
			'LOG_LEVEL: expected one of fatal, error, warn, info, debug, trace, silent, got "loud"',
			'Settings come from the environment or the file .env; .env.example lists them.',
			'No bot token yet? "npm run demo" shows everything on a simulated Discord.',
		]);
	});

	test('says that Discord refuses the bot token', async () => {
		const discord = await startFakeDiscord();
		onTestFinished(() => discord.close());
		const program = new ChildProgram('index', {
			DISCORD_TOKEN: 'MTA.wrong.token',
			DISCORD_API_URL: discord.apiUrl,
			PORT: '0',
		});
		expect((await program.exit).code).toBe(1);
		expect(program.output).toMatch(/Discord refuses DISCORD_TOKEN/);
		expect(program.output).not.toMatch(/MTA\.wrong/);
	});

	test('says that its port is in use', async () => {
		const other = createServer().listen(0, '127.0.0.1');
		await new Promise((resolve) => other.once('listening', resolve));
		onTestFinished(() => new Promise<void>((resolve) => void other.close(() => resolve())));
		const { port } = other.address() as { port: number };
		const program = new ChildProgram('index', {
			DISCORD_TOKEN: 'a.b.c',
			PORT: String(port),
			SERVER_PROCESSES: '1',
		});
		expect((await program.exit).code).toBe(1);
		expect(program.output.trim()).toBe(
			`PORT: ${port} on 127.0.0.1 is in use: set another, or 0 for a free one`,
		);
	});
});

describe('the server alone', () => {
	test('has its podcasts again when it is started again', async () => {
		const environment = { PORT: '0', PODCAST_CLIENTS: CLIENTS, DATA_DIR: makeDataDir() };
		const headers = { clientId: LISTENER.clientId, token: LISTENER.clientToken };
		const first = new ChildProgram('server', environment);
		const [, firstUrl = ''] = await first.printed(/Podcast server: (\S+), 1 client/);
		const created = await fetch(`${firstUrl}/podcast`, { method: 'POST', headers });
		const { id } = (await created.json()) as { id: string };
		const connect = (url: string) =>
			new RawClient(`${url.replace('http', 'ws')}/?id=${id}`, { ...headers, isSender: 'true' });
		const sender = connect(firstUrl);
		const hello = await sender.next();
		expect((await first.stop('SIGTERM')).code).toBe(0);
		expect((await sender.closed).code).toBe(1012);

		const second = new ChildProgram('server', environment);
		const [, secondUrl = ''] = await second.printed(/Podcast server: (\S+), 1 client/);
		expect(await connect(secondUrl).next()).toEqual(hello);
		expect((await second.stop('SIGTERM')).code).toBe(0);
	});

	test('serves its clients and stops on a signal', async () => {
		const program = new ChildProgram('server', { PORT: '0', PODCAST_CLIENTS: CLIENTS });
		const [, url = ''] = await program.printed(/Podcast server: (\S+), 1 client/);
		const headers = { clientId: LISTENER.clientId, token: LISTENER.clientToken };
		const created = await fetch(`${url}/podcast`, { method: 'POST', headers });
		expect(await created.json()).toMatchObject({ host: LISTENER.clientId, activeSince: null });
		expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ ok: true, podcasts: 1 });
		expect((await program.stop('SIGTERM')).code).toBe(0);
		expect(program.output).not.toContain(LISTENER.clientToken);
	});

	test('refuses to start without a client', async () => {
		const program = new ChildProgram('server', {});
		expect((await program.exit).code).toBe(1);
		expect(program.output).toMatch(/^PODCAST_CLIENTS: expected clientId:token/);
	});
});
