import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createLogger } from '../../src/logger.js';
import { lockDataDir } from '../../src/store/data-dir-lock.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { makeDataDir } from '../support/studio.js';

const QUIET = createLogger({
	level: 'trace',
	format: 'json',
	secrets: [],
	destination: { write: () => {} },
});

function lock(dataDir: string, program = 'bot') {
	return lockDataDir({ dataDir, program, logger: QUIET });
}

/** A folder whose process was killed, and another one that has found that out, and stands still. */
async function contend() {
	const folder = makeDataDir();
	const path = join(folder, '.bot.lock');
	const dead = await holdFromElsewhere(path);
	dead.kill('SIGKILL');
	await once(dead, 'exit');
	const rivalPath = `${path}.12345678`;
	const rival = await holdFromElsewhere(rivalPath);
	const clock = new SteppedClock();
	const taking = lockDataDir({ dataDir: folder, program: 'bot', logger: QUIET, clock });
	await clock.timerWithin(1000);
	await clock.step(10_000);
	// Whoever has not taken it by now waits.
	await Promise.race([taking, clock.timerWithin(1000)]);
	return { clock, path, rival, rivalPath, taking };
}

/** A process that listens at a path until it is killed. */
async function holdFromElsewhere(path: string) {
	const child = spawn(process.execPath, [
		'-e',
		`require('net').createServer((s) => s.end('x 1')).listen(${JSON.stringify(path)}, () => console.log('there'))`,
	]);
	onTestFinished(() => void child.kill('SIGKILL'));
	await once(child.stdout, 'data');
	return child;
}

describe('a data folder', () => {
	test('is one process’s at a time, which the refusal names', async () => {
		const folder = makeDataDir();
		const { release } = await lock(folder);
		await expect(lock(folder)).rejects.toThrow(
			`${folder} is in use by another process (process ${process.pid}): stop that one, or set a folder of its own for this one`,
		);
		await release();
		const again = await lock(folder);
		await again.release();
		expect(readdirSync(folder)).toEqual([]);
	});

	test('may be shared by programs whose files have other names', async () => {
		const folder = makeDataDir();
		const locks = [await lock(folder, 'bot'), await lock(folder, 'server')];
		await Promise.all(locks.map(({ release }) => release()));
	});

	test('is free at once after its process was killed, and what it had half written is gone', async () => {
		const folder = makeDataDir();
		const path = join(folder, '.bot.lock');
		const child = await holdFromElsewhere(path);
		await expect(lock(folder)).rejects.toThrow('in use by another process');
		child.kill('SIGKILL');
		await once(child, 'exit');
		expect(existsSync(path)).toBe(true);
		writeFileSync(join(folder, 'privacy.json.1234.new'), '{');
		const { release } = await lock(folder);
		expect(readdirSync(folder)).toEqual(['.bot.lock']);
		await release();
	});

	test('goes to one of several that find it left by a crash at the same moment', async () => {
		const folder = makeDataDir();
		const child = await holdFromElsewhere(join(folder, '.bot.lock'));
		child.kill('SIGKILL');
		await once(child, 'exit');
		const tries = await Promise.allSettled(Array.from({ length: 5 }, () => lock(folder)));
		const taken = tries.filter(({ status }) => status === 'fulfilled');
		expect(taken).toHaveLength(1);
		await expect(lock(folder)).rejects.toThrow('in use');
		for (const each of tries) {
			if (each.status === 'fulfilled') {
				await each.value.release();
			}
		}
	});

	test('goes to the last that takes it over, however long that one stood still', async () => {
		const { clock, path, rivalPath, taking } = await contend();
		renameSync(rivalPath, path);
		await Promise.all([
			expect(taking).rejects.toThrow('in use by another process (process 1)'),
			clock.step(1000),
		]);
	});

	test('goes to the one that is left where another dies before it takes it over', async () => {
		const { clock, rival, taking } = await contend();
		rival.kill('SIGKILL');
		await once(rival, 'exit');
		const [{ release }] = await Promise.all([taking, clock.step(1000)]);
		await release();
	});

	test.runIf(process.platform === 'linux')('is locked however long its path is', async () => {
		const folder = join(makeDataDir(), ...Array<string>(6).fill('a-folder-of-a-long-name'));
		mkdirSync(folder, { recursive: true });
		const { release } = await lock(folder);
		await expect(lock(folder)).rejects.toThrow('in use by another process');
		await release();
		await (await lock(folder)).release();
	});

	test('is used with a warning where its file system has no sockets', async () => {
		const folder = makeDataDir();
		let log = '';
		const destination = {
			write: (line: string) => {
				log += line;
			},
		};
		const logger = createLogger({ level: 'trace', format: 'json', secrets: [], destination });
		// As a folder does that takes no more files.
		const { release } = await lockDataDir({
			dataDir: join(folder, 'not-there'),
			program: 'bot',
			logger,
		});
		await release();
		expect(log).toContain('DATA_DIR cannot be locked');
	});
});
