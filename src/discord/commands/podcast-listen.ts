// `/podcast listen`: plays a podcast into one voice channel.
import type { SlashCommandSubcommandBuilder } from 'discord.js';
import { ChannelType, MessageFlags, type VoiceBasedChannel } from 'discord.js';
import type { Listening } from '../../listening/listening.js';
import type { ChosenPodcast } from '../../listening/podcast-catalogue.js';
import { ListeningPanel } from '../panels/listening-panel.js';
import type { CommandContext, GuildCommandInteraction } from './command.js';
import { deferPanel } from './podcast-start.js';
import { chooseVoiceChannel } from './voice-channel-option.js';

/** Longest text that is taken as a podcast: a link with a long host. */
const MAX_PODCAST_LENGTH = 500;

/** What Discord is told of it. */
export function defineListen(
	subcommand: SlashCommandSubcommandBuilder,
): SlashCommandSubcommandBuilder {
	return subcommand
		.setName('listen')
		.setDescription('Plays a podcast into a voice channel')
		.addStringOption((podcast) =>
			podcast
				.setName('podcast')
				.setDescription('Pick one, or paste its link')
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
export async function listenToPodcast(
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
	const podcast = await context.catalogue.find(wanted, interaction.guildId);
	const panel = new ListeningPanel({
		route,
		title: podcast.title,
		memory: context.listenings.memory,
		guildId: interaction.guildId,
		podcast: podcast.reference,
	});
	await playInto(channel, { podcast, panel, context });
	await panel.update();
}

/**
 * Plays a podcast into a channel, and shows it in a panel.
 *
 * @throws {UserError} where its text tells what to do
 */
export async function playInto(
	channel: VoiceBasedChannel,
	parts: {
		podcast: ChosenPodcast;
		panel: ListeningPanel;
		context: CommandContext;
		/** Who has played there before; where it cannot, another one does. */
		accountId?: string;
	},
): Promise<void> {
	const { accountId, panel, podcast, context } = parts;
	const { listenings } = context;
	let listening: Listening | undefined;
	const show = (showing: Promise<void>) =>
		listenings.track(
			showing.catch((error) => context.logger.error({ err: error }, 'A panel failed')),
		);
	listening = await listenings.start(
		channel,
		podcast,
		{
			onChange: () => listening && show(panel.update()),
			onEnd: (_reason, isPodcastOver) => listening && show(panel.tellEnd(listening, isPodcastOver)),
		},
		accountId,
	);
	panel.add(listening);
}
