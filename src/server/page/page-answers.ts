// What every page gets on its way out: a policy that knows its style, and a short form.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { pickLanguage } from '../../languages.js';
import { acceptedCoding, compress, isCompressible } from '../http/compression.js';
import { styleSources } from './inline-style.js';
import type { PageFrame } from './layout.js';
import { withLiveFrom } from './security-headers.js';
import { DEFAULT_SITE, type Site } from './site.js';

declare module 'fastify' {
	interface FastifyInstance {
		/** What pages of this server are called and look like; absent for the product's own. */
		site?: Site;
	}
}

/** For whom the page is made that somebody asks for. */
export function frameOf(request: FastifyRequest): PageFrame {
	return {
		site: request.server.site ?? DEFAULT_SITE,
		language: pickLanguage(request.headers['accept-language']),
	};
}

/**
 * Completes all pages of a server, whichever route answers with them.
 *
 * @param liveOrigin - where some of what is live comes from, beside this server
 */
export function completePages(app: FastifyInstance, site: Site, liveOrigin?: string): void {
	app.decorate('site', site);
	app.addHook('onSend', (request, reply, payload, done) => {
		const contentType = String(reply.getHeader('content-type') ?? '');
		if (typeof payload !== 'string' || !contentType.startsWith('text/html')) {
			done(null, payload);
			return;
		}
		const policy = reply.getHeader('content-security-policy');
		if (typeof policy === 'string') {
			const sources = ["style-src 'self'", ...styleSources(payload)].join(' ');
			const styled = policy.replace("style-src 'self'", sources);
			const complete = liveOrigin === undefined ? styled : withLiveFrom(styled, liveOrigin);
			reply.header('content-security-policy', complete);
		}
		const language = /^<!doctype html>\s*<html lang="([\w-]+)"/.exec(payload)?.[1];
		if (language !== undefined) {
			reply.header('content-language', language);
		}
		reply.header('vary', 'Accept-Language, Accept-Encoding');
		const coding = acceptedCoding(request.headers['accept-encoding']);
		const body = Buffer.from(payload);
		if (coding === undefined || !isCompressible(contentType, body.length)) {
			done(null, payload);
			return;
		}
		reply.header('content-encoding', coding).removeHeader('content-length');
		compress(coding, body).then((compressed) => done(null, compressed), done);
	});
}
