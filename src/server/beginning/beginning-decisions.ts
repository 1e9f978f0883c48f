// Who at other servers may hear from the beginning on what is recorded here: the same as here.
import type { Right } from '../../cluster/podcast-words.js';
import type { ServedCatchUps } from '../../episodes/catch-up/served-catch-ups.js';
import type { Authenticator } from '../access/auth.js';
import type { PodcastRegistry } from '../podcast/podcast-registry.js';
import type { ShowAccess } from '../shows/show-access.js';
import type { DecideBeginning } from './beginning-answers.js';
import { rightToPodcast, rightToShow } from './beginning-here.js';

/** What they are decided by. */
export interface BeginningDecisionsOptions {
	authenticator: Authenticator;
	/** Undefined where no show is recorded that is heard here. */
	catchUps: ServedCatchUps | undefined;
	registry: PodcastRegistry;
	/** Undefined where there are no shows. */
	showAccess: ShowAccess | undefined;
}

/** Decides each time anew. */
export class BeginningDecisions {
	readonly #options: BeginningDecisionsOptions;

	constructor(options: BeginningDecisionsOptions) {
		this.#options = options;
	}

	/** What is recorded. */
	get catchUps(): ServedCatchUps | undefined {
		return this.#options.catchUps;
	}

	/** Of a podcast that is on, or was, for whoever could hear it until its end. */
	ofPodcast(podcastId: string, { client, key }: Right): ReturnType<DecideBeginning> {
		const { authenticator, catchUps, registry } = this.#options;
		if (client && !authenticator.isProof(podcastId, client)) {
			return 'credentials_wrong';
		}
		const isClient = client !== undefined;
		const ofListenKey = key === undefined ? undefined : Buffer.from(key, 'hex');
		const listing = registry.get(podcastId)?.listing;
		const isOpen = listing && (isClient || listing.isOpenToDigest(ofListenKey));
		const ended = listing ? undefined : registry.ended.find(podcastId, { isClient, ofListenKey });
		const details = isOpen ? listing.details : ended?.details;
		return details
			? rightToPodcast(podcastId, { catchUps, visibility: details.visibility })
			: 'podcast_not_found';
	}

	/** Of a show, by its address. */
	ofShow(slug: string, right: Right): ReturnType<DecideBeginning> {
		const { catchUps, showAccess } = this.#options;
		const admission = showAccess?.admitElsewhere(slug, right);
		switch (admission?.type) {
			case 'credentials wrong':
				return 'credentials_wrong';
			case 'show':
				// Whether the other server hands files on, it knows itself.
				return rightToShow(admission, { catchUps, isHandedOn: () => true });
			default:
				return 'show_not_found';
		}
	}
}
