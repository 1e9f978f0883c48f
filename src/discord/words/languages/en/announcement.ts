// What is announced of a show in a server's channel, and what `/podcast announce` answers, in English.

/** Titles and names come escaped and in bold, channels and roles as mentions. */
export const ANNOUNCEMENT_EN = {
	live: (title: string) => `🔴 ${title} is live`,
	paused: (title: string) => `🟡 ${title} comes back in a moment: I am being restarted.`,
	/** @param by - undefined where nobody knows */
	started: (by: string | undefined, { channel, ago }: { channel: string; ago: string }) =>
		`Started${by ? ` by ${by}` : ''} in ${channel}, ${ago}`,
	over: (title: string) => `⚫ ${title} is over.`,
	overAfter: (title: string, duration: string) => `⚫ ${title} was live for ${duration}.`,
	lost: 'I was restarted, and it did not come back.',
	fromNextOn: '📣 From the next show on',
	now: '📣 Now',
	/** @param when - one of the two above */
	announces: (when: string, channel: string) =>
		`${when} I announce each show in ${channel}, and say there at its end how long it was.`,
	nobodyPinged: 'Nobody is pinged.',
	pinged: (role: string) => `${role} is pinged once, at the start.`,
	notThisOne: 'The show that is on air now is not announced any more.',
	notSet:
		'No show of this server is announced. `/podcast announce` with `channel:` announces them, with `role:` a ping at the start.',
	channelGone:
		'⚠️ The channel where shows were announced is gone: `/podcast announce` with `channel:` names another one.',
	whoCanListen: (channel: string) =>
		`Whoever reads ${channel} can listen to an unlisted show: its link stands there. Private shows are never announced.`,
	howToEnd: '-# `/podcast announce` with `off:True` ends it.',
	/** @param names - permissions, in bold */
	missing: (channel: string, names: string) =>
		`I may not write in ${channel}: give me ${names} there, in the channel's settings under Permissions.`,
	roleGone:
		'The role that was to be pinged is gone: `/podcast announce` with `role:` names another one.',
	cannotPing: (role: string, channel: string) =>
		`I cannot ping ${role}: tick **Allow anyone to @mention this role** in its settings, or give me **Mention Everyone** in ${channel}.`,
	off: '🔕 Shows of this server are not announced any more.',
	wasOff: 'No show of this server is announced.',
	unkept: '⚠️ It could not be saved, so it lasts until I am restarted: tell whoever runs this bot.',
	refused: {
		everyone:
			'I never ping @everyone: pick a role that members take for it, or leave `role:` away to ping nobody.',
		noChannel: 'Name the channel, too: `/podcast announce` with `channel:` and `role:`.',
		offWithChannel: 'Name a channel, or `off:True`, not both.',
	},
	mayNotWrite: (channel: string) =>
		`You may not write in ${channel}, so I do not for you: that takes **Send Messages** there, or **Manage Server**.`,
	mayNotPing: (role: string, channel: string) =>
		`You may not ping ${role} in ${channel}, so I do not for you: that takes **Mention Everyone** there, or **Manage Server**.`,
	unpingedRoleGone: (channel: string) =>
		`Announced in ${channel} without a ping: the role is gone. \`/podcast announce\` names another one.`,
	unpinged: (channel: string, role: string) =>
		`Announced in ${channel} without a ping of ${role}: give me **Mention Everyone** there.`,
	not: {
		'channel gone': () =>
			'Not announced: the channel for that is gone. `/podcast announce` names another one.',
		'not allowed': (channel: string) =>
			`Not announced: I may not write in ${channel}. Give me **View Channel** and **Send Messages** there.`,
		failed: (channel: string) => `Not announced in ${channel}: Discord did not take it.`,
	},
};

/** The same in every language. */
export type AnnouncementTexts = typeof ANNOUNCEMENT_EN;
