// What a panel says of its show, in English.

const listeners = (count: number) =>
	count === 1 ? '1 listener' : `${count.toLocaleString('en')} listeners`;

/** Texts and buttons of panels. */
export const PANEL_EN = {
	phases: {
		'on air': 'On air',
		interrupted: 'Interrupted',
		restarting: 'Restarting',
		'off air': 'Off air',
	},
	/** Between a phase and a title. */
	colon: ': ',
	whoCanListen: {
		public: '-# Public: everybody can listen, and it is listed on the web page.',
		unlisted: '-# Unlisted: anyone with the link can listen.',
		private: '-# Private: only clients with credentials can listen.',
	},
	labels: {
		listen: '🎧 Listen',
		page: 'The show’s page',
		stop: 'Stop',
		link: 'New link',
		refresh: 'Refresh',
		again: 'Start again',
		end: 'End it',
		keep: 'Keep going',
		leave: 'Leave',
	},
	/** Said once in each server. */
	pageStays: '-# This address stays, for this show and all that follow: you can pin it.',
	after: (duration: string) => `, after ${duration}`,
	started: (channel: string, ago: string) => `From ${channel} · started ${ago}`,
	podcast: (id: string) => `-# Podcast ${id}`,
	newIdLater: 'The podcast gets a new id as soon as its server is back.',
	was: (channel: string, moment: string) => `From ${channel} · ${moment}`,
	onAirFor: (duration: string) => ` · on air for ${duration}`,
	listeners,
	upTo: (count: number) => `up to ${listeners(count)}`,
	spoke: (count: number) =>
		count === 1 ? '1 member spoke' : `${count.toLocaleString('en')} members spoke`,
	sinceRestart: (figures: string) => `Since the last restart: ${figures}`,
	moreWarnings: (count: number) => `⚠️ And ${count} more.`,
	quiet: 'Quiet right now',
	heard: (names: string) => `Heard now: ${names}`,
	asked: 'Members are asked before they are heard.',
	askedAndNotAnswered: (count: number) =>
		`Members are asked before they are heard: ${count === 1 ? '1 has' : `${count.toLocaleString('en')} have`} not answered yet.`,
	offAir: (count: number) =>
		count === 1 ? '1 member is off air' : `${count.toLocaleString('en')} members are off air`,
	andMore: (listed: string, more: number) => `${listed} and ${more} more`,
};

/** The same in every language. */
export type PanelTexts = typeof PANEL_EN;
