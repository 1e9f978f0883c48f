// `/podcast link`: new keys for listeners, after which the old links open nothing any more.
import { MessageFlags } from 'discord.js';
import { PodcastError, UserError } from '../../errors.js';
import type { Language } from '../../languages.js';
import type { Show } from '../../show/show.js';
import type { ShowProfile } from '../places/show-links.js';
import {
	answerOnLink,
	describeNewLink,
	describeNoNewLink,
	describePublicLink,
	type RenewedPlace,
} from '../words/link-words.js';
import { languageOf } from '../words/spoken-language.js';
import type {
	CommandContext,
	GuildButtonInteraction,
	GuildCommandInteraction,
	Subcommand,
} from './command.js';
import { requireOnAir } from './require-show.js';

/** `/podcast link`. */
export const linkCommand: Subcommand = {
	define: (link) =>
		link
			.setName('link')
			.setDescription('Make a new link for listeners (the old one stops working)'),
	execute: answerLink,
};

/** Answers only the member who asked; the panel shows the new link. */
async function answerLink(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<void> {
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	await interaction.editReply(await renewLink(interaction, context));
}

/**
 * Makes a new link for whoever asks: of the show that is on air, and of the server's address.
 *
 * @returns what to answer them alone
 * @throws {UserError} where there is none
 */
export async function renewLink(
	interaction: GuildButtonInteraction | GuildCommandInteraction,
	context: CommandContext,
): Promise<string> {
	const { guild, member } = interaction;
	const language = languageOf(interaction);
	const profile = context.links.profiles.in(guild.id, guild.name);
	if (!context.registry.get(guild.id) && context.links.isOpen(profile)) {
		return renewOffAir(profile, context, language);
	}
	const show = requireOnAir(context, guild.id);
	if (!show.announcer.isSupported) {
		throw new UserError(answerOnLink('unsupported'));
	}
	return renewOnAir(show, { context, language, memberName: member.displayName });
}

async function renewOffAir(
	profile: ShowProfile,
	{ links }: CommandContext,
	language: Language,
): Promise<string> {
	const visibility = links.visibilityOf(profile);
	switch (visibility) {
		case 'private':
			return answerOnLink('privatePlace')(language);
		case 'public':
			return describePublicLink(links.pageOf(profile), 'off air', language);
		case 'unlisted': {
			const place = await renewPlace(profile.guildId, { links });
			const link = place?.page ?? links.pageOf(profile);
			return describeNewLink(link, { visibility, place }, language);
		}
	}
}

async function renewOnAir(
	show: Show,
	{
		context,
		language,
		memberName,
	}: { context: CommandContext; language: Language; memberName: string },
): Promise<string> {
	const { announcer, guildId } = show;
	const { visibility } = announcer.details;
	if (visibility === 'private') {
		return answerOnLink('private')(language);
	}
	const link = visibility === 'unlisted' ? await tryToRenew(show) : announcer.link;
	const place = await renewPlace(guildId, context);
	const page = context.links.livePage(guildId, visibility);
	if (visibility === 'public' && !(place && page)) {
		return describePublicLink(page ?? link, 'on air', language);
	}
	show.log({ kind: 'link renewed', by: memberName });
	const shown = page ?? link;
	return shown
		? describeNewLink(shown, { visibility, place }, language)
		: answerOnLink('away')(language);
}

/** @returns undefined where the server's address opens without a key, or is nobody's to open */
async function renewPlace(
	guildId: string,
	{ links }: Pick<CommandContext, 'links'>,
): Promise<RenewedPlace | undefined> {
	const before = links.profiles.get(guildId);
	if (!before || !links.isLiveThere || links.visibilityOf(before) === 'private') {
		return undefined;
	}
	const { isKept, profile } = await links.profiles.renewKeys(guildId);
	return links.visibilityOf(profile) === 'unlisted'
		? { page: links.pageOf(profile), feed: links.feedOf(profile), isKept }
		: undefined;
}

/** The panel and whatever else shows the link follow by themselves. */
async function tryToRenew({ announcer, onAir }: Show): Promise<URL> {
	try {
		const link = await announcer.renewLink();
		if (link) {
			return link;
		}
	} catch (cause) {
		if (!(cause instanceof PodcastError)) {
			throw cause;
		}
		throw new UserError(describeNoNewLink(cause, onAir.podcast !== undefined), { cause });
	}
	throw new UserError(answerOnLink('away'));
}
