// `/podcast-privacy`: each member decides about their own voice. A command of its own, because
// Discord's default permissions apply to a whole command, and this one is for everybody.
import {
	ApplicationIntegrationType,
	type ButtonInteraction,
	InteractionContextType,
	MessageFlags,
	SlashCommandBuilder,
} from 'discord.js';
import type { VoicePrivacy } from '../../consent/voice-consent.js';
import { UserError } from '../../errors.js';
import {
	describeOptedIn,
	describePrivacy,
	describeUnsavedChoice,
	OPTED_OUT,
} from '../words/voice-words.js';
import type { Command, CommandContext, GuildCommandInteraction } from './command.js';

const subcommands = { optout: optOut, optin: optIn, show: showPrivacy } as const;

/** For everybody. */
export const privacyCommand: Command = {
	definition: new SlashCommandBuilder()
		.setName('podcast-privacy')
		.setDescription('Decides whether your voice goes on air')
		.setContexts(InteractionContextType.Guild)
		.setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
		.addSubcommand((sub) =>
			sub.setName('optout').setDescription('Keeps your voice out of every podcast of this bot'),
		)
		.addSubcommand((sub) =>
			sub.setName('optin').setDescription('Lets your voice go on air again, where you speak'),
		)
		.addSubcommand((sub) =>
			sub.setName('show').setDescription('Shows what you have decided, and what is kept of you'),
		)
		.toJSON(),

	async execute(interaction, context) {
		await interaction.deferReply({ flags: MessageFlags.Ephemeral });
		const name = interaction.options.getSubcommand() as keyof typeof subcommands;
		await interaction.editReply(await subcommands[name](interaction, context));
	},
};

/** The button of a notice to newcomers; its answer is seen by the member alone. */
export async function pressOptOut(
	interaction: ButtonInteraction<'cached'>,
	context: CommandContext,
): Promise<void> {
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	await interaction.editReply(await optOut(interaction, context));
}

type Asking = Pick<GuildCommandInteraction, 'guildId' | 'user'>;

/** It counts before it is answered and before it is written; nothing is heard once it is answered. */
async function optOut({ user }: Asking, { privacy }: CommandContext): Promise<string> {
	await decide(privacy, user.id, true);
	return OPTED_OUT;
}

async function optIn(asking: Asking, context: CommandContext): Promise<string> {
	await decide(context.privacy, asking.user.id, false);
	return describeOptedIn(isMuted(asking, context));
}

async function showPrivacy(asking: Asking, context: CommandContext): Promise<string> {
	const { guildId, user } = asking;
	return describePrivacy({
		hasOptedOut: context.privacy.hasOptedOut(user.id),
		isMuted: isMuted(asking, context),
		wasTold: context.privacy.wasTold(guildId, user.id),
	});
}

function isMuted({ guildId, user }: Asking, { registry }: CommandContext): boolean {
	const entry = registry.get(guildId);
	return entry?.kind === 'on air' && entry.onAir.voices.cast.mutedUserIds.includes(user.id);
}

async function decide(privacy: VoicePrivacy, userId: string, isOptedOut: boolean): Promise<void> {
	try {
		await privacy.setOptedOut(userId, isOptedOut);
	} catch (cause) {
		throw new UserError(describeUnsavedChoice(isOptedOut), { cause });
	}
}
