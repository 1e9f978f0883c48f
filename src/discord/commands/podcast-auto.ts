// `/podcast auto`: shows that start when enough members are in a channel.
import { ChannelType, MessageFlags } from 'discord.js';
import { UserError } from '../../errors.js';
import { findVoiceObstacle } from '../../voice/channel-access.js';
import { mayWrite } from '../schedule/self-starts.js';
import { describeVoiceObstacle } from '../words/failures/obstacle-words.js';
import {
	describeAutoRemoved,
	describeAutoSet,
	describeUnwritable,
} from '../words/schedule-words.js';
import { languageOf } from '../words/spoken-language.js';
import type { CommandContext, GuildCommandInteraction, Subcommand } from './command.js';
import { chooseVoiceChannel } from './voice-channel-option.js';

/** A voice channel has room for no more (API documentation, "Channel", user_limit). */
const MAX_MEMBERS = 99;

/** `/podcast auto`. */
export const autoCommand: Subcommand = {
	define: (auto) =>
		auto
			.setName('auto')
			.setDescription('Start shows by themselves when enough members are in a channel')
			.addChannelOption((channel) =>
				channel
					.setName('channel')
					.setDescription('Which voice channel')
					.setRequired(true)
					.addChannelTypes(ChannelType.GuildVoice, ChannelType.GuildStageVoice),
			)
			.addIntegerOption((members) =>
				members
					.setName('members')
					.setDescription('How many members have to be there; 0 ends it')
					.setRequired(true)
					.setMinValue(0)
					.setMaxValue(MAX_MEMBERS),
			),
	execute: setAuto,
};

async function setAuto(
	interaction: GuildCommandInteraction,
	{ schedules }: CommandContext,
): Promise<void> {
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	const { channelId: noticeChannelId, guildId, member, options } = interaction;
	const { autos } = schedules;
	const channel = chooseVoiceChannel(interaction, '/podcast auto');
	const members = options.getInteger('members', true);
	if (members === 0) {
		const wasThere = await autos.remove(guildId, channel.id);
		await interaction.editReply(describeAutoRemoved(channel.id, wasThere, languageOf(interaction)));
		return;
	}
	const obstacle = findVoiceObstacle(channel);
	if (obstacle && obstacle.kind !== 'full') {
		throw new UserError((language) => describeVoiceObstacle(obstacle, channel.id, language));
	}
	const here = interaction.channel;
	if (!mayWrite(channel) && !(here && mayWrite(here))) {
		throw new UserError((language) => describeUnwritable([channel.id, noticeChannelId], language));
	}
	const auto = {
		voiceChannelId: channel.id,
		noticeChannelId,
		hostName: member.displayName,
		hostUserId: member.id,
		members,
	};
	await autos.set(guildId, auto);
	const shown = describeAutoSet({ ...auto, isSpent: false }, languageOf(interaction));
	await interaction.editReply(shown);
}
