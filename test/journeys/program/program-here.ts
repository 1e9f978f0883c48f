// The bot's program in the process of the test: for what needs no process of its own, which costs
// a second of the processor's time to start.
import { onTestFinished } from 'vitest';
import { readConfig } from '../../../src/config/config.js';
import { createLogger } from '../../../src/logger.js';
import { ProgramLife } from '../../../src/program/program-life.js';
import { runBot } from '../../../src/program/run-bot.js';
import { makeDataDir } from '../../support/studio.js';
import { type Exit, Printed } from './printed.js';

/** The bot with its life from start to exit; signals are calls, and the exit is a promise. */
export class ProgramHere {
	readonly exit: Promise<Exit>;
	readonly #life: ProgramLife;
	readonly #printed = new Printed();

	/** @param environment - all of its settings; default of `DATA_DIR` is a folder of its own */
	constructor(environment: Record<string, string>) {
		const config = readConfig(
			{ DATA_DIR: makeDataDir(), SERVER_PROCESSES: '0', ...environment },
			'bot',
		);
		const add = (text: string) => this.#printed.add(text);
		const logger = createLogger({ ...config.log, destination: { write: add } });
		let exit: (code: number) => void = () => {};
		this.exit = new Promise((resolve) => {
			exit = (code) => resolve({ code, signal: null });
		});
		const stopLate = new Set<NodeJS.Timeout>();
		this.#life = new ProgramLife(
			{ after: (delayMs, callback) => void stopLate.add(setTimeout(callback, delayMs)), exit },
			logger,
		);
		const restoreOutputs = divertOutputs(add);
		const started = runBot(config, logger, {
			fail: (error) => this.#life.fail(error),
			stopping: this.#life.stopping,
			hurry: this.#life.hurry,
		});
		this.#life.onStarted(started);
		started.catch((error: unknown) => {
			add(String(error));
			exit(1);
		});
		onTestFinished(async () => {
			this.#life.stopOn('SIGTERM');
			await this.exit;
			for (const timeout of stopLate) {
				clearTimeout(timeout);
			}
			restoreOutputs();
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

	/** Stops it as on this signal; resolves when it would exit. */
	stop(signal: NodeJS.Signals): Promise<Exit> {
		this.#life.stopOn(signal);
		return this.exit;
	}
}

/** Takes what is printed for people, until the call that it returns. */
function divertOutputs(take: (text: string) => void): () => void {
	const streams = [process.stdout, process.stderr].map((stream) => {
		const { write } = stream;
		stream.write = (text: string | Uint8Array) => {
			take(typeof text === 'string' ? text : Buffer.from(text).toString());
			return true;
		};
		return { stream, write };
	});
	return () => {
		for (const { stream, write } of streams) {
			stream.write = write;
		}
	};
}
