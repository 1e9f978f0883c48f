// The real program when Discord ends its connection for good, or does not let it in at all.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startFakeDiscord } from '../../support/fake-discord/fake-discord.js';
import { makeDataDir } from '../../support/studio.js';
import { until } from '../../support/until.js';
import { onAir, startProgram, startProgramHere } from './bot-program.js';
import { ChildProgram } from './child-program.js';
import { ProgramHere } from './program-here.js';

/** What the program's port answers once something is wrong. */
async function unhealthy(serverUrl: string): Promise<Response> {
	let answer = new Response();
	await until(async () => {
		answer = await fetch(`${serverUrl}/health`);
		return answer.status;
	}).toBe(503);
	return answer;
}

describe('a gateway that is closed for good', () => {
	test.each([
		[4004, /Discord no longer accepts my token: whoever runs me has to set a new one\./],
		[4014, /Discord no longer allows me the intents that I need/],
		[4013, /an update of this bot is needed/],
		[4011, /more servers than Discord allows on one connection/],
	])(
		'with %i ends the show in words, says so in /health, and exits with 1',
		async (code, words) => {
			// Whichever process it is that answers.
			const parts =
				code === 4004 ? await startProgram({ SERVER_PROCESSES: '1' }) : await startProgramHere();
			const { interaction, receiver } = await onAir(parts);
			if (code === 4004) {
				parts.account.resetToken();
			}
			parts.discord.gateway.close(parts.account, code);
			expect(await receiver.closed).toBe(4003);
			const answer = await unhealthy(parts.serverUrl);
			expect(await answer.json()).toMatchObject({
				ok: false,
				reason: expect.stringMatching(words),
			});
			const exit = await parts.program.exit;
			expect(exit.code).toBe(1);
			// With a token that is void, the command's own token still reaches the panel.
			expect(interaction.original?.text).toMatch(/^## ⚫ Off air: Lighthouse/);
			expect(interaction.original?.text).toMatch(words);
			expect(parts.program.output).toMatch(/"level":60,.*DISCORD_TOKEN/);
			expect(parts.program.output).not.toMatch(/was lost and did not come back/);
		},
	);

	test('is told in a panel that could not be edited at the next start, which is off air', async () => {
		const dataDir = makeDataDir();
		const parts = await startProgram({ DATA_DIR: dataDir });
		const { account, discord, text } = parts;
		const { interaction } = await onAir(parts);
		// All ways to the panel are closed.
		discord.rest.fail({ method: 'PATCH', path: /messages/, status: 401, times: 100 });
		const token = account.resetToken();
		discord.gateway.close(account, 4004);
		expect((await parts.program.exit).code).toBe(1);
		expect(interaction.original?.text).toMatch(/On air/);
		discord.rest.clearFaults();
		const next = new ChildProgram('index', {
			DISCORD_TOKEN: token,
			DISCORD_API_URL: discord.apiUrl,
			DATA_DIR: dataDir,
			PORT: '0',
		});
		await discord.until(
			'the panel is true',
			() => interaction.original?.text.includes('no longer accepts my token') || undefined,
		);
		expect(text.messages.size).toBeLessThanOrEqual(2);
		expect((await next.stop('SIGTERM')).code).toBe(0);
	});

	test('ends a program that has a foreign podcast server, too', async () => {
		const server = createServer((_, response) => response.writeHead(404).end());
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		onTestFinished(() => void server.close());
		const discord = await startFakeDiscord();
		onTestFinished(() => discord.close());
		const account = discord.addBot({ name: 'Caster' });
		discord.addGuild({ name: 'Harbour', bots: [account] });
		const program = new ProgramHere({
			DISCORD_TOKEN: account.token,
			DISCORD_API_URL: discord.apiUrl,
			PORT: '0',
			PODCAST_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
			PODCAST_CLIENT_ID: '1',
			PODCAST_TOKEN: 'a-token-of-this-test',
		});
		const [, url = ''] = await program.printed(/Health and metrics: (\S+)\/health/);
		await program.printed(/Invite it with: /);
		discord.gateway.close(account, 4014);
		expect(await (await unhealthy(url)).json()).toMatchObject({ ok: false });
		expect((await program.exit).code).toBe(1);
	});

	test('is noticed by REST alone where the gateway is silent', async () => {
		const parts = await startProgramHere();
		const { receiver } = await onAir(parts);
		parts.account.resetToken();
		parts.host.runCommand('podcast status', {}, { channel: parts.text });
		parts.discord.gateway.requestHeartbeat(parts.account);
		parts.host.setSelfMute(true);
		// The panel's next edit finds out.
		expect(await receiver.closed).toBe(4003);
		expect((await parts.program.exit).code).toBe(1);
	});
});

describe('a single 401', () => {
	test('that is not the token’s fault costs one request, not all that follow', async () => {
		const parts = await startProgramHere();
		const { discord, host, program, text } = parts;
		const { interaction } = await onAir(parts);
		discord.rest.fail({ method: 'PATCH', path: /^\/channels\/\d+\/messages/, status: 401 });
		const stopped = host.runCommand('podcast stop', {}, { channel: text });
		await stopped.response();
		await discord.until(
			'the panel is closed',
			() => interaction.original?.text.includes('Ada stopped it.') || undefined,
		);
		await discord.rest.request('GET', /^\/users\/@me$/);
		const again = host.runCommand('podcast start', {}, { channel: text });
		expect((await again.response()).text).toMatch(/On air/);
		expect((await program.stop('SIGTERM')).code).toBe(0);
	});
});

describe('a start', () => {
	async function startAgainst(apiUrl: string): Promise<{ code: number | null; lines: string[] }> {
		const program = new ChildProgram('index', {
			DISCORD_TOKEN: 'MTA.some.token',
			DISCORD_API_URL: apiUrl,
			DATA_DIR: makeDataDir(),
			PORT: '0',
			LOG_LEVEL: 'error',
		});
		const { code } = await program.exit;
		const lines = program.output.split('\n').filter((line) => line.includes('Discord'));
		expect(program.output).not.toMatch(/\n\s+at |stack/);
		return { code, lines };
	}

	test('says in one line that Discord cannot be reached', async () => {
		const { code, lines } = await startAgainst('http://127.0.0.1:9/api');
		expect(code).toBe(1);
		expect(lines).toEqual([
			'Discord at 127.0.0.1:9 cannot be reached (ECONNREFUSED): check the network, DNS, the firewall, and DISCORD_API_URL',
		]);
	});

	test('says in one line that Discord has a fault of its own', async () => {
		const server = createServer((_, response) => response.writeHead(503).end());
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		onTestFinished(() => void server.close());
		const { port } = server.address() as AddressInfo;
		const { code, lines } = await startAgainst(`http://127.0.0.1:${port}/api`);
		expect(code).toBe(1);
		expect(lines).toEqual([
			'Discord has a fault of its own (status 503): see https://discordstatus.com, and start again later',
		]);
	});
});
