// The life of a program of ours: checked settings, start, and an orderly stop on a signal.
import type { Logger } from 'pino';
import {
	type Config,
	type Configs,
	loadEnvironment,
	type Program,
	readConfig,
	SETTING_NAMES,
} from '../config/config.js';
import { findUnknownSettings } from '../config/unknown-settings.js';
import { ConfigError, PodcastError } from '../errors.js';
import { isOnlyHere, isUnspecifiedHost, openableHere } from '../host-name.js';
import { createLogger, flushOutputs, printError, printLine } from '../logger.js';
import { openDataDir } from '../store/data-dir.js';
import { type DataDirLockOptions, lockDataDir } from '../store/data-dir-lock.js';
import { describeListenProblem, findListenCode } from './listen-problem.js';
import { catchSignals } from './signals.js';

/** Takes everything down again that was started. */
export type Stop = () => Promise<void>;

/** What a program can say to what runs it. */
export interface RunningProgram {
	/**
	 * Says that the program cannot go on: everything is stopped in order, then the process exits
	 * with 1. Further calls change nothing.
	 *
	 * @param error - the reason; the message of a {@link PodcastError} is printed as it is
	 */
	fail(error: unknown): void;
	/** Aborted when the program is to stop, whether it has started or not. */
	readonly stopping: AbortSignal;
}

/** A stop that hangs is cut off after this; what runs the program allows for 5 s. */
const STOP_TIMEOUT_MS = 4500;

/** Nobody waits for a program that cannot go on, but a supervisor is to know within 10 s. */
const FAILED_STOP_TIMEOUT_MS = 8000;

/**
 * Runs a program until a signal ends it, then stops it and exits with 0. Exits with 1 if the
 * configuration is wrong, it cannot start, it says so itself, or an error is thrown that nobody has
 * caught; it is stopped in order then, too.
 *
 * @param start - starts everything, or nothing where it throws
 */
export async function runProgram<Of extends Program>(
	program: Of,
	start: (config: Configs[Of], logger: Logger, running: RunningProgram) => Promise<Stop>,
): Promise<void> {
	const config = readConfigOrExit(program);
	const logger = createLogger(config.log);
	const life = new ProgramLife(logger);
	catchSignals({
		onStop: (signal) => life.stopOn(signal),
		onIgnored: (signal) => logger.info({ signal }, 'Signal without effect: all goes on'),
	});
	// Rejections that nobody handles end up here as well.
	process.on('uncaughtException', (error) => life.failUnforeseen(error));
	const running = { fail: (error: unknown) => life.fail(error), stopping: life.stopping };
	const started = startLocked({ dataDir: config.dataDir, program, logger }, () =>
		start(config, logger, running),
	);
	life.onStarted(started);
	try {
		await started;
	} catch (error) {
		if (!life.stopping.aborted) {
			reportFailedStart(error, config, logger);
			await exit(1);
		}
	}
}

/** Nothing is started in a folder that cannot be written to, or that another process uses. */
async function startLocked(lock: DataDirLockOptions, start: () => Promise<Stop>): Promise<Stop> {
	await openDataDir(lock.dataDir);
	const { release } = await lockDataDir(lock);
	try {
		const stop = await start();
		return async () => {
			await stop();
			await release();
		};
	} catch (error) {
		await release();
		throw error;
	}
}

/** From the start of a program to its exit, which is one whatever else happens meanwhile. */
class ProgramLife {
	readonly #logger: Logger;
	readonly #stopping = new AbortController();
	#started: Promise<Stop> | undefined;
	#exitCode: 0 | 1 = 0;

	constructor(logger: Logger) {
		this.#logger = logger;
	}

	get stopping(): AbortSignal {
		return this.#stopping.signal;
	}

	onStarted(started: Promise<Stop>): void {
		this.#started = started;
	}

