// What hosts read of jingles, in English.

/** What is set, and why a file cannot be one. */
export const JINGLE_EN = {
	/** Each follows the name of the jingle. */
	faults: {
		'too large': (megabytes: number) =>
			`has more than ${megabytes} MB: save it as MP3 or Opus, and try again`,
		'too long': (seconds: number) =>
			`is longer than ${seconds} s: cut it to the part that you want, and try again`,
		'no sound': () => 'has no sound in it that can be heard: pick another file',
		'needs ffmpeg': () =>
			'is of a format that I cannot read here: give me an Ogg Opus file with packets of 20 ms, or ask whoever runs me to install ffmpeg, which reads all others',
		unreadable: () => 'cannot be read as sound: pick another file, such as an MP3 or a WAV',
		'took too long': () => 'took too long to read: save it as MP3 or Opus, and try again',
	},
	refused: (name: string, why: string) =>
		`That ${name} ${why}. Nothing has changed for the ${name}.`,
	notFetched: 'I could not get that file from Discord: try again in a minute.',
	notKept:
		'I could not write that down: whoever runs me finds the reason in the log. Nothing has changed for it.',
	intro: (length: string) => `🎵 **Intro**: ${length}`,
	outro: (length: string) => `🎵 **Outro**: ${length}`,
	none: 'none',
	live: '📡 **Live**: the intro is played when a show begins, until somebody speaks; the outro when it is stopped.',
	notLive: '📡 **Live**: not played; only in episodes. `/podcast show onair:True` changes that.',
	hasAny:
		'-# Episodes that are made from now on have them. I have brought them to the loudness of voices.',
	hasNone: '-# `/podcast show intro:` takes a sound file of at most a minute.',
};

/** The same in every language. */
export type JingleTexts = typeof JINGLE_EN;
