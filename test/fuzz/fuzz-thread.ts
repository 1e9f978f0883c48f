// The thread that fuzzes one target: the other one sees when it stands still, or dies.
import { parentPort, workerData } from 'node:worker_threads';
import { readCorpus } from './corpus.js';
import type { FuzzTarget } from './fuzz-target.js';
import { Fuzzer } from './fuzzer.js';
import { SharedInput } from './shared-input.js';

/** What a thread is given. */
export interface ThreadData {
	/** Module whose export `TARGETS` has the target. */
	targetsUrl: string;
	targetName: string;
	corpusFolder: string;
	seed: number;
	durationMs: number;
	leastRuns: number;
	shared: SharedArrayBuffer;
}

/** What a thread tells. */
export type ThreadMessage =
	| { type: 'begin' }
	| { type: 'failure'; input: Uint8Array; words: string }
	| { type: 'done'; repeated: number; poolSize: number; coveredBytes: number };

/** The thread's own part; the module is loaded in others for its types alone. */
async function main(data: ThreadData): Promise<void> {
	const module = (await import(data.targetsUrl)) as { TARGETS: readonly FuzzTarget[] };
	const target = module.TARGETS.find(({ name }) => name === data.targetName);
	if (!target) {
		throw new RangeError(`No target ${data.targetName}`);
	}
	const shared = new SharedInput(data.shared);
	const opened = await target.open();
	const fuzzer = new Fuzzer({
		target,
		opened,
		seed: data.seed,
		corpus: readCorpus(target.name, data.corpusFolder).map(({ input }) => input),
		isGuided: true,
		onInput: (input) => shared.write(input),
	});
	tell({ type: 'begin' });
	const endMs = performance.now() + data.durationMs;
	const mayGoOn = () => fuzzer.executions < data.leastRuns || performance.now() < endMs;
	for (const failures of [fuzzer.begin(), fuzzer.fuzz(mayGoOn)]) {
		for await (const { input, error } of failures) {
			tell({ type: 'failure', input, words: error.stack ?? error.message });
		}
	}
	const { coveredBytes, poolSize, repeated } = fuzzer;
	fuzzer.close();
	shared.rest();
	await opened.close?.();
	tell({ type: 'done', repeated, poolSize, coveredBytes });
}

function tell(message: ThreadMessage): void {
	parentPort?.postMessage(message);
}

await main(workerData as ThreadData);
