// The program's series: what each is called, means, and is read from.
import type { PodcastServerStats } from '../server/podcast-server-stats.js';
import { STREAM_FORMATS } from '../server/streams/audio-stream.js';
import { DAVE_DROP_REASONS, RECEPTION_REMEDIES, RECONNECT_CAUSES } from '../voice/voice-reasons.js';
import { frameLosses } from './frame-losses.js';
import { reasonLabel, withZeros } from './reasons.js';
import type { BotSnapshot, ListeningSnapshot, Snapshot } from './snapshot.js';

/** One metric with all its series. */
export interface SeriesDefinition<Source> {
	kind: 'counter' | 'gauge';
	/** Without the prefix. */
	name: string;
	help: string;
	labelNames: readonly string[];
	/** Values by labels; labels never take more than a few values. */
	values: (source: Source) => Iterable<readonly [labels: Record<string, string>, value: number]>;
}

/** What the bot and the built-in server have in common, as far as each runs. */
export const SHARED_SERIES: readonly SeriesDefinition<Snapshot>[] = [
	{
		kind: 'counter',
		name: 'frames_total',
		help: 'Opus frames by the stage that they came to; delivered counts each receiver',
		labelNames: ['stage'],
		*values({ bot, server }) {
			if (bot) {
				yield [{ stage: 'heard' }, bot.counts.voice.heard];
				yield [{ stage: 'passed_through' }, bot.counts.programme.passed];
				yield [{ stage: 'mixed' }, bot.counts.programme.mixed];
				yield [{ stage: 'sent' }, bot.counts.sender.sent];
			}
			if (server) {
				yield [{ stage: 'passed_on' }, server.totals.packetsIn];
				yield [{ stage: 'delivered' }, server.totals.packetsDelivered];
			}
		},
	},
	{
		kind: 'counter',
		name: 'bytes_total',
		help: 'Bytes of audio packets by stage; delivered counts each receiver',
		labelNames: ['stage'],
		*values({ bot, server }) {
			if (bot) {
				yield [{ stage: 'sent' }, bot.counts.sender.sentBytes];
			}
			if (server) {
				yield [{ stage: 'passed_on' }, server.totals.bytesIn];
				yield [{ stage: 'delivered' }, server.totals.bytesDelivered];
			}
		},
	},
	{
		kind: 'counter',
		name: 'frames_lost_total',
		help: 'Frames lost, by stage and reason',
		labelNames: ['stage', 'reason'],
		*values(snapshot) {
			for (const { stage, reason, frames } of frameLosses(snapshot)) {
				yield [{ stage, reason }, frames];
			}
		},
	},
	{
		kind: 'gauge',
		name: 'buffered_bytes',
		help: "Bytes that wait to leave: in the bot's podcast sockets, in the built-in server",
		labelNames: ['at'],
		*values({ bot, server }) {
			if (bot) {
				yield [{ at: 'sender' }, bot.bufferedBytes];
			}
			if (server) {
				const bytes = server.podcasts.reduce((sum, podcast) => sum + podcast.bufferedBytes, 0);
				yield [{ at: 'server' }, bytes];
			}
		},
	},
];

/** Of the bot alone. */
export const BOT_SERIES: readonly SeriesDefinition<BotSnapshot>[] = [
	{
		kind: 'gauge',
		name: 'guilds_on_air',
		help: 'Discord servers that are on air',
		labelNames: [],
		values: ({ guildsOnAir }) => [[{}, guildsOnAir]],
	},
	{
		kind: 'counter',
		name: 'dave_failures_total',
		help: 'Frames lost to end-to-end encryption, by reason',
		labelNames: ['reason'],
		values: ({ counts }) =>
			DAVE_DROP_REASONS.map((reason) => [
				{ reason: reasonLabel(reason) },
				counts.voice.dropped.get(reason) ?? 0,
			]),
	},
	{
		kind: 'counter',
		name: 'frames_concealed_total',
		help: 'Lost or late frames that the mixer made up for',
		labelNames: [],
		values: ({ counts }) => [[{}, counts.programme.concealed]],
	},
	{
		kind: 'counter',
		name: 'voice_recoveries_total',
		help: 'Times that failing reception was helped; reinitialise is for end-to-end encryption alone',
		labelNames: ['remedy'],
		values: ({ counts }) =>
			[...withZeros(RECEPTION_REMEDIES, counts.voice.remedies)].map(([remedy, times]) => [
				{ remedy: reasonLabel(remedy) },
				times,
			]),
	},
	{
		kind: 'counter',
		name: 'reconnects_total',
		help: 'Times that a connection dropped and was to be built anew, by connection and cause',
		labelNames: ['connection', 'cause'],
		*values({ counts }) {
			for (const [cause, times] of withZeros(RECONNECT_CAUSES, counts.voice.reconnects)) {
				yield [{ connection: 'voice', cause: reasonLabel(cause) }, times];
			}
			const { reconnects } = counts.sender;
			yield [{ connection: 'podcast', cause: 'websocket_dropped' }, reconnects];
		},
	},
];

