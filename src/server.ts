// The built-in podcast server alone.
import { systemClock } from './clock.js';
import { Metrics } from './metrics/metrics.js';
import { printServerAddress, runProgram } from './program/run-program.js';
import { PodcastServer } from './server/podcast-server.js';

await runProgram('server', async ({ podcastMemory, server: config }, logger) => {
	const metrics = new Metrics();
	const server = await PodcastServer.start({
		...config,
		memory: podcastMemory,
		metrics: { source: metrics, token: config.metricsToken },
		clock: systemClock,
		logger,
	});
	metrics.watchServer(() => server.stats());
	printServerAddress(config.publicUrl ?? server.url, `, ${config.clients.size} client(s)`);
	return () => server.close();
});
