// What is said of a show's link, in English.

/** What stands beside a link that not everybody can open. */
export const LINK_EN = {
	onlyHere:
		'⚠️ Only the computer that I run on can open this show: whoever runs me sets `PUBLIC_URL`.',
	onlyNear:
		'⚠️ Only whoever is in my own network can open this show: whoever runs me sets `PUBLIC_URL`.',
};

/** The same in every language. */
export type LinkTexts = typeof LINK_EN;
