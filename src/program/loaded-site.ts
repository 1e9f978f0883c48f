// What the site is called and looks like, as it is set; its picture is read once, at the start.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { SiteConfig } from '../config/site-settings.js';
import { DEFAULT_SITE, type Site, type SiteLogo } from '../server/page/site.js';

/** Every page asks for it. */
const MAX_LOGO_BYTES = 512 * 1024;

/** Kinds of pictures that all browsers show, by what their files begin with. */
const KINDS: readonly [contentType: string, beginning: RegExp][] = [
	['image/png', /^\x89PNG/],
	['image/jpeg', /^\xff\xd8\xff/],
	['image/webp', /^RIFF[\s\S]{4}WEBP/],
	['image/svg+xml', /^(?:\xef\xbb\xbf)?\s*<(?:\?xml|svg|!)/],
];

const VERSION_CHARACTERS = 12;

/** Reads the picture; where it cannot be shown, that is logged, and the product's own stands there. */
export async function loadSite(config: SiteConfig, logger: Logger): Promise<Site> {
	const { accent, logoFile, name = DEFAULT_SITE.name } = config;
	let logo: SiteLogo | undefined;
	try {
		logo = logoFile === undefined ? undefined : await loadLogo(logoFile);
	} catch (error) {
		logger.error(`SITE_LOGO: ${(error as Error).message}. The pages show the product’s own.`);
	}
	return { name, logo, accent };
}

async function loadLogo(file: string): Promise<SiteLogo> {
	const bytes = await readFile(file);
	if (bytes.length > MAX_LOGO_BYTES) {
		throw new RangeError(`${file}: expected at most ${MAX_LOGO_BYTES} bytes, got ${bytes.length}`);
	}
	const beginning = bytes.subarray(0, 64).toString('latin1');
	const contentType = KINDS.find(([, pattern]) => pattern.test(beginning))?.[0];
	if (contentType === undefined) {
		throw new TypeError(`${file}: expected a PNG, JPEG, WebP or SVG picture`);
	}
	const hash = createHash('sha256').update(bytes).digest('base64url');
	return { bytes, contentType, version: hash.slice(0, VERSION_CHARACTERS) };
}
