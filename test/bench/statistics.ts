// Medians and ranges of what several rounds measured.

/** Values of several rounds, summed up. */
export interface Summary {
	median: number;
	min: number;
	max: number;
}

/** @throws {RangeError} if there are no values */
export function summarize(values: readonly number[]): Summary {
	return {
		median: percentile(values, 0.5),
		min: percentile(values, 0),
		max: percentile(values, 1),
	};
}

/**
 * @param fraction - 0..1, such as 0.99
 * @returns the smallest value that this fraction of the values does not exceed; at 0.5 of an even
 * number of values, the mean of the middle two
 * @throws {RangeError} if there are no values
 */
export function percentile(values: readonly number[], fraction: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	const rank = Math.max(0, Math.ceil(sorted.length * fraction) - 1);
	const value = sorted[rank];
	if (value === undefined) {
		throw new RangeError('Expected values to sum up, got none');
	}
	return fraction === 0.5 && sorted.length % 2 === 0
		? (value + (sorted[rank + 1] as number)) / 2
		: value;
}
