// The life of a program of ours: checked settings, start, and an orderly stop on a signal.
import { resolve } from 'node:path';
import type { Logger } from 'pino';
import {
	type Config,
	type Configs,
	type Environment,
	loadEnvironment,
	type Program,
	readConfig,
	SETTING_NAMES,
} from '../config/config.js';
import { findUnknownSettings } from '../config/unknown-settings.js';
import { ConfigError, PodcastError } from '../errors.js';
import { isOnlyHere, isUnspecifiedHost, openableHere } from '../host-name.js';
import { createLogger, flushOutputs, printError, printLine } from '../logger.js';
import { readManifest } from '../manifest.js';
import { openDataDir } from '../store/data-dir.js';
import { type DataDirLockOptions, lockDataDir } from '../store/data-dir-lock.js';
import { refuseNewerFiles } from '../store/data-files.js';
import { describeListenProblem, findListenCode } from './listen-problem.js';
import { ProgramLife, type Stop } from './program-life.js';
import { catchSignals } from './signals.js';

/** A package that was installed is no folder for `npm run`. */
const DEMO_COMMAND = import.meta.dirname.includes('node_modules')
	? 'npx discord-podcasts demo'
	: 'npm run demo';

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
	/** Aborted when its stop is to move listeners to other machines no longer. */
	readonly hurry: AbortSignal;
}

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
	const life = new ProgramLife(
		{ after: (delayMs, callback) => void setTimeout(callback, delayMs), exit },
		logger,
		config.cluster.nats && config.cluster.drainMs,
	);
	catchSignals({
		onStop: (signal) => life.stopOn(signal),
		onIgnored: (signal) => logger.info({ signal }, 'Signal without effect: all goes on'),
	});
	// Rejections that nobody handles end up here as well.
	process.on('uncaughtException', (error) => life.failUnforeseen(error));
	const { hurry, stopping } = life;
	const running = { fail: (error: unknown) => life.fail(error), stopping, hurry };
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

/** Nothing is started in a folder that cannot be written to, that another process uses, or with newer files. */
async function startLocked(
	lock: DataDirLockOptions & { program: Program },
	start: () => Promise<Stop>,
): Promise<Stop> {
	await openDataDir(lock.dataDir);
	const { release } = await lockDataDir(lock);
	try {
		await refuseNewerFiles(lock.dataDir, lock.program);
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

/** What was logged and printed last is written first. */
async function exit(code: 0 | 1): Promise<never> {
	await flushOutputs();
	process.exit(code);
}

/** The checked configuration; prints each setting that is wrong and exits with 1 if one is. */
function readConfigOrExit<Of extends Program>(program: Of): Configs[Of] {
	const environment = readEnvironment();
	try {
		return readConfig(environment, program);
	} catch (error) {
		printWrongSettings(wrongSettings(error));
		process.exit(1);
	}
}

/** The environment; prints each name in it that looks like a setting and is none. */
export function readEnvironment(): Environment {
	const environment = loadEnvironment(printError);
	for (const problem of findUnknownSettings(environment, SETTING_NAMES)) {
		printError(problem);
	}
	return environment;
}

/**
 * The settings that reading the configuration found wrong.
 *
 * @throws the error itself where it is of something else
 */
export function wrongSettings(error: unknown): readonly ConfigError[] {
	if (!(error instanceof AggregateError)) {
		throw error;
	}
	return error.errors as ConfigError[];
}

/** Prints each setting that is wrong, and where settings come from. */
export function printWrongSettings(problems: readonly ConfigError[]): void {
	for (const problem of problems) {
		printError(`${problem.variable}: ${problem.message}`);
	}
	printError('Settings come from the environment or the file .env; .env.example lists them.');
	if (problems.some(({ variable }) => variable === 'DISCORD_TOKEN')) {
		printError(`No bot token yet? "${DEMO_COMMAND}" shows everything on a simulated Discord.`);
	}
}

/** Prints which program this is, and where it keeps what outlives a restart. */
export function printProgram({ dataDir }: Config): void {
	printLine(`discord-podcasts ${readManifest().version}, Node ${process.version}`);
	printLine(`Data is kept in: ${resolve(dataDir)}`);
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
