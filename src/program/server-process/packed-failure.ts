// An error on its way to another process: what it is told in words by survives.
import { ConfigError } from '../../errors.js';

/** What is kept of an error. */
export interface PackedFailure {
	message: string;
	/** Of an error of a setting. */
	variable: string | undefined;
	/** What listening fails with: the system's code, its call, and the name that has no address. */
	code: string | undefined;
	syscall: string | undefined;
	hostname: string | undefined;
	stack: string | undefined;
}

/** Takes an error apart. */
export function packFailure(thrown: unknown): PackedFailure {
	const error = thrown instanceof Error ? thrown : new Error(String(thrown));
	const { code, syscall, hostname } = error as NodeJS.ErrnoException & { hostname?: string };
	return {
		message: error.message,
		variable: error instanceof ConfigError ? error.variable : undefined,
		code,
		syscall,
		hostname,
		stack: error.stack,
	};
}

/** Puts an error together again, for whoever tells of it. */
export function unpackFailure({ message, stack, variable, ...facts }: PackedFailure): Error {
	if (variable !== undefined) {
		return new ConfigError(variable, message);
	}
	const known = Object.entries(facts).filter(([, value]) => value !== undefined);
	const error = Object.assign(new Error(message), Object.fromEntries(known));
	if (stack !== undefined) {
		error.stack = stack;
	}
	return error;
}
