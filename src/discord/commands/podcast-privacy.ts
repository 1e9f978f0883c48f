// `/podcast-privacy`: each member decides about his own voice. A command of its own, because
// Discord's default permissions apply to a whole command, and this one is for everybody.
import {
	ApplicationIntegrationType,
	type ButtonInteraction,
	InteractionContextType,
	MessageFlags,
	SlashCommandBuilder,
} from 'discord.js';
import { UserError } from '../../errors.js';
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

/** It counts before it is answered, and before it is written. */
async function optOut({ user }: Asking, { privacy }: CommandContext): Promise<string> {
	await save(privacy.setOptedOut(user.id, true), 'You are off air');
	return '🔇 Your voice is **off air**: in every podcast of this bot, in all servers, until you take it back with `/podcast-privacy optin`.';
}

async function optIn(asking: Asking, context: CommandContext): Promise<string> {
	await save(context.privacy.setOptedOut(asking.user.id, false), 'You may go on air');
	return `🎙️ Your voice goes **on air** again when you speak in a channel that is on air.${describeMute(asking, context)}`;
}

async function showPrivacy(asking: Asking, context: CommandContext): Promise<string> {
	const { privacy } = context;
	const choice = privacy.hasOptedOut(asking.user.id)
		? '🔇 You have **opted out**: your voice is in no podcast of this bot, in any server. `/podcast-privacy optin` takes that back.'
		: `🎙️ Your voice goes **on air** when you speak in a channel that is on air. \`/podcast-privacy optout\` keeps it out of every podcast of this bot.${describeMute(asking, context)}`;
	const told = privacy.wasTold(asking.guildId, asking.user.id)
		? ', and that I have told you so in this server'
		: '';
	return `${choice}\n-# What I keep: your choice with your user id${told}. I record nothing.`;
}

function describeMute({ guildId, user }: Asking, { registry }: CommandContext): string {
	const entry = registry.get(guildId);
	const isMuted =
		entry?.kind === 'on air' && entry.onAir.voices.cast.mutedUserIds.includes(user.id);
	return isMuted ? ' For this podcast, its host has taken you off air.' : '';
}

async function save(saving: Promise<void>, what: string): Promise<void> {
	try {
		await saving;
	} catch (cause) {
		throw new UserError(
			`${what} from now on, but I could not save that: it holds until I am restarted. Whoever runs this bot finds the reason in its log.`,
			{ cause },
		);
	}
}
