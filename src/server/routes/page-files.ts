// What pages are made of beside their HTML, and what every page gets on its way out.
import type { FastifyInstance } from 'fastify';
import { API_ERRORS, answerError } from '../http/api-error.js';
import { sendKept } from '../http/compression.js';
import { pageAssets } from '../page/assets.js';
import { completePages } from '../page/page-answers.js';
import type { Site } from '../page/site.js';
import { addSiteRoutes } from './site-routes.js';

/** Of files whose address changes with their content. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * Adds `/assets/…` and a site's own files; a server that has pages needs it, once.
 *
 * @param liveOrigin - where some of what is live comes from, beside this server
 */
export function addPageFiles(app: FastifyInstance, site: Site, liveOrigin?: string): void {
	completePages(app, site, liveOrigin);
	addSiteRoutes(app, site);

	app.get<{ Params: { version: string; '*': string } }>(
		'/assets/:version/*',
		{ config: { hidden: 'what pages are made of, which name it themselves' } },
		async (request, reply) => {
			const { version, files } = pageAssets();
			const file = files.get(request.params['*']);
			if (file === undefined) {
				return answerError(reply, API_ERRORS.routeNotFound);
			}
			// A page from before an update gets what there is now, but must not keep it.
			const isCurrent = request.params.version === version;
			reply
				.header('cache-control', isCurrent ? FOR_EVER : 'no-cache')
				.header('x-content-type-options', 'nosniff');
			return sendKept(request, reply, file);
		},
	);
}
