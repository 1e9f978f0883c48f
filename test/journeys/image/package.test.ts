// What `npm pack` makes, installed where nothing else is.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { ChildProgram } from '../program/child-program.js';
import { putOnAir, setUp, startProgram } from '../program/restart-scene.js';
import { copyRepository, makeFolder, ROOT, run } from './fresh-clone.js';

/** What it may take on disk, with all that it needs. */
const MAX_INSTALLED_BYTES = 70 * 10 ** 6;

const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const clone = makeFolder('clone');
const home = makeFolder('installed');
const installed = join(home.path, 'node_modules', 'discord-podcasts');
const program = join(home.path, 'node_modules', '.bin', 'discord-podcasts');

beforeAll(async () => {
	copyRepository(clone.path);
	symlinkSync(join(ROOT, 'node_modules'), join(clone.path, 'node_modules'));
	await run(['npm', 'pack', '--silent', '--pack-destination', home.path], { cwd: clone.path });
	const [tarball = ''] = readdirSync(home.path).filter((name) => name.endsWith('.tgz'));
	await run(['npm', 'install', '--omit=dev', '--no-audit', '--no-fund', tarball], {
		cwd: home.path,
	});
});

afterAll(() => {
	clone.remove();
	home.remove();
});

/** Runs the installed program to its end. */
function runInstalled(...words: string[]) {
	const { PATH } = process.env;
	const { status, stdout, stderr } = spawnSync(program, words, {
		cwd: home.path,
		encoding: 'utf8',
		env: { PATH },
	});
	return { status, stdout, stderr };
}

/** Resolves with where npm keeps a Node of that version. */
async function findNode(wanted: string): Promise<string> {
	const print = ['--', 'node', '-p', 'process.execPath'] as const;
	return (await run(['npx', '-y', '-p', `node@${wanted}`, ...print])).trim();
}

describe('the installed package', () => {
	test('takes at most 70 MB', async () => {
		const [kilobytes = ''] = (await run(['du', '-sk', home.path])).split('\t');
		expect(Number(kilobytes) * 1024).toBeLessThanOrEqual(MAX_INSTALLED_BYTES);
	});

	test('has neither sources nor a compiler, nor what only we need', () => {
		expect(readdirSync(installed).sort()).toEqual(
			[
				...['.ci', '.env.example', 'LICENSE', 'deploy', 'dist', 'docs', 'package.json'],
				...['CHANGELOG.md', 'CONTRIBUTING.md', 'README.md', 'SECURITY.md'],
			].sort(),
		);
		const packages = readdirSync(join(home.path, 'node_modules'));
		for (const name of ['typescript', 'esbuild', 'tsx', 'vitest', 'ts-mls', 'zod']) {
			expect(packages).not.toContain(name);
		}
		const maps = readdirSync(join(installed, 'dist'), { recursive: true });
		expect(maps.filter((name) => String(name).endsWith('.map'))).toEqual([]);
	});

	test('says its version, and what it can do', () => {
		expect(runInstalled('--version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
		const help = runInstalled('--help');
		expect(help.status).toBe(0);
		expect(help.stdout).toContain('Usage: discord-podcasts [command]');
		expect(runInstalled('strat')).toMatchObject({
			status: 1,
			stderr: expect.stringContaining('got "strat"'),
		});
	});

	test('without a token says which setting is missing, and how to see it without', () => {
		const { status, stderr } = runInstalled();
		expect(status).toBe(1);
		expect(stderr).toContain('DISCORD_TOKEN: expected the bot token');
		expect(stderr).toContain('"npx discord-podcasts demo"');
	});

	test('starts by `npm start` without compiling anything', () => {
		const { PATH } = process.env;
		const started = spawnSync('npm', ['start'], {
			cwd: installed,
			encoding: 'utf8',
			env: { PATH },
		});
		expect(started.stderr).toContain('DISCORD_TOKEN: expected the bot token');
		expect(started.stdout).not.toContain('Compiling');
	});

	test('brings the demo along, with a simulated Discord', () => {
		const file = join(home.path, 'sound.opus');
		const { status, stdout } = runInstalled('demo', '--seconds', '1', '--file', file);
		expect(stdout).toMatch(/The bot stopped with 0/);
		expect(stdout).toMatch(/Heard [1-9]\d* frames, 0 of them unreadable/);
		expect(status).toBe(0);
		expect(runInstalled('demo', '--seconds', 'few')).toMatchObject({
			status: 1,
			stderr: expect.stringMatching(/^Expected --seconds to be a positive number, got "few"\n/),
		});
	});

	test.each(['20.18', '24'])('goes on air under Node %s, and serves its page', async (wanted) => {
		const node = await findNode(wanted);
		const scene = await setUp();
		const { program: bot, serverUrl } = await startProgram(scene, {}, { command: [node, program] });
		expect(bot.output).toContain(`discord-podcasts ${version}, Node v${wanted}.`);
		expect(bot.output).toContain(`Data is kept in: ${scene.dataDir}\n`);
		await bot.printed(/^Next: join a voice channel and type \/podcast start\.$/m);
		const { text } = await putOnAir(scene);
		const [, path = ''] = /(\/p\/[^\s`]+)/.exec(text) ?? [];
		expect((await fetch(`${serverUrl}${path}`)).status).toBe(200);
		expect((await fetch(`${serverUrl}/health`)).status).toBe(200);
		expect(await bot.stop('SIGTERM')).toMatchObject({ code: 0 });
	});

	test('serves alone', async () => {
		const server = new ChildProgram(
			'server',
			{ PORT: '0', PODCAST_CLIENTS: '1:secret' },
			{ command: [program, 'server'] },
		);
		const [, url = ''] = await server.printed(/Podcast server: (\S+), 1 client/);
		expect((await fetch(`${url}/health`)).status).toBe(200);
		expect(await server.stop('SIGTERM')).toMatchObject({ code: 0 });
	});
});

describe('a clone', () => {
	const build = ['node', '.ci/build.mjs'] as const;

	test('is compiled where something has changed, and else not', async () => {
		expect(await run(build, { cwd: clone.path })).toBe('');
		const now = new Date();
		utimesSync(join(clone.path, 'src/errors.ts'), now, now);
		expect(await run(build, { cwd: clone.path })).toBe('Compiling what has changed…\n');
		expect(await run(build, { cwd: clone.path })).toBe('');
	});

	test('without a compiler says what to do', () => {
		const bare = makeFolder('bare');
		onTestFinished(bare.remove);
		copyRepository(bare.path);
		const { status, stderr } = spawnSync('npm', ['start'], { cwd: bare.path, encoding: 'utf8' });
		expect(status).toBe(1);
		expect(stderr).toContain('run "npm ci" without --omit=dev');
	});
});
