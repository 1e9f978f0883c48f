// The built-in podcast server: REST and websocket on one port, podcasts in memory.
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { ServedCatchUps } from '../episodes/catch-up/served-catch-ups.js';
import type { ServedEpisodes } from '../episodes/served-episodes.js';
import { openableHere } from '../host-name.js';
import { DEFAULT_MP3_BITRATE_KBPS, type Mp3Bitrate } from '../media/mp3-bitrate.js';
import { Mp3Encoding } from '../media/mp3-encoding.js';
import { CloseCode } from '../protocol/close-codes.js';
import { SocketWriter, type WriteWay } from '../socket-write.js';
import { Authenticator } from './access/auth.js';
import type { MetricsAccess } from './http/metrics-route.js';
import { onHandshake } from './http/plain-upgrade.js';
import { baseUrl, loopbackOf } from './limits/address.js';
import { CallRates } from './limits/call-rates.js';
import { Connections } from './limits/connections.js';
import { completeLimits, type PodcastServerLimits } from './limits/limits.js';
import { type LoadMeasure, type LoadStats, ServerLoad } from './limits/load.js';
import { PeerAddresses } from './limits/peer-addresses.js';
import { Sockets } from './limits/sockets.js';
import { NO_PROXIES, ONE_PROXY, type TrustedProxies } from './limits/trusted-proxies.js';
import type { Site } from './page/site.js';
import { ListenAccess } from './podcast/listen-access.js';
import { PodcastMemory, type PodcastMemoryPlace } from './podcast/podcast-memory.js';
import { PodcastRegistry } from './podcast/podcast-registry.js';
import type { PodcastStats } from './podcast/podcast-state.js';
import { addTotals, type PodcastTotals } from './podcast/podcast-totals.js';
import {
	PodcastCluster,
	type RelayStats,
	type ServerCluster,
} from './podcast/remote/podcast-cluster.js';
import { EventStreams } from './routes/event-streams.js';
import { Handshakes } from './routes/handshake.js';
import { createHttp } from './routes/protocol-routes.js';
import { FeedService } from './shows/feed/feed-service.js';
import { DEFAULT_FEED_SETTINGS, type FeedSettings } from './shows/feed/feed-settings.js';
import type { ServedShows } from './shows/served-shows.js';
import { ShowAccess } from './shows/show-access.js';
import { ShowAnswers } from './shows/show-answers.js';
import { ShowStreams } from './shows/show-streams.js';
import { ShowsHere } from './shows/shows-here.js';
import { DEFAULT_HLS_SETTINGS, type HlsSettings } from './streams/hls/hls-settings.js';
import type { PacketsPerWrite } from './websocket/write-joining.js';

/** How a podcast server is set up. */
export interface PodcastServerOptions {
	/** Address to listen on. */
	host: string;
	/** 0 picks a free port. */
	port: number;
	/** Base URL that clients are told in `ip` and `port`; default `http://host:port`. */
	publicUrl?: string | undefined;
	/** Client tokens by client id; looked at anew on each request. */
	clients: ReadonlyMap<string, string>;
	clock: Clock;
	logger: Logger;
	/** What differs from the defaults. */
	limits?: Partial<PodcastServerLimits> | undefined;
	/** Packets that share one write to a receiver; default `auto`, by load. */
	packetsPerWrite?: PacketsPerWrite | undefined;
	/** How audio is written to sockets; default by the handle, where this Node has what it takes. */
	writeWay?: WriteWay | undefined;
	/** Of the MP3 streams, in kbit/s; default 128. */
	mp3BitrateKbps?: Mp3Bitrate | undefined;
	/** The compiled worker that encodes MP3; default: the built program's own. */
	mp3WorkerUrl?: URL | undefined;
	/** What of HLS differs from the defaults. */
	hls?: Partial<HlsSettings> | undefined;
	/** Reverse proxies whose headers tell the peers' addresses; default: none. */
	trustedProxies?: TrustedProxies | undefined;
	/** Whether one reverse proxy stands in front; `trustedProxies` says more, and comes first. */
	isProxyTrusted?: boolean | undefined;
	/** What `GET /health` says is wrong with this program, as a sentence; undefined: nothing. */
	problem?: (() => string | undefined) | undefined;
	/** What `GET /metrics` answers, and to whom; without it there is no such route. */
	metrics?: MetricsAccess | undefined;
	/** Where podcasts outlive the process; without it they end with it. */
	memory?: PodcastMemoryPlace | undefined;
	/** Recorded shows that are served, too; without them there are no such routes. */
	episodes?: ServedEpisodes | undefined;
	/** Those of them that can be heard from their beginning on while they are recorded. */
	catchUps?: ServedCatchUps | undefined;
	/** Shows that have an address of their own; without them there are no such routes. */
	shows?: ServedShows | undefined;
	/** What of their feeds differs from the defaults. */
	feeds?: Partial<FeedSettings> | undefined;
	/** Sends new listeners elsewhere while there is too much to do; default: all are taken. */
	shedding?: LoadMeasure | undefined;
	/** Over how long listeners of podcasts that go on elsewhere are moved on at the end; default at once. */
	drainMs?: number | undefined;
	/** What the pages are called and look like; default the product's own. */
	site?: Site | undefined;
	/** Where it is one of several servers; without it, it has all podcasts and listeners. */
	cluster?: ServerCluster | undefined;
}

