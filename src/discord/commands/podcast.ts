// `/podcast`: its sub-commands and who may use them.
import {
	ApplicationIntegrationType,
	InteractionContextType,
	PermissionFlagsBits,
	SlashCommandBuilder,
} from 'discord.js';
import type { Command, Subcommand } from './command.js';
import { episodesCommand } from './episodes/podcast-episodes.js';
import { noteCommand } from './episodes/podcast-note.js';
import { showCommand, suggestShow } from './episodes/podcast-show.js';
import { announceCommand } from './podcast-announce.js';
import { autoCommand } from './podcast-auto.js';
import { checkCommand } from './podcast-check.js';
import { helpCommand } from './podcast-help.js';
import { leaveCommand } from './podcast-leave.js';
import { linkCommand } from './podcast-link.js';
import { listenCommand, suggestPodcasts } from './podcast-listen.js';
import { muteCommand, unmuteCommand } from './podcast-mute.js';
import { relayCommand } from './podcast-relay.js';
import { scheduleCommands } from './podcast-schedule.js';
import { startCommand } from './podcast-start.js';
import { statusCommand } from './podcast-status.js';
import { stopCommand } from './podcast-stop.js';

/** By name, in the order in which Discord shows them. */
const subcommands = {
	start: startCommand,
	stop: stopCommand,
	status: statusCommand,
	check: checkCommand,
	link: linkCommand,
	note: noteCommand,
	episodes: episodesCommand,
	show: showCommand,
	announce: announceCommand,
	mute: muteCommand,
	unmute: unmuteCommand,
	listen: listenCommand,
	relay: relayCommand,
	leave: leaveCommand,
	help: helpCommand,
	auto: autoCommand,
} as const satisfies Record<string, Subcommand>;

function defineAll(): SlashCommandBuilder {
	const command = new SlashCommandBuilder();
	for (const { define } of Object.values(subcommands)) {
		command.addSubcommand(define);
	}
	command.addSubcommandGroup(scheduleCommands.define);
	return command;
}

/** For members with Manage Server, unless a server's integration settings say otherwise. */
export const podcastCommand: Command = {
	definition: defineAll()
		.setName('podcast')
		.setDescription('Start a live show from a voice channel')
		.setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
		.setContexts(InteractionContextType.Guild)
		.setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
		.toJSON(),

	async execute(interaction, context) {
		if (interaction.options.getSubcommandGroup() === 'schedule') {
			await scheduleCommands.execute(interaction, context);
			return;
		}
		const name = interaction.options.getSubcommand() as keyof typeof subcommands;
		await subcommands[name].execute(interaction, context);
	},

	suggest(interaction, context) {
		if (interaction.options.getSubcommandGroup() === 'schedule') {
			return scheduleCommands.suggest(interaction, context);
		}
		return interaction.options.getSubcommand() === 'show'
			? Promise.resolve(suggestShow(interaction))
			: suggestPodcasts(interaction, context.catalogue);
	},
};
