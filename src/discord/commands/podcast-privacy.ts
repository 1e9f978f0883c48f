// `/podcast-privacy`: each member decides about their own voice. A command of its own, because
// Discord's default permissions apply to a whole command, and this one is for everybody.
import {
	ApplicationIntegrationType,
	type ButtonInteraction,
	ComponentType,
	InteractionContextType,
	MessageFlags,
	SlashCommandBuilder,
} from 'discord.js';
import type { Language } from '../../languages.js';
import { type VoiceButtonName, voiceButton } from '../panels/voice-buttons.js';
import { describeRecordings } from '../words/erasure-words.js';
import { textsIn } from '../words/languages/texts.js';
import { MAX_MESSAGE_LENGTH } from '../words/markdown.js';
import { languageOf } from '../words/spoken-language.js';
import {
	describeAgreed,
	describeOptedIn,
	describePrivacy,
	describeRecordedAgain,
	type OnAirFacts,
} from '../words/voice-words.js';
import type { Command, CommandContext, GuildCommandInteraction } from './command.js';
import {
	askToEraseVoice,
	type EraseWish,
	eraseButton,
	suggestRecordings,
	toRecordedVoice,
} from './episodes/erase-voice.js';

const subcommands = {
	optout: optOut,
	optin: optIn,
	recording: decideRecording,
	name: decideName,
	show: showPrivacy,
	erase: askToEraseVoice,
} as const;

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
			sub
				.setName('recording')
				.setDescription('Decide whether your voice is recorded, in shows that are')
				.addBooleanOption((wish) =>
					wish
						.setName('allowed')
						.setDescription('False keeps you out of every recording; you are still heard live')
						.setRequired(true),
				),
		)
		.addSubcommand((sub) =>
			sub
				.setName('name')
				.setDescription('Decide whether your name stands in transcripts and feeds of episodes')
				.addBooleanOption((wish) =>
					wish.setName('allowed').setDescription('Default: it does not').setRequired(true),
				),
		)
		.addSubcommand((sub) =>
			sub.setName('show').setDescription('Show what you have decided, and what is kept of you'),
		)
		.addSubcommand((sub) =>
			sub
				.setName('erase')
				.setDescription('Take your voice out of recordings, published ones included')
				.addStringOption((episode) =>
					episode
						.setName('episode')
						.setDescription('Which recording (default: all that have your voice)')
						.setAutocomplete(true),
				),
		)
		.toJSON(),

	async execute(interaction, context) {
		await interaction.deferReply({ flags: MessageFlags.Ephemeral });
		const name = interaction.options.getSubcommand() as keyof typeof subcommands;
		const answer = await subcommands[name](interaction, context);
		await interaction.editReply(toReply(answer, languageOf(interaction)));
	},

	suggest: async (interaction, context) => suggestRecordings(interaction, context),
};

/** A button for one's own voice; its answer is seen by the member alone. */
export async function pressVoiceButton(
	interaction: ButtonInteraction<'cached'>,
	context: CommandContext,
	button: VoiceButtonName,
): Promise<void> {
	await interaction.deferReply({ flags: MessageFlags.Ephemeral });
	const answer = await presses[button](interaction, context);
	await interaction.editReply(toReply(answer, languageOf(interaction)));
}

const presses = {
	keepOff: optOut,
	putOn,
	putBack,
	dontRecord: stopRecording,
	record: recordAgain,
} as const;

type Asking = Pick<GuildCommandInteraction, 'guildId' | 'locale' | 'user'>;

/** What a member is told, and what they can press below it. */
interface Answer {
	content: string;
	buttons: readonly VoiceButtonName[];
	/** To take their voice out: of one recording, or of all. */
	erase?: EraseWish | undefined;
}

function toReply({ buttons, content, erase }: Answer, language: Language) {
	const row = [
		...buttons.map((name) => voiceButton(name, language)),
		...(erase ? [eraseButton(erase, language)] : []),
	];
	return {
		content,
		components: row.length > 0 ? [{ type: ComponentType.ActionRow, components: row }] : [],
	};
}

/**
 * A "no" is for what comes; what is recorded already they decide about themselves. In a show that is
 * about that one, else about all: it may be over, and on its way to be published.
 */
function offerToErase(
	asking: Asking,
	{ erasure, registry }: CommandContext,
	answer: Answer,
): Answer {
	const { guildId, user } = asking;
	const language = languageOf(asking);
	const { stillRecorded } = textsIn(language).recording;
	const entry = registry.get(guildId);
	const episode = entry?.kind === 'on air' ? entry.show.recording?.episode : undefined;
	if (episode?.tracks.some(({ userId }) => userId === user.id)) {
		const content = `${answer.content}\n${stillRecorded}`;
		return { ...answer, content, erase: { episodeId: episode.id, count: 1 } };
	}
	const recordings = erasure.recordingsOf(user.id).map(toRecordedVoice);
	const maxLength = MAX_MESSAGE_LENGTH - answer.content.length - 1;
	return recordings.length > 0
		? {
				...answer,
				content: `${answer.content}\n${describeRecordings(recordings, { language, maxLength })}`,
				erase: { episodeId: undefined, count: recordings.length },
			}
		: answer;
}

