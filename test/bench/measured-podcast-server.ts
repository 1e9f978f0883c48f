// Measured: the built-in podcast server, as it is.
import { pino } from 'pino';
import { systemClock } from '../../src/clock.js';
import { PodcastServer } from '../../src/server/podcast-server.js';
import { serveBench } from './measured.js';
import { CLIENT, UNLIMITED } from './test-podcast.js';

/** How the measured server is set up. */
export interface PodcastServerSetup {
	packetsPerWrite: 'auto' | 1 | 2 | 3;
	/** By the limits that it has by default; default without any that a load could run into. */
	isLimited?: boolean;
}

serveBench(async ({ isLimited = false, packetsPerWrite }: PodcastServerSetup) => {
	const server = await PodcastServer.start({
		host: '127.0.0.1',
		port: 0,
		clients: new Map([[CLIENT.clientId, CLIENT.token]]),
		clock: systemClock,
		logger: pino({ level: 'silent' }),
		limits: isLimited ? {} : UNLIMITED,
		packetsPerWrite,
	});
	return server.url;
});