/** Of what is played into voice channels. */
export const LISTENING_SERIES: readonly SeriesDefinition<ListeningSnapshot>[] = [
	{
		kind: 'gauge',
		name: 'listening_channels',
		help: 'Voice channels that a podcast is played into',
		labelNames: [],
		values: ({ channels }) => [[{}, channels]],
	},
	{
		kind: 'counter',
		name: 'listening_frames_total',
		help: 'Frames for voice channels by what became of them; missing are ticks without a frame',
		labelNames: ['outcome'],
		values: ({ counts: { playout, podcast } }) => [
			[{ outcome: 'played' }, playout.played - playout.unsent],
			[{ outcome: 'not_sent' }, playout.unsent],
			[{ outcome: 'late' }, playout.late],
			[{ outcome: 'missing' }, playout.underruns],
			[{ outcome: 'adjusted' }, playout.adjusted],
			[{ outcome: 'unusable' }, podcast.unusable],
		],
	},
	{
		kind: 'counter',
		name: 'listening_reconnects_total',
		help: 'Times that the connection of a receiver of ours dropped',
		labelNames: [],
		values: ({ counts }) => [[{}, counts.podcast.reconnects]],
	},
];

/** Of the built-in podcast server alone. */
export const SERVER_SERIES: readonly SeriesDefinition<PodcastServerStats>[] = [
	{
		kind: 'gauge',
		name: 'podcasts',
		help: 'Podcasts of the built-in server, by status',
		labelNames: ['status'],
		values: ({ podcasts }) =>
			(['waiting for sender', 'live', 'waiting for return'] as const).map((status) => [
				{ status: reasonLabel(status) },
				podcasts.filter((podcast) => podcast.status === status).length,
			]),
	},
	{
		kind: 'gauge',
		name: 'receivers',
		help: 'Receivers of all podcasts of the built-in server',
		labelNames: [],
		values: ({ podcasts }) => [[{}, podcasts.reduce((sum, { receivers }) => sum + receivers, 0)]],
	},
	{
		kind: 'gauge',
		name: 'listeners',
		help: 'Who listens to all podcasts of the built-in server, receivers included',
		labelNames: [],
		values: ({ podcasts }) => [[{}, podcasts.reduce((sum, { listeners }) => sum + listeners, 0)]],
	},
	{
		kind: 'gauge',
		name: 'event_streams',
		help: 'Event streams of the built-in server',
		labelNames: [],
		values: ({ eventStreams }) => [[{}, eventStreams]],
	},
	{
		kind: 'gauge',
		name: 'stream_listeners',
		help: 'Listeners of the streams for players, by format',
		labelNames: ['format'],
		values: ({ podcasts }) =>
			STREAM_FORMATS.map((format) => [
				{ format },
				podcasts.reduce((sum, { streamListeners }) => sum + streamListeners[format], 0),
			]),
	},
	{
		kind: 'gauge',
		name: 'hls_listeners',
		help: 'Listeners by HLS: an estimate, by how often playlists are asked for',
		labelNames: [],
		values: ({ hlsListeners }) => [[{}, hlsListeners]],
	},
	{
		kind: 'gauge',
		name: 'connections',
		help: 'Websockets and answers that do not end of the built-in server, closing ones included',
		labelNames: [],
		values: ({ connections }) => [[{}, connections]],
	},
	{
		kind: 'gauge',
		name: 'server_busy_ratio',
		help: 'Share of the time that the server works; where other machines take listeners, too',
		labelNames: [],
		values: ({ load }) => (load ? [[{}, load.busyShare]] : []),
	},
	{
		kind: 'gauge',
		name: 'server_saturated',
		help: '1 while new listeners are sent to other machines, since there is too much to do',
		labelNames: [],
		values: ({ load }) => (load ? [[{}, Number(load.isSaturated)]] : []),
	},
	{
		kind: 'counter',
		name: 'listeners_turned_away_total',
		help: 'Listeners that were sent to other machines, since there was too much to do',
		labelNames: [],
		values: ({ load }) => (load ? [[{}, load.turnedAway]] : []),
	},
];

/** What became of the process that the built-in server runs in. */
export interface ServerProcessCounts {
	/** Times that it ended unasked. */
	crashes: number;
}

/** Of the process of the built-in server, where it has one. */
export const SERVER_PROCESS_SERIES: readonly SeriesDefinition<ServerProcessCounts>[] = [
	{
		kind: 'counter',
		name: 'server_process_crashes_total',
		help: "Times that the podcast server's process ended unasked, and was started anew",
		labelNames: [],
		values: ({ crashes }) => [[{}, crashes]],
	},
];