	/**
	 * Further signals change nothing: started by npm in a terminal, the program gets each Ctrl-C
	 * twice, from the terminal and from npm, and it is gone in less than 5 s anyway.
	 */
	stopOn(signal: NodeJS.Signals): void {
		if (this.stopping.aborted) {
			this.#logger.info({ signal }, 'Stopping already');
			return;
		}
		this.#logger.info({ signal }, 'Stopping');
		this.#stop();
	}

	fail(error: unknown): void {
		if (this.stopping.aborted) {
			return;
		}
		if (error instanceof PodcastError) {
			printError(error.message);
		}
		this.#logger.fatal({ err: error }, 'The program cannot go on, everything is stopped');
		this.#exitCode = 1;
		this.#stop(FAILED_STOP_TIMEOUT_MS);
	}

	/** An error that came from anywhere leaves nothing to rely on, least of all for long. */
	failUnforeseen(error: unknown): void {
		this.#logger.fatal({ err: error }, 'An error that nobody has foreseen: everything is stopped');
		this.#exitCode = 1;
		if (!this.stopping.aborted) {
			this.#stop();
		}
	}

	#stop(timeoutMs = STOP_TIMEOUT_MS): void {
		setTimeout(() => {
			this.#logger.warn({ timeoutMs }, 'Stopping took too long, the rest is left');
			void exit(this.#exitCode);
		}, timeoutMs);
		this.#stopping.abort();
		void this.#stopStarted().then(() => exit(this.#exitCode));
	}

	async #stopStarted(): Promise<void> {
		let stop: Stop | undefined;
		try {
			stop = await this.#started;
		} catch (error) {
			this.#logger.info({ err: error }, 'Stopped before it had started');
			return;
		}
		try {
			await stop?.();
			this.#logger.info('Stopped');
		} catch (error) {
			this.#logger.error({ err: error }, 'Stopping failed');
		}
	}
}

/** What was logged and printed last is written first. */
async function exit(code: 0 | 1): Promise<never> {
	await flushOutputs();
	process.exit(code);
}

/** The checked configuration; prints each setting that is wrong and exits with 1 if one is. */
export function readConfigOrExit<Of extends Program>(program: Of): Configs[Of] {
	const environment = loadEnvironment(printError);
	for (const problem of findUnknownSettings(environment, SETTING_NAMES)) {
		printError(problem);
	}
	try {
		return readConfig(environment, program);
	} catch (error) {
		if (!(error instanceof AggregateError)) {
			throw error;
		}
		const problems = error.errors as ConfigError[];
		for (const problem of problems) {
			printError(`${problem.variable}: ${problem.message}`);
		}
		printError('Settings come from the environment or the file .env; .env.example lists them.');
		if (problems.some(({ variable }) => variable === 'DISCORD_TOKEN')) {
			printError('No bot token yet? "npm run demo" shows everything on a simulated Discord.');
		}
		process.exit(1);
	}
}

/**
 * Prints where the podcast server is, and what to set where nobody else can open that.
 *
 * @param url - the address that everybody is told
 * @param more - what else to say of the server
 */
export function printServerAddress(url: string, more = ''): void {
	const told = new URL(url);
	printLine(
		`Podcast server: ${isUnspecifiedHost(told.hostname) ? openableHere(told) : url}${more}`,
	);
	if (isOnlyHere(told)) {
		printLine(
			'Warning: only this computer can open links to it. Set PUBLIC_URL to where others reach it.',
		);
	}
}

function reportFailedStart(error: unknown, config: Config, logger: Logger): void {
	const { host, port } = config.server;
	const listenCode = findListenCode(error, host);
	if (listenCode !== undefined) {
		printError(describeListenProblem({ host, port, code: listenCode }));
	} else if (error instanceof ConfigError) {
		printError(`${error.variable}: ${error.message}`);
	} else if (error instanceof PodcastError) {
		printError(error.message);
	} else {
		logger.fatal({ err: error }, 'The program could not start');
	}
}
