// Planned shows and those that begin by themselves, in English.

const members = (count: number) => (count === 1 ? 'a member is' : `${count} members are`);

/** Channels come as mentions, moments as Discord's own, titles escaped. */
export const SCHEDULE_EN = {
	repeats: {
		never: 'once',
		daily: 'every day',
		weekdays: 'Monday to Friday',
		weekly: 'every week',
		biweekly: 'every two weeks',
		monthly: 'every month, on the same weekday of the month',
	},
	noPlan: 'There is no such plan any more: `/podcast schedule list` shows those that there are.',
	byHand: 'That event was made by hand: cancel it in Discord’s list of events.',
	following:
		'Events for voice channels and stages that members make in Discord now start shows, too.',
	notFollowing: 'Events that members make in Discord start no shows any more.',
	nothing:
		'Nothing is planned: `/podcast schedule add` plans a show, `/podcast auto` lets shows start when enough members are in a channel.',
	noTime: (text: string) =>
		`I do not understand ${text} as a time. Type it like \`20:00\`, \`tomorrow 20:00\`, \`fri 8pm\`, \`in 2 hours\`, \`2030-12-01 20:00\`, or one of Discord’s timestamps.`,
	past: (moment: string) => `${moment} is over: pick a time that is still to come.`,
	tooFar: (moment: string) => `${moment} is too far ahead: pick a time within five years.`,
	noZone: (text: string) =>
		`I know no time zone ${text}: pick one from the list, such as \`Europe/Berlin\`.`,
	tooMany: (limit: number) =>
		`This server has ${limit} plans, and cannot have more: \`/podcast schedule cancel\` takes one away.`,
	unwritable: (channels: readonly string[]) =>
		`I may not write in ${channels.join(' and ')}, so nobody there would be told that they are on air: give me **Send Messages** in one of them.`,
	coming: (title: string) => `⏳ **${title}** is about to go on air.`,
	/** @param often - such as `, every week`; may be empty */
	planned: (
		title: string,
		{ channel, moment, often }: { channel: string; moment: string; often: string },
	) => `📅 **${title}** starts in ${channel} on ${moment}${often}, as soon as somebody is there.`,
	zoneGuessed: (zone: string) =>
		`-# The time is by the clocks of ${zone}. If that is not yours, cancel it and add it again with \`timezone:\`, which I then keep for this server.`,
	noEvent: {
		permissionsMissing: (channel: string, names: string) =>
			`Discord has no event of it, so nobody is reminded: give me ${names} in ${channel}, in the channel's settings under Permissions. The show starts all the same.`,
		'too many':
			'Discord has no event of it: this server has as many events as it can have. The show starts all the same.',
		failed: 'Discord has no event of it: it did not take one. The show starts all the same.',
	},
	cancelled: (title: string) => `🗑️ **${title}** is cancelled.`,
	goesOn: 'The show that is on air goes on: `/podcast stop` ends it.',
	auto: (channel: string, count: number) => `🚪 ${channel}: starts when ${members(count)} there.`,
	followsEvents: '📌 Events that members make start shows, too.',
	andMore: (more: number) => `-# … and ${more} more.`,
	onAirNow: 'on air now',
	autoSet: (channel: string, count: number) =>
		`🚪 From now on a show starts in ${channel} when ${members(count)} there, and ends a minute after the last one has left. If a host stops it, it does not start again before the channel was empty.`,
	autoRemoved: (channel: string) => `No show starts in ${channel} by itself any more.`,
	autoWasNot: (channel: string) =>
		`No show starts in ${channel} by itself: there was nothing to end.`,
	missed: (
		title: string,
		{ channel, moment, why }: { channel: string; moment: string; why: string },
	) => `📅 **${title}** was planned for ${moment} in ${channel}, and did not start. ${why}`,
	nextOne: (moment: string) => `The next one is on ${moment}.`,
	autoNotBegun: (channel: string, why: string) =>
		`🚪 No show could start in ${channel} by itself. ${why}`,
	nobodyCame: 'Nobody was in the channel for half an hour.',
	away: 'The bot was not running at that time.',
	channelGone: 'The voice channel is gone.',
	planTakenAway: 'The plan is taken away.',
	eventDescription:
		'A live show from this voice channel: people outside this server can hear what is said in it. It starts by itself when somebody is there.',
};

/** The same in every language. */
export type ScheduleTexts = typeof SCHEDULE_EN;
