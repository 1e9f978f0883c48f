// Reasons and causes as labels: few, known beforehand, and there from the start, at zero.

/**
 * Counts by reason, with those that have not happened: a counter that appears only with its first
 * count would hide that one from `rate()`.
 */
export function withZeros<Reason>(
	known: readonly Reason[],
	counted: ReadonlyMap<Reason, number>,
): Map<Reason, number> {
	return new Map([...known.map((reason) => [reason, 0] as const), ...counted]);
}

/** A reason as a label has it: lower case, words joined by underscores. */
export function reasonLabel(reason: string): string {
	return reason.toLowerCase().replaceAll(/[^a-z0-9]+/g, '_');
}
