// What is played into voice channels, and why it is not, in English.

const notToBeHeard =
	'That show is not on air, or the link is an old one. Ask for a new one, or pick from the list.';

/** Channels and accounts come as mentions, titles and names escaped. */
export const LISTENING_EN = {
	headings: {
		playing: '🔊 Playing',
		over: '⚫ Not played any more:',
		restarting: '🟡 Restarting:',
	},
	nothingPlayed: 'Nothing is playing there: `/podcast listen` plays a show.',
	nothingOwn:
		'This server is not on air: name a podcast, `/podcast relay podcast:`, or begin one with `/podcast start`.',
	noChannels: 'That category has no voice channel that the podcast could be played into.',
	notToBeHeard,
	noSuchPodcast: `${notToBeHeard} An id alone opens public shows and this server’s own; for others paste the link.`,
	noAddress: 'That is no link of a podcast: those look like `https://…/p/AbC12?key=…`.',
	serverNotAllowed: (host: string) =>
		`I do not open links to \`${host}\`: whoever runs this bot can allow it with \`PODCAST_LINK_ORIGINS\`.`,
	ownChannel: (channel: string) =>
		`${channel} is where the podcast comes from: it would hear itself. Pick another channel.`,
	alreadyPlayed: (channel: string) =>
		`A podcast is played into ${channel} already: \`/podcast leave\` ends that.`,
	endedBefore: (why: string) => `It ended before it had begun. ${why}`,
	stopped: 'It was stopped.',
	stoppedBy: (by: string) => `${by} ended it.`,
	idle: (channel: string, duration: string) => `Nobody has been in ${channel} for ${duration}.`,
	movedToSource: (channel: string) => `I was moved into ${channel}, where the podcast comes from.`,
	over: (title: string, channel: string, why: string) =>
		`⚫ **${title}** is no longer played into ${channel}. ${why}`,
	serverAway:
		'The connection to the podcast server is down. I am reconnecting; there is nothing that you need to do.',
	unplayed: (channels: string, why: string) => `⚠️ Not into ${channels}: ${why}`,
	cannotHear: (why: string) => `I cannot hear the podcast. ${why}.`,
	unreachable:
		'The podcast server cannot be reached: try again in a moment; if this lasts, whoever runs it should look at it.',
	podcastOver: 'The podcast has ended.',
	closedToUs: 'The link that it was opened with is not valid any more: ask for the new one.',
	lost: (why: string) => `The podcast could not be reached any more. ${why}`,
	closed: (code: number) => `Its server closed the connection (code ${code}).`,
	refused: (status: number) =>
		`Its server, or a proxy before it, refuses the connection (status ${status}).`,
	left: (channels: string) => `⚫ Left ${channels}.`,
	place: (channel: string, { account, ago }: { account: string; ago: string }) =>
		`${channel} · by ${account} · since ${ago}`,
	speaking: {
		'asked to speak':
			'I am in the audience of the stage and have asked to speak: a moderator has to let me. With **Mute Members** there I do it myself.',
		declined:
			'A moderator declined my request to speak, and I do not ask again: right-click my name in the stage and pick **Invite to Speak**.',
		'sent back':
			'A moderator sent me back to the audience, and I stay there: right-click my name in the stage and pick **Invite to Speak** to hear me again.',
		'stage over':
			'The stage has ended, and I am in its audience. I ask to speak when the next one begins; until then right-click my name and pick **Invite to Speak**.',
		'could not ask':
			'I am in the audience of the stage, and Discord failed when I asked to speak: right-click my name in the stage and pick **Invite to Speak**.',
		'in the audience':
			'I am in the audience of the stage and may not ask to speak: invite me to speak, or give me **Request to Speak** there.',
		'not allowed': 'I may not speak there: give me **Speak** in the channel’s settings.',
		muted:
			'A moderator has muted me. Right-click my name in the voice channel and untick **Server Mute**.',
	},
	accountSays: (account: string, what: string) => `${account} says: ${what}`,
	inviteAnother: (invites: string) =>
		`Each of my accounts can be in one voice channel of a server at a time, and all that are in this server are in use. Invite another one: ${invites}.`,
	allInUse:
		'Each of my accounts can be in one voice channel of a server at a time, and all of them are in use. `/podcast leave` frees one; whoever runs this bot can add more with `DISCORD_LISTENER_TOKENS`.',
	noReturn: {
		'channel gone': 'the voice channel is gone.',
		'nobody there': 'nobody was there any more.',
		disconnected: 'somebody has disconnected me there.',
		byCommand: 'The bot was restarted: `/podcast listen` plays it again.',
		awayTooLong: (duration: string) =>
			`The bot was restarted, after it had been away for ${duration}.`,
		podcastOver: 'The bot was restarted, and the podcast is over.',
		serverNotSeen: 'The bot was restarted, and Discord has not shown me this server.',
		noChannel: 'The bot was restarted.',
	},
};

/** The same in every language. */
export type ListeningTexts = typeof LISTENING_EN;
