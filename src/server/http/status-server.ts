// A program without a podcast server of its own: what it shows by `GET /health` and `GET /metrics`.
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import { baseUrl, loopbackOf } from '../limits/address.js';
import { CallRates } from '../limits/call-rates.js';
import { completeLimits, type PodcastServerLimits } from '../limits/limits.js';
import { PeerAddresses } from '../limits/peer-addresses.js';
import { Sockets } from '../limits/sockets.js';
import { NO_PROXIES, type TrustedProxies } from '../limits/trusted-proxies.js';
import { addHealthRoute, type HealthOptions } from './health-route.js';
import { createHttpBase } from './http-base.js';
import type { MetricsAccess } from './metrics-route.js';

/** How a status server is set up. */
export interface StatusServerOptions {
	/** Address to listen on. */
	host: string;
	/** 0 picks a free port. */
	port: number;
	clock: Clock;
	logger: Logger;
	metrics: MetricsAccess;
	/** What is wrong with this program, as a sentence; undefined: nothing. */
	problem?: (() => string | undefined) | undefined;
	/** What the program has to do now, for `GET /health`. */
	health: HealthOptions['health'];
	/** Adds what else it serves; default nothing. The address is known once it listens. */
	addRoutes?: ((app: FastifyInstance, url: () => string) => void) | undefined;
	/** What differs from the defaults. */
	limits?: Partial<PodcastServerLimits> | undefined;
	/** Reverse proxies whose headers tell the peers' addresses; default: none. */
	trustedProxies?: TrustedProxies | undefined;
}

/** A running status server. */
export class StatusServer {
	/** Base URL under which this machine reaches the server. */
	readonly url: string;
	readonly #app: FastifyInstance;

	/**
	 * Starts a server; resolves when it listens.
	 *
	 * @throws the system's error if the address cannot be listened on
	 */
	static async start(options: StatusServerOptions): Promise<StatusServer> {
		const { clock, health, host, port, problem } = options;
		const logger = options.logger.child({ part: 'status' });
		const limits = completeLimits(options.limits);
		const peers = new PeerAddresses(options.trustedProxies ?? NO_PROXIES, logger);
		const app = createHttpBase({
			clock,
			limits,
			logger,
			peers,
			rates: new CallRates({ clock, limits, peers }),
			sockets: new Sockets({ clock, limits, isProxy: (address) => peers.isProxy(address) }),
			isClosing: () => false,
			metrics: options.metrics,
		});
		addHealthRoute(app, { clock, problem, health });
		const boundPort = () => (app.server.address() as AddressInfo).port;
		options.addRoutes?.(app, () => baseUrl(loopbackOf(host), boundPort()));
		try {
			await app.listen({ host, port });
		} catch (error) {
			await app.close();
			throw error;
		}
		return new StatusServer(app, baseUrl(loopbackOf(host), boundPort()));
	}

	private constructor(app: FastifyInstance, url: string) {
		this.#app = app;
		this.url = url;
	}

	/** Stops listening. */
	async close(): Promise<void> {
		await this.#app.close();
	}
}
