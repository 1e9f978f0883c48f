// What other servers are answered that somebody has come to for a show of this one.
import type { ShowAnswer, ShowQuestion } from '../../cluster/show-words.js';
import type { PodcastRegistry } from '../podcast/podcast-registry.js';
import { mayHave, type ShowAccess } from './show-access.js';
import { showUrl } from './show-address.js';

/** What is needed for that. */
export interface ShowAnswersOptions {
	access: ShowAccess;
	registry: PodcastRegistry;
	publicUrl: () => URL;
}

/** Answers such a question; undefined where this server has no show by that name. */
export function answerForShow(
	{ show: slug, right }: ShowQuestion,
	{ access, publicUrl, registry }: ShowAnswersOptions,
): ShowAnswer | undefined {
	const admission = access.admitElsewhere(slug, right);
	switch (admission?.type) {
		case undefined:
			return undefined;
		case 'none':
			return { error: 'show_not_found' };
		case 'credentials wrong':
			return { error: 'credentials_wrong' };
		case 'moved':
			return { slug: admission.slug };
		case 'show': {
			const { live, profile } = admission.show;
			const podcast = live?.podcastId === undefined ? undefined : registry.get(live.podcastId);
			// By the show's word and by the podcast's own.
			const isOpen =
				podcast !== undefined &&
				podcast.status !== 'ended' &&
				mayHave(podcast.listing.details.visibility, admission.grant);
			return {
				page: showUrl({ publicUrl: publicUrl(), slug: profile.slug }).href,
				...(isOpen && {
					onAir: {
						podcastId: podcast.id,
						...(podcast.listing.details.visibility === 'unlisted' && {
							listenKey: podcast.listing.listenKey,
						}),
					},
				}),
			};
		}
	}
}
