// Measured: the built-in podcast server, as it is.
import { pino } from 'pino';
import { systemClock } from '../../src/clock.js';
import { NatsBus } from '../../src/cluster/nats-bus.js';
import { PodcastServer } from '../../src/server/podcast-server.js';
import { serveBench } from './measured.js';
import { CLIENT, UNLIMITED } from './test-podcast.js';

/** How the measured server is set up. */
export interface PodcastServerSetup {
	packetsPerWrite: 'auto' | 1 | 2 | 3;
	/** By the limits that it has by default; default without any that a load could run into. */
	isLimited?: boolean;
	/** Where it is one of several; default alone. */
	bus?: { natsUrl: string; isEdgeOnly: boolean };
}

serveBench(async ({ bus: place, isLimited = false, packetsPerWrite }: PodcastServerSetup) => {
	const logger = pino({ level: 'silent' });
	const bus =
		place &&
		(await NatsBus.open({
			...{ place: { servers: [place.natsUrl] }, name: 'bench', clock: systemClock, logger },
		}));
	const server = await PodcastServer.start({
		host: '127.0.0.1',
		port: 0,
		clients: new Map([[CLIENT.clientId, CLIENT.token]]),
		clock: systemClock,
		logger,
		...(bus && {
			cluster: { bus, prefix: 'bench', isEdgeOnly: place.isEdgeOnly, edgeUnsubscribeMs: 10_000 },
		}),
		limits: isLimited ? {} : UNLIMITED,
		packetsPerWrite,
	});
	return server.url;
});