/** It counts before it is answered and before it is written; nothing is heard once it is answered. */
async function optOut(asking: Asking, context: CommandContext): Promise<Answer> {
	const unsaved = await decide(context.privacy.setOptedOut(asking.user.id, true), asking);
	const content = textsIn(languageOf(asking)).voice.optedOut + unsaved;
	return offerToErase(asking, context, { content, buttons: ['putBack'] });
}

async function decideRecording(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<Answer> {
	const isAllowed = interaction.options.getBoolean('allowed', true);
	return (isAllowed ? recordAgain : stopRecording)(interaction, context);
}

async function decideName(
	interaction: GuildCommandInteraction,
	{ privacy }: CommandContext,
): Promise<Answer> {
	const isAllowed = interaction.options.getBoolean('allowed', true);
	const unsaved = await decide(privacy.setNamed(interaction.user.id, isAllowed), interaction);
	const { named, notNamed } = textsIn(languageOf(interaction)).voice;
	return { content: (isAllowed ? named : notNamed) + unsaved, buttons: [] };
}

async function stopRecording(asking: Asking, context: CommandContext): Promise<Answer> {
	const unsaved = await decide(context.privacy.setNeverRecorded(asking.user.id, true), asking);
	const content = textsIn(languageOf(asking)).voice.notRecorded + unsaved;
	return offerToErase(asking, context, { content, buttons: ['record'] });
}

async function recordAgain(asking: Asking, { privacy }: CommandContext): Promise<Answer> {
	const { guildId, user } = asking;
	const unsaved = await decide(privacy.agreeToRecording(guildId, user.id), asking);
	const hasOptedOut = privacy.hasOptedOut(user.id);
	return {
		content: describeRecordedAgain({ hasOptedOut }, languageOf(asking)) + unsaved,
		buttons: hasOptedOut ? ['putBack'] : ['dontRecord'],
	};
}

/** A "no" for everywhere is taken back by name only. */
async function putOn(asking: Asking, context: CommandContext): Promise<Answer> {
	return context.privacy.hasOptedOut(asking.user.id)
		? { content: textsIn(languageOf(asking)).voice.stillOptedOut, buttons: ['putBack'] }
		: agree(asking, context);
}

async function putBack(asking: Asking, context: CommandContext): Promise<Answer> {
	// What is not saved here is not saved with the other choice either, which says so.
	await decide(context.privacy.setOptedOut(asking.user.id, false), asking);
	return agree(asking, context);
}

async function agree(asking: Asking, context: CommandContext): Promise<Answer> {
	const { privacy } = context;
	const { guildId, user } = asking;
	let unsaved = await decide(privacy.agree(guildId, user.id), asking);
	const facts = factsOf(asking, context);
	// What they were told of the show says that it is recorded; who wants never to be stays out of it.
	const isRecorded = facts.isRecorded && !privacy.isNeverRecorded(user.id);
	if (isRecorded) {
		unsaved = await decide(privacy.agreeToRecording(guildId, user.id), asking);
	}
	return {
		content: describeAgreed({ ...facts, isRecorded }, languageOf(asking)) + unsaved,
		buttons: isRecorded ? ['dontRecord', 'keepOff'] : ['keepOff'],
	};
}

async function optIn(asking: Asking, context: CommandContext): Promise<Answer> {
	const unsaved = await decide(context.privacy.setOptedOut(asking.user.id, false), asking);
	const facts = factsOf(asking, context);
	return {
		content: describeOptedIn(facts, languageOf(asking)) + unsaved,
		buttons: facts.isAsked ? ['putOn'] : [],
	};
}

async function showPrivacy(asking: Asking, context: CommandContext): Promise<Answer> {
	const { guildId, user } = asking;
	const { privacy } = context;
	const hasOptedOut = privacy.hasOptedOut(user.id);
	const isNeverRecorded = privacy.isNeverRecorded(user.id);
	const recordings = context.erasure.recordingsOf(user.id);
	const facts = factsOf(asking, context);
	const member = {
		...facts,
		hasOptedOut,
		hasAgreed: privacy.hasAgreed(guildId, user.id),
		isNeverRecorded,
		isNamed: privacy.mayBeNamed(user.id),
		recordings: recordings.map(toRecordedVoice),
		wasTold: privacy.wasTold(guildId, user.id),
	};
	const content = describePrivacy(member, languageOf(asking));
	return {
		content,
		buttons: [
			...buttonsFor(hasOptedOut, facts),
			...(hasOptedOut ? [] : isNeverRecorded ? (['record'] as const) : (['dontRecord'] as const)),
		],
	};
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
		return { isAsked: false, isMuted: false, isRecorded: false };
	}
	return {
		isAsked: entry.show.plan.consent === 'ask' && !privacy.hasAgreed(guildId, user.id),
		isMuted: entry.onAir.voices.cast.mutedUserIds.includes(user.id),
		isRecorded: entry.show.recording?.episode !== undefined,
	};
}

/** Waits until it is on the disk. @returns what to add to the answer where it is not */
async function decide(decision: Promise<void>, asking: Asking): Promise<string> {
	try {
		await decision;
		return '';
	} catch {
		// The log has it, from where it was to be written.
		return `\n${textsIn(languageOf(asking)).voice.unsaved}`;
	}
}
