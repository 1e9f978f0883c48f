// What keeps sound from getting through, in English: what is wrong, what is done, what helps.

/** A way out for who is not heard; it stands alone, or after a colon. */
interface SpeakerWords {
	cause: string;
	advice: string;
	adviceAfterColon: string;
}

const minutes = (count: number) => `${count} minute${count === 1 ? '' : 's'}`;

const notReady: SpeakerWords = {
	cause: "Discord's end-to-end encryption has not let me in yet",
	advice: 'Leave the voice channel and join again.',
	adviceAfterColon: 'leave the voice channel and join again.',
};
const notDecrypted: SpeakerWords = {
	cause: "their end-to-end encrypted voice does not open with the call's keys",
	advice: 'Leave the voice channel and join again, or update Discord.',
	adviceAfterColon: 'leave the voice channel and join again, or update Discord.',
};
const damaged: SpeakerWords = {
	cause: 'their voice arrives damaged',
	advice: 'Leave the voice channel and join again.',
	adviceAfterColon: 'leave the voice channel and join again.',
};

/** Sentences in Discord's markdown. */
export const TROUBLE_EN = {
	minutes,
	voiceAway:
		'The voice connection to Discord is down: nobody is heard. I am reconnecting; there is nothing that you need to do.',
	/** @param why - a sentence on what keeps the bot out of the channel, and what helps */
	voiceShut: (why: string) =>
		`The voice connection to Discord is down: nobody is heard. ${why} As soon as I may, I come back by myself.`,
	serverAway:
		'The connection to the podcast server is down: listeners hear nothing. I am reconnecting; if this lasts, whoever runs the podcast server should look at it.',
	deafened:
		'A moderator has deafened me, so Discord sends me no sound. Right-click my name in the voice channel and untick **Server Deafen**.',
	nothingComes:
		"Discord says that somebody is talking, and no sound of anybody reaches me. I am reconnecting; if this lasts, whoever runs me has to look at the network: Discord's sound comes by UDP, which a firewall or a router may have cut off.",
	unreadable:
		"What Discord's voice server sends does not open with its keys: nobody is heard. I am reconnecting; if this lasts, stop the podcast and start it again.",
	alone: (time: string) =>
		`I am alone in the channel. The podcast ends when nobody has joined within ${time}.`,
	silence: (time: string) =>
		`Nobody has been heard for ${time}. If somebody is talking, they may be muted in Discord, or not picked up by their microphone.`,
	late: (seconds: string) =>
		`The sound is ${seconds} s late. The machine that I run on is overloaded.`,
	rival:
		'Another process answers with my bot token, so commands may go wrong: whoever runs me has to stop one of the two.',
	choicesUnseen:
		'I do not reach the other parts of me, so I cannot see who opts out in other servers. Who does not want to be heard here types `/podcast-privacy optout` here, which counts at once. If this lasts, whoever runs me finds the reason in the log.',
	notRecorded: {
		'disk full':
			'The recording has stopped: my disk is almost full. The show goes on; what was recorded until now is kept.',
		'disk slow':
			'The recording has stopped: my disk does not keep up. The show goes on; what was recorded until now is kept.',
		'disk failed':
			'The recording has stopped: my disk failed. The show goes on; what was recorded until now is kept. Whoever runs me finds the reason in the log.',
		'not begun':
			'The show is not recorded: I cannot write to my disk. It goes on without; whoever runs me finds the reason in the log.',
	},
	unheard: { notReady, notDecrypted, damaged },
	unheardExhausted: (member: string, { advice, cause }: SpeakerWords) =>
		`${member} is talking but not heard: ${cause}. I have tried what I can. ${advice}`,
	unheardYet: (member: string, { adviceAfterColon, cause }: SpeakerWords) =>
		`${member} is talking but not heard: ${cause}. I am repairing it; if this lasts: ${adviceAfterColon}`,
	unannounced: {
		notReady:
			"Somebody is talking, and Discord's end-to-end encryption has not let me in yet, so I do not hear them. I am repairing it; if this lasts, leave the voice channel and join again.",
		noKey:
			"An end-to-end encrypted voice opens with nobody's key that I have, so I cannot tell whose it is, and it stays off air. If you are not heard, leave the voice channel and join again, or update Discord.",
		unknown: ({ hasRejoined }: { hasRejoined: boolean }) =>
			`Somebody is talking whom Discord has not told me of, so I cannot tell whose voice it is, and it stays off air.${hasRejoined ? ' I have reconnected, to no avail.' : ''} If you are not heard, mute and unmute yourself, or leave the channel and join again.`,
	},
	over: {
		voiceAway: 'The voice connection is back.',
		serverAway: 'The podcast server is back.',
		deafened: 'I am no longer deafened.',
		nothingComes: 'Sound reaches me again.',
		unreadable: 'Everybody is heard again.',
		unheard: (member: string) => `${member} is heard again.`,
		unannounced: 'Everybody who talks is known again.',
		alone: 'Somebody is in the channel again.',
		silence: 'Somebody is heard again.',
		late: 'The sound is on time again.',
		choicesUnseen: 'I see opt-outs in other servers again.',
	},
};

/** The same in every language. */
export type TroubleTexts = typeof TROUBLE_EN;
