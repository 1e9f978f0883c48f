// `/podcast start`: what stands in the way is said before anything is begun.
import type { VoiceBasedChannel } from 'discord.js';
import { ChannelType, type GuildMember, MessageFlags } from 'discord.js';
import { UserError } from '../../errors.js';
import { visibleText } from '../../protocol/member-text.js';
import { VISIBILITIES, type Visibility } from '../../protocol/podcast-details.js';
import { startShow } from '../../show/start-show.js';
import { findVoiceObstacle } from '../../voice/channel-access.js';
import { deferPanel } from '../panels/defer-panel.js';
import { describeVoiceObstacle } from '../words/failures/obstacle-words.js';
import type { CommandContext, GuildCommandInteraction, Subcommand } from './command.js';
import { chooseVoiceChannel } from './voice-channel-option.js';

/** Longest title of a podcast. */
const MAX_TITLE_LENGTH = 100;

/** What members choose from. */
const VISIBILITY_NAMES = {
	public: 'public: everybody can listen, and it is listed on the web page',
	unlisted: 'unlisted: whoever has the link can listen',
	private: 'private: only clients with credentials can listen',
} as const satisfies Record<Visibility, string>;

/** `/podcast start`. */
export const startCommand: Subcommand = {
	define: (start) =>
		start
			.setName('start')
			.setDescription('Puts a voice channel on air')
			.addChannelOption((channel) =>
				channel
					.setName('channel')
					.setDescription('Voice channel to put on air (default: the one you are in)')
					.addChannelTypes(ChannelType.GuildVoice, ChannelType.GuildStageVoice),
			)
			.addStringOption((title) =>
				title
					.setName('title')
					.setDescription('What the podcast is called (default: the name of the channel)')
					.setMaxLength(MAX_TITLE_LENGTH),
			)
			.addStringOption((visibility) =>
				visibility
					.setName('visibility')
					.setDescription('Who can listen (default: what this bot is set to)')
					.addChoices(VISIBILITIES.map((value) => ({ name: VISIBILITY_NAMES[value], value }))),
			),
	execute: startPodcast,
};

/** Answers with the panel where it goes on air, and only to the member who asked where not. */
async function startPodcast(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<void> {
	let channel: VoiceBasedChannel;
	try {
		channel = chooseChannel(interaction);
		context.registry.assertFree(interaction.guildId, interaction.client.user.id);
	} catch (error) {
		await interaction.deferReply({ flags: MessageFlags.Ephemeral });
		throw error;
	}
	const route = await deferPanel(interaction, context);
	const title = visibleText(interaction.options.getString('title') ?? '').trim() || channel.name;
	const hostName = (interaction.member as GuildMember).displayName;
	const wanted = interaction.options.getString('visibility') as Visibility | null;
	const visibility = wanted ?? context.defaultVisibility;
	const { keeper, view } = context.views.at(route);
	const { announcer } = await startShow({
		registry: context.registry,
		tools: context.shows,
		plan: { channel, title, hostName, visibility },
		keeper,
		view,
	});
	if (wanted && !announcer.isSupported) {
		await explainVisibility(interaction, context);
	}
}

/** A failure must not reach the caller, who would take the panel for an answer gone wrong. */
async function explainVisibility(
	interaction: GuildCommandInteraction,
	{ logger }: CommandContext,
): Promise<void> {
	try {
		await interaction.followUp({
			content:
				'This podcast server has no links and no visibility: only clients with its credentials can listen, whatever you choose.',
			flags: MessageFlags.Ephemeral,
		});
	} catch (error) {
		logger.warn({ guildId: interaction.guildId, err: error }, 'Could not be said in Discord');
	}
}

function chooseChannel(interaction: GuildCommandInteraction): VoiceBasedChannel {
	const channel = chooseVoiceChannel(interaction, '/podcast start');
	const obstacle = findVoiceObstacle(channel);
	if (obstacle !== undefined) {
		throw new UserError(describeVoiceObstacle(obstacle, channel.id));
	}
	return channel;
}
