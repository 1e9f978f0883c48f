// Whose voice goes on air and whose does not, in English.

const LABELS = {
	keepOff: 'Keep my voice off air',
	putOn: 'Put my voice on air',
	putBack: 'Put me back',
	dontRecord: "Don't record me",
	record: 'Record me again',
};

/** Answers to the host and to the member, and the notice. */
export const VOICE_EN = {
	labels: LABELS,
	muted: (member: string) =>
		`🔇 ${member} is **off air** until this podcast ends; \`/podcast unmute\` takes that back.`,
	unmuted: {
		optedOut: (member: string) =>
			`🔇 ${member} has opted out of all podcasts, and nobody else can take that back: only \`/podcast-privacy optin\` by the member does.`,
		notAgreed: (member: string) =>
			`🎙️ ${member} is not muted any more. This show asks: they are heard once they press **${LABELS.putOn}**.`,
		bot: (member: string) =>
			`🔇 ${member} is a bot, and bots are kept off air here (the setting \`BOTS_ON_AIR\` of whoever runs me).`,
		onAir: (member: string, channel: string) =>
			`🎙️ ${member} is **on air** when speaking in ${channel}.`,
	},
	optedOut:
		'🔇 You are **off air**: in every show of this bot, everywhere. In Discord you hear and are heard as usual.',
	notRecorded:
		'⏺️ You are **not recorded** from now on, in any show of this bot. You are still heard live.',
	named:
		'🏷️ Your name may stand in **transcripts and feeds** of episodes from now on, beside what you say.',
	notNamed:
		'🏷️ Your name stands in **no feed** and **no transcript** any more: those say “Speaker” and a number.',
	recordedAgain: '⏺️ You are **recorded** again when you speak in a show of this server that is.',
	optedOutSoNotRecorded:
		'🔇 You have opted out of every show of this bot, so nothing of you is recorded: `/podcast-privacy optin` takes that back.',
	stillOptedOut:
		'🔇 You have opted out of **every** show of this bot, everywhere. Do you want to take that back?',
	optedIn: '🎙️ Your voice goes **on air** again when you speak in a channel that is on air.',
	agreed: '🎙️ Your voice goes **on air** when you speak in a show of this server.',
	agreedRecorded: 'It is **recorded**, too.',
	canTakeBack: 'You can take that back at any time.',
	asked: `This show asks: nobody outside hears you until you press **${LABELS.putOn}**.`,
	mutedByHost: 'For this podcast, its host has taken you off air.',
	privacy: {
		optedOut:
			'🔇 You have **opted out**: your voice is in no show of this bot, in any server. `/podcast-privacy optin` takes that back.',
		onAir: '🎙️ Your voice goes **on air** when you speak in a channel that is on air.',
		hasAgreed: 'You have agreed to that in this server.',
		optOut: '`/podcast-privacy optout` keeps it out of every show of this bot.',
		neverRecorded: '⏺️ You are **not recorded**, in any show of this bot.',
		kept: '-# What else I keep: your choice with your user id.',
		keptAndTold:
			'-# What else I keep: your choice with your user id, and that I have told you of this show.',
	},
	unsaved:
		'⚠️ I could not save that: if I am restarted before it works, it is forgotten. I keep trying; whoever runs me finds the reason in my log.',
	hearers: {
		public: '**Everybody** can hear you, also outside this server.',
		unlisted: '**Anyone with the link** can hear you, also outside this server.',
		private: '**This server only** can hear you, and programs that whoever runs me has let in.',
		unknown: '**Whoever the podcast server lets in** can hear you, also outside this server.',
	},
	/** @param by - in bold; undefined where nobody knows */
	started: (by: string | undefined, { at, ago }: { at: string; ago: string }) =>
		`Put on air${by ? ` by ${by}` : ''} at ${at}, ${ago}.`,
	onAir: (channel: string) => `🔴 **${channel} is on air.**`,
	onAirAsked: (channel: string) =>
		`🔴 **${channel} is on air, and you are asked first.** Your voice stays here until you press **${LABELS.putOn}**, now or in an earlier show of this server. Then:`,
	recorded: (channel: string) => `🔴 **${channel} is on air, and it is recorded.**`,
	recordedAsked: (channel: string) =>
		`🔴 **${channel} is on air and recorded, and you are asked first.** Nothing of you is recorded until you press **${LABELS.putOn}**, and nobody outside hears you unless you have pressed it before, in this server. Then:`,
	howToKeepOff:
		"Don't want that? Press the button, your voice stays out at once. Or use `/podcast-privacy optout`.",
	howToKeepOffAsked: `**${LABELS.keepOff}** is for every show, and counts at once. So does \`/podcast-privacy optout\`.`,
	howToKeepOut: `**${LABELS.dontRecord}** is for the recording alone, **${LABELS.keepOff}** for both; they count at once, in every show. \`/podcast-privacy erase\` takes out what is recorded, also later.`,
	dontWantThat: "Don't want that?",
	nobodyHears: (channel: string) =>
		`🔇 **Nobody outside hears you in ${channel}.** If you want that, press **${LABELS.putOn}**: it counts in every show of this server, until you take it back.`,
	forThese: (members: string) => `-# For ${members}`,
	andMore: (listed: string, more: number) => `${listed} and ${more} more`,
};

/** The same in every language. */
export type VoiceTexts = typeof VOICE_EN;
