// `/podcast-privacy`: each member decides about their own voice. A command of its own, because
// Discord's default permissions apply to a whole command, and this one is for everybody.
import {
	ApplicationIntegrationType,
	type ButtonInteraction,
	InteractionContextType,
	MessageFlags,
	SlashCommandBuilder,
} from 'discord.js';
import { UserError } from '../../errors.js';
import { type VoiceButtonName, voiceRow } from '../panels/voice-buttons.js';
import {
	describeAgreed,
	describeOptedIn,
	describePrivacy,
	describeUnsavedChoice,
	type OnAirFacts,
	OPTED_OUT,
	STILL_OPTED_OUT,
} from '../words/voice-words.js';
import type { Command, CommandContext, GuildCommandInteraction } from './command.js';

const subcommands = { optout: optOut, optin: optIn, show: showPrivacy } as const;

/** For everybody. */
export const privacyCommand: Command = {
	definition: new SlashCommandBuilder()
		.setName('podcast-privacy')
		.setDescription('Decide whether your voice goes on air')
		.setContexts(InteractionContextType.Guild)
		.setIntegrationTypes(ApplicationIntegrationType.GuildInstall)
		.addSubcommand((sub) =>
			sub.setName('optout').setDescription('Keep your voice out of every show of this bot'),
		)
		.addSubcommand((sub) =>
			sub.setName('optin').setDescription('Let your voice go on air again, where you speak'),
		)
		.addSubcommand((sub) =>
			sub.setName('show').setDescription('Show what you have decided, and what is kept of you'),
		)
		.toJSON(),

	async execute(interaction, context) {
		await interaction.deferReply({ flags: MessageFlags.Ephemeral });
		const name = interaction.options.getSubcommand() as keyof typeof subcommands;
		await interaction.editReply(toReply(await subcommands[name](interaction, context)));
	},
};

/** A button for one's own voice; its answer is seen by the member alone. */
export async function pressVoiceButton(
	interaction: ButtonInteraction<'cached'>,
	context: CommandContext,
	button: VoiceButtonName,
): Promise<void> {
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	await interaction.editReply(toReply(await presses[button](interaction, context)));
}

const presses = { keepOff: optOut, putOn, putBack } as const;

type Asking = Pick<GuildCommandInteraction, 'guildId' | 'user'>;

/** What a member is told, and what they can press below it. */
interface Answer {
	content: string;
	buttons: VoiceButtonName[];
}

function toReply({ buttons, content }: Answer) {
	return { content, components: buttons.length > 0 ? [voiceRow(buttons)] : [] };
}

/** It counts before it is answered and before it is written; nothing is heard once it is answered. */
async function optOut({ user }: Asking, { privacy }: CommandContext): Promise<Answer> {
	await decide(privacy.setOptedOut(user.id, true), { isOnAir: false });
	return { content: OPTED_OUT, buttons: ['putBack'] };
}

/** A "no" for everywhere is taken back by name only. */
async function putOn(asking: Asking, context: CommandContext): Promise<Answer> {
	return context.privacy.hasOptedOut(asking.user.id)
		? { content: STILL_OPTED_OUT, buttons: ['putBack'] }
		: agree(asking, context);
}

async function putBack(asking: Asking, context: CommandContext): Promise<Answer> {
	await decide(context.privacy.setOptedOut(asking.user.id, false), { isOnAir: true });
	return agree(asking, context);
}

async function agree(asking: Asking, context: CommandContext): Promise<Answer> {
	await decide(context.privacy.agree(asking.guildId, asking.user.id), { isOnAir: true });
	return { content: describeAgreed(factsOf(asking, context)), buttons: ['keepOff'] };
}

async function optIn(asking: Asking, context: CommandContext): Promise<Answer> {
	await decide(context.privacy.setOptedOut(asking.user.id, false), { isOnAir: true });
	const facts = factsOf(asking, context);
	return { content: describeOptedIn(facts), buttons: facts.isAsked ? ['putOn'] : [] };
}

async function showPrivacy(asking: Asking, context: CommandContext): Promise<Answer> {
	const { guildId, user } = asking;
	const { privacy } = context;
	const hasOptedOut = privacy.hasOptedOut(user.id);
	const facts = factsOf(asking, context);
	const content = describePrivacy({
		...facts,
		hasOptedOut,
		hasAgreed: privacy.hasAgreed(guildId, user.id),
		wasTold: privacy.wasTold(guildId, user.id),
	});
	return { content, buttons: buttonsFor(hasOptedOut, facts) };
}

function buttonsFor(hasOptedOut: boolean, { isAsked }: OnAirFacts): VoiceButtonName[] {
	if (hasOptedOut) {
		return ['putBack'];
	}
	return isAsked ? ['putOn', 'keepOff'] : ['keepOff'];
}

/** What keeps the member off air in this server, beside their own "no". */
function factsOf({ guildId, user }: Asking, { privacy, registry }: CommandContext): OnAirFacts {
	const entry = registry.get(guildId);
	if (entry?.kind !== 'on air') {
		return { isAsked: false, isMuted: false };
	}
	return {
		isAsked: entry.show.plan.consent === 'ask' && !privacy.hasAgreed(guildId, user.id),
		isMuted: entry.onAir.voices.cast.mutedUserIds.includes(user.id),
	};
}

async function decide(decision: Promise<void>, { isOnAir }: { isOnAir: boolean }): Promise<void> {
	try {
		await decision;
	} catch (cause) {
		throw new UserError(describeUnsavedChoice(!isOnAir), { cause });
	}
}
