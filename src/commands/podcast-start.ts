// `/podcast start`: what stands in the way is said before anything is begun.

import type { VoiceBasedChannel } from 'discord.js';
import { escapeMarkdown, type GuildMember, MessageFlags, PermissionFlagsBits } from 'discord.js';
import { UserError } from '../errors.js';
import type { PodcastApi } from '../sender/podcast-api.js';
import { Announcer } from './announcer.js';
import type { CommandContext, GuildCommandInteraction } from './command.js';
import { describeEnd } from './failures.js';
import { OnAir } from './on-air.js';
import { formatDuration } from './replies.js';

/** Answers publicly where it goes on air, and only to the member who asked where it does not. */
export async function startPodcast(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<void> {
	let channel: VoiceBasedChannel;
	try {
		channel = chooseChannel(interaction);
		context.registry.assertFree(interaction.guildId);
	} catch (error) {
		await interaction.deferReply({ flags: MessageFlags.Ephemeral });
		throw error;
	}
	await interaction.deferReply();
	const title = interaction.options.getString('title')?.trim() || channel.name;
	const announcer = new Announcer(interaction, context);
	const onAir = await goOnAir({ channel, title, announcer }, context);
	context.logger.info(
		{ guildId: interaction.guildId, channelId: channel.id, podcast: onAir.podcast?.id },
		'On air',
	);
	await interaction.editReply(describeOnAir(onAir, context.api));
}

async function goOnAir(
	what: { channel: VoiceBasedChannel; title: string; announcer: Announcer },
	context: CommandContext,
): Promise<OnAir> {
	const { channel, title, announcer } = what;
	const { registry, api, logger } = context;
	const place = { guildId: channel.guild.id, channelId: channel.id };
	const onAir: OnAir = await registry.start(place, (signal) =>
		OnAir.start(
			{
				channel,
				title,
				api,
				clock: context.clock,
				logger: logger.child(place),
				random: context.random,
				settings: context.settings,
				listener: {
					onMoved: (channelId) =>
						announcer.say(`I was moved to <#${channelId}>: the podcast goes on from there.`),
					onPodcastReconnected: (podcast) =>
						announcer.say(
							`The podcast server is back: on air as \`${podcast.id}\`, at ${listenAddress(onAir, api)}.`,
						),
					onEnd: (end) => {
						registry.remove(place.guildId, onAir);
						logger.info({ ...place, end: describeEnd(end, onAir.channelId) }, 'Off air');
						announcer.say(
							`⚫ **Off air** after ${formatDuration(context.clock.epochMs() - onAir.sinceEpochMs)}. ${describeEnd(end, onAir.channelId)}`,
						);
					},
				},
			},
			signal,
		),
	);
	return onAir;
}

function chooseChannel(interaction: GuildCommandInteraction): VoiceBasedChannel {
	const channel =
		interaction.options.getChannel('channel') ?? (interaction.member as GuildMember).voice.channel;
	if (!channel) {
		throw new UserError(
			'Join a voice channel first, or name one: `/podcast start channel:` and pick it.',
		);
	}
	if (!channel.isVoiceBased()) {
		throw new UserError(`<#${channel.id}> is no voice channel: pick one that is.`);
	}
	checkAccess(channel);
	return channel;
}

const NEEDED_PERMISSIONS = [
	['View Channel', PermissionFlagsBits.ViewChannel],
	['Connect', PermissionFlagsBits.Connect],
] as const;

function checkAccess(channel: VoiceBasedChannel): void {
	const { me } = channel.guild.members;
	const permissions = me && channel.permissionsFor(me);
	const missing = NEEDED_PERMISSIONS.filter(([, flag]) => !permissions?.has(flag));
	if (missing.length > 0) {
		throw new UserError(
			`I may not enter <#${channel.id}>: give me ${missing.map(([name]) => `**${name}**`).join(' and ')} there, in the channel's settings under Permissions.`,
		);
	}
	if (me?.isCommunicationDisabled()) {
		throw new UserError(`I am timed out in this server and cannot enter <#${channel.id}>.`);
	}
	const isInside = me?.voice.channelId === channel.id;
	if (channel.full && !isInside && !permissions?.has(PermissionFlagsBits.MoveMembers)) {
		throw new UserError(
			`<#${channel.id}> is full (${channel.userLimit} members): raise its user limit, or give me **Move Members** there, which lets me in all the same.`,
		);
	}
}

function describeOnAir(onAir: OnAir, api: PodcastApi): string {
	return [
		`🔴 **On air**: ${escapeMarkdown(onAir.title)}, from <#${onAir.channelId}>`,
		`Podcast \`${onAir.podcast?.id}\` · listen at ${listenAddress(onAir, api)}`,
	].join('\n');
}

/** The address that receivers connect to; their credentials go into the handshake's headers. */
function listenAddress(onAir: OnAir, api: PodcastApi): string {
	return onAir.podcast ? `\`${api.websocketUrl(onAir.podcast)}\`` : 'an address to come';
}
