import { expect, test } from 'vitest';
import { addDelays, DELAY_BOUNDS_MS, DelayHistogram, NO_DELAYS } from '../../src/counts/delays.js';

test('counts a delay in the first bucket that holds it, bounds included', () => {
	const histogram = new DelayHistogram();
	for (const delayMs of [0, 0.5, 0.6, 1, 1000, 1000.1, 60_000]) {
		histogram.add(delayMs);
	}
	const { buckets, sumMs } = histogram.counts;
	expect(buckets).toEqual([2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2]);
	expect(buckets).toHaveLength(DELAY_BOUNDS_MS.length + 1);
	expect(sumMs).toBeCloseTo(62_002.2);
});

test('adds up, and nothing changes nothing', () => {
	const histogram = new DelayHistogram();
	histogram.add(3);
	const { counts } = histogram;
	histogram.add(3);
	expect(addDelays(counts, NO_DELAYS)).toEqual(counts);
	expect(addDelays(counts, counts)).toEqual(histogram.counts);
});
