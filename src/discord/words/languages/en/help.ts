// What a host reads first: the steps to a show, in English.

const steps = [
	'1. Join a voice channel and type `/podcast start`. Everybody in the channel is told.',
	'2. Share the link in the panel: listeners need nothing but a browser.',
	'3. `/podcast stop` ends the show.',
];

/** Lines, from the first to the last. */
export const HELP_EN = {
	welcome: [
		'👋 **I put voice channels on air.** Three steps:',
		...steps,
		'-# For members with **Manage Server**, and whoever is given the command under Server Settings → Integrations. `/podcast help` says more.',
	],
	help: [
		'**Your show in three steps**',
		...steps,
		'',
		'**Before a show:** `/podcast check` says who is heard how loud, and what is missing.',
		'**By itself:** `/podcast schedule add` plans a show, `/podcast auto` starts one when people are there, `/podcast announce` tells a channel.',
		'**On air:** `/podcast status` says whether it works, `/podcast link` makes a new link, `/podcast mute` keeps a member off air.',
		'**Elsewhere:** `/podcast listen` plays a show into a voice channel, `/podcast leave` ends that.',
		'**For everybody:** `/podcast-privacy optout` keeps your voice out of every show, `/podcast-privacy show` says what is kept of you.',
	],
};

/** The same in every language. */
export type HelpTexts = typeof HELP_EN;
