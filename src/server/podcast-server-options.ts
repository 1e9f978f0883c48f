// How a podcast server is set up.
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { ServedCatchUps } from '../episodes/catch-up/served-catch-ups.js';
import type { ServedEpisodes } from '../episodes/served-episodes.js';
import type { Mp3Bitrate } from '../media/mp3-bitrate.js';
import type { SocketWay } from '../socket-write.js';
import type { MetricsAccess } from './http/metrics-route.js';
import type { PodcastServerLimits } from './limits/limits.js';
import type { LoadMeasure } from './limits/load.js';
import type { TrustedProxies } from './limits/trusted-proxies.js';
import type { Site } from './page/site.js';
import type { PodcastMemoryPlace } from './podcast/podcast-memory.js';
import type { ServerCluster } from './podcast/remote/podcast-cluster.js';
import type { FeedSettings } from './shows/feed/feed-settings.js';
import type { ServedShows } from './shows/served-shows.js';
import type { ListenerProcesses } from './spread/listener-processes.js';
import type { HlsSettings } from './streams/hls/hls-settings.js';
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
	/** How audio is read and written; default by the handle, where this Node has what it takes. */
	socketWay?: SocketWay | undefined;
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
	/** Processes that serve its listeners, closed with it; without them it serves all of them. */
	spreadOver?: ListenerProcesses | undefined;
	/** Whether it listens nowhere, and serves what it is handed; default no. */
	isWithoutPort?: boolean | undefined;
}
