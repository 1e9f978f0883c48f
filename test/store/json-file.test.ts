import {
	lstatSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { UserError } from '../../src/errors.js';
import { createLogger } from '../../src/logger.js';
import { type BrokenFileAnswer, JsonFile } from '../../src/store/json-file.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { makeDataDir } from '../support/studio.js';

const shape = z.object({ count: z.number() });

function setUp(folder = makeDataDir(), whenBroken: BrokenFileAnswer = 'put aside') {
	let log = '';
	const destination = {
		write: (line: string) => {
			log += line;
		},
	};
	const state = { count: 0 };
	const path = join(folder, 'counts.json');
	const clock = new SteppedClock();
	const file = new JsonFile({
		file: path,
		shape,
		content: () => ({ ...state }),
		whenBroken,
		words: { unknown: 'The count is not known', unwritten: 'The count cannot be kept' },
		logger: createLogger({ level: 'trace', format: 'json', secrets: [], destination }),
		clock,
	});
	return { clock, file, folder, log: () => log, path, state };
}

describe('JsonFile', () => {
	test('is read as it was written, by its owner alone, in a folder of its owner alone', async () => {
		const { file, folder, path, state } = setUp(join(makeDataDir(), 'a', 'b'));
		expect(await file.read()).toBeUndefined();
		state.count = 3;
		expect(await file.save()).toBe(true);
		expect(await file.read()).toEqual({ count: 3 });
		expect(statSync(path).mode & 0o777).toBe(0o600);
		expect(statSync(folder).mode & 0o777).toBe(0o700);
		expect(readdirSync(folder)).toEqual(['counts.json']);
	});

	test('has in it what was true when the last of many writes began, after few writes', async () => {
		const { file, state } = setUp();
		const writes = Array.from({ length: 50 }, () => {
			state.count++;
			return file.write();
		});
		expect(new Set(writes).size).toBeLessThan(3);
		await Promise.all(writes);
		expect(await file.read()).toEqual({ count: 50 });
	});

	test.each(['', '{', '[]', '{"count":"3"}'])('puts %j aside where it is to', async (content) => {
		const { file, folder, log, path } = setUp();
		writeFileSync(path, content);
		expect(await file.read()).toBeUndefined();
		const [aside = ''] = readdirSync(folder);
		expect(aside).toMatch(/^counts\.json\.\d+\.aside$/);
		expect(readFileSync(join(folder, aside), 'utf8')).toBe(content);
		expect(log()).toContain('The count is not known');
	});

	test('leaves a broken file where it is until the next write, where that is wanted', async () => {
		const { file, folder, log, path } = setUp(undefined, 'overwrite');
		writeFileSync(path, '{');
		expect(await file.read()).toBeUndefined();
		expect(readFileSync(path, 'utf8')).toBe('{');
		expect(log()).toContain('The count is not known');
		await file.save();
		expect(await file.read()).toEqual({ count: 0 });
		expect(readdirSync(folder)).toEqual(['counts.json']);
	});

	test('refuses to go on with a broken file, where that is wanted', async () => {
		const { file, path } = setUp(undefined, 'refuse');
		writeFileSync(path, '{');
		await expect(file.read()).rejects.toThrow(UserError);
		expect(readFileSync(path, 'utf8')).toBe('{');
	});

	test.each(['put aside', 'overwrite', 'refuse'] as const)(
		'that is no UTF-8 is broken, and %s',
		async (whenBroken) => {
			const { file, folder, path } = setUp(undefined, whenBroken);
			const content = Buffer.from('{"count":3,"name":"\xff"}', 'latin1');
			writeFileSync(path, content);
			const known = await file.read().catch((error) => error);
			expect(known instanceof UserError).toBe(whenBroken === 'refuse');
			expect(known?.count).toBeUndefined();
			const [name = ''] = readdirSync(folder);
			expect(readFileSync(join(folder, name))).toEqual(content);
		},
	);

	test('that an editor has begun with a byte order mark is read', async () => {
		const { file, path } = setUp(undefined, 'refuse');
		writeFileSync(path, '\ufeff{"count":3}');
		expect(await file.read()).toEqual({ count: 3 });
	});

	test('tells a failure once in a row, and writes again when the disk is well', async () => {
		const folder = join(makeDataDir(), 'taken');
		writeFileSync(folder, '');
		const { file, log } = setUp(folder);
		expect(await file.read()).toBeUndefined();
		expect(await file.save()).toBe(false);
		expect(await file.save()).toBe(false);
		await expect(file.write()).rejects.toThrow('EEXIST');
		expect(log().match(/The count cannot be kept: check DATA_DIR/g)).toHaveLength(1);
	});

	test('has what a full disk did not take as soon as there is room', async () => {
		const folder = join(makeDataDir(), 'taken');
		writeFileSync(folder, '');
		const { clock, file, log, state } = setUp(folder);
		await expect(file.write()).rejects.toThrow('EEXIST');
		state.count = 5;
		await clock.step(10_000);
		await file.settled();
		rmSync(folder);
		await clock.step(10_000);
		await file.settled();
		expect(await file.read()).toEqual({ count: 5 });
		expect(clock.pendingTimers).toBe(0);
		expect(log().match(/The count cannot be kept: check DATA_DIR/g)).toHaveLength(1);
		rmSync(folder, { recursive: true });
		writeFileSync(folder, '');
		expect(await file.save()).toBe(false);
		expect(log().match(/The count cannot be kept: check DATA_DIR/g)).toHaveLength(2);
	});

	test('has it at the end of the program at the latest', async () => {
		const folder = join(makeDataDir(), 'taken');
		writeFileSync(folder, '');
		const { clock, file, state } = setUp(folder);
		state.count = 5;
		expect(await file.save()).toBe(false);
		rmSync(folder);
		await file.close();
		expect(await file.read()).toEqual({ count: 5 });
		expect(clock.pendingTimers).toBe(0);
	});

	test('is put aside where it cannot be read, and stays where that cannot be done', async () => {
		const there = setUp();
		mkdirSync(there.path);
		expect(await there.file.read()).toBeUndefined();
		expect(there.log()).toContain('The count is not known: it cannot be read (EISDIR)');
		expect(await there.file.save()).toBe(true);
		expect(readdirSync(there.folder)).toEqual([
			'counts.json',
			expect.stringMatching(/^counts\.json\.\d+\.aside$/),
		]);

		const stuck = setUp();
		symlinkSync(stuck.path, stuck.path);
		expect(await stuck.file.read()).toBeUndefined();
		expect(await stuck.file.save()).toBe(false);
		expect(stuck.log()).toContain('The count cannot be kept: check DATA_DIR');
		expect(lstatSync(stuck.path).isSymbolicLink()).toBe(true);
		expect(stuck.clock.pendingTimers).toBe(0);
	});

	test('is left as it is once it is closed, and no wish is confirmed that is not in it', async () => {
		const { file, folder, log, state } = setUp();
		state.count = 1;
		const asked = file.write();
		await file.close();
		await asked;
		state.count = 2;
		await expect(file.write()).rejects.toThrow(UserError);
		expect(await file.save()).toBe(false);
		expect(await file.read()).toEqual({ count: 1 });
		expect(readdirSync(folder)).toEqual(['counts.json']);
		expect(log()).toBe('');
	});

	test('is gone when it was removed, which is harmless when it was never there', async () => {
		const { file, folder, log } = setUp();
		await file.remove();
		await file.save();
		await file.remove();
		expect(readdirSync(folder)).toEqual([]);
		mkdirSync(join(folder, 'counts.json'));
		await file.remove();
		expect(log()).toContain('check DATA_DIR');
	});

	test.each([
		['that is there', '{"count":1}'],
		['that is not there yet', undefined],
	])('that is a link to a file %s leaves the link, and writes the file', async (_name, content) => {
		const { file, folder, path, state } = setUp();
		const elsewhere = join(makeDataDir(), 'kept.json');
		if (content !== undefined) {
			writeFileSync(elsewhere, content);
		}
		symlinkSync(elsewhere, path);
		state.count = 7;
		expect(await file.save()).toBe(true);
		expect(lstatSync(path).isSymbolicLink()).toBe(true);
		expect(JSON.parse(readFileSync(elsewhere, 'utf8'))).toEqual({ count: 7 });
		expect(await file.read()).toEqual({ count: 7 });
		expect(readdirSync(folder)).toEqual(['counts.json']);
	});

	test('is whole, whoever else writes it at the same moment', async () => {
		const folder = makeDataDir();
		const parties = Array.from({ length: 8 }, (_, index) => {
			const party = setUp(folder);
			party.state.count = index;
			return party;
		});
		for (let round = 0; round < 20; round++) {
			await Promise.all(parties.map(({ file }) => file.write()));
			expect(await parties[0]?.file.read()).toMatchObject({ count: expect.any(Number) });
		}
		expect(readdirSync(folder)).toEqual(['counts.json']);
	});
});
