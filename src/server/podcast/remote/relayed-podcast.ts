// Puts a podcast of this server on the bus: what becomes of it is told there, until it ends.
import { randomUUID } from 'node:crypto';
import {
	type OriginDecision,
	OriginPodcast,
	type OriginPodcastOptions,
} from '../../../cluster/origin-podcast.js';
import type { Right, ToldPodcast } from '../../../cluster/podcast-words.js';
import type { Authenticator } from '../../access/auth.js';
import type { LivePodcast } from '../live-podcast.js';

/** What is needed for that. */
export interface RelayOptions extends Pick<OriginPodcastOptions, 'bus' | 'clock' | 'subjects'> {
	authenticator: Authenticator;
	/** Whether it can be heard from its beginning on; default no. */
	hasBeginning?: () => boolean;
	/** Called when it has ended. */
	onEnded: () => void;
}

/** Relays a podcast from now on. */
export function relayPodcast(
	podcast: LivePodcast,
	{ authenticator, hasBeginning = () => false, onEnded, ...bus }: RelayOptions,
): OriginPodcast {
	const relay = new OriginPodcast({
		...bus,
		podcastId: podcast.id,
		run: randomUUID(),
		told: () => ({ ...tellOf(podcast), hasBeginning: hasBeginning() }),
		decide: (right) => decide(podcast, right, authenticator),
		onListeners: () => podcast.changes.tell(),
	});
	podcast.relays.push(relay);
	let openTo = openingOf(podcast);
	podcast.silences.watch(() => relay.silence());
	podcast.changes.watch(() => {
		const { endReason } = podcast;
		if (endReason !== undefined) {
			relay.end(endReason);
			onEnded();
			return;
		}
		if (openingOf(podcast) !== openTo) {
			openTo = openingOf(podcast);
			relay.reopened();
		}
		relay.changed();
	});
	return relay;
}

/** What is told of it, as long as it exists. */
export function tellOf(podcast: LivePodcast): ToldPodcast {
	const { activeSinceMs, clientId, listenerCount, listing, status } = podcast;
	const { speakers, ...details } = listing.details;
	return {
		clientId,
		details: { ...details, speakers: [...speakers] },
		standing: status === 'ended' ? 'waiting for return' : status,
		activeSinceMs,
		listeners: listenerCount,
	};
}

/** Another one where others may hear it than before. */
function openingOf({ listing }: LivePodcast): string {
	return `${listing.details.visibility} ${listing.listenKey}`;
}

/** The same for listeners of edges as for those that come here. */
function decide(
	podcast: LivePodcast,
	{ client, key }: Right,
	authenticator: Authenticator,
): OriginDecision {
	if (client && !authenticator.isProof(podcast.id, client)) {
		return { type: 'credentials wrong' };
	}
	const digest = key === undefined ? undefined : Buffer.from(key, 'hex');
	return client || podcast.listing.isOpenToDigest(digest)
		? { type: 'open', secretKey: podcast.kept.secretKey }
		: { type: 'none' };
}
