// Settings of the web pages: what they are called and look like.
import { z } from 'zod';
import { file } from './shapes/address-shapes.js';

/** What the pages are called and look like, as it is set. */
export interface SiteConfig {
	name: string | undefined;
	/** A file with a picture. */
	logoFile: string | undefined;
	/** `#rrggbb`. */
	accent: string | undefined;
}

/** Longest name of a site, in characters: a phone's bar has room for it. */
const MAX_NAME_CHARACTERS = 60;

/** What a site is called: one line, and short. */
const siteName = z
	.string()
	.trim()
	.max(MAX_NAME_CHARACTERS, `expected at most ${MAX_NAME_CHARACTERS} characters`)
	// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused.
	.regex(/^[^\u0000-\u001f\u007f<>]+$/, 'expected one line of text without < and >');

/**
 * A colour as `#rgb` or `#rrggbb`; comes out as the latter, in small letters. In `.env` a bare `#`
 * begins a comment, so it may be left out.
 */
const color = z
	.string()
	.trim()
	.regex(
		/^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/i,
		'expected a colour of three or six hexadecimal digits, such as 0b5d6b',
	)
	.transform((text) => {
		const digits = text.replace('#', '').toLowerCase();
		return `#${digits.length === 3 ? digits.replace(/./g, '$&$&') : digits}`;
	});

/** The shape of each. */
export const siteSettings = {
	SITE_NAME: siteName.optional(),
	SITE_LOGO: file.optional(),
	SITE_ACCENT: color.optional(),
};

/** The pages' settings among all of them. */
export function pickSiteSettings(settings: z.infer<z.ZodObject<typeof siteSettings>>): SiteConfig {
	return {
		name: settings.SITE_NAME,
		logoFile: settings.SITE_LOGO,
		accent: settings.SITE_ACCENT,
	};
}
