// The extended REST: podcasts as pages and players see them, beside the protocol's own calls.
import type { FastifyInstance } from 'fastify';
import { API_ERRORS, answerError } from './api-error.js';
import { type ListenAccess, readListenRequest } from './listen-access.js';
import { viewOwnPodcast, viewPodcast } from './podcast-view.js';

/** What the routes work with. */
export interface PodcastRoutesOptions {
	access: ListenAccess;
	/** Base of links; known once the port is. */
	publicUrl: () => URL;
}

/** Adds the routes under `/api/podcasts`. */
export function addPodcastRoutes(app: FastifyInstance, options: PodcastRoutesOptions): void {
	const { access, publicUrl } = options;

	app.get('/api/podcasts/:id', async (request, reply) => {
		const admission = access.admit(readListenRequest(request));
		switch (admission.type) {
			case 'credentials wrong':
				return answerError(reply, API_ERRORS.credentialsWrong);
			case 'none':
				return answerError(reply, API_ERRORS.podcastNotFound);
			case 'podcast': {
				const { podcast, clientId } = admission;
				return podcast.clientId === clientId
					? viewOwnPodcast(podcast, publicUrl())
					: viewPodcast(podcast);
			}
		}
	});
}
