// A program of ours in a process of its own, started with what `npm start` starts it with.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { programFile } from '../../support/bundled-programs.js';
import { type Exit, Printed } from './printed.js';

/** Where a program runs. */
export interface ChildOptions {
	/** A descriptor; default a pipe that is read. */
	stdout?: number;
	/** What is started instead of our own build under this Node. */
	command?: readonly [file: string, ...parameters: string[]];
	/** The working directory; default one of its own. No `.env` of this machine may get in. */
	folder?: string;
	/** A terminal of its own for all of its input and output, made by util-linux's `script`. */
	hasTerminal?: boolean;
	/** The very files that `npm start` runs, which take longer to load than the bundle of them. */
	isShipped?: boolean;
}

/** A running program and all that it printed. */
export class ChildProgram {
	readonly exit: Promise<Exit>;
	readonly #process: ChildProcess;
	readonly #printed = new Printed();

	/** @param environment - all that the program gets, beside what Node itself needs */
	constructor(
		name: 'index' | 'server' | 'doctor',
		environment: Record<string, string>,
		options: ChildOptions = {},
	) {
		const ownFolder = mkdtempSync(join(tmpdir(), 'program-'));
		const { PATH = '', NODE_EXTRA_CA_CERTS = '', NODE_OPTIONS } = process.env;
		const own = [process.execPath, programFile(name, options)] as const;
		const command = options.command ?? own;
		const [file, ...parameters] = options.hasTerminal
			? (['script', '-qefc', `exec ${command.join(' ')}`, '/dev/null'] as const)
			: command;
		this.#process = spawn(file, parameters, {
			cwd: options.folder ?? ownFolder,
			// A process more for each of them would be most of what they cost.
			env: { PATH, NODE_EXTRA_CA_CERTS, NODE_OPTIONS, SERVER_PROCESSES: '0', ...environment },
			stdio: ['ignore', options.stdout ?? 'pipe', 'pipe'],
		});
		for (const stream of [this.#process.stdout, this.#process.stderr]) {
			stream?.setEncoding('utf8').on('data', (text: string) => this.#printed.add(text));
		}
		this.exit = new Promise((resolve) => {
			this.#process.once('close', (code, signal) => {
				resolve({ code, signal });
			});
		});
		onTestFinished(async () => {
			this.#process.kill('SIGKILL');
			await this.exit;
			rmSync(ownFolder, { recursive: true });
		});
	}

	/** Everything that it printed so far. */
	get output(): string {
		return this.#printed.text;
	}

	/** Resolves with the first match in what it prints. */
	printed(pattern: RegExp): Promise<RegExpExecArray> {
		return this.#printed.matching(pattern, this.exit);
	}

	/** Sends a signal; with a terminal, to what makes it. */
	signal(name: NodeJS.Signals): void {
		this.#process.kill(name);
	}

	get pid(): number {
		return this.#process.pid as number;
	}

	/** Process id of the program inside what runs it: a terminal, a container. */
	get innerPid(): number {
		const { pid } = this.#process;
		return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'));
	}

	/** Goes away as the reader of all output, as `| head -1` and a stopped `| tee` do. */
	closeOutputs(): void {
		this.#process.stdout?.destroy();
		this.#process.stderr?.destroy();
	}

	/** Reads nothing of its output for the time being, as `| sleep 1000` does. */
	pauseOutputs(): void {
		this.#process.stdout?.pause();
		this.#process.stderr?.pause();
	}

	/** Reads on. */
	resumeOutputs(): void {
		this.#process.stdout?.resume();
		this.#process.stderr?.resume();
	}

	/** Sends a signal and waits for the end. */
	async stop(...signals: NodeJS.Signals[]): Promise<Exit> {
		for (const signal of signals) {
			this.#process.kill(signal);
		}
		return this.exit;
	}
}
