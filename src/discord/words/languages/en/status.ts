// What `/podcast status` answers, in English.

/** Channels and members come as mentions, titles escaped. */
export const STATUS_EN = {
	starting: (channel: string) => `🟡 A podcast is being started in ${channel}.`,
	onAir: (ago: string, what: string) => `🔴 **On air** since ${ago}: ${what}`,
	interrupted: (what: string) => `🟡 **Interrupted**: ${what}`,
	from: (title: string, channel: string) => `${title}, from ${channel}`,
	/** @param heard - how many are heard right now */
	working: (heard: number) =>
		`✅ **Working**: ${heard === 0 ? 'nobody speaks right now' : `${heard === 1 ? '1 person is' : `${heard} people are`} heard right now`}.`,
	listeners: (count: number | undefined) => `Listeners: ${count ?? 'unknown'}`,
	visibility: { public: 'public', unlisted: 'unlisted', private: 'private' },
	access: (visibility: string, link: string | undefined) =>
		`Visibility: ${visibility}, ${link ?? 'no link'}`,
	reasons: {
		'opted out': 'opted out',
		'muted by the host': 'muted by the host',
		'a bot': 'a bot',
		'not agreed': 'not agreed',
	},
	offAir: (members: string) => `Kept off air: ${members}`,
	undecided: (members: string) => `Asked, and not answered yet: ${members}`,
	andMore: (listed: string, more: number) => `${listed} and ${more} more`,
	/** @param id - as inline code; undefined where there is none now */
	podcast: (id: string | undefined) => `Podcast: ${id ?? 'none at the moment'}`,
	websocket: (address: string) => `websocket ${address}`,
	frames: (count: { heard: string; passed: string; mixed: string; sent: string }) =>
		`-# Frames: ${count.heard} heard, ${count.passed} passed through, ${count.mixed} mixed, ${count.sent} sent`,
	dropped: (counts: string) => `-# Dropped: ${counts}`,
	/** @param ms - of 99 % of the last frames; undefined where nothing was sent */
	delay: (ms: string | undefined) =>
		`-# Delay added: ${ms === undefined ? 'nothing sent yet' : `${ms} ms (99 % of the last frames)`}`,
	/** @param version - of DAVE; 0 where it is off */
	encryption: (version: number) =>
		`-# End-to-end encryption: ${version > 0 ? `on (DAVE version ${version})` : 'off in this call'}`,
};

/** The same in every language. */
export type StatusTexts = typeof STATUS_EN;
