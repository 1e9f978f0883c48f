// The built-in podcast server: REST and websocket on one port, podcasts in memory.
import type { AddressInfo, Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { openableHere } from '../host-name.js';
import { DEFAULT_MP3_BITRATE_KBPS } from '../media/mp3-bitrate.js';
import { Mp3Encoding } from '../media/mp3-encoding.js';
import { CloseCode } from '../protocol/close-codes.js';
import { SocketWriter } from '../socket-write.js';
import { Authenticator } from './access/auth.js';
import { BeginningDecisions } from './beginning/beginning-decisions.js';
import { onHandshake } from './http/plain-upgrade.js';
import { baseUrl, loopbackOf } from './limits/address.js';
import { CallRates } from './limits/call-rates.js';
import { Connections } from './limits/connections.js';
import { completeLimits } from './limits/limits.js';
import { ServerLoad } from './limits/load.js';
import { PeerAddresses } from './limits/peer-addresses.js';
import { Sockets } from './limits/sockets.js';
import { NO_PROXIES, ONE_PROXY, type TrustedProxies } from './limits/trusted-proxies.js';
import { ListenAccess } from './podcast/listen-access.js';
import { PodcastMemory } from './podcast/podcast-memory.js';
import { PodcastRegistry } from './podcast/podcast-registry.js';
import { addTotals } from './podcast/podcast-totals.js';
import { PodcastCluster } from './podcast/remote/podcast-cluster.js';
import type { PodcastServerOptions } from './podcast-server-options.js';
import type { PodcastServerStats } from './podcast-server-stats.js';
import { EventStreams } from './routes/event-streams.js';
import { Handshakes } from './routes/handshake.js';
import { createHttp } from './routes/protocol-routes.js';
import { FeedService } from './shows/feed/feed-service.js';
import { DEFAULT_FEED_SETTINGS } from './shows/feed/feed-settings.js';
import { ShowAccess } from './shows/show-access.js';
import { ShowAnswers } from './shows/show-answers.js';
import { ShowStreams } from './shows/show-streams.js';
import { ShowsAnywhere } from './shows/shows-anywhere.js';
import { ShowsHere } from './shows/shows-here.js';
import { mergeStats } from './spread/served-stats.js';
import { Spread } from './spread/spread.js';
import { DEFAULT_HLS_SETTINGS } from './streams/hls/hls-settings.js';

export type { PodcastServerOptions } from './podcast-server-options.js';

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
		const writer = new SocketWriter(options.socketWay);
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
			onAdded(podcast) {
				cluster?.relay(podcast);
				spread?.relay(podcast);
			},
		});
		const showAccess = shows && new ShowAccess(authenticator, shows);
		const { catchUps } = options;
		const cluster: PodcastCluster | undefined =
			options.cluster &&
			new PodcastCluster({
				...{ ...hearing, authenticator, cluster: options.cluster },
				areHandedOver: options.spreadOver !== undefined,
				beginnings: new BeginningDecisions({ authenticator, catchUps, registry, showAccess }),
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
			? new ServerLoad({
					...options.shedding,
					...{ clock, logger },
					connections: () => connections.size,
					areOthersSaturated: () => options.spreadOver?.areSaturated ?? false,
				})
			: undefined;
		const connections: Connections = new Connections({ clock, limits, sockets, load });
		const spread: Spread | undefined =
			options.spreadOver &&
			new Spread({
				...{ authenticator, clock, connections, logger, sockets },
				processes: options.spreadOver,
			});
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
			spread,
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
		const showsHere = showAccess && shows && new ShowsHere({ access: showAccess, registry, shows });
		const heardShows =
			showsHere && cluster
				? new ShowsAnywhere({ shows, here: showsHere, elsewhere: cluster.shows })
				: (showsHere ?? cluster?.shows);
		const showStreams = heardShows && new ShowStreams({ ...shared, mp3BitrateKbps });
		const handshakes = new Handshakes({ ...shared, socketWay: writer.way });
		const boundPort = () => (app.server.address() as AddressInfo | null)?.port ?? port;
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
			spread,
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
			catchUps,
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
			await (options.isWithoutPort ? app.ready() : app.listen({ host, port }));
		} catch (error) {
			load?.close();
			registry.pauseAll();
			cluster?.end();
			await spread?.close(undefined);
			await feeds?.close();
			await app.close();
			throw error;
		}
		await memory?.open();
		feeds?.start();
		const url = baseUrl(loopbackOf(host), boundPort());
		if (!options.isWithoutPort) {
			logger.info({ url }, 'Server listens');
		}
		return new PodcastServer({ url, app, parts, logger });
	}

	/**
	 * Serves a connection that another process has accepted.
	 *
	 * @param bytes - all that came of it so far
	 */
	serve(socket: Socket, bytes: Uint8Array): void {
		// As HTTP servers accept them: who has asked may have nothing more to say.
		socket.allowHalfOpen = true;
		socket.unshift(bytes);
		this.#app.server.emit('connection', socket);
	}

	/** What the server has and does now. */
	stats(): PodcastServerStats {
		const { cluster, connections, eventStreams, load, mp3Encoding, registry, spread } = this.#parts;
		const elsewhere = cluster?.elsewhere;
		const podcasts = [...registry.list(), ...(elsewhere?.list() ?? [])];
		const own: PodcastServerStats = {
			load: load?.stats,
			connections: connections.size,
			eventStreams: eventStreams.size,
			mp3Encoders: mp3Encoding.sessionCount,
			hlsListeners: podcasts.reduce((sum, { audience }) => sum + audience.hls.listeners, 0),
			podcasts: podcasts.map((podcast) => podcast.stats()),
			totals: elsewhere ? addTotals(registry.totals, elsewhere.totals) : registry.totals,
			relay: cluster?.stats,
			processes: undefined,
		};
		return spread ? mergeStats(own, spread.processes) : own;
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
			spread,
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
		await Promise.all([
			spread?.close(hurry),
			drainMs > 0 ? connections.moveOn(drainMs, hurry) : undefined,
		]);
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
	/** Where other processes serve listeners. */
	spread: Spread | undefined;
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
