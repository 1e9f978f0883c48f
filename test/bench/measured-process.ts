// A process of its own for what is measured, on a core of its own where that can be had.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { SERVER_HEAP_OPTION } from '../../src/program/server-process/fork-server.js';
import { findPins, PINNING_PROGRAM } from './machine.js';
import type { MeasuredAnswer, MeasuredRequest, Usage } from './measured.js';

/** The programs that can be measured. */
export type MeasuredProgram =
	| 'measured-podcast-server'
	| 'measured-bare-files'
	| 'measured-attack'
	| 'measured-crowd'
	| 'fan-out/measured-naive-ws'
	| 'fan-out/measured-bare-broadcast'
	| 'measured-podcast-senders'
	| 'measured-bare-forward'
	| 'measured-usual-bot'
	| 'measured-episodes'
	| 'measured-feed'
	| 'measured-mixing'
	| 'measured-recorder'
	| 'measured-render'
	| 'measured-mixing-load';

const BUILT = new URL('../../dist/bench/', import.meta.url);

/** Where the build put a program. */
export function builtFile(path: string): string {
	return fileURLToPath(new URL(path, BUILT));
}

/** What a process used between two looks at it. */
export interface UsedUsage {
	/** CPU time in microseconds, user and system. */
	cpuUs: number;
	wakeUps: number;
}

/** A forked process that is measured from here. */
export class MeasuredProcess<Result> {
	readonly result: Result;
	readonly #child: ChildProcess;

	/**
	 * Forks a built program and starts what it measures.
	 *
	 * @param where - on one core, the default, or on all of them
	 * @throws {Error} what kept the program from starting
	 */
	static async start<Result>(
		program: MeasuredProgram,
		options: unknown,
		where: 'one core' | 'all cores' = 'one core',
	): Promise<MeasuredProcess<Result>> {
		const pins = findPins();
		const cores = where === 'one core' ? pins.measured : pins.all;
		const file = builtFile(`test/bench/${program}.js`);
		// As the program starts the process of its server.
		const nodeOptions = program === 'measured-podcast-server' ? [SERVER_HEAP_OPTION] : [];
		const pinned =
			cores === undefined
				? { execArgv: nodeOptions }
				: {
						execPath: PINNING_PROGRAM,
						execArgv: ['-c', String(cores), process.execPath, ...nodeOptions],
					};
		const child = fork(file, { ...pinned, serialization: 'advanced' });
		try {
			const answer = await ask(child, { type: 'start', options });
			if (answer.type !== 'started') {
				throw new Error(`Expected ${program} to start, got ${JSON.stringify(answer)}`);
			}
			return new MeasuredProcess<Result>(child, answer.result as Result);
		} catch (error) {
			child.kill();
			throw error;
		}
	}

	private constructor(child: ChildProcess, result: Result) {
		this.#child = child;
		this.result = result;
	}

	/** Looks at the process's running totals. */
	async usage(): Promise<Usage> {
		const answer = await ask(this.#child, { type: 'usage' });
		if (answer.type !== 'usage') {
			throw new Error(`Expected a measured process's usage, got ${JSON.stringify(answer)}`);
		}
		return answer.usage;
	}

	/** What the process uses while `run` goes on. */
	async usedBy(run: () => Promise<void>): Promise<UsedUsage> {
		const before = await this.usage();
		await run();
		const after = await this.usage();
		return { cpuUs: after.cpuUs - before.cpuUs, wakeUps: after.wakeUps - before.wakeUps };
	}

	/** Kills the process as a crash would; resolves when it is gone. */
	async kill(): Promise<void> {
		const gone = once(this.#child, 'exit');
		this.#child.kill('SIGKILL');
		await gone;
	}

	/** Ends the process, where it runs; resolves when it is gone. */
	async stop(): Promise<void> {
		if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
			return;
		}
		const gone = once(this.#child, 'exit');
		this.#child.disconnect();
		await gone;
	}
}

function ask(child: ChildProcess, request: MeasuredRequest): Promise<MeasuredAnswer> {
	return new Promise((resolve, reject) => {
		const onExit = () => reject(new Error('A measured process ended before it answered'));
		child.once('exit', onExit);
		child.once('message', (answer: MeasuredAnswer) => {
			child.off('exit', onExit);
			resolve(answer);
		});
		child.send(request);
	});
}
