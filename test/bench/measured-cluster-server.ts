// Measured: a podcast server on a bus, as the origin of its podcasts or as an edge for others.
import { pino } from 'pino';
import { systemClock } from '../../src/clock.js';
import { NatsBus } from '../../src/cluster/nats-bus.js';
import { PodcastServer } from '../../src/server/podcast-server.js';
import { serveBench } from './measured.js';
import { CLIENT, UNLIMITED } from './test-podcast.js';

/** How the measured server is set up. */
export interface ClusterServerSetup {
	natsUrl: string;
	isEdgeOnly: boolean;
}

serveBench(async ({ isEdgeOnly, natsUrl }: ClusterServerSetup) => {
	const shared = { clock: systemClock, logger: pino({ level: 'silent' }) };
	const place = { servers: [natsUrl] };
	const bus = await NatsBus.open({ ...shared, place, name: isEdgeOnly ? 'edge' : 'origin' });
	const server = await PodcastServer.start({
		...shared,
		host: '127.0.0.1',
		port: 0,
		clients: new Map([[CLIENT.clientId, CLIENT.token]]),
		limits: UNLIMITED,
		cluster: { bus, prefix: 'bench', isEdgeOnly, edgeUnsubscribeMs: 10_000 },
	});
	if (!bus.isConnected) {
		await new Promise<void>((resolve) => bus.watch(() => resolve()));
	}
	return server.url;
});
