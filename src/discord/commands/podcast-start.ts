// `/podcast start`: what stands in the way is said before anything is begun.
import type { VoiceBasedChannel } from 'discord.js';
import { type GuildMember, MessageFlags } from 'discord.js';
import { UserError } from '../../errors.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import { GuildPodcast } from '../../show/show.js';
import { findVoiceObstacle } from '../../voice/channel-access.js';
import { PanelRoute } from '../panels/panel-route.js';
import { escapeText } from '../words/markdown.js';
import { describeVoiceObstacle } from '../words/obstacle-words.js';
import type { CommandContext, GuildCommandInteraction } from './command.js';
import { chooseVoiceChannel } from './voice-channel-option.js';

/** Answers with the panel where it goes on air, and only to the member who asked where not. */
export async function startPodcast(
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
	const title = interaction.options.getString('title')?.trim() || channel.name;
	const hostName = (interaction.member as GuildMember).displayName;
	const wanted = interaction.options.getString('visibility') as Visibility | null;
	const visibility = wanted ?? context.defaultVisibility;
	const beginning = `${escapeText(hostName)} put it on air.`;
	const { announcer } = await context.registry.start(
		{ guildId: channel.guild.id, channelId: channel.id, accountId: channel.client.user.id },
		(signal) =>
			GuildPodcast.start(
				{ context, channel, title, hostName, visibility, route, beginning },
				signal,
			),
	);
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

/** Defers the public answer that becomes a panel. */
export async function deferPanel(
	interaction: GuildCommandInteraction,
	{ clock, logger, registry }: CommandContext,
): Promise<PanelRoute> {
	const { applicationId, channelId, client, guildId, token } = interaction;
	const deferred = await interaction.deferReply({ withResponse: true });
	const messageId = deferred.interaction.responseMessageId ?? (await interaction.fetchReply()).id;
	return new PanelRoute({
		client,
		clock,
		logger,
		place: { channelId, messageId },
		guildId,
		closing: registry.closing,
		interaction: { applicationId, token },
	});
}

function chooseChannel(interaction: GuildCommandInteraction): VoiceBasedChannel {
	const channel = chooseVoiceChannel(interaction, '/podcast start');
	const obstacle = findVoiceObstacle(channel);
	if (obstacle !== undefined) {
		throw new UserError(describeVoiceObstacle(obstacle, channel.id));
	}
	return channel;
}
