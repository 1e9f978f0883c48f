// `/podcast start`: what stands in the way is said before anything is begun.
import {
	ChannelType,
	ComponentType,
	type Message,
	MessageFlags,
	type VoiceBasedChannel,
} from 'discord.js';
import { UserError } from '../../errors.js';
import { visibleText } from '../../protocol/member-text.js';
import { VISIBILITIES, type Visibility } from '../../protocol/podcast-details.js';
import type { ShowPlan } from '../../show/show-plan.js';
import { startShow } from '../../show/start-show.js';
import { findVoiceObstacle } from '../../voice/channel-access.js';
import { deferPanel } from '../panels/defer-panel.js';
import type { ShowAgain } from '../panels/start-again.js';
import { answer } from '../words/answer-words.js';
import { describeVoiceObstacle } from '../words/failures/obstacle-words.js';
import { answerOnLink } from '../words/link-words.js';
import { readTitle } from '../words/panel-words.js';
import { languageOf } from '../words/spoken-language.js';
import type {
	CommandContext,
	GuildButtonInteraction,
	GuildCommandInteraction,
	Subcommand,
} from './command.js';
import { chooseVoiceChannel } from './voice-channel-option.js';

/** Longest title of a podcast. */
const MAX_TITLE_LENGTH = 100;

/** What hosts choose from. */
const CONSENT_NAMES = {
	notice: 'notice: everybody is told, and heard unless they say no',
	ask: 'ask: nobody is heard until they press a button',
} as const satisfies Record<ShowPlan['consent'], string>;

/** What hosts choose from. */
const RECORD_NAMES = {
	no: 'no: it is heard live, and gone',
	tracks: 'tracks: each voice on a track of its own, to become an episode',
} as const;

/** What hosts choose from. */
export const VISIBILITY_NAMES = {
	public: 'public: everybody can listen, and it is listed on the web page',
	unlisted: 'unlisted: whoever has the link can listen',
	private: 'private: only clients with credentials can listen',
} as const satisfies Record<Visibility, string>;

/** `/podcast start`. */
export const startCommand: Subcommand = {
	define: (start) =>
		start
			.setName('start')
			.setDescription('Start a live show from a voice channel')
			.addChannelOption((channel) =>
				channel
					.setName('channel')
					.setDescription('Voice channel to put on air (default: the one you are in)')
					.addChannelTypes(ChannelType.GuildVoice, ChannelType.GuildStageVoice),
			)
			.addStringOption((title) =>
				title
					.setName('title')
					.setDescription('What the show is called (default: the name of the channel)')
					.setMaxLength(MAX_TITLE_LENGTH),
			)
			.addStringOption((visibility) =>
				visibility
					.setName('visibility')
					.setDescription('Who can listen (default: what this bot is set to)')
					.addChoices(VISIBILITIES.map((value) => ({ name: VISIBILITY_NAMES[value], value }))),
			)
			.addStringOption((consent) =>
				consent
					.setName('consent')
					.setDescription('Whether members are asked first (default: what this bot is set to)')
					.addChoices(Object.entries(CONSENT_NAMES).map(([value, name]) => ({ name, value }))),
			)
			.addStringOption((record) =>
				record
					.setName('record')
					.setDescription('Whether it is recorded (default: what this bot is set to)')
					.addChoices(Object.entries(RECORD_NAMES).map(([value, name]) => ({ name, value }))),
			),
	execute: startPodcast,
};

/** Answers with the panel where it goes on air, and only to the member who asked where not. */
async function startPodcast(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<void> {
	const { options } = interaction;
	await begin(interaction, context, {
		channel: () => chooseVoiceChannel(interaction, '/podcast start'),
		title: visibleText(options.getString('title') ?? '').trim(),
		visibility: options.getString('visibility') as Visibility | null,
		consent: options.getString('consent') as ShowPlan['consent'] | null,
		record: options.getString('record') as keyof typeof RECORD_NAMES | null,
	});
}

/** As `/podcast start`, with what the panel of a show that is over still knows of it. */
export async function startAgain(
	interaction: GuildButtonInteraction,
	context: CommandContext,
	{ consent, isRecorded, visibility, voiceChannelId }: ShowAgain,
): Promise<void> {
	await begin(interaction, context, {
		channel: () => {
			const channel = interaction.guild.channels.cache.get(voiceChannelId);
			if (!channel?.isVoiceBased()) {
				throw new UserError(answer('channelGone'));
			}
			return channel;
		},
		title: titleOf(interaction.message) ?? '',
		visibility,
		consent,
		record: isRecorded ? 'tracks' : 'no',
	});
}

/** What a host wants; what is null or empty they leave to the bot. */
interface Wish {
	/** @throws {UserError} where there is none */
	channel: () => VoiceBasedChannel;
	title: string;
	visibility: Visibility | null;
	consent: ShowPlan['consent'] | null;
	record: keyof typeof RECORD_NAMES | null;
}

async function begin(
	interaction: GuildButtonInteraction | GuildCommandInteraction,
	context: CommandContext,
	wish: Wish,
): Promise<void> {
	let channel: VoiceBasedChannel;
	try {
		channel = wish.channel();
		assertFit(channel);
		context.registry.assertFree(interaction.guildId, interaction.client.user.id);
	} catch (error) {
		await interaction.deferReply({ flags: MessageFlags.Ephemeral });
		throw error;
	}
	const route = await deferPanel(interaction, context);
	const { keeper, view } = context.views.at(route);
	const { announcer } = await startShow({
		registry: context.registry,
		tools: context.shows,
		plan: {
			channel,
			title: wish.title || channel.name,
			hostName: interaction.member.displayName,
			hostUserId: interaction.user.id,
			visibility: wish.visibility ?? context.defaultVisibility,
			consent: wish.consent ?? context.defaultConsent,
			isRecorded: wish.record === null ? context.isRecordedByDefault : wish.record === 'tracks',
		},
		keeper,
		view,
	});
	if (wish.visibility && !announcer.isSupported) {
		await explainVisibility(interaction, context);
	}
}

function titleOf({ components }: Message): string | undefined {
	const texts = components
		.flatMap((part) => (part.type === ComponentType.Container ? part.components : [part]))
		.flatMap((part) => (part.type === ComponentType.TextDisplay ? [part.content] : []));
	return texts.map(readTitle).find((title) => title !== undefined);
}

/** A failure must not reach the caller, who would take the panel for an answer gone wrong. */
async function explainVisibility(
	interaction: GuildButtonInteraction | GuildCommandInteraction,
	{ logger }: CommandContext,
): Promise<void> {
	try {
		await interaction.followUp({
			content: answerOnLink('noVisibility')(languageOf(interaction)),
			flags: MessageFlags.Ephemeral,
		});
	} catch (error) {
		logger.warn({ guildId: interaction.guildId, err: error }, 'Could not be said in Discord');
	}
}

function assertFit(channel: VoiceBasedChannel): void {
	const obstacle = findVoiceObstacle(channel);
	if (obstacle !== undefined) {
		throw new UserError((language) => describeVoiceObstacle(obstacle, channel.id, language));
	}
}
