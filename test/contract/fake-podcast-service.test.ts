import { FakePodcastService } from '../support/fake-podcast-service/fake-podcast-service.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { describePodcastServer } from './podcast-server.contract.js';

const clients = [
	{ clientId: '1001', clientToken: 'first token' },
	{ clientId: '1002', clientToken: 'second token' },
] as const;

describePodcastServer('the fake podcast service', async () => {
	const clock = new SteppedClock();
	const service = await FakePodcastService.start({
		clients: new Map(clients.map(({ clientId, clientToken }) => [clientId, clientToken])),
		clock,
	});
	return {
		url: service.url,
		clients,
		passTime: (durationMs) => clock.step(durationMs),
		close: () => service.close(),
	};
});
