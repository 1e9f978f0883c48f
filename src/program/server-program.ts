// Our servers put together: the podcast server, and what a bot without one shows of itself.
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { Bus } from '../cluster/bus.js';
import type { Config } from '../config/config.js';
import type { ServedCatchUps } from '../episodes/catch-up/served-catch-ups.js';
import type { EpisodeCounts } from '../episodes/episode-counts.js';
import type { ServedEpisodes } from '../episodes/served-episodes.js';
import type { Metrics } from '../metrics/metrics.js';
import { Authenticator } from '../server/access/auth.js';
import type { MetricsSource } from '../server/http/metrics-route.js';
import { StatusServer, type StatusServerOptions } from '../server/http/status-server.js';
import { PodcastServer } from '../server/podcast-server.js';
import { addEmbedRoutes } from '../server/routes/embed-routes.js';
import { addEpisodePageRoutes } from '../server/routes/episode-page-routes.js';
import { addEpisodeRoutes } from '../server/routes/episode-routes.js';
import { addPageFiles } from '../server/routes/page-files.js';
import { addShowPlaylistRoutes } from '../server/routes/playlist-routes.js';
import { addElsewhereRoutes } from '../server/routes/shows/elsewhere-routes.js';
import { addFeedRoutes } from '../server/routes/shows/feed-routes.js';
import { addShowApiRoutes } from '../server/routes/shows/show-api-routes.js';
import { addShowRoutes } from '../server/routes/shows/show-routes.js';
import { FeedService } from '../server/shows/feed/feed-service.js';
import type { ServedShows } from '../server/shows/served-shows.js';
import { ShowAccess } from '../server/shows/show-access.js';
import type { ListenerProcesses } from '../server/spread/listener-processes.js';
import { openBus } from './cluster-bus.js';
import { describeListenProblem, findListenCode } from './listen-problem.js';
import { loadSite } from './loaded-site.js';

/** What a server of ours is started with. */
export interface ServerProgramOptions {
	config: Pick<Config, 'podcastMemory' | 'server' | 'site'> & Partial<Pick<Config, 'cluster'>>;
	clock: Clock;
	logger: Logger;
	/** What it shows at `GET /metrics`; a podcast server is measured, too. */
	metrics: Metrics;
	/** What a podcast server shows there instead, where these metrics are not all. */
	metricsSource?: MetricsSource;
	/** Whether it takes listeners alone, of podcasts that other servers have; default no. */
	isEdgeOnly?: boolean;
	/** What is wrong with the program, as a sentence; undefined: nothing. */
	problem?: () => string | undefined;
	/** Recorded shows, which it serves; counted where they have counts. */
	episodes?: (ServedEpisodes & { readonly counts?: EpisodeCounts }) | undefined;
	/** Shows that a podcast server serves from their beginning on while they are recorded. */
	catchUps?: ServedCatchUps | undefined;
	/** Shows with an address of their own, which it serves. */
	shows?: ServedShows | undefined;
}

/**
 * Starts the podcast server, on the bus of other servers where there is one.
 *
 * @throws the system's error if the address cannot be listened on
 * @throws {ConfigError} if there is to be a bus and something for it is missing
 */
export async function startPodcastServer(options: ServerProgramOptions): Promise<PodcastServer> {
	const { cluster, site: siteConfig } = options.config;
	const site = await loadSite(siteConfig, options.logger);
	const isSpread = options.config.server.listenerProcesses > 0;
	const name = 'podcast-server';
	// What is told to other machines must not come back to our own listener processes.
	const bus = cluster && (await openBus({ ...options, cluster, name, isEchoing: !isSpread }));
	const server = await startOn(bus, options, site).catch(async (error: unknown) => {
		await bus?.close();
		throw error;
	});
	options.metrics.watchServer(() => server.stats());
	watchEpisodes(options);
	return server;
}

async function startOn(
	bus: Bus | undefined,
	options: ServerProgramOptions,
	site: Awaited<ReturnType<typeof loadSite>>,
): Promise<PodcastServer> {
	const { catchUps, clock, config, episodes, isEdgeOnly = false } = options;
	const { logger, metrics, metricsSource, problem, shows } = options;
	return PodcastServer.start({
		...config.server,
		...(bus && config.cluster && { cluster: { ...config.cluster, bus, isEdgeOnly } }),
		spreadOver: await startListeners(bus, options),
		site,
		memory: config.podcastMemory,
		// A machine alone has nobody to send listeners to.
		...(config.cluster?.nats && { shedding: {}, drainMs: config.cluster.drainMs }),
		metrics: { source: metricsSource ?? metrics, token: config.server.metricsToken },
		problem,
		episodes,
		catchUps,
		shows,
		clock,
		logger,
	});
}

/** What is needed for listener processes is loaded only where there are any. */
async function startListeners(
	uplink: Bus | undefined,
	{ clock, config, logger }: ServerProgramOptions,
): Promise<ListenerProcesses | undefined> {
	const { cluster } = config;
	if (config.server.listenerProcesses === 0 || !cluster) {
		return undefined;
	}
	const { ListenerPool } = await import('./listener-process/listener-pool.js');
	return ListenerPool.start({
		...{ clock, cluster, config, uplink },
		logger: logger.child({ part: 'server' }),
	});
}

/**
 * Starts the server of a bot whose podcasts are elsewhere. None of them depends on it, so the bot
 * goes without it where the port is taken.
 *
 * @param options.health - what `GET /health` says beside the program's own
 * @returns undefined where the address cannot be listened on
 */
export async function startStatusServer(
	options: ServerProgramOptions & Pick<StatusServerOptions, 'health'>,
): Promise<StatusServer | undefined> {
	const { clock, config, episodes, health, logger, metrics, problem, shows } = options;
	const { host, port, metricsToken, limits, trustedProxies } = config.server;
	watchEpisodes(options);
	const site = await loadSite(config.site, logger);
	try {
		return await StatusServer.start({
			host,
			port,
			limits,
			trustedProxies,
			metrics: { source: metrics, token: metricsToken },
			problem,
			health,
			addRoutes: (app, url) => {
				const publicUrl = () => new URL(config.server.publicUrl ?? url());
				addPageFiles(app, site);
				if (episodes) {
					addEpisodeRoutes(app, { clock, episodes });
					addEpisodePageRoutes(app, { episodes, shows, publicUrl });
				}
				addEmbedRoutes(app, { episodes, shows });
				if (shows) {
					const authenticator = new Authenticator(config.server.clients);
					const access = new ShowAccess(authenticator, shows);
					const showing = { access, authenticator, clock, publicUrl, shows, registry: undefined };
					addShowRoutes(app, showing);
					addShowApiRoutes(app, showing);
					addShowPlaylistRoutes(app, showing);
					addElsewhereRoutes(app, showing);
					const feeds = new FeedService({ ...showing, settings: config.server.feeds, logger });
					addFeedRoutes(app, { ...showing, feeds: feeds.feeds, hubUrl: feeds.hubUrl });
					app.addHook('onListen', async () => feeds.start());
					app.addHook('onClose', () => feeds.close());
				}
			},
			clock,
			logger,
		});
	} catch (error) {
		const code = findListenCode(error, host) ?? String(error);
		logger.warn(
			{ problem: describeListenProblem({ host, port, code }) },
			'No /metrics and /health: set another PORT or HOST',
		);
		return undefined;
	}
}

function watchEpisodes({ episodes, metrics }: ServerProgramOptions): void {
	if (episodes?.counts) {
		metrics.watchEpisodes(() => episodes.counts);
	}
}
