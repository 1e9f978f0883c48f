// `/podcast status`: what a moderator in a hurry wants to know, most important first.
import { MessageFlags } from 'discord.js';
import { openableHere } from '../../host-name.js';
import { languageOf } from '../words/spoken-language.js';
import { describeStarting, describeStatus } from '../words/status-words.js';
import type { CommandContext, GuildCommandInteraction, Subcommand } from './command.js';
import { requireShow } from './require-show.js';

/** `/podcast status`. */
export const statusCommand: Subcommand = {
	define: (status) =>
		status
			.setName('status')
			.setDescription('Show whether the show of this server works, and who listens'),
	execute: showStatus,
};

/** Answers only the member who asked. */
async function showStatus(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<void> {
	const { api, links, logger } = context;
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	const entry = requireShow(context, interaction.guildId);
	if (entry.kind === 'starting') {
		await interaction.editReply(describeStarting(entry.channelId, languageOf(interaction)));
		return;
	}
	const { onAir } = entry;
	const listeners =
		onAir.podcast &&
		(await api.countReceivers(onAir.podcast.id).catch((error) => {
			logger.debug({ err: error }, 'The podcast server does not tell its receivers');
			return undefined;
		}));
	const page = links.livePage(interaction.guildId, entry.show.plan.visibility);
	const websocket = onAir.podcast && openableHere(api.publicWebsocketUrl(onAir.podcast));
	const facts = { listeners, page, websocket };
	await interaction.editReply(describeStatus(entry.show, facts, languageOf(interaction)));
}
