// `/podcast status`: what a moderator in a hurry wants to know, most important first.
import { MessageFlags } from 'discord.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import type { OnAir } from '../../show/on-air.js';
import type { Show } from '../../show/show.js';
import { escapeText, formatCounts, formatMoment } from '../words/markdown.js';
import { showLink } from '../words/shown-link.js';
import { describeTrouble } from '../words/trouble-words.js';
import type { CommandContext, GuildCommandInteraction, Subcommand } from './command.js';
import { requireShow } from './require-show.js';

/** `/podcast status`. */
export const statusCommand: Subcommand = {
	define: (status) =>
		status.setName('status').setDescription('Shows how the podcast of this server is doing'),
	execute: showStatus,
};

/** Answers only the member who asked. */
async function showStatus(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<void> {
	const { api, logger } = context;
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	const entry = requireShow(context, interaction.guildId);
	if (entry.kind === 'starting') {
		await interaction.editReply(`🟡 A podcast is being started in <#${entry.channelId}>.`);
		return;
	}
	const { onAir } = entry;
	const receivers =
		onAir.podcast &&
		(await api.countReceivers(onAir.podcast.id).catch((error) => {
			logger.debug({ err: error }, 'The podcast server does not tell its receivers');
			return undefined;
		}));
	await interaction.editReply(describeStatus(entry.show, receivers));
}

function describeStatus({ announcer, onAir }: Show, receivers: number | undefined): string {
	const { voice, programme, sender, endToEndVersion, isPodcastConnected } = onAir.stats;
	const dropped = [...voice.dropped, ...programme.dropped, ...sender.dropped];
	const what = `${escapeText(onAir.title)}, from <#${onAir.channelId}>`;
	return [
		isPodcastConnected
			? `🔴 **On air** since ${formatMoment(onAir.sinceEpochMs, 'R')}: ${what}`
			: `🟡 **Interrupted**: ${what}`,
		...onAir.troubles.map((trouble) => `⚠️ ${describeTrouble(trouble)}`),
		`Podcast: ${onAir.podcast ? `\`${onAir.podcast.id}\`` : 'none at the moment'}`,
		...(announcer.isSupported ? describeAccess(announcer.details.visibility, announcer.link) : []),
		`Listeners: ${receivers ?? 'unknown (this podcast server does not tell)'}`,
		`Frames: ${count(voice.heard)} heard, ${count(programme.passed)} passed through, ${count(programme.mixed)} mixed, ${count(sender.sent)} sent`,
		`Dropped: ${formatCounts(dropped)}`,
		`Delay added: ${sender.delayP99Ms === undefined ? 'nothing sent yet' : `${sender.delayP99Ms.toFixed(1)} ms (99 % of the last frames)`}`,
		...describeOffAir(onAir),
		`End-to-end encryption: ${endToEndVersion > 0 ? `on (DAVE version ${endToEndVersion})` : 'off in this call'}`,
	].join('\n');
}

function describeAccess(visibility: Visibility, link: URL | undefined): string[] {
	const shown = link && showLink(link);
	return [
		`Visibility: ${visibility}, ${shown?.text ?? 'no link'}`,
		...(shown?.advice ? [shown.advice] : []),
	];
}

function describeOffAir({ voices }: OnAir): string[] {
	const members = voices.offAir.map(
		(userId) => `<@${userId}> (${voices.cast.offAirReason(userId)})`,
	);
	return members.length === 0 ? [] : [`Kept off air: ${members.join(', ')}`];
}

function count(frames: number): string {
	return frames.toLocaleString('en');
}
