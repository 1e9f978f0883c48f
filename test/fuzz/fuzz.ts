// `npm run fuzz`: throws mutated inputs at all that reads bytes of others.
import { CORPUS_FOLDER, readInput, targetOf } from './corpus.js';
import { runFuzz } from './fuzz-run.js';
import { checkInput } from './fuzz-target.js';
import { type FuzzOptions, readOptions, USAGE } from './options.js';
import { TARGETS } from './targets/all-targets.js';

const MINUTE_MS = 60_000;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
	const names = TARGETS.map(({ name }) => name);
	let options: FuzzOptions | 'help';
	try {
		options = readOptions(args, names);
	} catch (error) {
		print(`${(error as Error).message}\n\n${USAGE}`);
		return 2;
	}
	if (options === 'help') {
		print(`${USAGE}\n\nTargets: ${names.join(', ')}`);
		return 0;
	}
	if (options.input !== undefined) {
		return runInput(options.input);
	}
	const failures = await runFuzz({
		targetsUrl: new URL('./targets/all-targets.ts', import.meta.url),
		targetNames: options.targetNames.length > 0 ? options.targetNames : names,
		corpusFolder: CORPUS_FOLDER,
		seed: options.seed,
		durationMs: options.minutes * MINUTE_MS,
		print,
	});
	return failures > 0 ? 1 : 0;
}

/** Runs one input in this thread, where a debugger sees it. */
async function runInput(path: string): Promise<number> {
	const target = TARGETS.find(({ name }) => name === targetOf(path));
	if (!target) {
		print(`${path} is in no target's folder`);
		return 2;
	}
	const opened = await target.open();
	try {
		await checkInput(opened, readInput(path));
		print(`${target.name}: no failure`);
		return 0;
	} catch (error) {
		print(`${target.name}: ${error instanceof Error ? error.stack : String(error)}`);
		return 1;
	} finally {
		await opened.close?.();
	}
}

function print(line: string): void {
	process.stdout.write(`${line}\n`);
}
