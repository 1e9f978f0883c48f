// `/podcast show`: what all shows of a server have in common, as they are set and as they are seen.
import { MessageFlags } from 'discord.js';
import { UserError } from '../../../errors.js';
import type { Visibility } from '../../../protocol/podcast-details.js';
import { readShowChanges, type ShowProfileChanges } from '../../places/show-changes.js';
import { suggestForShow } from '../../places/show-suggestions.js';
import { describeJingles } from '../../words/episodes/jingle-words.js';
import { describeShow } from '../../words/show/described-show.js';
import { describeShowFaults } from '../../words/show/show-fault-words.js';
import { languageOf } from '../../words/spoken-language.js';
import type {
	CommandContext,
	GuildAutocompleteInteraction,
	GuildCommandInteraction,
	Subcommand,
} from '../command.js';
import { fetchCover, keepCover } from '../show/cover-option.js';
import { changeJingles } from '../show/jingle-option.js';
import { defineShowOptions, type Removable } from '../show/show-options.js';

/** `/podcast show`. */
export const showCommand: Subcommand = {
	define: (show) =>
		defineShowOptions(
			show
				.setName('show')
				.setDescription('See or set what all shows of this server have: address, title, cover …'),
		),
	async execute(interaction, context) {
		await interaction.deferReply({ flags: MessageFlags.Ephemeral });
		const { guild, guildId, options } = interaction;
		const { jingles, links } = context;
		const language = languageOf(interaction);
		const before = links.profiles.in(guildId, guild.name);
		const removed = options.getString('remove') as Removable | null;
		// What is wrong is found before anything is changed.
		const changes = { ...removalOf(removed), ...readChanges(interaction, context) };
		const file = options.getAttachment('cover');
		const cover = file ? await fetchCover(context, { file, guildId }) : undefined;
		await changeJingles(interaction, context, removed);
		if (cover || (removed === 'cover' && before.cover)) {
			await keepCover(context, guildId, cover);
		}
		const { isKept } =
			Object.keys(changes).length > 0
				? await links.profiles.change(guildId, changes)
				: { isKept: true };
		const profile = links.profiles.in(guildId, guild.name);
		await interaction.editReply(
			describeShow(
				{
					profile,
					visibility: links.visibilityOf(profile),
					page: links.pageOf(profile),
					feed: links.feedOf(profile),
					jingles: describeJingles(await jingles.facts(guildId), language),
					isKept,
					hasAlphaCover: cover?.hasAlpha === true,
				},
				language,
			),
		);
	},
};

/** What Discord suggests while a member types into an option. */
export function suggestShow({ options }: GuildAutocompleteInteraction) {
	const { name, value } = options.getFocused(true);
	return suggestForShow(name, value);
}

function removalOf(removed: Removable | null): ShowProfileChanges {
	return removed === null || ['cover', 'intro', 'outro'].includes(removed)
		? {}
		: { [removed]: undefined };
}

/** @throws {UserError} where something cannot be set */
function readChanges(
	{ guildId, options }: GuildCommandInteraction,
	{ links }: CommandContext,
): ShowProfileChanges {
	const text = (name: string) => options.getString(name);
	const read = readShowChanges(
		{
			title: text('title'),
			description: text('description'),
			category: text('category'),
			language: text('language'),
			explicit: options.getBoolean('explicit'),
			author: text('author'),
			email: text('email'),
			website: text('website'),
			invite: text('invite'),
			address: text('address'),
			visibility: text('visibility') as Visibility | null,
		},
		(slug) => (links.profiles.findBySlug(slug)?.guildId ?? guildId) !== guildId,
	);
	if (read.kind === 'faults') {
		const { faults } = read;
		throw new UserError((language) => describeShowFaults(faults, language));
	}
	return read.changes;
}
