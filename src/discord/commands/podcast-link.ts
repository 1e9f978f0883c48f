// `/podcast link`: a new link for listeners, after which the old one opens nothing any more.
import { MessageFlags } from 'discord.js';
import { PodcastError, UserError } from '../../errors.js';
import type { Show } from '../../show/show.js';
import {
	describeNewLink,
	describeNoNewLink,
	describePublicLink,
	NO_LINK,
} from '../words/link-words.js';
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
 * Makes a new link for whoever asks.
 *
 * @returns what to answer them alone
 * @throws {UserError} where there is none
 */
export async function renewLink(
	{ guildId, member }: GuildButtonInteraction | GuildCommandInteraction,
	context: CommandContext,
): Promise<string> {
	return renew(requireOnAir(context, guildId), member.displayName);
}

async function renew(show: Show, memberName: string): Promise<string> {
	const { announcer } = show;
	if (!announcer.isSupported) {
		throw new UserError(NO_LINK.unsupported);
	}
	switch (announcer.details.visibility) {
		case 'private':
			return NO_LINK.private;
		case 'public':
			return describePublicLink(announcer.link);
		case 'unlisted': {
			const link = await tryToRenew(show);
			show.log({ kind: 'link renewed', by: memberName });
			return describeNewLink(link);
		}
	}
}

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
	throw new UserError(NO_LINK.away);
}
