// How late the event loop is: what no frame can be earlier than.
import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { Gauge, type Registry } from 'prom-client';

/** How often the delay is measured; Node's histogram counts this time in. */
const RESOLUTION_MS = 20;

const QUANTILES = [0.5, 0.9, 0.99, 1] as const;

/** Measures the event loop's delay between two scrapes. */
export class EventLoopDelay {
	readonly #histogram: IntervalHistogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

	/** Begins to measure. */
	constructor(registry: Registry, name: string) {
		this.#histogram.enable();
		const histogram = this.#histogram;
		new Gauge({
			name,
			help: 'Delay of the event loop since the last scrape; quantile 1 is the longest',
			labelNames: ['quantile'],
			registers: [registry],
			collect() {
				for (const quantile of QUANTILES) {
					const delayMs = histogram.percentile(quantile * 100) / 1e6 - RESOLUTION_MS;
					this.set({ quantile }, Math.max(0, delayMs / 1000));
				}
				histogram.reset();
			},
		});
	}

	/** Ends measuring. */
	close(): void {
		this.#histogram.disable();
	}
}
