// `/podcast schedule`: shows that start at a time, with an event in Discord.
import {
	type ApplicationCommandOptionChoiceData,
	ChannelType,
	MessageFlags,
	type SlashCommandSubcommandGroupBuilder,
	type VoiceBasedChannel,
} from 'discord.js';
import { UserError } from '../../errors.js';
import { visibleText } from '../../protocol/member-text.js';
import { VISIBILITIES, type Visibility } from '../../protocol/podcast-details.js';
import { MAX_PLANS } from '../../schedule/plan-book.js';
import { findTimeZone, suggestTimeZones } from '../../schedule/time-zones.js';
import { readWhen, type When, type WhenContext } from '../../schedule/when.js';
import { findVoiceObstacle } from '../../voice/channel-access.js';
import { mayWrite } from '../schedule/self-starts.js';
import { describeVoiceObstacle } from '../words/failures/obstacle-words.js';
import { plainLine } from '../words/markdown.js';
import {
	answerOnSchedule,
	describeCancelled,
	describeNoTime,
	describeNoZone,
	describePast,
	describePlanned,
	describeSchedule,
	describeTooFar,
	describeTooManyPlans,
	describeUnwritable,
	namePlan,
	REPEAT_NAMES,
} from '../words/schedule-words.js';
import { languageOf } from '../words/spoken-language.js';
import type {
	CommandContext,
	GuildAutocompleteInteraction,
	GuildCommandInteraction,
} from './command.js';
import { VISIBILITY_NAMES } from './podcast-start.js';
import { chooseVoiceChannel } from './voice-channel-option.js';

/** Discord takes no longer name of an event. */
const MAX_TITLE_LENGTH = 100;

/** A time that is longer than that is none. */
const MAX_WHEN_LENGTH = 60;

/** Most that Discord shows. */
const MAX_SUGGESTIONS = 25;

type Repeat = keyof typeof REPEAT_NAMES;
type Suggestion = ApplicationCommandOptionChoiceData<string>;
type Execute = (interaction: GuildCommandInteraction, context: CommandContext) => Promise<void>;

/** What each sub-command does, by name. */
const executes: Readonly<Record<string, Execute>> = {
	add: addPlan,
	list: listPlans,
	cancel: cancelPlan,
	follow: followEvents,
};

/** `/podcast schedule add`, `list`, `cancel` and `follow`. */
export const scheduleCommands = {
	define: defineSchedule,
	execute: async (interaction: GuildCommandInteraction, context: CommandContext) => {
		await interaction.deferReply({ flags: MessageFlags.Ephemeral });
		await executes[interaction.options.getSubcommand()]?.(interaction, context);
	},
	suggest: suggestForSchedule,
};

/** What Discord is told of them. */
function defineSchedule(
	group: SlashCommandSubcommandGroupBuilder,
): SlashCommandSubcommandGroupBuilder {
	return group
		.setName('schedule')
		.setDescription('Plan shows that start by themselves')
		.addSubcommand((add) =>
			add
				.setName('add')
				.setDescription('Plan a show, with an event that reminds people')
				.addStringOption((title) =>
					title
						.setName('title')
						.setDescription('What the show is called')
						.setRequired(true)
						.setMaxLength(MAX_TITLE_LENGTH),
				)
				.addStringOption((when) =>
					when
						.setName('when')
						.setDescription('Such as: 20:00, tomorrow 20:00, fri 8pm, in 2 hours, 2030-12-01 20:00')
						.setRequired(true)
						.setMaxLength(MAX_WHEN_LENGTH),
				)
				.addStringOption((repeat) =>
					repeat
						.setName('repeat')
						.setDescription('How often it comes round (default: once)')
						.addChoices(
							(Object.keys(REPEAT_NAMES) as Repeat[])
								.filter((value) => value !== 'never')
								.map((value) => ({ name: REPEAT_NAMES[value], value })),
						),
				)
				.addChannelOption((channel) =>
					channel
						.setName('channel')
						.setDescription('Voice channel of the show (default: the one you are in)')
						.addChannelTypes(ChannelType.GuildVoice, ChannelType.GuildStageVoice),
				)
				.addStringOption((timezone) =>
					timezone
						.setName('timezone')
						.setDescription(
							'Whose clocks the time is by, such as Europe/Berlin; kept for this server',
						)
						.setAutocomplete(true),
				)
				.addStringOption((visibility) =>
					visibility
						.setName('visibility')
						.setDescription('Who can listen (default: what this bot is set to)')
						.addChoices(VISIBILITIES.map((value) => ({ name: VISIBILITY_NAMES[value], value }))),
				),
		)
		.addSubcommand((list) =>
			list.setName('list').setDescription('Show what starts by itself in this server'),
		)
		.addSubcommand((cancel) =>
			cancel
				.setName('cancel')
				.setDescription('Take a plan away, with its event')
				.addStringOption((plan) =>
					plan.setName('plan').setDescription('Which one').setRequired(true).setAutocomplete(true),
				),
		)
		.addSubcommand((follow) =>
			follow
				.setName('follow')
				.setDescription('Let events that members make in voice channels start shows, too')
				.addBooleanOption((events) =>
					events.setName('events').setDescription('Whether they do').setRequired(true),
				),
		);
}

