// A podcast as its listeners have it, wherever its sender is connected.
import type { HeardListing } from '../access/listing.js';
import type { Audience } from './audience.js';
import type { Changes } from './changes.js';
import type { PodcastState } from './podcast-state.js';

/** All that whoever serves listeners needs to know of a podcast. */
export interface HeardPodcast {
	readonly id: string;
	/** The client that created it. */
	readonly clientId: string;
	readonly listing: HeardListing;
	/** Who hears it here, whichever way. */
	readonly audience: Audience;
	/** How many hear it, here and elsewhere. */
	readonly listenerCount: number;
	/** That something of what is told has changed: the listing, who hears it, where it stands. */
	readonly changes: Changes;
	/** That what was sent and has not been heard is silence now. */
	readonly silences: Changes;
	readonly status: PodcastState['status'];
	/** Whether it has ended for this process alone, and will be here again. */
	readonly isPaused: boolean;
	/** Milliseconds since the epoch, or null while no sender has connected. */
	readonly activeSinceMs: number | null;
	/** Whether another server, whose it is, has it from its beginning on. */
	readonly hasBeginningElsewhere?: boolean;
}
