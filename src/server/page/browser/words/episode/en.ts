// Texts of episodes' pages and of small players, in English; every other language has the same.

/** `{name}` stands for what is put in its place. */
export const en = {
	/** What stands still on an episode's page. */
	page: {
		episodeOf: 'Episode of {show}',
		untitled: 'Episode of {date}',
		hostedBy: 'Hosted by {host}',
		minutes: '{minutes} min',
		hours: '{hours} h {minutes} min',
		seconds: '{seconds} s',
		player: 'Player',
		play: 'Play',
		back: 'Back 15 seconds',
		forward: 'Forward 30 seconds',
		position: 'Position',
		elapsed: 'Played',
		remaining: 'Remaining',
		speed: 'Speed',
		volume: 'Volume',
		mute: 'Mute',
		withoutScript: 'The full player needs JavaScript. This one does not:',
		share: 'Share',
		join: 'Join the Discord server',
		follow: 'Follow by RSS',
		keys: 'Keyboard',
		chapters: 'Chapters',
		people: 'Who spoke',
		host: 'host',
		downloads: 'Download',
		mp3: 'plays everywhere',
		opus: 'smaller',
		subtitles: 'as subtitles',
		transcript: 'Transcript',
		transcriptLoading: 'Loading…',
		search: 'Search the transcript',
		previous: 'Previous match',
		next: 'Next match',
		follows: 'Back to where it plays',
		unpublished: 'Not published: only whoever has this link can open the page.',
	},
	/** The dialogs. */
	dialogs: {
		close: 'Close',
		link: 'Link',
		copy: 'Copy',
		startAt: 'Start at',
		shareWith: 'Share with…',
		embed: 'Code for a website',
		keysTitle: 'Keyboard',
		keyPlay: 'Play, pause',
		keyTen: '10 seconds back, forward',
		keyFive: '5 seconds back, forward',
		keyVolume: 'Louder, quieter',
		keyMute: 'Mute',
		keySpeed: 'Slower, faster',
		keyJump: 'Jump to 0 % … 90 %',
		keyHelp: 'This list',
		space: 'Space',
		or: 'or',
	},
	/** What a page's script says. */
	script: {
		play: 'Play',
		pause: 'Pause',
		positionOf: '{time} of {length}',
		loading: 'Loading…',
		resumed: 'Goes on where you left off, at {time}.',
		pressPlay: 'Press play to go on.',
		noConnection: 'No connection. Trying again…',
		changing: 'The episode is being changed. It goes on here by itself.',
		renewed: 'The episode was changed. Opening the new version…',
		gone: 'The episode is not here any more.',
		cannotPlay: 'This browser cannot play the episode. Download it below, or try another browser.',
		copied: 'Copied',
		copyFailed: 'Could not be copied. The text is selected: copy it yourself.',
		foundOf: '{place} of {count}',
		foundNone: 'No match',
		noTranscript: 'The transcript could not be loaded. Reload the page to try again.',
	},
	/** Pages that stand in for an episode's. */
	closed: {
		notFound: 'There is no episode here',
		notFoundText:
			'It may have been deleted or hidden, or the link is not complete. Ask whoever sent it to you, or see what else is on.',
		home: 'What is on air now',
		changing: 'The episode is being changed',
		changingText:
			'A new version is being made, which takes a minute or two. It opens here by itself.',
		tryAgain: 'Try again',
		linkWrong: 'This link is not complete',
		linkWrongText: 'It was cut off or changed. Copy all of it, or ask for a new one.',
		linkOver: 'This link has ended',
		linkOverText: 'Ask for a new one with /podcast episodes.',
	},
	/** Small players in other sites' pages. */
	embed: {
		live: 'Live',
		offAir: 'Off air',
		listen: 'Listen live',
		stop: 'Stop',
		play: 'Play',
		pause: 'Pause',
		hostedBy: 'with {host}',
		nextShow: 'Next: {title}, {when}',
		lastEpisode: 'Last episode',
		nothing: 'No show is on air.',
		noConnection: 'No connection. Trying again…',
		notFound: 'There is nothing to play here.',
		changing: 'Being changed, back in a minute or two.',
	},
};

/** The texts of one language. */
export type EpisodeWords = typeof en;

/** Texts of a script, which travel with the page. */
export type ScriptWords = EpisodeWords['script'];

/** Texts of a small player. */
export type EmbedWords = EpisodeWords['embed'];
