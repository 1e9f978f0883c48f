// Metrics of two processes as one answer.
import { expect, onTestFinished, test } from 'vitest';
import { writeFamilies } from '../../src/metrics/metric-families.js';
import { Metrics } from '../../src/metrics/metrics.js';
import { parsePrometheusText } from '../support/prometheus-text.js';

test('stand side by side in one answer, under the names that one process has', async () => {
	const bot = new Metrics();
	const server = new Metrics({ isServerProcess: true });
	onTestFinished(() => {
		bot.close();
		server.close();
	});
	bot.watchServerProcess(() => ({ crashes: 2 }));
	const alone = parsePrometheusText(await bot.scrape());
	// As one process hands them to the other.
	const handedOn = structuredClone(await bot.families());
	const both = parsePrometheusText(await writeFamilies([handedOn, await server.families()]));
	expect([...both.keys()]).toEqual([...alone.keys()]);
	for (const [name, { help, samples, type }] of alone) {
		const metric = both.get(name);
		expect({ help: metric?.help, type: metric?.type }).toEqual({ help, type });
		expect([...(metric?.samples.keys() ?? [])]).toEqual(
			expect.arrayContaining([...samples.keys()]),
		);
	}
	for (const name of [
		'podcast_process_resident_memory_bytes',
		'podcast_nodejs_heap_size_used_bytes',
	]) {
		const { samples } = both.get(name) ?? {};
		expect(samples?.get(name)).toBeGreaterThan(1e6);
		expect(samples?.get(`${name}{process="server"}`)).toBeGreaterThan(1e6);
	}
	const delays = both.get('podcast_event_loop_delay_seconds')?.samples;
	expect(delays?.has('podcast_event_loop_delay_seconds{quantile="0.99"}')).toBe(true);
	expect(delays?.has('podcast_event_loop_delay_seconds{quantile="0.99",process="server"}')).toBe(
		true,
	);
	expect(both.get('podcast_build_info')?.samples.size).toBe(1);
	const crashes = 'podcast_server_process_crashes_total';
	expect(both.get(crashes)?.samples.get(crashes)).toBe(2);
});
