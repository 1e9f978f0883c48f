import { pino } from 'pino';
import { PodcastServer } from '../../src/server/podcast-server.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { describePodcastServer } from './podcast-server.contract.js';

const clients = [
	{ clientId: '1001', clientToken: 'first token' },
	{ clientId: '1002', clientToken: 'second token' },
] as const;

describePodcastServer('the built-in server', async () => {
	const clock = new SteppedClock();
	const server = await PodcastServer.start({
		host: '127.0.0.1',
		port: 0,
		clients: new Map(clients.map(({ clientId, clientToken }) => [clientId, clientToken])),
		clock,
		logger: pino({ level: 'silent' }),
	});
	return {
		url: server.url,
		clients,
		passTime: (durationMs) => clock.step(durationMs),
		close: () => server.close(),
	};
});
