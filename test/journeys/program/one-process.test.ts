// One process a DATA_DIR, and no start without the file of who has opted out.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startFakeDiscord } from '../../support/fake-discord/fake-discord.js';
import { makeDataDir } from '../../support/studio.js';
import { ChildProgram } from './child-program.js';
import { ProgramHere } from './program-here.js';

async function setUp() {
	const discord = await startFakeDiscord();
	onTestFinished(() => discord.close());
	const account = discord.addBot({ name: 'Caster' });
	discord.addGuild({ name: 'Harbour', bots: [account] });
	const dataDir = makeDataDir();
	const settings = {
		DISCORD_TOKEN: account.token,
		DISCORD_API_URL: discord.apiUrl,
		DATA_DIR: dataDir,
		PORT: '0',
	};
	const start = () => new ChildProgram('index', settings);
	const startHere = (environment: Record<string, string> = {}) =>
		new ProgramHere({ ...settings, ...environment });
	return { dataDir, start, startHere };
}

const REGISTERED = /"msg":"[^"]*ommands registered[^"]*"|Invite it with/;

test('a second process is refused in words, and starts once the first was killed', async () => {
	const { dataDir, start } = await setUp();
	const first = start();
	await first.printed(REGISTERED);
	const second = start();
	expect((await second.exit).code).toBe(1);
	expect(second.output).toContain(`DATA_DIR: ${dataDir} is in use by another process (process `);
	await first.stop('SIGKILL');
	const third = start();
	await third.printed(REGISTERED);
	expect((await third.stop('SIGTERM')).code).toBe(0);
});

test('a lost consent file keeps the bot from starting until its loss is accepted', async () => {
	const { dataDir, start, startHere } = await setUp();
	const first = startHere();
	await first.printed(REGISTERED);
	await first.stop('SIGTERM');
	rmSync(join(dataDir, 'privacy.json'));
	const second = start();
	expect((await second.exit).code).toBe(1);
	expect(second.output).toMatch(/DATA_DIR: .* but not privacy\.json, .*CONSENT_FILE_LOST=accept/);
	const third = startHere({ CONSENT_FILE_LOST: 'accept' });
	await third.printed(REGISTERED);
	expect(third.output).toContain('No consent file');
	await third.stop('SIGTERM');
	// The file is there again, so the next start needs no word.
	const fourth = startHere();
	await fourth.printed(REGISTERED);
	await fourth.stop('SIGTERM');
});
