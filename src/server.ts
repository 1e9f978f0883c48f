// The built-in podcast server alone.
import { systemClock } from './clock.js';
import { Metrics } from './metrics/metrics.js';
import { printProgram, printServerAddress, runProgram } from './program/run-program.js';
import { startPodcastServer } from './program/server-program.js';

await runProgram('server', async (config, logger, { hurry }) => {
	const metrics = new Metrics();
	const isEdgeOnly = config.cluster.role === 'edge';
	const options = { config, clock: systemClock, logger, metrics, isEdgeOnly };
	const server = await startPodcastServer(options);
	const { clients, publicUrl } = config.server;
	printProgram(config);
	printServerAddress(publicUrl ?? server.url, `, ${clients.size} client(s)`);
	return () => server.close(hurry);
});
