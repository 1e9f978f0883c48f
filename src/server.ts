// The built-in podcast server alone.
import { systemClock } from './clock.js';
import { printLine } from './logger.js';
import { runProgram } from './program.js';
import { PodcastServer } from './server/podcast-server.js';

await runProgram('server', async ({ server: config }, logger) => {
	const server = await PodcastServer.start({ ...config, clock: systemClock, logger });
	printLine(`Podcast server: ${config.publicUrl ?? server.url}, ${config.clients.size} client(s)`);
	return () => server.close();
});
