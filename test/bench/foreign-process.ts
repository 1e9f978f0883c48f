// A program that is not ours, measured from outside: what the kernel says it has used.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { findPins, PINNING_PROGRAM } from './machine.js';

const NS_PER_US = 1000;

/** How a foreign program is started. */
export interface ForeignOptions {
	program: string;
	args: readonly string[];
	/** Whose rights it has, as a number of the system; default this process's own. */
	uid?: number | undefined;
}

/** A running foreign program, on the measured processes' core. */
export class ForeignProcess {
	readonly #child: ChildProcess;

	constructor({ program, args, uid }: ForeignOptions) {
		const { measured } = findPins();
		const [file, all] =
			measured === undefined
				? [program, args]
				: [PINNING_PROGRAM, ['-c', String(measured), program, ...args]];
		this.#child = spawn(file, all, {
			stdio: ['pipe', 'pipe', 'ignore'],
			...(uid !== undefined && { uid, gid: uid }),
		});
		const child = this.#child;
		const kill = () => child.kill();
		process.once('exit', kill);
		child.once('exit', () => process.off('exit', kill));
	}

	/** @throws {Error} if the program ends before it has printed one */
	async firstLine(): Promise<string> {
		const lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream });
		const [line] = (await Promise.race([once(lines, 'line'), this.#ended()])) as [string];
		return line;
	}

	/** What the program uses while `run` goes on: CPU time of all its threads, in microseconds. */
	async usedBy(run: () => Promise<void>): Promise<{ cpuUs: number }> {
		const before = this.#cpuUs();
		await run();
		return { cpuUs: this.#cpuUs() - before };
	}

	/** Ends the program; resolves when it is gone. */
	async stop(): Promise<void> {
		if (this.#child.exitCode === null && this.#child.signalCode === null) {
			const gone = once(this.#child, 'exit');
			this.#child.kill();
			await gone;
		}
	}

	async #ended(): Promise<never> {
		await once(this.#child, 'exit');
		throw new Error(`Expected ${this.#child.spawnargs.join(' ')} to go on, it ended`);
	}

	/** By the scheduler's own count, in nanoseconds (proc(5), schedstat). */
	#cpuUs(): number {
		const threads = `/proc/${this.#child.pid}/task`;
		const ns = readdirSync(threads).reduce((sum, thread) => {
			const [running] = readFileSync(`${threads}/${thread}/schedstat`, 'utf8').split(' ');
			return sum + Number(running);
		}, 0);
		return ns / NS_PER_US;
	}
}
