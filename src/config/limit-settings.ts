// Settings of the built-in server's limits.
import { DEFAULT_LIMITS, type PodcastServerLimits, rangeOf } from '../server/limits/limits.js';
import { amount } from './shapes/setting-shapes.js';

/** What each means stands at the limit. */
const LIMIT_VARIABLES = {
	MAX_PODCASTS_PER_CLIENT: 'podcastsPerClient',
	MAX_PODCASTS: 'podcasts',
	MAX_CONNECTIONS: 'connections',
	MAX_CONNECTIONS_PER_PODCAST: 'connectionsPerPodcast',
	MAX_CONNECTIONS_PER_ADDRESS: 'connectionsPerAddress',
	MAX_HTTP_CONNECTIONS: 'httpConnections',
	MAX_HTTP_CONNECTIONS_PER_ADDRESS: 'httpConnectionsPerAddress',
	MAX_REQUESTS_PER_MINUTE: 'requestsPerMinute',
	MAX_CHANGES_PER_MINUTE: 'changesPerMinute',
	MAX_HANDSHAKES_PER_MINUTE: 'handshakesPerMinute',
	MAX_HEADER_BYTES: 'headerBytes',
	MAX_BODY_BYTES: 'bodyBytes',
	HEADERS_TIMEOUT_MS: 'headersTimeoutMs',
	REQUEST_TIMEOUT_MS: 'requestTimeoutMs',
	KEEP_ALIVE_TIMEOUT_MS: 'keepAliveTimeoutMs',
	MAX_MESSAGE_BYTES: 'maxMessageBytes',
	MAX_SENDER_PACKETS_PER_SECOND: 'senderPacketsPerSecond',
	MAX_RECEIVER_MESSAGES_PER_SECOND: 'receiverMessagesPerSecond',
	RECEIVER_BACKLOG_BYTES: 'backlogBytes',
	STREAM_BACKLOG_BYTES: 'streamBacklogBytes',
	SLOW_RECEIVER_MS: 'slowReceiverMs',
	SENDER_DEADLINE_MS: 'senderDeadlineMs',
	SENDER_GRACE_MS: 'senderGraceMs',
	PING_INTERVAL_MS: 'pingIntervalMs',
	PEER_TIMEOUT_MS: 'peerTimeoutMs',
	CLOSE_TIMEOUT_MS: 'closeTimeoutMs',
	BURST_MS: 'burstMs',
} as const satisfies Record<string, keyof PodcastServerLimits>;

type LimitVariable = keyof typeof LIMIT_VARIABLES;

/** The shape of each. */
export const limitSettings = Object.fromEntries(
	Object.entries(LIMIT_VARIABLES).map(([variable, name]) => [
		variable,
		amount(variable, rangeOf(name)).default(DEFAULT_LIMITS[name]),
	]),
) as Record<LimitVariable, ReturnType<ReturnType<typeof amount>['default']>>;

/** The limits among all settings. */
export function pickLimits(settings: Record<LimitVariable, number>): PodcastServerLimits {
	return Object.fromEntries(
		Object.entries(LIMIT_VARIABLES).map(([variable, name]) => [
			name,
			settings[variable as LimitVariable],
		]),
	) as Record<keyof PodcastServerLimits, number>;
}
