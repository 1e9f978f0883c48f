// What a server and its listener processes have and do together, as one server tells it.
import type { LoadStats } from '../limits/load.js';
import type { PodcastStats } from '../podcast/podcast-state.js';
import { addTotals } from '../podcast/podcast-totals.js';
import type { RelayStats } from '../podcast/remote/podcast-cluster.js';
import type { RemoteStats } from '../podcast/remote/remote-podcasts.js';
import type { PodcastServerStats } from '../podcast-server-stats.js';
import type { ListenerProcesses } from './listener-processes.js';

/**
 * Adds up what a server and its listener processes have and do.
 *
 * @param own - of the server itself, its handed connections counted
 */
export function mergeStats(
	own: PodcastServerStats,
	{ hub, served, stats, totals }: ListenerProcesses,
): PodcastServerStats {
	const packetsDropped = stats.reduce((sum, process) => sum + process.packetsDropped, 0);
	return {
		...own,
		mp3Encoders: served.reduce((sum, { mp3Encoders }) => sum + mp3Encoders, own.mp3Encoders),
		podcasts: mergePodcasts([own, ...served]),
		load: mergeLoads([own, ...served]),
		totals: addTotals(own.totals, totals.podcasts),
		relay: own.relay && {
			...own.relay,
			edge: mergeEdges(own.relay, own.podcasts, served),
			totals: {
				...own.relay.totals,
				packetsReceived: own.relay.totals.packetsReceived + hub.packetsFromUplink,
				// What was left out here was never lost on the way.
				packetsLost:
					own.relay.totals.packetsLost + Math.max(0, totals.packetsLost - packetsDropped),
			},
		},
		processes: stats,
	};
}

/** The first that has a podcast says where it stands. */
function mergePodcasts(all: readonly PodcastServerStats[]): PodcastStats[] {
	const found = new Map<string, PodcastStats>();
	for (const podcast of all.flatMap(({ podcasts }) => podcasts)) {
		const known = found.get(podcast.id);
		found.set(podcast.id, known ? addPodcast(known, podcast) : podcast);
	}
	return [...found.values()];
}

function addPodcast(first: PodcastStats, second: PodcastStats): PodcastStats {
	return {
		...first,
		...addTotals(first, second),
		receivers: first.receivers + second.receivers,
		listeners: first.listeners + second.listeners,
		packetsPerWrite: Math.max(first.packetsPerWrite, second.packetsPerWrite),
		bufferedBytes: first.bufferedBytes + second.bufferedBytes,
		streamListeners: {
			ogg: first.streamListeners.ogg + second.streamListeners.ogg,
			mp3: first.streamListeners.mp3 + second.streamListeners.mp3,
		},
		unopenedPackets: first.unopenedPackets + second.unopenedPackets,
	};
}

/** The busiest says how busy it is; who has been turned away was so by the server itself. */
function mergeLoads([own, ...served]: readonly PodcastServerStats[]): LoadStats | undefined {
	const load = own?.load;
	const loads = served.flatMap((stats) => stats.load ?? []);
	return (
		load && {
			busyShare: Math.max(load.busyShare, ...loads.map(({ busyShare }) => busyShare)),
			isSaturated:
				load.isSaturated || (loads.length > 0 && loads.every(({ isSaturated }) => isSaturated)),
			turnedAway: load.turnedAway,
		}
	);
}

/** Podcasts of other machines, wherever here they are heard. */
function mergeEdges(
	{ edge, origin }: RelayStats,
	own: readonly PodcastStats[],
	served: readonly PodcastServerStats[],
): RemoteStats[] {
	const isRemote = new Set(edge.map(({ id }) => id));
	const here = new Set([...origin, ...own].map(({ id }) => id).filter((id) => !isRemote.has(id)));
	const found = new Map(edge.map((stats) => [stats.id, stats]));
	for (const stats of served.flatMap(({ relay }) => relay?.edge ?? [])) {
		const known = found.get(stats.id);
		if (!here.has(stats.id)) {
			found.set(stats.id, {
				...stats,
				listeners: stats.listeners + (known?.listeners ?? 0),
			});
		}
	}
	return [...found.values()];
}
