// `/podcast leave`: ends what is played into a channel, a category, or all of the server.
import type { SlashCommandSubcommandBuilder } from 'discord.js';
import { ChannelType, MessageFlags } from 'discord.js';
import { UserError } from '../../errors.js';
import type { Listening } from '../../listening/listening.js';
import { describeLeft, explainNothing } from '../words/failures/listen-failures.js';
import { languageOfServer } from '../words/spoken-language.js';
import type { CommandContext, GuildCommandInteraction, Subcommand } from './command.js';

/** `/podcast leave`. */
export const leaveCommand: Subcommand = { define: defineLeave, execute: leaveChannels };

/** What Discord is told of it. */
function defineLeave(subcommand: SlashCommandSubcommandBuilder): SlashCommandSubcommandBuilder {
	return subcommand
		.setName('leave')
		.setDescription('End what is played into voice channels of this server')
		.addChannelOption((channel) =>
			channel
				.setName('channel')
				.setDescription('One voice channel, or a category (default: all)')
				.addChannelTypes(
					ChannelType.GuildVoice,
					ChannelType.GuildStageVoice,
					ChannelType.GuildCategory,
				),
		);
}

/** Answers publicly where something was played, and only to the member who asked where not. */
async function leaveChannels(
	interaction: GuildCommandInteraction,
	{ listenings }: CommandContext,
): Promise<void> {
	const ended = listenings.in(interaction.guildId).filter(isMeant(interaction));
	if (ended.length === 0) {
		await interaction.deferReply({ flags: MessageFlags.Ephemeral });
		throw new UserError(explainNothing('nothingPlayed'));
	}
	await interaction.deferReply();
	const end = { cause: 'stopped', byName: interaction.member.displayName } as const;
	await Promise.all(ended.map((listening) => listenings.end(listening, end)));
	const left = ended.map(({ channelId }) => channelId);
	await interaction.editReply(describeLeft(left, languageOfServer(interaction.guild)));
}

function isMeant(interaction: GuildCommandInteraction): (listening: Listening) => boolean {
	const wanted = interaction.options.getChannel('channel');
	const { cache } = interaction.guild.channels;
	return ({ channelId }) =>
		wanted === null || channelId === wanted.id || cache.get(channelId)?.parentId === wanted.id;
}
