// The voice channel that a command is about: the one that was named, or the one that the member is in.
import type { GuildMember, VoiceBasedChannel } from 'discord.js';
import { UserError } from '../../errors.js';
import { describeNoChannel, describeWrongChannel } from '../words/answer-words.js';
import type { GuildCommandInteraction } from './command.js';

/**
 * Reads the option `channel`.
 *
 * @param command - such as `/podcast start`
 * @throws {UserError} if there is none, or none for voice
 */
export function chooseVoiceChannel(
	interaction: GuildCommandInteraction,
	command: string,
): VoiceBasedChannel {
	const channel =
		interaction.options.getChannel('channel') ?? (interaction.member as GuildMember).voice.channel;
	if (!channel) {
		throw new UserError((language) => describeNoChannel(command, language));
	}
	if (!channel.isVoiceBased()) {
		throw new UserError((language) => describeWrongChannel(channel.id, language));
	}
	return channel;
}
