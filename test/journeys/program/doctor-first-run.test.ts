// What a newcomer sees who asks the doctor before anything was started, and what programs read.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { programFile } from '../../support/bundled-programs.js';
import { makeDataDir } from '../../support/studio.js';
import { ChildProgram } from './child-program.js';
import { runDoctor, startWard } from './ward.js';

/** What `--json` lists. */
interface Entry {
	name: string;
	state: string;
	message: string;
	advice?: string;
}

const JSON_COMMAND = [process.execPath, programFile('doctor'), '--json'] as const;

/** Asks for the list; nothing else may stand on standard output. */
async function askForJson(environment: Record<string, string>) {
	const folder = mkdtempSync(join(tmpdir(), 'newcomer-'));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	const program = new ChildProgram('doctor', environment, { command: JSON_COMMAND, folder });
	const { code } = await program.exit;
	const entries = JSON.parse(program.output) as Entry[];
	const named = (name: string) => entries.find((entry) => entry.name === name);
	return { code, entries, folder, named, output: program.output };
}

describe('before the first start', () => {
	test('the doctor with a token alone has nothing to complain of that a start puts right', async () => {
		const { dismiss, look, register } = await startWard();
		await register('', []);
		const { findings, of } = await look({ PUBLIC_URL: '' });
		expect(of('FAIL')).toEqual([]);
		expect(findings.get('commands')).toBe(
			'ok /podcast, /podcast-privacy not registered in all servers; the first npm start will do that',
		);
		dismiss();
		const alone = await look({ PUBLIC_URL: '' });
		expect(alone.of('FAIL')).toEqual([]);
		expect(alone.findings.get('permissions')).toBe(
			'warn the bot is in no server yet: npm start prints the link that invites it',
		);
	});

	test('the doctor without a token misses that alone, and looks at the machine', async () => {
		const { discord } = await startWard();
		const { findings, of } = await runDoctor({ DISCORD_API_URL: discord.apiUrl, PORT: '0' });
		expect(of('FAIL')).toEqual(['token']);
		expect(findings.get('token')).toMatch(/^FAIL DISCORD_TOKEN is not set yet: make a bot/);
		expect(of('skip')).toEqual(['permissions', 'commands', 'ffmpeg', 'websocket']);
		expect(of('ok')).toEqual(
			expect.arrayContaining(['node', 'disk', 'dave', 'crypto', 'clock', 'gateway', 'udp']),
		);
	});

	test('the doctor leaves nothing behind in the folder', async () => {
		const { complete } = await startWard();
		const { folder, named } = await askForJson(complete());
		expect(named('disk')).toMatchObject({ state: 'ok' });
		expect(readdirSync(folder)).toEqual([]);
	});
});

describe('in a folder with files of an earlier start', () => {
	test('the doctor misses commands that are gone', async () => {
		const { look, register } = await startWard();
		await register('', []);
		const dataDir = makeDataDir();
		writeFileSync(join(dataDir, 'privacy.json'), '{"version":1,"optedOut":[],"told":[]}');
		const { findings } = await look({ DATA_DIR: dataDir });
		expect(findings.get('commands')).toMatch(/^FAIL .* not registered in all servers: npm start/);
	});

	test('the doctor names a file that a newer version has written', async () => {
		const { look } = await startWard();
		const dataDir = makeDataDir();
		const file = join(dataDir, 'commands.json');
		writeFileSync(file, '{"version":2}');
		const { findings } = await look({ DATA_DIR: dataDir });
		expect(findings.get('disk')).toContain(
			`FAIL DATA_DIR: ${file} is of version 2, expected 1 at most`,
		);
	});
});

describe('the list in JSON', () => {
	test('has each check with its state, and no secret', async () => {
		const { account, complete } = await startWard();
		const { code, entries, named, output } = await askForJson(
			complete({ METRICS_TOKEN: 'a-metrics-token' }),
		);
		expect(code).toBe(0);
		for (const entry of entries) {
			expect(Object.keys(entry)).toEqual(['name', 'state', 'message']);
			expect(entry.message).toMatch(/^\S.*\S$/);
		}
		expect(named('token')).toMatchObject({ state: 'ok', message: expect.stringMatching(/ left/) });
		expect(named('ffmpeg')?.state).toBe('skipped');
		expect(output).not.toContain(account.token);
		expect(output).not.toContain('a-metrics-token');
	});

	test('says what failed and what to do, with the exit code that lines have', async () => {
		const { complete, discord } = await startWard();
		discord.rest.clockOffsetMs = 40_000;
		const { code, named } = await askForJson(complete({ DISCORD_TOKEN: 'MTA.wrong.token' }));
		expect(code).toBe(1);
		expect(named('clock')).toEqual({
			name: 'clock',
			state: 'failed',
			message: expect.stringContaining('behind Discord'),
			advice: 'let the system keep its time (NTP)',
		});
		expect(named('token')?.state).toBe('failed');
	});

	// One of them: config/blocked-ports.test.ts has them all.
	test('refuses a PORT that browsers block', async () => {
		const { code, entries } = await askForJson({ DISCORD_TOKEN: '', PORT: '6667' });
		expect(code).toBe(1);
		expect(entries).toEqual([
			{
				name: 'settings',
				state: 'failed',
				message: expect.stringMatching(
					/PORT: expected a port that browsers do not block, as they do 6667 /,
				),
				advice: 'correct it in the environment or in the file .env',
			},
		]);
	});

	test('is the only word that the doctor takes', async () => {
		const program = new ChildProgram(
			'doctor',
			{},
			{ command: [process.execPath, programFile('doctor'), '--jsno'] },
		);
		expect((await program.exit).code).toBe(1);
		expect(program.output).toBe('doctor: expected --json or nothing behind it, got "--jsno"\n');
	});
});
