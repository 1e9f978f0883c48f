// Metrics as values: what crosses from one process to the other, to become one answer there.
import { type Metric, Registry } from 'prom-client';

/** One metric with all its series, as prom-client gives it and as it can be handed on. */
export interface MetricFamily {
	name: string;
	help: string;
	type: string;
	values: readonly {
		value: number;
		labels: Readonly<Record<string, string | number>>;
		/** A histogram's series have names of their own. */
		metricName?: string;
	}[];
}

/** Reads all metrics of a registry. */
export async function familiesOf(registry: Registry): Promise<MetricFamily[]> {
	const families = (await registry.getMetricsAsJSON()) as unknown as MetricFamily[];
	return families.map(({ name, help, type, values }) => ({
		name,
		help,
		type: String(type),
		values: values.map(({ labels, metricName, value }) => ({
			value,
			labels: { ...labels },
			...(metricName !== undefined && { metricName }),
		})),
	}));
}

/**
 * Makes one answer of the metrics of several processes: a metric that several have stands there once,
 * with the series of all. No two may have the same series.
 *
 * @returns Prometheus' text format
 */
export function writeFamilies(parts: readonly (readonly MetricFamily[])[]): Promise<string> {
	const joined = new Map<string, MetricFamily>();
	for (const family of parts.flat()) {
		const known = joined.get(family.name);
		const values = [...(known?.values ?? []), ...family.values];
		joined.set(family.name, { ...(known ?? family), values });
	}
	const registry = new Registry();
	for (const family of joined.values()) {
		// NOTE: as in delay-metric.ts, a registry asks for no more than these two.
		const metric = { name: family.name, get: async () => family };
		registry.registerMetric(metric as unknown as Metric);
	}
	return registry.metrics();
}
