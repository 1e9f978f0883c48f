// All that the pages say, in English; every other language has the same.

/** What a podcast's headings are made of; each may be empty. */
interface Names {
	title: string;
	serverName: string;
	hostName: string;
}

/** A duration as people say it, such as `1 h 12 min`; the same in all languages. */
export function lengthInWords(durationMs: number): string {
	const minutes = Math.max(1, Math.round(durationMs / 60_000));
	const hours = Math.floor(minutes / 60);
	const rest = minutes % 60;
	return [hours === 0 ? '' : `${hours} h`, rest === 0 ? '' : `${rest} min`]
		.filter(Boolean)
		.join(' ');
}

/** English. */
export const words = {
	language: 'en',

	// The frame of every page.
	skip: 'Skip to content',
	siteDescription: 'Live shows from Discord voice channels. Listen in your browser.',
	source: 'Source code',
	runs: (version: string) => `Discord Podcasts ${version}`,

	// What a show is called.
	untitled: 'Untitled podcast',
	liveFrom: (serverName: string) => `Live from ${serverName}`,
	origin: ({ hostName, serverName }: Omit<Names, 'title'>) =>
		hostName === ''
			? serverName === ''
				? ''
				: `From ${serverName}`
			: serverName === ''
				? `Hosted by ${hostName}`
				: `Hosted by ${hostName} in ${serverName}`,

	// Signs.
	live: 'Live',
	interruptedSign: 'Interrupted',
	reconnectingSign: 'Reconnecting…',
	offAirSign: 'Off air',
	endedTitle: 'ended',

	// Home.
	onAirNow: 'On air now',
	liveCount: (count: number) => `${count} live now`,
	nothingLive: 'Nothing is live right now.',
	quiet: 'It is quiet at the moment.',
	quietHint: 'When somebody starts a public show, it appears here by itself.',
	listenTo: (title: string) => `Listen to ${title}`,
	serverAway: (lastNews: string) =>
		`The server does not answer. Trying again… What you see is from ${lastNews}.`,

	// Listeners and speakers.
	listening: (_count: number) => 'listening',
	speakingNow: 'Speaking now',
	nobodySpeaks: 'Nobody is speaking right now.',
	speakersUnknown: 'Not known at the moment.',
	moreSpeakers: (count: number) => `and ${count} more`,

	// The player.
	play: 'Play',
	pause: 'Pause',
	fromStart: 'From the beginning',
	backToLive: 'Back to live',
	beginningWaits: 'One moment, it is coming.',
	beginningOver: 'That was all of it.',
	beginningGone: 'It cannot be heard from its beginning any more.',
	mute: 'Mute',
	unmute: 'Unmute',
	volume: 'Volume',
	noScript: 'The player needs JavaScript; this one does not:',

	// Where playing stands.
	pressPlay: 'Press play to listen.',
	connecting: 'Connecting…',
	listeningLive: 'You are listening live.',
	interrupted: 'The show is interrupted. It continues here by itself.',
	offline: 'You are offline.',
	offlinePlaying: 'You are offline. Playing goes on when you are back.',
	noConnection: 'No connection. Trying again…',
	connectionLost: 'Connection lost, reconnecting…',
	stillNoConnection: 'Still no connection. Trying again…',
	showEnded: 'The show has ended.',
	linkClosed: 'This link does not open the show any more. Ask for a new one.',
	cannotPlay: 'This browser cannot play sound here. Try another one, or open the MP3 below.',
	pressAgain: 'Tap play again.',

	// After the end.
	thanks: 'Thanks for listening.',
	wasOnAir: (durationMs: number) => `On air for ${lengthInWords(durationMs)}.`,
	whatElse: 'See what else is on',
	toShow: (title: string) => `More from ${title}`,

	// Share, and other players.
	share: 'Share',
	copy: 'Copy',
	copied: 'Copied',
	otherPlayer: 'Listen in another player',
	openInPlayer: 'Open in your player',
	mp3Address: 'MP3 address',
	mp3Hint: 'For VLC, a phone’s radio app or an internet radio.',
	moreFormats: 'More formats',
	formatOgg: 'Ogg Opus',
	formatPls: 'PLS, for older radios',

	// What helps when the sound does not come as it should.
	soundProblems: 'Sound problems?',
	soundHelp:
		'If the sound breaks off, play the MP3 stream: it is steadier, and about a second later.',
	playMp3: 'Play the MP3 stream',
	onAirSince: 'On air since',
	delay: 'Delay',
	delayParts: 'Delay, in parts',
	decoder: 'Decoder',
	framesReceived: 'Frames received',
	framesUnreadable: 'Frames unreadable',
	underruns: 'Gaps',
	skipped: 'Skipped to keep up',
	reconnects: 'Reconnects',
	decodeWith: 'Decode with',
	automatic: 'Automatic',
	decoderMp3: 'MP3, the browser’s own',
	decoderOwn: 'WebCodecs, the browser’s own',
	buffer: 'buffer',
	loudspeaker: 'loudspeaker',
	network: 'network',
	networkUnknown: 'network not known yet',

	// The keyboard.
	keyboard: 'Keyboard',
	keyboardTitle: 'Keyboard shortcuts',
	keySpace: 'Space',
	keyPlay: 'Play or pause',
	keyMute: 'Mute or unmute',
	keyLouder: 'Louder',
	keyQuieter: 'Quieter',
	keyHelp: 'Show this list',
	close: 'Close',

	// A show's own page.
	offAir: 'Off air right now.',
	offAirHint: 'When the show starts, this page goes live by itself.',
	listenElsewhere: 'Listen now',
	elsewhereHint: (host: string) => `It is played on ${host}.`,
	nowhereHint: 'It is on air by another server, which has no page to listen on.',
	nextShows: 'Coming up',
	noPlans: 'No show is planned yet.',
	addToCalendar: 'Add to calendar',
	episodes: 'Episodes',
	latestEpisodes: 'Latest episodes',
	noEpisodes: 'There are no episodes yet.',
	playEpisode: (title: string) => `Play ${title}`,
	withPart: (title: string, part: number) => `${title}, part ${part}`,
	untitledEpisode: 'Untitled episode',
	subscribe: 'Get told',
	subscribeHint: 'Paste the feed address into your podcast app, and every episode comes to you.',
	feedAddress: 'Feed address',
	openFeed: 'Open the feed (RSS)',
	shareShow: 'Share this show',
	link: 'Link',
	qrCode: 'QR code of this show’s address',
	qrHint: 'Scan it with a phone to listen there.',
	embedCode: 'Code for a website',
	about: 'About',
	joinServer: 'Join the Discord server',
	website: 'Website',

	// Nothing there.
	notFoundTitle: 'No such show',
	notFound: 'There is no show here',
	notFoundHint:
		'The show may be over, or its link may have been replaced. Ask whoever sent it to you, or see what else is on.',
	toHome: 'See what is on now',

	// Where a link is posted.
	previewLive: (serverName: string) =>
		serverName === ''
			? 'On air now. Press play to listen.'
			: `On air now in ${serverName}. Press play to listen.`,
	previewOffAir: 'Live shows and episodes.',
};

/** What every language says. */
export type PageWords = typeof words;
