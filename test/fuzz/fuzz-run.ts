// Fuzzes targets one after the other, each in a thread, and keeps what failed.
import { relative } from 'node:path';
import { Worker } from 'node:worker_threads';
import { writeInput } from './corpus.js';
import type { ThreadData, ThreadMessage } from './fuzz-thread.js';
import { SharedInput } from './shared-input.js';

/** What a run is asked to do. */
export interface FuzzRunOptions {
	/** Module whose export `TARGETS` has the targets. */
	targetsUrl: URL;
	targetNames: readonly string[];
	corpusFolder: string;
	seed: number;
	/** In all, shared out among the targets; what starting them takes comes on top. */
	durationMs: number;
	/** Inputs of each target that run however long they take; default only those it begins with. */
	leastRuns?: number;
	/** One input that takes longer is a failure; default 20 s. */
	standstillMs?: number;
	/** Told each line for people. */
	print: (line: string) => void;
}

const DEFAULT_STANDSTILL_MS = 20_000;

/** Memory of a thread: an input that takes more is a failure. */
const MAX_HEAP_MIB = 1024;

/** NOTE: tsx loads TypeScript in a thread only where it is registered there. */
const THREAD = `
	import(${JSON.stringify(import.meta.resolve('tsx/esm/api'))}).then(({ register }) => {
		register();
		return import(${JSON.stringify(new URL('./fuzz-thread.ts', import.meta.url).href)});
	});
`;

/** How one thread went. */
interface Outcome {
	executions: number;
	failures: number;
	/** Milliseconds from the first input on. */
	busyMs: number;
	/** Undefined where it died. */
	done: Extract<ThreadMessage, { type: 'done' }> | undefined;
}

/** @returns how many failures there were */
export async function runFuzz(options: FuzzRunOptions): Promise<number> {
	const { durationMs, print, seed, targetNames } = options;
	print(`Seed ${seed}, ${targetNames.length} targets`);
	let executions = 0;
	let failures = 0;
	for (const targetName of targetNames) {
		const outcome = await fuzzTarget(targetName, options, durationMs / targetNames.length);
		executions += outcome.executions;
		failures += outcome.failures;
	}
	print(`${executions} executions, ${failures} failures`);
	return failures;
}

/** A thread that stood still or died is followed by another one, for the time that is left. */
async function fuzzTarget(
	targetName: string,
	options: FuzzRunOptions,
	durationMs: number,
): Promise<Outcome> {
	const startMs = performance.now();
	const total: Outcome = { executions: 0, failures: 0, busyMs: 0, done: undefined };
	for (let round = 0; total.done === undefined; round++) {
		const leftMs = durationMs - (performance.now() - startMs);
		if (round > 0 && leftMs <= 0) {
			break;
		}
		const outcome = await runThread({ targetName, seed: options.seed + round, leftMs }, options);
		total.executions += outcome.executions;
		total.failures += outcome.failures;
		total.busyMs += outcome.busyMs;
		total.done = outcome.done;
	}
	const rate = Math.round((1000 * total.executions) / (total.busyMs || 1));
	const { coveredBytes = 0, poolSize = 0, repeated = 0 } = total.done ?? {};
	options.print(
		`${targetName.padEnd(20)} ${total.executions} executions, ${rate} a second; pool ${poolSize}, ` +
			`${coveredBytes} bytes of src; ${total.failures} failures, ${repeated} more like them`,
	);
	return total;
}

function runThread(
	{ leftMs, seed, targetName }: { targetName: string; seed: number; leftMs: number },
	options: FuzzRunOptions,
): Promise<Outcome> {
	const shared = new SharedInput();
	const data: ThreadData = {
		targetsUrl: options.targetsUrl.href,
		targetName,
		corpusFolder: options.corpusFolder,
		seed,
		durationMs: leftMs,
		leastRuns: options.leastRuns ?? 0,
		shared: shared.buffer,
	};
	const worker = new Worker(THREAD, {
		eval: true,
		workerData: data,
		execArgv: [],
		resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB },
	});
	let failures = 0;
	let done: Outcome['done'];
	let busySinceMs = performance.now();
	let isEnded = false;
	const keep = (input: Uint8Array, words: string) => {
		failures++;
		const path = relative(process.cwd(), writeInput(targetName, input, options.corpusFolder));
		options.print(`${targetName}: ${words}\nAgain: npm run fuzz -- --input ${path}`);
	};
	return new Promise((resolve, reject) => {
		const end = (words?: string) => {
			if (isEnded) {
				return;
			}
			isEnded = true;
			clearInterval(watch);
			const { count: executions, input } = shared;
			if (words !== undefined && input === undefined) {
				reject(new Error(`${targetName}: ${words}`));
				return;
			}
			if (words !== undefined && input) {
				keep(input, words);
			}
			const busyMs = performance.now() - busySinceMs;
			void worker.terminate().then(() => resolve({ executions, failures, busyMs, done }), reject);
		};
		const standstillMs = options.standstillMs ?? DEFAULT_STANDSTILL_MS;
		let lastCount = 0;
		const watch = setInterval(() => {
			if (shared.input !== undefined && shared.count === lastCount) {
				end(`An input did not end within ${standstillMs} ms`);
			}
			lastCount = shared.count;
		}, standstillMs);
		worker.on('message', (message: ThreadMessage) => {
			if (message.type === 'begin') {
				busySinceMs = performance.now();
			} else if (message.type === 'done') {
				done = message;
			} else {
				keep(message.input, message.words);
			}
		});
		worker.on('error', (error) => end(error.stack ?? error.message));
		worker.on('exit', () => end(done ? undefined : 'The thread ended'));
	});
}
