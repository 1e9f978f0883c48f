// What one podcast server takes from its peers, and how long it waits for them.

/** Limits and times of a podcast server; each is an integer within its range. */
export interface PodcastServerLimits {
	/** Podcasts that one client may have at once. */
	podcastsPerClient: number;
	/** Podcasts at once. */
	podcasts: number;
	/** Websockets and answers that do not end at once, refused ones that are still closing included. */
	connections: number;
	/** Websockets and streams at once on one podcast, its sender included. */
	connectionsPerPodcast: number;
	/** Websockets and answers that do not end at once from one address; an IPv6 address counts with its /64 network. */
	connectionsPerAddress: number;
	/** TCP connections of plain HTTP at once, beside those that `connections` allows for. */
	httpConnections: number;
	/** The same from one address, proxies that are trusted excepted. */
	httpConnectionsPerAddress: number;
	/** Requests a minute from one address, or from one client with the right credentials. */
	requestsPerMinute: number;
	/** Changes of what listeners are told, a minute, from one client. */
	changesPerMinute: number;
	/** Websocket handshakes a minute from one address, or from one client. */
	handshakesPerMinute: number;
	/** Bytes of a request's head. */
	headerBytes: number;
	/** Bytes of a REST call's body; the longest that is read is one with 100 speakers. */
	bodyBytes: number;
	/** Milliseconds for the head of a request to arrive. */
	headersTimeoutMs: number;
	/** Milliseconds for a whole request to arrive. */
	requestTimeoutMs: number;
	/** Milliseconds that a connection may be idle between two requests. */
	keepAliveTimeoutMs: number;
	/** Bytes of a websocket message from a client. */
	maxMessageBytes: number;
	/** Packets a second from a sender, averaged over five seconds; the rest is dropped. */
	senderPacketsPerSecond: number;
	/** Messages and pings a second from a receiver, averaged over five seconds. */
	receiverMessagesPerSecond: number;
	/** Bytes of audio kept for receivers that are behind; what is older is dropped for them. */
	backlogBytes: number;
	/** Bytes that may wait for one listener of a stream; with more it is cut. */
	streamBacklogBytes: number;
	/** Milliseconds after the first dropped packet until a receiver still behind is closed; an event
	 * stream that is not read is cut after it, too. */
	slowReceiverMs: number;
	/** Milliseconds for the sender to connect after the podcast was created. */
	senderDeadlineMs: number;
	/** Milliseconds for a sender whose connection broke to return, while its receivers stay. */
	senderGraceMs: number;
	/** Milliseconds from one ping to the next. */
	pingIntervalMs: number;
	/** Milliseconds of silence, pongs included, after which a peer counts as gone. */
	peerTimeoutMs: number;
	/** Milliseconds for a peer to answer a close frame. */
	closeTimeoutMs: number;
	/** Milliseconds that writing one packet to all receivers may take before packets are joined. */
	burstMs: number;
}

/** What suits a machine of one or two cores. */
export const DEFAULT_LIMITS: Readonly<PodcastServerLimits> = {
	podcastsPerClient: 50,
	podcasts: 200,
	connections: 5_000,
	connectionsPerPodcast: 4_000,
	connectionsPerAddress: 2_500,
	httpConnections: 500,
	// 20 browsers at once behind one address; they open six each.
	httpConnectionsPerAddress: 120,
	requestsPerMinute: 600,
	// Four a second for each podcast of a client.
	changesPerMinute: 12_000,
	handshakesPerMinute: 3_000,
	headerBytes: 8_192,
	bodyBytes: 65_536,
	headersTimeoutMs: 10_000,
	requestTimeoutMs: 15_000,
	keepAliveTimeoutMs: 5_000,
	maxMessageBytes: 8_192,
	// 100 members who all speak at once, 50 packets a second each.
	senderPacketsPerSecond: 5_000,
	receiverMessagesPerSecond: 20,
	// About four seconds of packets of 160 bytes, 50 of them a second.
	backlogBytes: 32_768,
	// 16 seconds of MP3 at 128 kbit/s.
	streamBacklogBytes: 262_144,
	slowReceiverMs: 10_000,
	// protocol.md, section 2: "does not connect within 10 s of its creation".
	senderDeadlineMs: 10_000,
	senderGraceMs: 30_000,
	pingIntervalMs: 10_000,
	peerTimeoutMs: 25_000,
	closeTimeoutMs: 2_000,
	// 70 % of the 20 ms between two packets: as much of a core as should be planned for.
	burstMs: 14,
};

/** The least and the most that something may be, both included. */
export interface Range {
	min: number;
	max: number;
}

const MIB = 2 ** 20;

/** Within that nothing comes to harm that only counts, or waits. */
const ANY_AMOUNT: Range = { min: 1, max: 2 ** 31 - 1 };

/** What is held in memory, or armed again and again, has a range of its own. */
const NARROWER_RANGES: Partial<Record<keyof PodcastServerLimits, Range>> = {
	// Any request's line and host; 1 MiB for each of `httpConnections`.
	headerBytes: { min: 256, max: MIB },
	bodyBytes: { min: 1, max: 16 * MIB },
	keepAliveTimeoutMs: { min: 1, max: 600_000 },
	// Prefix, nonce and tag with one byte of Opus; Ogg takes 16 pages for the longest.
	maxMessageBytes: { min: 42, max: MIB },
	backlogBytes: { min: 1, max: 64 * MIB },
	streamBacklogBytes: { min: 1, max: 64 * MIB },
	pingIntervalMs: { min: 100, max: 2 ** 31 - 1 },
};

/** What a limit may be. */
export function rangeOf(name: keyof PodcastServerLimits): Range {
	return NARROWER_RANGES[name] ?? ANY_AMOUNT;
}

/**
 * Fills up what is not given from the defaults.
 *
 * @throws {RangeError} if a limit is no integer, or out of its range; the message names it
 */
export function completeLimits(limits: Partial<PodcastServerLimits> = {}): PodcastServerLimits {
	const complete = { ...DEFAULT_LIMITS, ...limits };
	for (const [name, value] of Object.entries(complete)) {
		const { min, max } = rangeOf(name as keyof PodcastServerLimits);
		if (!Number.isSafeInteger(value) || value < min || value > max) {
			throw new RangeError(
				`Expected limits.${name} to be an integer from ${min} to ${max}, got ${value}`,
			);
		}
	}
	return complete;
}
