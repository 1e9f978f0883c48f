// What fails in voice, at Discord and at the podcast server, in English.

/** Channels come as mentions. */
export const FAILURE_EN = {
	/** Names of permissions in Discord's own settings; as in English where one is missing. */
	permissions: {
		'View Channel': 'View Channel',
		Connect: 'Connect',
		'Send Messages': 'Send Messages',
		'Set Voice Channel Status': 'Set Voice Channel Status',
	},
	/** @param listed - permissions, in bold */
	listed: (listed: readonly string[]) => listed.join(' and '),
	voiceEnd: {
		left: () => 'It was stopped.',
		disconnected: (channel: string) => `Somebody disconnected me from ${channel}.`,
		'channel deleted': () => 'The voice channel was deleted.',
		'guild gone': () => 'I was removed from the server.',
		refused: (channel: string) =>
			`The voice server of ${channel} refuses me: an update of this bot may be needed.`,
		'connection lost': (channel: string) =>
			`The voice connection to ${channel} was lost and did not come back.`,
		'gateway closed': () =>
			'Discord has closed my connection for good: whoever runs me finds the reason in the log.',
		'taken over': () =>
			'Another process that uses my bot token took my place in voice: whoever runs me has to stop one of the two.',
	},
	couldNotEnter: (channel: string, why: string) =>
		`I could not get into ${channel}. ${why}. Is it full, or do its permissions keep me out?`,
	endedWhileStarting: (why: string) => `The podcast ended before it was on air. ${why}`,
	gateway: {
		token: 'Discord no longer accepts my token: whoever runs me has to set a new one.',
		sharding:
			'I am in more servers than Discord allows on one connection: whoever runs me has to take me out of some.',
		intents:
			'Discord no longer allows me the intents that I need: whoever runs me has to switch them on.',
		other: 'Discord refuses my connection for good: an update of this bot is needed.',
	},
	server: {
		/** @param quote - what the server itself says, with its own punctuation; may be empty */
		failed: (what: string, { code, quote }: { code: string; quote: string }) =>
			`${what}${quote}. Whoever runs this bot finds the reason in its log, by the code ${code}`,
		says: (text: string) => `; it says: ${text}`,
		noAnswer: 'The podcast server did not answer in time',
		notLetIn: 'The podcast server does not let me in',
		closed: (code: number) => `The podcast server closed the connection (${code})`,
		notUnderstood: 'The podcast server gave an answer that I do not understand',
		unreachable: 'The podcast server cannot be reached',
		busy: 'The podcast server is too busy, or broken',
	},
	start: {
		failed: (why: string) => `No podcast could be started. ${why}.`,
		starting: (channel: string) => `A podcast is just being started in ${channel}.`,
		choicesUnheard:
			'No podcast starts yet: other parts of me have not told me who has opted out, and nobody is put on air against their will. I keep asking them; try again in a minute. If this lasts, whoever runs me finds the reason in the log (`PRIVACY_STRICT`).',
	},
	entry: {
		permissionsMissing: (channel: string, names: string) =>
			`I may not enter ${channel}: give me ${names} there, in the channel's settings under Permissions.`,
		timedOut: (channel: string) => `I am timed out in this server and cannot enter ${channel}.`,
		full: (channel: string, members: number) =>
			`${channel} is full (${members} members): raise its user limit, or give me **Move Members** there, which lets me in all the same.`,
		notSeen: (channel: string) => `I do not see ${channel}: give me **View Channel** there.`,
		mayNotSpeak: (channel: string) =>
			`I may not speak in ${channel}: give me **Speak** there, in the channel's settings under Permissions.`,
	},
	seat: {
		show: (channel: string) =>
			`This server is already on air from ${channel}: \`/podcast stop\` ends it, \`/podcast status\` shows it.`,
		listening: (channel: string) =>
			`I am playing a podcast into ${channel}, and can be in one voice channel of a server at a time: \`/podcast leave\` ends that. Whoever runs this bot can add accounts that play, with \`DISCORD_LISTENER_TOKENS\`.`,
		'another process': (channel: string) =>
			`Another process that uses my bot token is in ${channel}, and only one of us can be in voice here: whoever runs me has to stop one of the two.`,
	},
};

/** The same in every language. */
export type FailureTexts = typeof FAILURE_EN;