/** What the server has and does now. */
export interface PodcastServerStats {
	/** Websockets and answers that do not end, closing ones included. */
	connections: number;
	/** Event streams among them. */
	eventStreams: number;
	/** Podcasts that are encoded as MP3 now. */
	mp3Encoders: number;
	/** Who listens by HLS: an estimate, by how often playlists are asked for. */
	hlsListeners: number;
	/** Those of this server, and those of others that are heard here. */
	podcasts: PodcastStats[];
	/** Undefined where nobody is sent elsewhere. */
	load: LoadStats | undefined;
	/** Of all podcasts since the start, ended ones included. */
	totals: PodcastTotals;
	/** What goes to other servers, and comes from them; undefined where there are none. */
	relay: RelayStats | undefined;
}

/** A running podcast server. */
export class PodcastServer {
	/** Base URL under which this machine reaches the server. */
	readonly url: string;
	readonly #app: FastifyInstance;
	readonly #parts: ServerParts;
	readonly #logger: Logger;
	#closed: Promise<void> | undefined;

	private constructor(options: {
		url: string;
		app: FastifyInstance;
		parts: ServerParts;
		logger: Logger;
	}) {
		this.url = options.url;
		this.#app = options.app;
		this.#parts = options.parts;
		this.#logger = options.logger;
	}

	/**
	 * Starts a server; resolves when it listens. Podcasts that a restart has left wait for their
	 * senders then, and their listeners may come.
	 *
	 * @throws {RangeError} if a limit is not a positive integer
	 * @throws {TypeError} if `publicUrl` is no URL
	 * @throws the system's error if the address cannot be listened on
	 */
	static async start(options: PodcastServerOptions): Promise<PodcastServer> {
		const { clock, host, port } = options;
		const limits = completeLimits(options.limits);
		const logger = options.logger.child({ part: 'server' });
		const givenUrl = options.publicUrl === undefined ? undefined : new URL(options.publicUrl);
		const { shows } = options;
		const authenticator = new Authenticator(options.clients);
		const mp3Encoding = new Mp3Encoding({
			bitrateKbps: options.mp3BitrateKbps ?? DEFAULT_MP3_BITRATE_KBPS,
			workerUrl: options.mp3WorkerUrl,
			onWorkerError: (error) => logger.error({ err: error }, 'MP3 worker died'),
		});
		const memory = options.memory && new PodcastMemory({ ...options.memory, clock, logger });
		const writer = new SocketWriter(options.writeWay);
		const hls = { ...DEFAULT_HLS_SETTINGS, ...options.hls };
		const hearing = {
			clock,
			limits,
			packetsPerWrite: options.packetsPerWrite ?? 'auto',
			writer,
			mp3Encoding,
			hls,
			logger,
		};
		const registry: PodcastRegistry = new PodcastRegistry({
			...hearing,
			memory,
			onAdded: (podcast) => cluster?.relay(podcast),
		});
		const showAccess = shows && new ShowAccess(authenticator, shows);
		const cluster: PodcastCluster | undefined =
			options.cluster &&
			new PodcastCluster({
				...{ ...hearing, authenticator, cluster: options.cluster },
				onEnded: (podcast) => registry.ended.rememberElsewhere(podcast, podcast.wasOpenTo),
				shows:
					showAccess &&
					new ShowAnswers({
						...{ access: showAccess, registry, shows },
						publicUrl: () => openableHere(publicUrl()),
					}),
			});
		const access = new ListenAccess(authenticator, registry, cluster?.elsewhere);
		const peers = new PeerAddresses(trustedProxiesOf(options), logger);
		const sockets = new Sockets({ clock, limits, isProxy: (address) => peers.isProxy(address) });
		const load = options.shedding
			? new ServerLoad({ ...options.shedding, clock, logger, connections: () => connections.size })
			: undefined;
		const connections: Connections = new Connections({ clock, limits, sockets, load });
		const eventStreams = new EventStreams({ clock, limits, connections });
		const shared = {
			clock,
			limits,
			logger,
			authenticator,
			access,
			registry,
			cluster,
			connections,
			peers,
			rates: new CallRates({
				clock,
				limits,
				peers,
				clientOf: (headers) => authenticator.clientOf(headers),
			}),
			sockets,
			isClosing: () => parts.isClosing,
		};
		const { bitrateKbps: mp3BitrateKbps } = mp3Encoding;
		const heardShows =
			showAccess && shows ? new ShowsHere({ access: showAccess, registry, shows }) : cluster?.shows;
		const showStreams = heardShows && new ShowStreams({ ...shared, mp3BitrateKbps });
		const handshakes = new Handshakes(shared);
		const boundPort = () => (app.server.address() as AddressInfo).port;
		const publicUrl = () => givenUrl ?? new URL(baseUrl(host, boundPort()));
		const feeds =
			shows &&
			new FeedService({
				...{ clock, logger, shows },
				settings: { ...DEFAULT_FEED_SETTINGS, ...options.feeds },
				publicUrl: () => openableHere(publicUrl()),
			});
		const parts: ServerParts = {
			registry,
			cluster,
			connections,
			load,
			drainMs: options.drainMs ?? 0,
			eventStreams,
			showStreams: shows && showStreams,
			handshakes,
			mp3Encoding,
			memory: options.memory?.isKept ? memory : undefined,
			feeds,
			isClosing: false,
		};
		const app = createHttp({
			...shared,
			eventStreams,
			metrics: options.metrics,
			problem: options.problem,
			episodes: options.episodes,
			catchUps: options.catchUps,
			shows,
			heardShows,
			showStreams,
			feeds,
			site: options.site,
			mp3BitrateKbps,
			hls,
			writer,
			publicUrl,
		});
		onHandshake(app.server, (request, socket, head) => handshakes.handle(request, socket, head));
		if (memory) {
			registry.restore(await memory.read(), (clientId) => options.clients.has(clientId));
		}
		try {
			await app.listen({ host, port });
		} catch (error) {
			load?.close();
			registry.pauseAll();
			cluster?.end();
			await feeds?.close();
			await app.close();
			throw error;
		}
		await memory?.open();
		feeds?.start();
		const url = baseUrl(loopbackOf(host), boundPort());
		logger.info({ url }, 'Server listens');
		return new PodcastServer({ url, app, parts, logger });
	}