async function addPlan(
	interaction: GuildCommandInteraction,
	{ clock, schedules }: CommandContext,
): Promise<void> {
	const { guildId, options } = interaction;
	const { scheduler } = schedules;
	const channel = chooseChannel(interaction);
	if (scheduler.plansIn(guildId).length >= MAX_PLANS) {
		throw new UserError((language) => describeTooManyPlans(MAX_PLANS, language));
	}
	const wantedZone = options.getString('timezone');
	const zone = wantedZone === null ? schedules.timeZoneOf(guildId) : requireZone(wantedZone);
	const { timeZone } = zone;
	const { epochMs: firstEpochMs, isByClocks } = requireMoment(options.getString('when', true), {
		nowEpochMs: clock.epochMs(),
		timeZone,
	});
	if (wantedZone !== null) {
		await schedules.setTimeZone(guildId, timeZone);
	}
	const title = plainLine(visibleText(options.getString('title', true))).trim();
	const visibility = options.getString('visibility') as Visibility | null;
	const repeat = (options.getString('repeat') as Repeat | null) ?? 'never';
	const { plan, noEvent } = await scheduler.add(guildId, {
		title: title || channel.name,
		hostName: interaction.member.displayName,
		hostUserId: interaction.user.id,
		...(visibility && { visibility }),
		voiceChannelId: channel.id,
		noticeChannelId: interaction.channelId,
		timeZone,
		firstEpochMs,
		repeat,
	});
	const isZoneGuessed = !zone.isGiven && (isByClocks || repeat !== 'never');
	await interaction.editReply(
		describePlanned(
			plan,
			{ guildId, noEvent, timeZone: isZoneGuessed ? timeZone : undefined },
			languageOf(interaction),
		),
	);
}

/** A plan that could not start is none. */
function chooseChannel(interaction: GuildCommandInteraction): VoiceBasedChannel {
	const channel = chooseVoiceChannel(interaction, '/podcast schedule add');
	const obstacle = findVoiceObstacle(channel);
	if (obstacle && obstacle.kind !== 'full') {
		throw new UserError((language) => describeVoiceObstacle(obstacle, channel.id, language));
	}
	const here = interaction.channel;
	if (!mayWrite(channel) && !(here && mayWrite(here))) {
		throw new UserError((language) =>
			describeUnwritable([channel.id, interaction.channelId], language),
		);
	}
	return channel;
}

function requireZone(text: string): { timeZone: string; isGiven: true } {
	const timeZone = findTimeZone(text);
	if (timeZone === undefined) {
		throw new UserError((language) => describeNoZone(text, language));
	}
	return { timeZone, isGiven: true };
}

function requireMoment(text: string, context: WhenContext): Extract<When, { kind: 'moment' }> {
	const when = readWhen(text, context);
	switch (when.kind) {
		case 'moment':
			return when;
		case 'past':
			throw new UserError((language) => describePast(when.epochMs, language));
		case 'too far':
			throw new UserError((language) => describeTooFar(when.epochMs, language));
		case 'not understood':
			throw new UserError((language) => describeNoTime(text, language));
	}
}

async function listPlans(
	interaction: GuildCommandInteraction,
	{ schedules }: CommandContext,
): Promise<void> {
	const { guildId } = interaction;
	await interaction.editReply(
		describeSchedule(
			{
				guildId,
				plans: schedules.scheduler.plansIn(guildId),
				autos: schedules.autos.in(guildId),
				isFollowing: schedules.followsEvents(guildId),
			},
			languageOf(interaction),
		),
	);
}

async function cancelPlan(
	interaction: GuildCommandInteraction,
	{ schedules }: CommandContext,
): Promise<void> {
	const { guildId, options } = interaction;
	const { scheduler } = schedules;
	const wanted = options.getString('plan', true).trim();
	const plan = scheduler
		.plansIn(guildId)
		.find(({ id, title }) => id === wanted || title.toLowerCase() === wanted.toLowerCase());
	if (!plan) {
		throw new UserError(answerOnSchedule('noPlan'));
	}
	if (plan.event?.isByHand) {
		throw new UserError(answerOnSchedule('byHand'));
	}
	await scheduler.remove(guildId, plan.id);
	await interaction.editReply(describeCancelled(plan, languageOf(interaction)));
}

async function followEvents(
	interaction: GuildCommandInteraction,
	{ schedules }: CommandContext,
): Promise<void> {
	const { channelId: noticeChannelId, guildId, member, options } = interaction;
	const isFollowing = options.getBoolean('events', true);
	await schedules.scheduler.follow(
		guildId,
		isFollowing
			? { noticeChannelId, hostName: member.displayName, hostUserId: member.id }
			: undefined,
	);
	const say = answerOnSchedule(isFollowing ? 'following' : 'notFollowing');
	await interaction.editReply(say(languageOf(interaction)));
}

async function suggestForSchedule(
	interaction: GuildAutocompleteInteraction,
	{ schedules }: CommandContext,
): Promise<Suggestion[]> {
	const { name, value } = interaction.options.getFocused(true);
	if (name === 'timezone') {
		return suggestTimeZones(value, MAX_SUGGESTIONS).map((zone) => ({ name: zone, value: zone }));
	}
	const typed = value.trim().toLowerCase();
	return schedules.scheduler
		.plansIn(interaction.guildId)
		.filter(({ event }) => !event?.isByHand)
		.map((plan) => ({ name: namePlan(plan, languageOf(interaction)), value: plan.id }))
		.filter((suggestion) => suggestion.name.toLowerCase().includes(typed))
		.slice(0, MAX_SUGGESTIONS);
}
