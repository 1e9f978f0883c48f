// `/podcast check`: the sound check before a show, in the channel of the member who asks.
import { type GuildMember, MessageFlags, type VoiceBasedChannel } from 'discord.js';
import { UserError } from '../../errors.js';
import { CHECK_MS } from '../../show/check/sound-check.js';
import { findVoiceObstacle } from '../../voice/channel-access.js';
import {
	describeCheck,
	describeCheckRunning,
	describeListening,
	notInVoice,
} from '../words/check/check-answer.js';
import { describeVoiceObstacle } from '../words/failures/obstacle-words.js';
import { languageOf } from '../words/spoken-language.js';
import type { CommandContext, GuildCommandInteraction, Subcommand } from './command.js';

/** `/podcast check`. */
export const checkCommand: Subcommand = {
	define: (check) =>
		check
			.setName('check')
			.setDescription('Check sound, link and permissions for 10 seconds, without going on air'),
	execute: checkSound,
};

/** Answers only the member who asked. */
async function checkSound(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<void> {
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	const { guildId } = interaction;
	const channel = ownChannel(interaction);
	const running = context.soundChecks.in(guildId);
	if (running) {
		throw new UserError(describeCheckRunning(running.channelId));
	}
	context.registry.assertFree(guildId, interaction.client.user.id);
	const obstacle = findVoiceObstacle(channel);
	if (obstacle !== undefined) {
		throw new UserError((language) => describeVoiceObstacle(obstacle, channel.id, language));
	}
	const answered = answerWithCheck(interaction, { channel, context });
	// The end of the program waits for the answer.
	context.registry.track(answered);
	await answered;
}

async function answerWithCheck(
	interaction: GuildCommandInteraction,
	{ channel, context }: { channel: VoiceBasedChannel; context: CommandContext },
): Promise<void> {
	const { logger, soundChecks } = context;
	const language = languageOf(interaction);
	let told: Promise<unknown> | undefined;
	const facts = await soundChecks.run(channel, () => {
		told = interaction
			.editReply(describeListening(channel.id, CHECK_MS, language))
			.catch((error: unknown) => logger.warn({ err: error }, 'A sound check could not be told'));
	});
	// Whichever comes last stands there.
	await told;
	await interaction.editReply(describeCheck(facts, language));
}

function ownChannel({ member }: GuildCommandInteraction): VoiceBasedChannel {
	const { channel } = (member as GuildMember).voice;
	if (!channel) {
		throw new UserError(notInVoice);
	}
	return channel;
}
