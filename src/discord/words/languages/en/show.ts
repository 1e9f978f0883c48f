// What happens in a show and how it ends, in English.

/** Names and titles come escaped, channels as mentions. */
export const SHOW_EN = {
	begun: (by: string) => `${by} put it on air.`,
	resumed: 'Back after a restart.',
	moved: (channel: string) => `Moved to ${channel}: the podcast goes on from there.`,
	serverBack: (duration: string) => `The podcast server was away for ${duration}.`,
	serverBackAnew: (duration: string) =>
		`The podcast server was away for ${duration}: the podcast has a new id, receivers have to connect anew.`,
	muted: (by: string) => `${by} took a member off air.`,
	unmuted: (by: string) => `${by} let a member back on air.`,
	linkRenewed: (by: string) => `${by} made a new link; the old one no longer works.`,
	newcomersNotTold: (channel: string) =>
		`I may not write in ${channel}, so newcomers are not told that they are on air: give me **Send Messages** there.`,
	newcomersToldHere: (channel: string) =>
		`I may not write in ${channel}, so newcomers are told here that they are on air: give me **Send Messages** there.`,
	channelStatusNotAllowed: (channel: string) =>
		`The channel list does not say that we are on air: give me **Set Voice Channel Status** in ${channel}.`,
	nextPart: (part: number) => `The recording goes on as part ${part}: one part may not be longer.`,
	noted: (by: string, text: string) => `${by} set a mark: ${text}`,
	voiceStatus: (title: string) => `🔴 On air: ${title}`,
	stopped: 'It was stopped.',
	stoppedBy: (by: string) => `${by} stopped it.`,
	shutDown: 'The bot was shut down.',
	restarting: 'I am being restarted and will be back in a moment.',
	returning: 'I was restarted and am going back on air.',
	idle: 'Nobody else was in the channel for too long.',
	/** @param listeners - undefined where the podcast server does not tell */
	endQuestion: (title: string, listeners: number | undefined) =>
		`End the show **${title}**${listeners === undefined ? '' : ` for ${listeners === 1 ? '1 listener' : `${listeners.toLocaleString('en')} listeners`}`}?`,
	keptGoing: '🔴 The show goes on.',
	ended: (title: string, duration: string) => `⚫ **Off air**: ${title}, after ${duration}.`,
	endedUnasked: (duration: string, reason: string) => `⚫ **Off air** after ${duration}. ${reason}`,
	noReturn: {
		notStarted: (why: string) => `The bot was restarted and could not go back on air. ${why}`,
		unforeseen: 'Something went wrong on my side.',
		notWanted: 'The bot was restarted, and is off air until somebody starts a podcast again.',
		awayTooLong: (duration: string) =>
			`The bot was restarted, after it had been away for ${duration}.`,
		serverNotShown: 'The bot was restarted, and Discord has not shown me this server since.',
		channelGone: 'The bot was restarted, and the voice channel is gone.',
		nobodyThere: (channel: string) =>
			`The bot was restarted, and nobody was in ${channel} any more.`,
		noEntry: (why: string) => `The bot was restarted, and ${why}`,
	},
};

/** The same in every language. */
export type ShowTexts = typeof SHOW_EN;
