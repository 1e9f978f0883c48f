// The program's log: one line an event, never a secret in it.
import { type DestinationStream, type Logger, pino } from 'pino';
import { prettyFactory } from 'pino-pretty';
import { referenceOf } from './error-reference.js';
import { PodcastError } from './errors.js';
import { Output } from './output.js';

/** How the log is written. */
export interface LoggerOptions {
	/** Lowest level that is written: fatal, error, warn, info, debug, trace or silent. */
	level: string;
	/** Lines for people, or JSON for programs. */
	format: 'pretty' | 'json';
	/** Tokens that must not get into the log, however a message came by them. */
	secrets: readonly string[];
	/** Where lines go; default standard output. */
	destination?: DestinationStream;
}

const HIDDEN = '[hidden]';

/** Makes the program's logger. */
export function createLogger(options: LoggerOptions): Logger {
	const target = options.destination ?? standardOutput();
	const hideSecrets = secretHider(options.secrets);
	const format =
		options.format === 'pretty'
			? prettyFactory({
					colorize: options.destination === undefined && process.stdout.isTTY,
					translateTime: 'SYS:HH:MM:ss',
					ignore: 'pid,hostname',
				})
			: undefined;
	const logger = pino(
		{ level: options.level, base: null, serializers: { err: serializeError } },
		{ write: (line) => void target.write(hideSecrets(format ? format(line) : line)) },
	);
	if (options.destination === undefined) {
		tellLostLines = (lines) =>
			logger.warn({ lines }, 'Lines of the log are lost: no room for them');
	}
	return logger;
}

/**
 * Writes a line of JSON that a logger of another process has made, as this one writes its own: in its
 * form, to the same place, without secrets.
 */
export function writeLine(logger: Logger, line: string): void {
	// NOTE: a logger's stream is to be had by this symbol alone (pino, docs/api.md, `symbols`).
	const streams = logger as unknown as Record<symbol, DestinationStream>;
	streams[pino.symbols.streamSym]?.write(line);
}

/** @returns a function that takes all these secrets out of a line */
export function secretHider(secrets: readonly string[]): (line: string) => string {
	const forms = secretForms(secrets);
	return (line) => forms.reduce((text, form) => text.replaceAll(form, HIDDEN), line);
}

/** Each secret as it is, and as JSON writes it; the longest first, so that none hides a part of another. */
function secretForms(secrets: readonly string[]): string[] {
	const forms = secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
	return [...new Set(forms)].filter(Boolean).sort((a, b) => b.length - a.length);
}

/**
 * Keeps what helps: other libraries' errors carry request URLs, which can hold tokens, and bodies.
 * Errors of ours say enough without their stack.
 */
function serializeError(error: unknown): unknown {
	if (!(error instanceof Error)) {
		return { message: String(error) };
	}
	const { code, status, closeCode } = error as Error & Record<string, unknown>;
	return {
		name: error.name,
		ref: referenceOf(error),
		message: error.message,
		...(code !== undefined && { code }),
		...(status !== undefined && { status }),
		...(closeCode !== undefined && { closeCode }),
		...(!(error instanceof PodcastError) && { stack: error.stack }),
		...(error.cause !== undefined && { cause: serializeError(error.cause) }),
	};
}

/** The log and what `printLine` prints; made when first needed. */
let output: Output | undefined;
/** What `printError` prints. */
let errorOutput: Output | undefined;
let tellLostLines: (lines: number) => void = () => {};

function standardOutput(): Output {
	output ??= new Output({
		stream: process.stdout,
		onFault: (code) => printError(`The log cannot be written (${code}): it goes on without.`),
		onRecovered: (lines) => tellLostLines(lines),
	});
	return output;
}

function standardError(): Output {
	errorOutput ??= new Output({
		stream: process.stderr,
		// Nobody is left who could be told.
		onFault: () => {},
		onRecovered: () => {},
	});
	return errorOutput;
}

/** Prints one line for the person who started the program, whatever the log level is. */
export function printLine(line: string): void {
	standardOutput().write(`${line}\n`);
}

/** Prints one line about why the program cannot go on. */
export function printError(line: string): void {
	standardError().write(`${line}\n`);
}

/** Resolves when the last lines are written, or will never be; to be awaited before an exit. */
export async function flushOutputs(): Promise<void> {
	await Promise.all([output?.flush(), errorOutput?.flush()]);
}
