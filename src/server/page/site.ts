// What a site is called and looks like, as whoever runs it has set it.

/** A picture of the site's own. */
export interface SiteLogo {
	bytes: Buffer;
	contentType: string;
	/** Another one where the picture is another one. */
	version: string;
}

/** One site. */
export interface Site {
	name: string;
	/** Undefined for the product's own. */
	logo: SiteLogo | undefined;
	/** Colour of buttons and links, as `#rrggbb`; undefined for the product's own. */
	accent: string | undefined;
}

/** A site of which nothing has been set. */
export const DEFAULT_SITE: Site = {
	name: 'Podcasts on air',
	logo: undefined,
	accent: undefined,
};

/** What text has to be readable on: the darkest surface of light pages, the lightest of dark ones. */
const SURFACES = { light: '#efeeea', dark: '#262a32' } as const;

/** Of text against what is behind it (WCAG 2.2, 1.4.3). */
const MIN_CONTRAST = 4.5;

/** How far a colour is moved at a time until it can be read. */
const STEP = 0.04;

/**
 * The style of a site's own colour: as it is where it can be read, else darker or lighter.
 *
 * @param accent - `#rrggbb`
 */
export function accentStyle(accent: string): string {
	const rules = (scheme: keyof typeof SURFACES) => {
		const color = readableOn(accent, scheme);
		return `:root{--accent:${color};--on-accent:${textOn(color)}}`;
	};
	return `${rules('light')}@media(prefers-color-scheme:dark){${rules('dark')}}`;
}

function readableOn(accent: string, scheme: keyof typeof SURFACES): string {
	const target = scheme === 'light' ? 0 : 255;
	let channels = channelsOf(accent);
	while (contrast(channels, channelsOf(SURFACES[scheme])) < MIN_CONTRAST) {
		channels = channels.map((value) => value + (target - value) * STEP) as Channels;
	}
	const digits = channels.map((value) => Math.round(value).toString(16).padStart(2, '0'));
	return `#${digits.join('')}`;
}

/** Black or white, whichever is easier to read on a colour. */
function textOn(color: string): string {
	const channels = channelsOf(color);
	const onWhite = contrast(channels, [255, 255, 255]);
	return onWhite >= contrast(channels, [0, 0, 0]) ? '#ffffff' : '#000000';
}

type Channels = [red: number, green: number, blue: number];

function channelsOf(color: string): Channels {
	return [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)) as Channels;
}

/** Contrast ratio (WCAG 2.2, its glossary). */
function contrast(one: Channels, other: Channels): number {
	const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b);
	return ((lighter as number) + 0.05) / ((darker as number) + 0.05);
}

function luminance(channels: Channels): number {
	const [red, green, blue] = channels.map((value) => {
		const share = value / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	}) as Channels;
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
