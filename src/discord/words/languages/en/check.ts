// What a sound check says, in English.

/** Channels come as mentions, names in bold, addresses as inline code, shares with their sign. */
export const CHECK_EN = {
	running: (channel: string) =>
		`A sound check is running in ${channel}: it is over in a few seconds.`,
	notInVoice: 'Join a voice channel first: I check the one that you are in.',
	listening: (channel: string, seconds: number) =>
		`👂 Listening for ${seconds} seconds in ${channel}: everybody say a few words, as loud as in the show. Nothing goes on air, and nothing is kept.`,
	ready: (channel: string) => `✅ **Ready** for a show in ${channel}.`,
	toLookAt: (channel: string, count: number) =>
		`⚠️ **${count === 1 ? '1 thing' : `${count} things`} to look at** before a show in ${channel}:`,
	/** Sentences of the last line, each with the space behind it. */
	listened: (duration: string) => `Listened for ${duration}. `,
	nothingKept: 'Nothing went on air, and nothing is kept. ',
	next: 'Next: `/podcast start`',
	allTheSame: 'You can go on air all the same: `/podcast start`',
	ends: {
		needed: 'The check was cut short, since I was needed in voice for something else.',
		stopping: 'The check was cut short, since I am being shut down.',
		moved: (channel: string) => `Somebody moved me to ${channel}, and I left.`,
		soFar: 'What was heard until then:',
		silence: (channel: string) =>
			`I could not get into ${channel}, so nobody was heard. Is it full, or do its permissions keep me out?`,
		notJoined: (channel: string, why: string) =>
			`I did not get into ${channel}, so nobody was heard. ${why}`,
	},
	unannounced:
		'Somebody talks, and Discord does not tell me who, so they would stay off air. If you are not in this list, leave the channel and join again.',
	connection: {
		away: 'My voice connection to Discord broke off meanwhile, and was not back at the end. What was said since is not in this list.',
		'came back':
			'My voice connection to Discord broke off meanwhile, and came back. What was said in between is not in this list.',
	},
	endToEnd: (version: number) =>
		`🔒 Encryption: end-to-end as far as me (DAVE version ${version}); a show goes on from me to its listeners.`,
	notEndToEnd: '🔓 Encryption: to Discord and from there, not end-to-end in this call.',
	lossUnknown: '📶 Loss: unknown, since no sound came.',
	loss: (share: string) => `Loss: ${share} of the sound did not reach me`,
	whoseLoss: '. Lost for one member alone, it is their network; for all, mine.',
	delay: (parts: readonly string[]) => `⏱️ Delay: ${parts.join(', ')}.`,
	noRoundTrip: "Discord's voice server did not answer that",
	roundTrip: (ms: number) => `${ms} ms to Discord's voice server and back`,
	waiting: (ms: number) => `and voices need ${ms} ms of waiting to be heard evenly`,
	permissionsThere: '🔑 Permissions: I have all that a show needs here.',
	/** @param names - each with what it is for in brackets */
	missing: (names: string) =>
		`Missing here: ${names}. Give it to me in the channel's settings under Permissions.`,
	neededFor: {
		'View Channel': 'to enter',
		Connect: 'to enter',
		'Send Messages': 'to tell members that they are on air',
		'Set Voice Channel Status': 'to show in the channel list that it is on air',
	},
	offAir: (count: number) =>
		`🚫 ${count === 1 ? '1 member is' : `${count} members are`} off air by choice, and not measured.`,
	nobodyHeard: 'Nobody was heard.',
	nobodyThere: 'Nobody is in the channel but me.',
	nobodyOnAir: 'Nobody is in the channel who would be heard in a show.',
	/** What a voice is like, alone or after how many are. What needs a hand comes first. */
	levels: {
		unreadable: 'talk and are not heard',
		clipping: 'clipping',
		faint: 'barely heard',
		'too loud': 'too loud',
		'too quiet': 'too quiet',
		fine: 'fine',
		unmeasured: 'heard and not measured',
	},
	moreVoices: (counts: string) => `More voices: ${counts}.`,
	lost: (share: string) => `; ${share} of it got lost on the way`,
	short: (seconds: string) => `, of only ${seconds} s`,
	unreadable: (who: string, why: string) => `${who} talks and is not heard: ${why}`,
	faint: (who: string, advice: string) =>
		`${who}: barely a sound: is it the right microphone? ${advice}`,
	unmeasured: (who: string, lost: string) =>
		`${who}: heard, and not measured, since too many talk${lost}.`,
	fine: (who: string, measured: string) => `${who}: fine ${measured}.`,
	advice: {
		'too quiet': 'Come closer to the microphone, or raise its volume.',
		'too loud': 'Move away from the microphone, or lower its volume.',
		clipping: 'The sound is distorted: lower the volume of the microphone.',
	},
	damaged: 'their voice arrives damaged. Leave the channel and join again.',
	notOpened:
		'their encrypted voice does not open. Leave the channel and join again, or update Discord.',
	silent: (names: string) =>
		`Silent: ${names}. Nothing came: did they speak, and into the right microphone?`,
	muted: (groups: string) => `🔇 Muted: ${groups}.`,
	mutedBy: {
		themselves: 'by themselves',
		'a moderator': 'by a moderator',
		'the stage': 'in the audience of the stage',
	},
	members: (count: number) => (count === 1 ? '1 member' : `${count} members`),
	andMore: (shown: string, more: number) => `${shown} and ${more} more`,
	server: (why: string) => `Podcast server: ${why}.`,
	serverTakesMe: '📡 Podcast server: it answers, and takes me.',
	link: {
		untried: '🌐 Link: the podcast server makes it, so I cannot try it before a show.',
		'only here': (told: string) =>
			`Link: only the computer that I run on can open it (${told}). Whoever runs me sets \`PUBLIC_URL\`.`,
		'only near': (told: string) =>
			`Link: ${told} is an address within one network, and only who is in it can open the link. Whoever runs me sets \`PUBLIC_URL\`.`,
		askDoctor: 'Whoever runs me finds out more with `npm run doctor`.',
		opens: (told: string) => `🌐 Link: it opens at ${told}, tried from the computer that I run on.`,
		notLive: (told: string) =>
			`Link: the page opens at ${told}, but live sound (a websocket) does not get through, so listeners hear everything a second later.`,
		foreign: (told: string) => `Link: another page answers at ${told}.`,
		status: (told: string, status: number) =>
			`Link: ${told} answers with status ${status}, and no page.`,
		unreachable: (told: string, why: string) =>
			`Link: ${told} does not answer me (${why}). Try it on a phone without Wi-Fi: some routers do not lead back inside.`,
	},
};

/** The same in every language. */
export type CheckTexts = typeof CHECK_EN;
