// The life of a program of ours: checked settings, start, and an orderly stop on a signal.
import type { Logger } from 'pino';
import { type Config, loadEnvironment, type Program, readConfig } from './config.js';
import { type ConfigError, PodcastError } from './errors.js';
import { isOnlyHere, isUnspecifiedHost, openableHere } from './host-name.js';
import { createLogger, printError, printLine } from './logger.js';

/** Takes everything down again that was started. */
export type Stop = () => Promise<void>;

/** A stop that hangs is cut off after this; what runs the program allows for 5 s. */
const STOP_TIMEOUT_MS = 4500;

/**
 * Runs a program until SIGINT or SIGTERM, then stops it and exits with 0. Exits with 1 if the
 * configuration is wrong or it cannot start.
 *
 * @param start - starts everything, or nothing where it throws
 */
export async function runProgram(
	program: Program,
	start: (config: Config, logger: Logger) => Promise<Stop>,
): Promise<void> {
	const config = readConfigOrExit(program);
	const logger = createLogger(config.log);
	const started = start(config, logger);
	onSignal((signal) => {
		logger.info({ signal }, 'Stopping');
		setTimeout(() => {
			logger.warn({ timeoutMs: STOP_TIMEOUT_MS }, 'Stopping took too long, the rest is left');
			process.exit(0);
		}, STOP_TIMEOUT_MS);
		started
			.then((stop) => stop())
			.then(() => logger.info('Stopped'))
			.catch((error: unknown) => logger.error({ err: error }, 'Stopping failed'))
			.finally(() => process.exit(0));
	});
	try {
		await started;
	} catch (error) {
		exitFailed(error, config, logger);
	}
}

/**
 * Calls once, at the first signal. Further ones change nothing: started by npm in a terminal, the
 * program gets each Ctrl-C twice, from the terminal and from npm.
 */
function onSignal(callback: (signal: NodeJS.Signals) => void): void {
	let isFirst = true;
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.on(signal, () => {
			if (isFirst) {
				isFirst = false;
				callback(signal);
			}
		});
	}
}

/** The checked configuration; prints each setting that is wrong and exits with 1 if one is. */
export function readConfigOrExit(program: Program): Config {
	try {
		return readConfig(loadEnvironment(), program);
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

function exitFailed(error: unknown, config: Config, logger: Logger): never {
	const { code } = error as NodeJS.ErrnoException;
	const { host, port } = config.server;
	if (code === 'EADDRINUSE') {
		printError(`PORT: ${port} on ${host} is in use: set another, or 0 for a free one`);
	} else if (code === 'EADDRNOTAVAIL' || code === 'EACCES') {
		printError(`HOST, PORT: ${host}:${port} cannot be listened on (${code})`);
	} else if (error instanceof PodcastError) {
		printError(error.message);
	} else {
		logger.fatal({ err: error }, 'The program could not start');
	}
	process.exit(1);
}
