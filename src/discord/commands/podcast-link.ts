// `/podcast link`: a new link for listeners, after which the old one opens nothing any more.
import { MessageFlags } from 'discord.js';
import { PodcastError, UserError } from '../../errors.js';
import type { Show } from '../../show/show.js';
import { describeServerFailure } from '../words/server-advice.js';
import { showLink } from '../words/shown-link.js';
import type { CommandContext, GuildCommandInteraction, Subcommand } from './command.js';
import { requireShow } from './require-show.js';

/** `/podcast link`. */
export const linkCommand: Subcommand = {
	define: (link) =>
		link.setName('link').setDescription('Makes a new link for listeners; the old one is dead then'),
	execute: renewLink,
};

/** Answers only the member who asked; the panel shows the new link. */
async function renewLink(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<void> {
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	const entry = requireShow(context, interaction.guildId);
	if (entry.kind === 'starting') {
		throw new UserError(
			`A podcast is just being started in <#${entry.channelId}>: try again when it is on air.`,
		);
	}
	await interaction.editReply(await renew(entry.show, interaction.member.displayName));
}

async function renew(show: Show, memberName: string): Promise<string> {
	const { announcer } = show;
	if (!announcer.isSupported) {
		throw new UserError(
			'This podcast server has no links: receivers connect with credentials to the address in the panel.',
		);
	}
	switch (announcer.details.visibility) {
		case 'private':
			return '🔒 This podcast is private, and has no link: only clients with credentials can listen.';
		case 'public':
			return [
				'🔊 This podcast is public, so everybody can listen, with or without a key.',
				...(announcer.link ? describeLink(announcer.link) : []),
			].join('\n');
		case 'unlisted': {
			const link = await tryToRenew(show);
			show.log({ kind: 'link renewed', by: memberName });
			return [
				'🔗 The new link:',
				...describeLink(link),
				'The old one is **dead**, and whoever listened by it has been cut off: give them this one. The panel shows it, too.',
			].join('\n');
		}
	}
}

function describeLink(link: URL): string[] {
	const { text, advice } = showLink(link);
	return advice ? [text, advice] : [text];
}

async function tryToRenew({ announcer, onAir }: Show): Promise<URL> {
	try {
		const link = await announcer.renewLink();
		if (link) {
			return link;
		}
	} catch (error) {
		if (!(error instanceof PodcastError)) {
			throw error;
		}
		const stays = onAir.podcast ? 'The old link still works.' : '';
		throw new UserError(
			`No new link could be made. ${describeServerFailure(error)}. ${stays}`.trim(),
			{
				cause: error,
			},
		);
	}
	throw new UserError(
		'The podcast server is away at the moment, and its link with it: try again when the panel says **On air**.',
	);
}
