// `/podcast listen`: plays a podcast into one voice channel.
import type { SlashCommandSubcommandBuilder } from 'discord.js';
import {
	type ApplicationCommandOptionChoiceData,
	ChannelType,
	MessageFlags,
	type VoiceBasedChannel,
} from 'discord.js';
import type { OfferedPodcast, PodcastCatalogue } from '../../listening/podcast-catalogue.js';
import { deferPanel } from '../panels/defer-panel.js';
import { ListeningPanel, playInto } from '../panels/listening-panel.js';
import { cutText, plainLine } from '../words/markdown.js';
import { languageOfServer } from '../words/spoken-language.js';
import type {
	CommandContext,
	GuildAutocompleteInteraction,
	GuildCommandInteraction,
	Subcommand,
} from './command.js';
import { chooseVoiceChannel } from './voice-channel-option.js';

/** Longest text that is taken as a podcast: a link with a long host. */
const MAX_PODCAST_LENGTH = 500;

/** Most that Discord shows, and the longest name of one. */
const MAX_SUGGESTIONS = 25;
const MAX_NAME_LENGTH = 100;

type Suggestion = ApplicationCommandOptionChoiceData<string>;

/** `/podcast listen`. */
export const listenCommand: Subcommand = { define: defineListen, execute: listenToPodcast };

/** What Discord is told of it. */
function defineListen(subcommand: SlashCommandSubcommandBuilder): SlashCommandSubcommandBuilder {
	return subcommand
		.setName('listen')
		.setDescription('Play a show into a voice channel')
		.addStringOption((podcast) =>
			podcast
				.setName('podcast')
				.setDescription('Pick a show, or paste its link')
				.setRequired(true)
				.setAutocomplete(true)
				.setMaxLength(MAX_PODCAST_LENGTH),
		)
		.addChannelOption((channel) =>
			channel
				.setName('channel')
				.setDescription('Voice channel to play it into (default: the one you are in)')
				.addChannelTypes(ChannelType.GuildVoice, ChannelType.GuildStageVoice),
		);
}

/** Answers with a panel where it is played, and only to the member who asked where not. */
async function listenToPodcast(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<void> {
	let channel: VoiceBasedChannel;
	try {
		channel = chooseVoiceChannel(interaction, '/podcast listen');
	} catch (error) {
		await interaction.deferReply({ flags: MessageFlags.Ephemeral });
		throw error;
	}
	const route = await deferPanel(interaction, context);
	const wanted = interaction.options.getString('podcast', true);
	const { catalogue, listenings, logger } = context;
	const podcast = await catalogue.find(wanted, interaction.guildId);
	const panel = new ListeningPanel({
		route,
		title: podcast.title,
		memory: listenings.memory,
		guildId: interaction.guildId,
		language: languageOfServer(interaction.guild),
		podcast: podcast.reference,
	});
	await playInto(channel, { podcast, panel, listenings, logger });
	await panel.update();
}

/** What may be heard in the guild and has the typed text in its title, host, server or id. */
export async function suggestPodcasts(
	interaction: GuildAutocompleteInteraction,
	catalogue: PodcastCatalogue,
): Promise<Suggestion[]> {
	const wanted = interaction.options.getFocused().trim().toLowerCase();
	const offered = await catalogue.offer(interaction.guildId);
	return offered
		.map((podcast) => ({ name: nameOf(podcast), value: podcast.id }))
		.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted))
		.slice(0, MAX_SUGGESTIONS);
}

function nameOf({ hostName, isOwn, serverName, title }: OfferedPodcast): string {
	const parts = isOwn ? [title, 'this server'] : [title, hostName, serverName];
	return cutText(plainLine(parts.filter(Boolean).join(' — ')), MAX_NAME_LENGTH);
}
