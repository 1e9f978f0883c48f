// Short answers to commands and buttons that more than one of them gives, in English.

/** With facts or without. */
export const ANSWERS_EN = {
	notInvited: 'This works in servers that I have been invited to as a bot.',
	starting: 'The bot is just being started: try again in a moment.',
	closing: 'The bot is being shut down: try again when it is back.',
	returning: 'One moment: the bot was restarted and is just coming back.',
	unknownCommand: 'I do not know this command any more; it will disappear soon.',
	unknownButton: 'I do not know this button any more.',
	notOnAir: 'This server is not on air: `/podcast start` begins a show.',
	over: 'That show is over.',
	mayNot:
		'That is for members who may use `/podcast` here: those with **Manage Server**, and whoever is given it under Server Settings → Integrations.',
	ended: '⚫ The show has ended.',
	givenUp: '⚫ The podcast that was being started has been given up.',
	channelGone: 'The voice channel of that show is gone: `/podcast start` begins a new one.',
	notInRecording: 'Your voice is not in that recording, or it is not there any more.',
	noMember: 'That user is not a member of this server.',
	/** @param code - as inline code, by which it is found in the log; undefined where there is none */
	failed: (code: string | undefined) =>
		`Something went wrong on my side. Try again; if that does not help, whoever runs this bot finds it in its log${code === undefined ? '' : ` by the code ${code}`}.`,
	tooEarly: (channel: string) =>
		`A podcast is just being started in ${channel}: try again when it is on air.`,
	noChannel: (command: string) =>
		`Join a voice channel first, or name one: \`${command} channel:\` and pick it.`,
	wrongChannel: (channel: string) => `${channel} is no voice channel: pick one that is.`,
};

/** The same in every language. */
export type AnswerTexts = typeof ANSWERS_EN;
