// `/podcast`: its sub-commands and who may use them.
import {
	ApplicationIntegrationType,
	ChannelType,
	InteractionContextType,
	PermissionFlagsBits,
	SlashCommandBuilder,
} from 'discord.js';
import { VISIBILITIES, type Visibility } from '../../protocol/podcast-details.js';
import type { Command } from './command.js';
import { defineLeave, leaveChannels } from './podcast-leave.js';
import { renewLink } from './podcast-link.js';
import { defineListen, listenToPodcast, suggestPodcasts } from './podcast-listen.js';
import { muteMember, unmuteMember } from './podcast-mute.js';
import { defineRelay, relayPodcast } from './podcast-relay.js';
import { startPodcast } from './podcast-start.js';
import { showStatus } from './podcast-status.js';
import { stopPodcast } from './podcast-stop.js';

/** Longest title of a podcast. */
const MAX_TITLE_LENGTH = 100;

/** What members choose from. */
const VISIBILITY_NAMES = {
	public: 'public: everybody can listen, and it is listed on the web page',
	unlisted: 'unlisted: whoever has the link can listen',
	private: 'private: only clients with credentials can listen',
} as const satisfies Record<Visibility, string>;

const subcommands = {
	start: startPodcast,
	stop: stopPodcast,
	status: showStatus,
	link: renewLink,
	mute: muteMember,
	unmute: unmuteMember,
	listen: listenToPodcast,
	relay: relayPodcast,
	leave: leaveChannels,
} as const;

/** For members with Manage Server, unless a server's integration settings say otherwise. */
export const podcastCommand: Command = {
	definition: new SlashCommandBuilder()
		.setName('podcast')
		.setDescription('Puts a voice channel on air')
		.setDefaultMemberPermissions(PermissionFlagsBits.ManageGuild)
		.setContexts(InteractionContextType.Guild)
		.setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
		.addSubcommand((start) =>
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
						.setDescription('Who can listen (default: what whoever runs this bot has set)')
						.addChoices(VISIBILITIES.map((value) => ({ name: VISIBILITY_NAMES[value], value }))),
				),
		)
		.addSubcommand((stop) => stop.setName('stop').setDescription('Ends the podcast of this server'))
		.addSubcommand((status) =>
			status.setName('status').setDescription('Shows how the podcast of this server is doing'),
		)
		.addSubcommand((link) =>
			link
				.setName('link')
				.setDescription('Makes a new link for listeners; the old one is dead then'),
		)
		.addSubcommand((mute) =>
			mute
				.setName('mute')
				.setDescription('Takes a member off air until the podcast ends')
				.addUserOption((member) =>
					member
						.setName('member')
						.setDescription('Whose voice is not to be heard')
						.setRequired(true),
				),
		)
		.addSubcommand((unmute) =>
			unmute
				.setName('unmute')
				.setDescription('Lets a member back on air')
				.addUserOption((member) =>
					member
						.setName('member')
						.setDescription('Whose voice may be heard again')
						.setRequired(true),
				),
		)
		.addSubcommand(defineListen)
		.addSubcommand(defineRelay)
		.addSubcommand(defineLeave)
		.toJSON(),

	async execute(interaction, context) {
		const name = interaction.options.getSubcommand() as keyof typeof subcommands;
		await subcommands[name](interaction, context);
	},

	suggest(interaction, { catalogue }) {
		return suggestPodcasts(interaction, catalogue);
	},
};
