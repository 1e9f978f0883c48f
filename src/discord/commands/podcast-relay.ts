// `/podcast relay`: plays a podcast into every voice channel of a category.
import type { SlashCommandSubcommandBuilder } from 'discord.js';
import { ChannelType, MessageFlags, type VoiceBasedChannel } from 'discord.js';
import { UserError } from '../../errors.js';
import { type ListeningRefusal, ListeningRefusedError } from '../../listening/listening-facts.js';
import type { ChosenPodcast } from '../../listening/podcast-catalogue.js';
import { deferPanel } from '../panels/defer-panel.js';
import { ListeningPanel, playInto } from '../panels/listening-panel.js';
import {
	describeRefusal,
	describeUnplayed,
	explainNothing,
} from '../words/failures/listen-failures.js';
import { languageOfServer } from '../words/spoken-language.js';
import type { CommandContext, GuildCommandInteraction, Subcommand } from './command.js';

/** `/podcast relay`. */
export const relayCommand: Subcommand = { define: defineRelay, execute: relayPodcast };

/** What Discord is told of it. */
function defineRelay(subcommand: SlashCommandSubcommandBuilder): SlashCommandSubcommandBuilder {
	return subcommand
		.setName('relay')
		.setDescription('Play a show into all voice channels of a category')
		.addChannelOption((category) =>
			category
				.setName('category')
				.setDescription('Whose voice channels it is played into')
				.setRequired(true)
				.addChannelTypes(ChannelType.GuildCategory),
		)
		.addStringOption((podcast) =>
			podcast
				.setName('podcast')
				.setDescription('Pick a show, or paste its link (default: this server’s own)')
				.setAutocomplete(true),
		);
}

/** Answers with a panel of all channels, and says which ones it is not played into, and why. */
async function relayPodcast(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<void> {
	const { catalogue, listenings, logger } = context;
	const { guildId, options } = interaction;
	const wanted = options.getString('podcast');
	const own = catalogue.own(guildId);
	if (wanted === null && !own) {
		await interaction.deferReply({ flags: MessageFlags.Ephemeral });
		throw new UserError(explainNothing('nothingOwn'));
	}
	const route = await deferPanel(interaction, context);
	const podcast = wanted === null ? (own as ChosenPodcast) : await catalogue.find(wanted, guildId);
	const channels = channelsOf(interaction, podcast.fromChannelId());
	if (channels.length === 0) {
		throw new UserError(explainNothing('noChannels'));
	}
	const language = languageOfServer(interaction.guild);
	const panel = new ListeningPanel({
		route,
		title: podcast.title,
		memory: listenings.memory,
		guildId,
		language,
		podcast: podcast.reference,
	});
	const unplayed = await playIntoEach(channels, { podcast, panel, listenings, logger });
	if (unplayed.length === channels.length) {
		const { refusal } = unplayed[0] as Refused;
		throw new UserError((spoken) => describeRefusal(refusal, spoken));
	}
	const told = unplayed.map(({ channelId, refusal }) => ({
		channelId,
		reason: describeRefusal(refusal, language),
	}));
	await panel.note(describeUnplayed(told, language));
}

/** A channel that it is not played into. */
interface Refused {
	channelId: string;
	refusal: ListeningRefusal;
}

/** One after another, so that the first channels get the accounts. */
async function playIntoEach(
	channels: readonly VoiceBasedChannel[],
	parts: Parameters<typeof playInto>[1],
): Promise<Refused[]> {
	const unplayed: Refused[] = [];
	for (const channel of channels) {
		try {
			await playInto(channel, parts);
		} catch (error) {
			if (!(error instanceof ListeningRefusedError)) {
				throw error;
			}
			unplayed.push({ channelId: channel.id, refusal: error.refusal });
		}
	}
	return unplayed;
}

/** As they stand in Discord's list. */
function channelsOf(
	{ guild, options }: GuildCommandInteraction,
	fromChannelId: string | undefined,
): VoiceBasedChannel[] {
	const category = options.getChannel('category', true);
	return [...guild.channels.cache.values()]
		.filter((channel) => channel.isVoiceBased())
		.filter(({ id, parentId }) => parentId === category.id && id !== fromChannelId)
		.sort((a, b) => a.rawPosition - b.rawPosition);
}
