// The delay histogram of the senders as Prometheus wants it: cumulative, in seconds.
import type { Metric, Registry } from 'prom-client';
import { DELAY_BOUNDS_MS, type DelayCounts } from '../counts/delays.js';

/** One line of a metric. */
interface Sample {
	metricName: string;
	labels: Record<string, string | number>;
	value: number;
}

/**
 * Adds a histogram that is filled from counts made elsewhere.
 *
 * NOTE: prom-client's own Histogram takes observations one by one only. A registry asks its
 * metrics for nothing but `name` and `get()` (prom-client, lib/registry.js), so ours has no more.
 */
export function addDelayMetric(
	registry: Registry,
	options: { name: string; help: string; counts: () => DelayCounts | undefined },
): void {
	const { name, help, counts } = options;
	const metric = {
		name,
		async get() {
			const now = counts();
			return { name, help, type: 'histogram', values: now ? toSamples(name, now) : [] };
		},
	};
	registry.registerMetric(metric as unknown as Metric);
}

function toSamples(name: string, { buckets, sumMs }: DelayCounts): Sample[] {
	let count = 0;
	const samples: Sample[] = buckets.map((frames, bucket) => {
		const boundMs = DELAY_BOUNDS_MS[bucket];
		count += frames;
		return {
			metricName: `${name}_bucket`,
			labels: { le: boundMs === undefined ? '+Inf' : boundMs / 1000 },
			value: count,
		};
	});
	return [
		...samples,
		{ metricName: `${name}_sum`, labels: {}, value: sumMs / 1000 },
		{ metricName: `${name}_count`, labels: {}, value: count },
	];
}
