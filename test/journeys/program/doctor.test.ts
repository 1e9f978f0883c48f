// What the doctor finds: the real program, and its checks alone where only what they say matters.
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { ServerFixture } from '../../server/server-fixture.js';
import { FakePodcastService } from '../../support/fake-podcast-service/fake-podcast-service.js';
import { makeDataDir } from '../../support/studio.js';
import { ChildProgram } from './child-program.js';
import { definitionsOf, startWard } from './ward.js';

const PRELOAD = pathToFileURL(join(import.meta.dirname, 'broken-machine.mjs')).href;
const FOREIGN = { PODCAST_CLIENT_ID: '777', PODCAST_TOKEN: 'a-foreign-token' };

/** Takes a port with a server that hangs up at once. */
async function takePort(): Promise<number> {
	const server = createServer((socket) => void socket.destroy()).listen(0, '127.0.0.1');
	await once(server, 'listening');
	onTestFinished(() => void server.close());
	return (server.address() as AddressInfo).port;
}

test('finds nothing where all is well', async () => {
	const { account, examine } = await startWard();
	const { findings, of } = await examine({ SERVER_PROCESSES: '1' }, { isShipped: true });
	expect(of('ok')).toEqual([
		'node',
		'disk',
		'dave',
		'crypto',
		'clock',
		'token',
		'gateway',
		'udp',
		'permissions',
		'commands',
		'opus',
		'chime',
		'podcast server',
		'public url',
	]);
	expect(of('skip')).toEqual(['ffmpeg', 'websocket']);
	expect(findings.size).toBe(16);
	expect(findings.get('token')).toContain(`"Caster", application ${account.applicationId}`);
	expect(findings.get('dave')).toMatch(/DAVE up to version [1-9]/);
	expect(findings.get('podcast server')).toMatch(/^ok .* free port .*, in a process of its own$/);
	expect(findings.get('udp')).toMatch(/^ok a datagram came back .*; not checked, because only/);
	expect(findings.get('public url')).toMatch(/not checked: whether the way from them to here/);
});

test('reads the chime as the bot would, and says what is wrong with one of one’s own', async () => {
	const { look } = await startWard();
	const chime = async (environment: Record<string, string>) =>
		(await look(environment)).findings.get('chime');
	const folder = makeDataDir();
	const own = join(folder, 'own.txt');
	writeFileSync(own, 'ding dong');
	expect(await chime({})).toMatch(/^ok the bot’s own, 1\.\d s, sent as it is$/);
	expect(await chime({ CHIME: 'false' })).toBe('skip off, by CHIME=false');
	const missing = join(folder, 'none.opus');
	expect(await chime({ CHIME_FILE: missing })).toBe(
		`warn CHIME_FILE: ${missing} is not there: until then the bot plays its own`,
	);
	expect(await chime({ CHIME_FILE: own })).toMatch(/^warn CHIME_FILE: \S+own\.txt is no Ogg Opus/);
	expect((await look({ CHIME_FILE: own })).findings.get('ffmpeg')).toMatch(
		/^(?:ok version \S+ is installed|skip not installed: only a CHIME_FILE)/,
	);
});

test('looks at each listener account, and tells a wrong token by its place', async () => {
	const { discord, look } = await startWard();
	const [first, second] = ['Player 1', 'Player 2'].map((name) => discord.addBot({ name }));
	const tokens = [first?.token, second?.token];
	const good = await look({ DISCORD_LISTENER_TOKENS: tokens.join() });
	expect(good.findings.get('listener accounts')).toBe('ok "Player 1", "Player 2"');
	second?.resetToken();
	const bad = await look({ DISCORD_LISTENER_TOKENS: tokens.join() });
	expect(bad.findings.get('listener accounts')).toMatch(
		/^FAIL Discord refuses entry 2 of DISCORD_LISTENER_TOKENS: copy it anew/,
	);
});

