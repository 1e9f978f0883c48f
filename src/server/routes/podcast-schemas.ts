// How the podcasts look that the extended REST answers, and takes changes of.
import { COUNT, closed, NamedSchema } from '../http/operation.js';
import type { OwnedPodcastView, PodcastView } from '../podcast/podcast-view.js';
import { DETAILS } from './podcast-changes.js';

/** When a sender has connected first. */
export const ACTIVE_SINCE = {
	type: ['integer', 'null'],
	description: 'Milliseconds since the epoch, or null while no sender has connected',
} as const;

const podcast: Record<keyof PodcastView, object> = {
	id: { type: 'string', minLength: 1 },
	...DETAILS,
	activeSince: ACTIVE_SINCE,
	isLive: { type: 'boolean', description: 'Whether its sender is connected' },
	listeners: { ...COUNT, description: 'How many hear it now, whichever way' },
};

/** As whoever may hear it sees it. */
const PODCAST = new NamedSchema('Podcast', closed<PodcastView>(podcast));

/** As the client that created it sees it. */
export const OWN_PODCAST = new NamedSchema(
	'OwnPodcast',
	closed<OwnedPodcastView>({
		...podcast,
		listenKey: { type: 'string', pattern: '^[A-Za-z0-9_-]{22}$' },
		url: {
			type: ['string', 'null'],
			description: 'Link for listeners; null for a private podcast, which has none',
		},
	}),
);

/** Either of the two, by whose it is. */
export const ANY_PODCAST = { oneOf: [PODCAST, OWN_PODCAST] } as const;
