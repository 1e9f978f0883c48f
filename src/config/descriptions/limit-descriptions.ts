// Words for times, sizes and limits.
import type { SettingGroup } from './setting-description.js';

/** What hardly anybody sets. */
export const LIMIT_SETTINGS: readonly SettingGroup[] = [
	{
		title: 'Times and sizes on the way from Discord',
		settings: {
			VOICE_JOIN_TIMEOUT_MS: { meaning: 'For joining a voice channel.' },
			VOICE_RECONNECT_TIMEOUT_MS: {
				meaning: 'How long a dropped voice connection may stay away.',
			},
			PODCAST_START_TIMEOUT_MS: {
				meaning: 'For creating a podcast and going on air, all tries.',
			},
			PODCAST_HELLO_TIMEOUT_MS: { meaning: 'For one connection to get its Hello.' },
			PODCAST_RECONNECT_TIMEOUT_MS: {
				meaning: 'How long a dropped podcast connection is tried again.',
			},
			SENDER_BUFFER_BYTES: {
				meaning: "What may wait in the podcast's socket before frames are dropped.",
			},
			SILENCE_WARNING_MS: { meaning: 'Nobody is heard for that long before the panel says so.' },
			IDLE_STOP_MS: {
				meaning: 'The bot is alone in the channel for that long before the show ends.',
			},
		},
	},
	{
		title: 'Limits of the built-in server',
		intro: 'The defaults suit a machine of one or two cores.',
		settings: {
			MAX_PODCASTS_PER_CLIENT: {
				meaning: 'Podcasts of one client at once. More answers 429.',
			},
			MAX_PODCASTS: { meaning: 'Podcasts at once. More answers 503.' },
			MAX_CONNECTIONS: {
				meaning: 'Websockets, streams and event streams at once.',
			},
			MAX_CONNECTIONS_PER_PODCAST: {
				meaning: 'Websockets and streams at once on one podcast, its sender included.',
			},
			MAX_CONNECTIONS_PER_ADDRESS: {
				meaning:
					'Websockets, streams and event streams at once from one address. IPv6 counts by /64.',
			},
			MAX_HTTP_CONNECTIONS: {
				meaning:
					'TCP connections beside the websockets and streams, from the accept on. With more for a second, or where those have no places free, the address that has most gives some up.',
			},
			MAX_HTTP_CONNECTIONS_PER_ADDRESS: {
				meaning:
					'The same from one address that is no trusted proxy. With more for a second, those that were quiet longest are cut.',
			},
			MAX_REQUESTS_PER_MINUTE: {
				meaning:
					'Requests of any kind a minute from one address, or from one client with the right credentials; ten times as many for HLS. More answers 429 with `Retry-After`, once, and cuts the connection.',
			},
			MAX_CHANGES_PER_MINUTE: {
				meaning: '`PATCH` calls a minute from one client.',
			},
			MAX_HANDSHAKES_PER_MINUTE: {
				meaning: 'Websocket handshakes a minute from one address, or from one client.',
			},
			MAX_HEADER_BYTES: { meaning: 'Bytes of the head of a request.' },
			MAX_BODY_BYTES: { meaning: 'Bytes of the body of a request.' },
			HEADERS_TIMEOUT_MS: { meaning: 'For the head of a request to arrive.' },
			REQUEST_TIMEOUT_MS: { meaning: 'For a whole request to arrive.' },
			KEEP_ALIVE_TIMEOUT_MS: {
				meaning: 'How long a connection may be idle between two requests.',
			},
			MAX_MESSAGE_BYTES: { meaning: 'Bytes of a websocket message. More closes with 1009.' },
			MAX_SENDER_PACKETS_PER_SECOND: {
				meaning: 'Packets a second from a sender, over 5 s. More is dropped.',
			},
			MAX_RECEIVER_MESSAGES_PER_SECOND: {
				meaning: 'Messages a second from a receiver, over 5 s. More closes with 1008.',
			},
			RECEIVER_BACKLOG_BYTES: {
				meaning: 'The newest audio that is kept for receivers that are behind.',
			},
			STREAM_BACKLOG_BYTES: {
				meaning: 'What may wait for one listener of `live.ogg` or `live.mp3`. More cuts it.',
			},
			SLOW_RECEIVER_MS: {
				meaning: 'Who is behind for that long is closed with 1013. An event stream is cut.',
			},
			SENDER_DEADLINE_MS: { meaning: 'For the sender to connect.' },
			SENDER_GRACE_MS: {
				meaning: 'For a sender whose connection broke to return. Its receivers stay connected.',
			},
			PING_INTERVAL_MS: { meaning: 'From one ping to the next.' },
			PEER_TIMEOUT_MS: { meaning: 'Silence after which a peer is gone.' },
			CLOSE_TIMEOUT_MS: { meaning: 'For a peer to answer a close frame.' },
			BURST_MS: {
				meaning: "How long a packet's way to all receivers may take before packets share writes.",
			},
		},
	},
];
