// Every input that failed once, and some mutated ones, against what each target promises.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { CORPUS_FOLDER, readCorpus, readInput, targetOf } from './corpus.js';
import { type FuzzRunOptions, runFuzz } from './fuzz-run.js';
import { checkInput, type OpenTarget } from './fuzz-target.js';
import { Fuzzer } from './fuzzer.js';
import { readOptions } from './options.js';
import { TARGETS } from './targets/all-targets.js';

const SEED = 20_261_127;

describe.each(TARGETS)('$name', (target) => {
	let opened: OpenTarget;

	beforeAll(async () => {
		opened = await target.open();
	});
	afterAll(() => opened.close?.());

	for (const { path, input } of readCorpus(target.name)) {
		test(`keeps its promises for ${path.slice(CORPUS_FOLDER.length + 1)}`, async () => {
			await checkInput(opened, input);
		});
	}

	test(`keeps its promises for ${target.testRuns} mutated inputs`, async () => {
		const fuzzer = new Fuzzer({ target, opened, seed: SEED, corpus: [], isGuided: false });
		const mayGoOn = () => fuzzer.executions < target.testRuns;
		for (const failures of [fuzzer.begin(), fuzzer.fuzz(mayGoOn)]) {
			for await (const { error, input } of failures) {
				throw new Error(`${Buffer.from(input).toString('hex')}`, { cause: error });
			}
		}
	});
});

test('the corpus has no inputs of targets that are not there', () => {
	const names = TARGETS.map(({ name }) => name);
	expect(readdirSync(CORPUS_FOLDER).filter((name) => !names.includes(name))).toEqual([]);
});

describe('a run', () => {
	const targetsUrl = new URL('./planted-targets.ts', import.meta.url);

	function setUp(targetName: string, options: Partial<FuzzRunOptions> = {}) {
		const corpusFolder = mkdtempSync(join(tmpdir(), 'corpus-'));
		onTestFinished(() => rmSync(corpusFolder, { recursive: true }));
		const lines: string[] = [];
		const run = () =>
			runFuzz({
				targetsUrl,
				targetNames: [targetName],
				corpusFolder,
				seed: SEED,
				durationMs: 1,
				leastRuns: 5000,
				...options,
				print: (line) => lines.push(line),
			});
		return { corpusFolder, lines, run };
	}

	/** The one input that was kept. */
	function keptIn(corpusFolder: string, targetName: string): Buffer {
		const files = readdirSync(join(corpusFolder, targetName));
		expect(files).toHaveLength(1);
		const path = join(corpusFolder, targetName, files[0] ?? '');
		expect(targetOf(path)).toBe(targetName);
		return Buffer.from(readInput(path));
	}

	test('finds what fails, keeps it as small as can be, and says how it runs again', async () => {
		const { corpusFolder, lines, run } = setUp('planted-failure');
		expect(await run()).toBe(1);
		expect(keptIn(corpusFolder, 'planted-failure').toString()).toBe('FUZ');
		expect(lines.join('\n')).toMatch(/Again: npm run fuzz -- --input \S+\.txt/);
	});

	test('finds what does not end', async () => {
		const { corpusFolder, lines, run } = setUp('planted-standstill', { standstillMs: 1500 });
		expect(await run()).toBe(1);
		expect(keptIn(corpusFolder, 'planted-standstill')).toBeInstanceOf(Buffer);
		expect(lines.join('\n')).toContain('An input did not end within 1500 ms');
	});

	test('says how many inputs ran, and that none failed', async () => {
		const { corpusFolder, lines, run } = setUp('planted-promise');
		expect(await run()).toBe(0);
		expect(readdirSync(corpusFolder)).toEqual([]);
		expect(lines.join('\n')).toMatch(/planted-promise +\d+ executions, \d+ a second/);
	});
});

test.each([
	[['--minutes', '0'], '--minutes'],
	[['--minutes', 'x'], '--minutes'],
	[['--seed', '-1'], '--seed'],
	[['--target', 'ogg'], '--target'],
	[['--loud'], '--loud'],
])('%j is refused in words', (args, name) => {
	expect(() => readOptions(args, ['opus'])).toThrow(name);
});
