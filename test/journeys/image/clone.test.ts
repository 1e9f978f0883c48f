// The commands that documents give for a clone, in one that was made just now.
import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hasTools } from '../../support/tools.js';
import { ChildProgram } from '../program/child-program.js';
import { setUp, startPodcast, startProgram } from '../program/restart-scene.js';
import { copyRepository, makeFolder, ROOT } from './fresh-clone.js';

const clone = makeFolder('clone');

beforeAll(() => {
	copyRepository(clone.path);
	// What `npm ci` makes, which .ci/run has run.
	symlinkSync(join(ROOT, 'node_modules'), join(clone.path, 'node_modules'));
});

afterAll(clone.remove);

test('npm run demo shows the whole product without a token', () => {
	const { PATH } = process.env;
	const file = join(clone.path, 'sound.opus');
	const words = ['run', '--silent', 'demo', '--', '--seconds', '1', '--file', file];
	const { status, stdout } = spawnSync('npm', words, {
		cwd: clone.path,
		encoding: 'utf8',
		env: { PATH },
	});
	expect(stdout).toMatch(/Heard [1-9]\d* frames, 0 of them unreadable/);
	expect(status).toBe(0);
});

test.runIf(hasTools('nats-server'))(
	'npm run demo shows an edge killed, and heard on elsewhere',
	() => {
		const { PATH } = process.env;
		const file = join(clone.path, 'edges.opus');
		const words = [
			'run',
			'--silent',
			'demo',
			'--',
			'--edges',
			'2',
			'--seconds',
			'1',
			'--file',
			file,
		];
		const { status, stdout } = spawnSync('npm', words, {
			cwd: clone.path,
			encoding: 'utf8',
			env: { PATH },
		});
		expect(stdout).toMatch(/Edge 1 is killed, after [1-9]\d* frames/);
		expect(stdout).toMatch(/Its listener hears on at edge 2, after \d+ ms/);
		expect(stdout).toMatch(/Listener 2 heard [1-9]\d{2,} frames, last at edge 2/);
		expect(status).toBe(0);
	},
);

test('npm start with a token goes on air', async () => {
	const scene = await setUp();
	const command = ['npm', 'start'] as const;
	const { program, serverUrl } = await startProgram(scene, {}, { command, folder: clone.path });
	await startPodcast(scene).response();
	const health = await fetch(`${serverUrl}/health`);
	expect(await health.json()).toMatchObject({ ok: true, podcasts: 1 });
	await program.stop('SIGTERM');
});

test('npm run doctor before the first start has nothing to complain of but the token', async () => {
	const { discord } = await setUp();
	const program = new ChildProgram(
		'doctor',
		{ DISCORD_API_URL: discord.apiUrl, PORT: '0' },
		{ command: ['npm', 'run', '--silent', 'doctor'], folder: clone.path },
	);
	expect((await program.exit).code).toBe(1);
	expect(program.output.match(/^FAIL .*$/gm)).toEqual([expect.stringMatching(/^FAIL token: /)]);
});
