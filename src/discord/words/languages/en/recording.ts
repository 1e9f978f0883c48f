// What becomes of recordings, and how a member takes their voice out of them, in English.

const days = (count: number) => {
	switch (count) {
		case 0:
			return 'until somebody deletes it';
		case 1:
			return 'for a day';
		default:
			return `for ${count.toLocaleString('en')} days`;
	}
};

const recordings = (count: number) =>
	count === 1 ? '1 recording' : `${count.toLocaleString('en')} recordings`;

/** What members are told of what is recorded. */
export const RECORDING_EN = {
	episodeFor: {
		public: 'an episode that **everybody** can hear',
		unlisted: 'an episode that **anyone with the link** can hear',
		private: 'an episode for **this server**',
	},
	/** @param episode - one of `episodeFor` @param keptDays - 0: until somebody deletes it */
	becomes: (episode: string, keptDays: number) =>
		`⏺️ Each voice is recorded on a track of its own. It becomes ${episode}, kept ${days(keptDays)}.`,
	mayBecome: (episode: string, keptDays: { published: number; unpublished: number }) =>
		`⏺️ Each voice is recorded on a track of its own. If the host publishes it, it becomes ${episode}, kept ${days(keptDays.published)}; if not, it is kept ${days(keptDays.unpublished)}.`,
	fromTheStart:
		'While the show is on air and a little longer, whoever listens can go back to its beginning.',
	alsoSentTo: (transcriber: string) =>
		`What you say is also sent to **${transcriber}**, which writes it down.`,
	briefly: {
		toBePublished: (keptDays: number) => `⏺️ **Recording**, to be published; kept ${days(keptDays)}`,
		kept: (keptDays: { published: number; unpublished: number }) =>
			`⏺️ **Recording**; kept ${days(keptDays.unpublished)}, once published ${days(keptDays.published)}`,
	},
	oneOfTheEnds:
		'-# Discord encrypts calls end to end. I am one of the ends: I hear what you say, and hand it on.',
	inNone: '⏺️ Your voice is in no recording.',
	inThese: (count: number) => `⏺️ Your voice is in ${recordings(count)}:`,
	andMore: (more: number) => `- and ${more.toLocaleString('en')} more`,
	howToErase: '`/podcast-privacy erase` takes it out.',
	states: {
		'being recorded': 'being recorded',
		published: 'published',
		'not published': 'not published',
	},
	keptUntil: (moment: string) => `kept until ${moment}`,
	keptUntilDeleted: 'kept until somebody deletes it',
	askToEraseOne: (title: string) => `🗑️ **Take your voice out of the recording of ${title}?**`,
	askToErase: (count: number) => `🗑️ **Take your voice out of ${recordings(count)}?**`,
	whatErasingDoes:
		'At once nobody can hear it there any more; a published episode comes back without you, and the others stay as they were. A recording in which only you spoke is deleted.',
	cannotBeUndone: '-# It cannot be undone. What somebody has downloaded before I cannot call back.',
	nothingToErase: '⏺️ Your voice is in no recording: there is nothing to erase.',
	onlyElsewhere:
		'⏺️ I see no recording with your voice here; other parts of me keep those of other servers. The button takes your voice out of all of them.',
	alsoElsewhere:
		'What other parts of me have of you, from other servers, they take out within seconds.',
	eraseLabel: (count: number) =>
		count === 1 ? 'Erase my voice' : `Erase my voice from ${count.toLocaleString('en')}`,
	erased: (count: number) => `Your voice is out of ${recordings(count)}.`,
	deleted: (count: number) =>
		`${count === 1 ? 'One' : count.toLocaleString('en')} had only you, and ${count === 1 ? 'is' : 'are'} deleted.`,
	nobodyHears: 'Nobody can hear it there any more.',
	busy: (count: number) =>
		`${recordings(count)} is just being taken up after a restart: press the command again in a minute.`,
	stillRecorded:
		'What was recorded of you in this show until now is still there. Do you want it out, too?',
};

/** The same in every language. */
export type RecordingTexts = typeof RECORDING_EN;