test('shows wrong settings as npm start does', async () => {
	const program = new ChildProgram('doctor', { PORT: 'high', METRICS_TOKEN: 'a b' });
	expect((await program.exit).code).toBe(1);
	expect(program.output.trim().split('\n')).toEqual([
		'DISCORD_TOKEN: expected the bot token from the developer portal, got nothing',
		'PORT: expected an integer from 0 to 65535, got "high"',
		'METRICS_TOKEN: expected a metrics token of 1 to 200 printable characters without spaces or commas',
		'Settings come from the environment or the file .env; .env.example lists them.',
		'No bot token yet? "npm run demo" shows everything on a simulated Discord.',
	]);
});

test('finds each thing that is broken on the machine, and looks at the rest all the same', async () => {
	const { examine } = await startWard();
	const broken = {
		NODE_OPTIONS: `--import=${PRELOAD}`,
		BROKEN: 'udp,disk,node,crypto',
		NAPI_RS_NATIVE_LIBRARY_PATH: '/nowhere/davey.node',
	};
	const { findings, of } = await examine(broken, { isShipped: true });
	expect(of('FAIL')).toEqual(['node', 'disk', 'dave', 'crypto', 'udp', 'commands']);
	expect(of('ok')).toEqual([
		'clock',
		'token',
		'gateway',
		'permissions',
		'opus',
		'chime',
		'podcast server',
		'public url',
	]);
	expect(findings.get('node')).toBe('FAIL v20.9.0 is too old: install Node 20.18 or newer');
	expect(findings.get('disk')).toMatch(/data can be made, but has 0 MiB free: make room/);
	expect(findings.get('dave')).toMatch(/davey cannot be loaded .*npm ci/);
	expect(findings.get('crypto')).toMatch(/aead_aes256_gcm_rtpsize \(.*WebAssembly.*install/);
	expect(findings.get('crypto')).not.toMatch(/xchacha20/);
	expect(findings.get('udp')).toMatch(/no datagram came back from 127\.0\.0\.1/);
	expect(findings.get('commands')).toMatch(/the bot's own code cannot be loaded .*npm ci/);
});

test('says that Discord refuses the bot token, three times where three checks need it', async () => {
	const { look } = await startWard();
	const { findings, of } = await look({ DISCORD_TOKEN: 'MTA.wrong.token' });
	expect(of('FAIL')).toEqual(['token', 'permissions', 'commands']);
	for (const name of of('FAIL')) {
		expect(findings.get(name)).toMatch(/Discord refuses DISCORD_TOKEN/);
	}
});

test('finds what is wrong in Discord, on the clock and at the port', async () => {
	const { account, discord, look, guild, register } = await startWard();
	discord.gateway.startOutage();
	discord.rest.clockOffsetMs = 40_000;
	discord.rest.fail({
		path: /^\/gateway\/bot$/,
		status: 200,
		body: {
			url: discord.gateway.url,
			shards: 1,
			session_start_limit: {
				total: 1000,
				remaining: 0,
				reset_after: 11_520_000,
				max_concurrency: 1,
			},
		},
	});
	const [podcast, ...others] = definitionsOf();
	await register('', [{ ...podcast, description: 'As it was' }, ...others]);
	guild.editRole(guild.everyone, ['ViewChannel', 'SendMessages']);
	discord.addGuild({ name: 'Bay\u001b[2J\n', bots: [account] }).addVoiceChannel();
	const port = await takePort();
	const file = join(tmpdir(), `doctor-${process.pid}`);
	writeFileSync(file, '');
	onTestFinished(() => rmSync(file));

	const { findings, of } = await look({
		PORT: String(port),
		PUBLIC_URL: 'http://podcasts.invalid',
		DATA_DIR: join(file, 'data'),
	});
	expect(of('ok')).toEqual(['node', 'dave', 'crypto', 'udp', 'opus', 'chime']);
	expect(of('warn')).toEqual([]);
	expect(findings.get('clock')).toMatch(/^FAIL (?:39|40)\.\d s behind Discord: .*NTP/);
	expect(findings.get('token')).toMatch(
		/^FAIL .* 0 of 1000 logins left, all again in 3 h 12 min: /,
	);
	expect(findings.get('gateway')).toMatch(/cannot be reached .*websockets/);
	expect(findings.get('permissions')).toBe(
		'FAIL "Harbour" lacks Connect: give it to the bot\'s role in the server\'s settings',
	);
	expect(findings.get('commands')).toMatch(/^FAIL \/podcast in all servers of another version/);
	expect(findings.get('disk')).toMatch(/data cannot be written to \(ENOTDIR\)/);
	expect(findings.get('podcast server')).toBe(
		`FAIL PORT: ${port} on 127.0.0.1 is in use: set another, or 0 for a free one`,
	);
	expect(findings.get('public url')).toMatch(/the name podcasts\.invalid has no address/);
});

test('warns of what works, but not for everybody', async () => {
	const { account, channel, discord, examine, guild, register } = await startWard();
	const member = guild.memberOf(account);
	guild.addVoiceChannel({
		name: 'Staff\u001b[31m',
		overwrites: [{ for: member, deny: ['Connect'] }],
	});
	guild.addStageChannel({
		name: 'Hall',
		overwrites: [{ for: guild.everyone, deny: ['ViewChannel'] }],
	});
	channel.edit({
		overwrites: [
			{ for: guild.everyone, deny: ['Connect'] },
			{ for: member, allow: ['Connect'] },
		],
	});
	await register(`/guilds/${guild.id}`);
	// More than an answer may take.
	discord.rest.clockOffsetMs = -20_000;
	const { findings, of } = await examine({
		DISCORD_GUILD_ID: guild.id,
		PUBLIC_URL: 'http://localhost:5050',
		NODE_OPTIONS: `--import=${PRELOAD}`,
		BROKEN: 'low disk',
	});
	expect(of('FAIL')).toEqual([]);
	expect(of('warn')).toEqual(['disk', 'clock', 'permissions', 'commands', 'public url']);
	expect(findings.get('clock')).toMatch(/^warn \d+\.\d s ahead of Discord/);
	expect(findings.get('permissions')).toMatch(
		/^warn "Harbour" keeps the bot out of "Staff \[31m" \(Connect\), "Hall" \(View Channels\): /,
	);
	expect(findings.get('commands')).toMatch(/\/podcast, \/podcast-privacy show up twice/);
	expect(findings.get('public url')).toMatch(/only this machine hears it/);
});

test('takes commands as up to date from which Discord left out the defaults', async () => {
	const { account, look } = await startWard();
	for (const command of account.commands.values()) {
		const options = JSON.stringify(command.options, (key, value) =>
			(key === 'required' && value === false) || (Array.isArray(value) && value.length === 0)
				? undefined
				: value,
		);
		Object.assign(command, { options: JSON.parse(options) });
	}
	expect((await look()).findings.get('commands')).toBe(
		'ok /podcast, /podcast-privacy registered in all servers, up to date',
	);
});

test('finds no voice channel left, commands missing, a server that is not there', async () => {
	const { channel, look, guild, register } = await startWard();
	channel.edit({ overwrites: [{ for: guild.everyone, deny: ['Connect'] }] });
	await register('', []);
	const dataDir = makeDataDir();
	// It has run before, so what is not there is missing.
	writeFileSync(join(dataDir, 'privacy.json'), '{"version":1,"optedOut":[],"told":[]}');
	const without = await look({ PUBLIC_URL: '', HOST: '0.0.0.0', DATA_DIR: dataDir });
	expect(without.of('FAIL')).toEqual(['permissions', 'commands']);
	expect(without.findings.get('permissions')).toMatch(/; no voice channel is left$/);
	expect(without.findings.get('commands')).toMatch(
		/\/podcast, \/podcast-privacy not registered in all servers/,
	);
	expect(without.findings.get('public url')).toMatch(/^warn listeners are told 0\.0\.0\.0/);
	const elsewhere = await look({ DISCORD_GUILD_ID: '123456789012345678' });
	expect(elsewhere.findings.get('commands')).toMatch(/no server that the bot is in/);
});

test('knows its own server where that has the port already', async () => {
	const { look } = await startWard();
	const { server } = await ServerFixture.start();
	const { findings } = await look({ PORT: new URL(server.url).port });
	expect(findings.get('podcast server')).toMatch(/^ok the built-in one, version .* is running/);
});

test('asks a foreign podcast server with the credentials', async () => {
	const { look } = await startWard();
	const clients = new Map([[FOREIGN.PODCAST_CLIENT_ID, FOREIGN.PODCAST_TOKEN]]);
	const service = await FakePodcastService.start({ clients, dialect: { list: 'wrapped' } });
	onTestFinished(() => service.close());
	const foreign = { ...FOREIGN, PODCAST_API_URL: service.url };
	const { host, port } = new URL(service.url);
	const well = await look(foreign);
	expect(well.of('FAIL')).toEqual([]);
	expect(well.findings.get('podcast server')).toBe(
		`ok ${host} takes the credentials, has 0 podcast(s)`,
	);
	expect(well.findings.get('metrics port')).toMatch(/^ok /);
	expect(well.findings.has('public url')).toBe(false);
	const refused = await look({ ...foreign, PODCAST_TOKEN: 'another-token', PORT: port });
	expect(refused.of('FAIL')).toEqual(['podcast server']);
	expect(refused.findings.get('podcast server')).toMatch(/refuses the credentials \(401\)/);
	expect(refused.findings.get('metrics port')).toMatch(/^warn PORT: .* is in use/);
});

test('does not wait for a Discord that is silent, nor one check for the other', async () => {
	const { examine } = await startWard();
	const asked: (string | undefined)[] = [];
	const silent = createHttpServer(({ url }) => asked.push(url)).listen(0, '127.0.0.1');
	await once(silent, 'listening');
	onTestFinished(() => {
		silent.close();
		silent.closeAllConnections();
	});
	const apiUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/api`;
	const watch = async (program: ChildProgram) => {
		await program.printed(/^FAIL clock: /m);
		// All have asked before the first one has run out of time.
		expect(asked.length).toBeGreaterThanOrEqual(5);
	};
	const { findings, of } = await examine({ DISCORD_API_URL: apiUrl }, { watch });
	expect(of('FAIL')).toEqual(['clock', 'token', 'gateway', 'permissions', 'commands']);
	for (const name of of('FAIL')) {
		expect(findings.get(name)).toMatch(/^FAIL no answer within 10 s: /);
	}
});

test('says that Discord cannot be reached, or has a fault of its own', async () => {
	const { discord, look } = await startWard();
	discord.rest.fail({ path: /^\/users\/@me\/guilds/, status: 503 });
	discord.rest.fail({ path: /^\/applications\/\d+\/commands/, status: 429, retryAfter: 7 });
	const faulty = await look();
	expect(faulty.of('FAIL')).toEqual(['permissions', 'commands']);
	expect(faulty.findings.get('permissions')).toMatch(/a fault of its own \(503\)/);
	expect(faulty.findings.get('commands')).toMatch(/asks to wait/);
	const away = await look({ DISCORD_API_URL: 'http://127.0.0.1:1/api' });
	expect(away.of('FAIL')).toEqual(['token', 'gateway', 'permissions', 'commands']);
	expect(away.of('warn')).toEqual(['clock']);
	for (const name of away.of('FAIL')) {
		expect(away.findings.get(name)).toMatch(/REST API at 127\.0\.0\.1:1 cannot be reached/);
	}
});