	/** What the server has and does now. */
	stats(): PodcastServerStats {
		const { cluster, connections, eventStreams, load, mp3Encoding, registry } = this.#parts;
		const elsewhere = cluster?.elsewhere;
		const podcasts = [...registry.list(), ...(elsewhere?.list() ?? [])];
		return {
			load: load?.stats,
			connections: connections.size,
			eventStreams: eventStreams.size,
			mp3Encoders: mp3Encoding.sessionCount,
			hlsListeners: podcasts.reduce((sum, { audience }) => sum + audience.hls.listeners, 0),
			podcasts: podcasts.map((podcast) => podcast.stats()),
			totals: elsewhere ? addTotals(registry.totals, elsewhere.totals) : registry.totals,
			relay: cluster?.stats,
		};
	}

	/**
	 * Ends every podcast with 4003, or, where podcasts outlive the process, with 1012, which says
	 * that it is for a moment. Whoever hears a podcast of another server is moved on within `drainMs`.
	 * Waits for the close handshakes, at most `closeTimeoutMs`, then stops
	 * listening. Requests and handshakes that come meanwhile are answered 503. Calling it again
	 * gives the same promise.
	 *
	 * @param hurry - cuts the moving short
	 */
	close(hurry?: AbortSignal): Promise<void> {
		this.#closed ??= this.#close(hurry);
		return this.#closed;
	}

	async #close(hurry: AbortSignal | undefined): Promise<void> {
		const {
			cluster,
			registry,
			connections,
			drainMs,
			eventStreams,
			feeds,
			handshakes,
			load,
			memory,
			mp3Encoding,
			showStreams,
		} = this.#parts;
		this.#parts.isClosing = true;
		load?.close();
		showStreams?.close();
		if (memory) {
			await memory.close();
			registry.pauseAll();
		} else {
			registry.endAll(CloseCode.SENDER_DISCONNECTED);
		}
		if (drainMs > 0) {
			await connections.moveOn(drainMs, hurry);
		}
		cluster?.end();
		eventStreams.close();
		await connections.drain();
		handshakes.close();
		await mp3Encoding.close();
		await feeds?.close();
		await this.#app.close();
		await cluster?.close();
		await memory?.settled();
		this.#logger.info('Server closed');
	}
}

function trustedProxiesOf({
	trustedProxies,
	isProxyTrusted,
}: Pick<PodcastServerOptions, 'trustedProxies' | 'isProxyTrusted'>): TrustedProxies {
	return trustedProxies ?? (isProxyTrusted ? ONE_PROXY : NO_PROXIES);
}

/** What a server consists of beside HTTP. */
interface ServerParts {
	registry: PodcastRegistry;
	/** Where there are other servers. */
	cluster: PodcastCluster | undefined;
	connections: Connections;
	/** Where new listeners may go elsewhere. */
	load: ServerLoad | undefined;
	drainMs: number;
	eventStreams: EventStreams;
	/** Of shows that are here; others end with all that is heard of other servers. */
	showStreams: ShowStreams | undefined;
	handshakes: Handshakes;
	mp3Encoding: Mp3Encoding;
	/** Where podcasts outlive the process. */
	memory: PodcastMemory | undefined;
	feeds: FeedService | undefined;
	isClosing: boolean;
}
