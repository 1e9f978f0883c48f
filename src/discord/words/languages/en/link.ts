// What is said of a show's link, in English.

/** What stands beside a link that not everybody can open, and what `/podcast link` answers. */
export const LINK_EN = {
	onlyHere:
		'⚠️ Only the computer that I run on can open this show: whoever runs me sets `PUBLIC_URL`.',
	onlyNear:
		'⚠️ Only whoever is in my own network can open this show: whoever runs me sets `PUBLIC_URL`.',
	unsupported:
		'This podcast server has no links: programs listen with credentials, at the address that `/podcast status` shows.',
	private: '🔒 This podcast is private, and has no link: only clients with credentials can listen.',
	privatePlace:
		'🔒 This server’s show is private, and has no link: only clients with credentials can open its address. `/podcast show visibility:unlisted` changes that.',
	away: 'The podcast server is away at the moment, and its link with it: try again when the panel says **On air**.',
	publicShow: '🔊 This podcast is public, so everybody can listen, with or without a key.',
	publicPlace:
		'🔊 This server’s show is public: everybody can open its address, which has no key that could be renewed.',
	renewedPlace:
		'🔗 Done. The old link to this server’s show no longer works; the show that is on air is public, so whoever knows where it is goes on listening. The new link:',
	renewed: '🔗 Done. The old link no longer works, also for those who listened by it. The new one:',
	newFeed:
		'The feed has a new address as well. Whoever subscribed in a podcast app has to subscribe anew:',
	notSaved:
		'⚠️ It could not be saved, so the old link works again when I am restarted: tell whoever runs this bot.',
	/** @param why - a sentence without its full stop */
	notRenewed: (why: string) => `No new link could be made. ${why}.`,
	stillWorks: ' The old link still works.',
	noVisibility:
		'This podcast server has no links and no visibility: only clients with its credentials can listen, whatever you choose.',
};

/** The same in every language. */
export type LinkTexts = typeof LINK_EN;
