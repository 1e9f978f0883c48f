// What browsers and search engines ask a site for by itself: its pictures, its name, its wishes.
import type { FastifyInstance } from 'fastify';
import { API_ERRORS, answerError } from '../http/api-error.js';
import { sendKept } from '../http/compression.js';
import { type Asset, pageAssets } from '../page/assets.js';
import type { Site } from '../page/site.js';

/** Long enough for a visit, short enough for another name. */
const FOR_A_DAY = 'public, max-age=86400';

const HIDDEN = { hidden: 'what browsers and search engines ask every site for' } as const;

/** Nothing here is worth a search but pages that everybody may see; those that not say so themselves. */
const ROBOTS = 'User-agent: *\nDisallow: /api/\nAllow: /\n';

/** Adds `/favicon.ico`, `/apple-touch-icon.png`, `/manifest.webmanifest`, `/robots.txt`, `/site-logo`. */
export function addSiteRoutes(app: FastifyInstance, site: Site): void {
	const logo = site.logo && { body: site.logo.bytes, contentType: site.logo.contentType };
	const add = (path: string, find: () => Asset | undefined) => {
		app.get(path, { config: HIDDEN }, async (request, reply) => {
			const asset = find();
			if (asset === undefined) {
				return answerError(reply, API_ERRORS.routeNotFound);
			}
			reply.header('cache-control', FOR_A_DAY).header('x-content-type-options', 'nosniff');
			if (asset.contentType === 'image/svg+xml') {
				// Opened by itself a drawing is a page, and this one comes from a file of somebody's.
				reply.header('content-security-policy', "default-src 'none'");
			}
			return sendKept(request, reply, asset);
		});
	};
	const file = (name: string) => pageAssets().files.get(name);
	const manifest = manifestOf(site);
	add('/favicon.ico', () => file('favicon.ico'));
	add('/apple-touch-icon.png', () =>
		logo?.contentType === 'image/png' ? logo : file('icon-180.png'),
	);
	add('/site-logo', () => logo);
	add('/manifest.webmanifest', () => manifest);
	add('/robots.txt', () => ROBOTS_FILE);
}

const ROBOTS_FILE: Asset = {
	body: Buffer.from(ROBOTS),
	contentType: 'text/plain; charset=utf-8',
};

/** What "add to home screen" makes (W3C, Web Application Manifest); addresses are from it on. */
function manifestOf({ name, logo, accent }: Site): Asset {
	const assets = `./assets/${pageAssets().version}`;
	const icons = logo
		? [{ src: './site-logo', type: logo.contentType, sizes: 'any' }]
		: [192, 512].map((size) => ({
				src: `${assets}/icon-${size}.png`,
				type: 'image/png',
				sizes: `${size}x${size}`,
			}));
	const content = {
		name,
		short_name: name,
		start_url: './',
		scope: './',
		display: 'standalone',
		background_color: '#f6f5f2',
		theme_color: accent ?? '#f6f5f2',
		icons,
	};
	return {
		body: Buffer.from(JSON.stringify(content)),
		contentType: 'application/manifest+json',
	};
}
