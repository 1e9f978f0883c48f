// Series of a server that is one of several.
import type { PodcastServerStats } from '../server/podcast-server-stats.js';
import type { SeriesDefinition } from './series.js';

/** What a relay has to tell; nothing where a server is the only one. */
type RelayStats = NonNullable<PodcastServerStats['relay']>;

/** Of the bus, and of what goes over it. */
export const RELAY_SERIES: readonly SeriesDefinition<RelayStats>[] = [
	{
		kind: 'gauge',
		name: 'bus_connected',
		help: '1 while NATS is reached',
		labelNames: [],
		values: ({ bus }) => [[{}, Number(bus.isConnected)]],
	},
	{
		kind: 'counter',
		name: 'bus_disconnections_total',
		help: 'Times that NATS was away',
		labelNames: [],
		values: ({ bus }) => [[{}, bus.timesAway]],
	},
	{
		kind: 'gauge',
		name: 'bus_round_trip_seconds',
		help: 'From this machine to NATS and back; a packet takes half of that of its origin, and half of ours',
		labelNames: [],
		values: ({ bus: { roundTripMs } }) =>
			roundTripMs === undefined ? [] : [[{}, roundTripMs / 1000]],
	},
	{
		kind: 'counter',
		name: 'relay_packets_total',
		help: 'Packets that were sent to other machines, each once, and that came from them',
		labelNames: ['direction'],
		values: ({ totals }) => [
			[{ direction: 'sent' }, totals.packetsSent],
			[{ direction: 'received' }, totals.packetsReceived],
		],
	},
	{
		kind: 'gauge',
		name: 'relay_podcasts',
		help: 'Podcasts of this machine that others hear, and podcasts of others that are heard here',
		labelNames: ['role'],
		values: ({ edge, origin }) => [
			[{ role: 'origin' }, origin.filter(({ edges }) => edges > 0).length],
			[{ role: 'edge' }, edge.length],
		],
	},
	{
		kind: 'gauge',
		name: 'relay_listeners',
		help: 'Listeners of podcasts of this machine at others, and here of those of others',
		labelNames: ['role'],
		values: ({ edge, origin }) => [
			[{ role: 'origin' }, origin.reduce((sum, { listeners }) => sum + listeners, 0)],
			[{ role: 'edge' }, edge.reduce((sum, { listeners }) => sum + listeners, 0)],
		],
	},
];
