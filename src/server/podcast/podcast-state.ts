// Where a podcast stands, what it has done, and what of it outlives the server's process.
import type { Timer } from '../../clock.js';
import type { CloseCode, SERVICE_RESTART } from '../../protocol/close-codes.js';
import type { PodcastDetails } from '../../protocol/podcast-details.js';
import type { LiveStreamsStats } from '../streams/live-streams.js';
import type { Connection } from '../websocket/connection.js';
import type { PodcastTotals } from './podcast-totals.js';

/** Why a podcast is over: a reason of the protocol, or a restart, after which it goes on. */
export type PodcastEnd = CloseCode | typeof SERVICE_RESTART;

/** Where a podcast stands. */
export type PodcastState =
	| { readonly status: 'waiting for sender'; readonly deadline: Timer }
	| { readonly status: 'live'; readonly sender: Connection }
	/** The sender is away, by a broken connection or a restart; receivers stay, and may come. */
	| { readonly status: 'waiting for return'; readonly deadline: Timer }
	| { readonly status: 'ended'; readonly reason: PodcastEnd };

/** Who hears a podcast, and what waits for them. */
export interface AudienceStats extends LiveStreamsStats {
	receivers: number;
	/** Receivers, and those who listen otherwise. */
	listeners: number;
	/** Packets that share one write now, 1 to 3. */
	packetsPerWrite: number;
	/** Bytes that wait for receivers now. */
	bufferedBytes: number;
}

/** What a podcast has done so far. */
export interface PodcastStats extends PodcastTotals, AudienceStats {
	id: string;
	status: PodcastState['status'];
}

/** Who came without credentials, by a listen key or because the podcast is public. */
export interface Guest {
	listenKey: string | undefined;
}

/** What of a podcast is the same after a restart. */
export interface KeptPodcast {
	id: string;
	/** The client that created it, and may send. */
	clientId: string;
	/** 32 bytes. */
	secretKey: Uint8Array;
	listenKey: string;
	/** Speakers left out: nobody speaks while the server is away. */
	details: PodcastDetails;
	/** Milliseconds since the epoch, or null if no sender had connected. */
	activeSinceMs: number | null;
}
