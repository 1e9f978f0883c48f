// What hosts read of episodes, in English.

/** Titles come escaped and in bold where they stand in a sentence, channels as mentions. */
export const EPISODE_EN = {
	labels: {
		publish: 'Publish',
		hide: 'Hide',
		listen: '🎧 Listen',
		rename: 'Rename',
		files: 'Download',
		delete: 'Delete',
		gone: 'Delete it',
		keep: 'Keep it',
		retry: 'Try again',
		pick: 'Pick an episode',
		newTitle: 'Title of the episode',
		voice: 'Take a voice out of it',
		takeOut: 'Take it out',
	},
	part: (part: number) => `, part ${part}`,
	kept: 'Kept until somebody deletes it.',
	keptUntil: (moment: string) => `Kept until ${moment}.`,
	keptUntilUnlessPublished: (moment: string) =>
		`Kept until ${moment}, unless it is published before.`,
	becomes: (title: string, progress: string) => `🎙️ ${title} becomes an episode: ${progress}.`,
	lastParts: (shown: number, count: number) =>
		`🎙️ The last ${shown} of ${count} parts; \`/podcast episodes\` has the others.`,
	wasDeleted: '🗑️ The episode was deleted.',
	endedFor: {
		'disk full': 'It ends early: the disk was full.',
		'disk slow': 'It ends early: the disk did not keep up.',
		'disk failed': 'It ends early: the disk failed.',
		'too long': 'It goes on in the next part.',
	},
	/** Each also begins a line, with its first letter as a capital. */
	states: {
		recording: 'being recorded',
		published: 'published',
		notPublished: 'not published',
		failed: 'could not be made: whoever runs me finds the reason in the log',
		waiting: 'waiting to be made',
	},
	made: (percent: number) => `${percent} % made`,
	somebody: 'somebody',
	andMore: (listed: string, more: number) => `${listed} and ${more} more`,
	takenOut: (count: number) => `${count} taken out`,
	none: '🎙️ This server has no episodes: `/podcast start record:tracks` begins a show that is recorded.',
	list: (count: number) => `🎙️ **Episodes**, ${count}, newest first:`,
	listOfLast: (shown: number, count: number) =>
		`🎙️ **Episodes**, the last ${shown} of ${count}, newest first:`,
	gone: 'That episode is not there any more.',
	notReady: 'That episode is not ready yet: try again when it is.',
	deleted: '🗑️ The episode is deleted, with everything that was recorded for it.',
	stays: '🎙️ The episode stays.',
	retried: '🎙️ It is made anew: the panel shows how far it is.',
	notRecorded:
		'This show is not recorded, so there is nothing to set a mark in: `/podcast start record:tracks` begins one that is.',
	noTitle: 'A title needs at least one character that can be seen.',
	askToDelete: (title: string) =>
		`🗑️ **Delete ${title}**, with all its tracks? It cannot be undone.`,
	askToDeletePublished: (title: string) =>
		`🗑️ **Delete ${title}**, with all its tracks? Its address opens nothing any more. It cannot be undone.`,
	spoke: (duration: string) => `spoke for ${duration}`,
	voiceGone: 'That voice is not in the episode any more.',
	askToTakeOut: (name: string, title: string) => `🗑️ **Take the voice of ${name} out of ${title}?**`,
	takingOut: {
		madeAnew:
			'At once nobody can hear it there any more, and the episode is made again without it. It cannot be undone.',
		deleted: 'Nothing is left of the episode then, so it is deleted. It cannot be undone.',
	},
	tookOut: (name: string, title: string) =>
		`🗑️ The voice of ${name} is out of ${title}: nobody can hear it there any more.`,
	published: (title: string) => `🎙️ ${title} is published.`,
	hearers: {
		public: 'Everybody can hear it',
		unlisted: 'Whoever has the link can hear it',
		private: 'It is for this server: hosts get links by **Download**',
	},
	hidden: (title: string) => `🎙️ ${title} is not published any more; nobody can open it.`,
	renamed: (title: string) => `🎙️ It is called ${title} now.`,
	noted: (at: string, text: string) =>
		`📍 **${at}** ${text}: a chapter of the episode begins here.`,
	files: (title: string, moment: string) => `⬇️ ${title}, for you alone until ${moment}:`,
	page: 'Listen on the page',
	allTracks: (format: string) => `All tracks, ${format} (zip)`,
};

/** The same in every language. */
export type EpisodeTexts = typeof EPISODE_EN;
