// How often anybody may ask: clients by their id, all others by their address.
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Clock } from '../../clock.js';
import { addressKey } from './address.js';
import type { PodcastServerLimits } from './limits.js';
import type { PeerAddresses } from './peer-addresses.js';
import { RateLimiter } from './rate-limit.js';

/** What rates are kept with. */
export interface CallRatesOptions {
	clock: Clock;
	limits: PodcastServerLimits;
	peers: PeerAddresses;
	/** Whose credentials a request has, where they are right; without it everybody is a stranger. */
	clientOf?: (headers: IncomingHttpHeaders) => string | undefined;
}

/** Playlists and segments of HLS, by the path: thirty a minute for each who listens. */
const HLS_PATH = /^\/[ps]\/[^/]+\/(?:live\.m3u8|hls\/)/;

/** So many times as often as anything else they may be asked for: a school listens by one address. */
const HLS_FACTOR = 10;

/**
 * Counts what is asked. Who has the right credentials never counts with strangers of the same
 * address, such as all who come by one proxy.
 */
export class CallRates {
	readonly #options: CallRatesOptions;
	readonly #requests: RateLimiter;
	readonly #clientRequests: RateLimiter;
	/** Of addresses and clients; a name of one is never the other's. */
	readonly #hls: RateLimiter;
	readonly #changes: RateLimiter;
	readonly #handshakes: RateLimiter;
	readonly #clientHandshakes: RateLimiter;

	constructor(options: CallRatesOptions) {
		const { clock, limits } = options;
		this.#options = options;
		this.#requests = new RateLimiter(clock, limits.requestsPerMinute);
		this.#clientRequests = new RateLimiter(clock, limits.requestsPerMinute);
		this.#hls = new RateLimiter(clock, HLS_FACTOR * limits.requestsPerMinute);
		this.#changes = new RateLimiter(clock, limits.changesPerMinute);
		this.#handshakes = new RateLimiter(clock, limits.handshakesPerMinute);
		this.#clientHandshakes = new RateLimiter(clock, limits.handshakesPerMinute);
	}

	/**
	 * Counts a request, whatever it will be answered: 0 where it is allowed, else the milliseconds
	 * to wait.
	 */
	takeRequest(request: IncomingMessage): number {
		const clientId = this.#clientOf(request);
		if (HLS_PATH.test(request.url ?? '')) {
			return this.#hls.take(
				clientId === undefined ? addressKey(this.#options.peers.of(request)) : `client ${clientId}`,
			);
		}
		if (clientId === undefined) {
			return this.takeMalformed(this.#options.peers.of(request));
		}
		// A sender tells who speaks several times a second: that must not use up what its other calls
		// have.
		const limiter = request.method === 'PATCH' ? this.#changes : this.#clientRequests;
		return limiter.take(clientId);
	}

	/** Counts what is no request, against the address that it came from. */
	takeMalformed(address: string): number {
		return this.#requests.take(addressKey(address));
	}

	/** The same for a websocket handshake. */
	takeHandshake(request: IncomingMessage): number {
		const clientId = this.#clientOf(request);
		return clientId === undefined
			? this.#handshakes.take(addressKey(this.#options.peers.of(request)))
			: this.#clientHandshakes.take(clientId);
	}

	#clientOf({ headers }: IncomingMessage): string | undefined {
		return this.#options.clientOf?.(headers);
	}
}
