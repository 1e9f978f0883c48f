// Errors of the system and of libraries in a few words, for whoever looks for what is wrong.

/** The first sentence of what is behind an error, or its code where that says it all. */
export function describeError(error: unknown): string {
	if (!(error instanceof Error)) {
		return String(error);
	}
	const { cause } = error;
	return (
		errorCode(error) ??
		(cause instanceof Error ? describeError(cause) : firstSentence(error.message))
	);
}

/** A message up to where its first sentence or line ends. */
export function firstSentence(message: string): string {
	return message.split(/\.? *\n|\. /, 1)[0] as string;
}

/** The system's code of an error, such as ECONNREFUSED, or of what caused it. */
export function errorCode(error: unknown): string | undefined {
	const { code, cause } = (error ?? {}) as { code?: unknown; cause?: unknown };
	if (typeof code === 'string') {
		return code;
	}
	return cause === undefined ? undefined : errorCode(cause);
}
