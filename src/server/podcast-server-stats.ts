// What a podcast server has and does, for metrics.
import type { LoadStats } from './limits/load.js';
import type { PodcastStats } from './podcast/podcast-state.js';
import type { PodcastTotals } from './podcast/podcast-totals.js';
import type { RelayStats } from './podcast/remote/podcast-cluster.js';

/** How a process is that serves listeners for a server. */
export interface ListenerProcessStats {
	/** From 1 on; one that is started anew has the number of the one that ended. */
	number: number;
	/** Whether it takes connections: it runs, and answers. */
	isOpen: boolean;
	connections: number;
	/** Share of the last second that it has worked. */
	busyShare: number;
	residentBytes: number;
	/** Times that it ended unasked. */
	crashes: number;
	/** Packets that it was too slow for, since the start. */
	packetsDropped: number;
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
	/** Processes that serve listeners; undefined where there are none. */
	processes: readonly ListenerProcessStats[] | undefined;
}
