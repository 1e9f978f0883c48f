// What members type and press: carried out, or answered with what went wrong.
import {
	type AutocompleteInteraction,
	type ButtonInteraction,
	type CacheType,
	type ChatInputCommandInteraction,
	type Client,
	Events,
	type Interaction,
	type ModalSubmitInteraction,
	type StringSelectMenuInteraction,
} from 'discord.js';
import { UserError } from '../../errors.js';
import { isAcknowledgedElsewhere, isTooLate, type RivalWatch } from '../accounts/rival-watch.js';
import type { CommandContext, GuildCommandInteraction } from '../commands/command.js';
import { commands } from '../commands/index.js';
import { answer } from '../words/answer-words.js';
import { answerError } from './answer-error.js';
import { pressButton } from './buttons.js';
import { pickFromMenu, submitForm } from './menus-and-forms.js';

/** Ids that are remembered: many more than come in the seconds of a resume. */
const MAX_TAKEN = 1000;

/** Whose interactions are answered, and with what. */
export interface InteractionsOptions {
	client: Client;
	context: CommandContext;
	/** From the login on. */
	rival: () => RivalWatch | undefined;
}

/** Answers interactions; carries them out between `open` and `close`. */
export class Interactions {
	readonly #options: InteractionsOptions;
	/** Ids of those that came last, oldest first. */
	readonly #taken = new Set<string>();
	#phase: 'starting' | 'open' | 'closed' = 'starting';

	constructor(options: InteractionsOptions) {
		this.#options = options;
		options.client.on(Events.InteractionCreate, (interaction) => void this.#take(interaction));
	}

	/** Carries them out from now on. */
	open(): void {
		this.#phase = 'open';
	}

	/** Refuses them from now on; harmless when repeated. */
	close(): void {
		this.#phase = 'closed';
	}

	/** After a resume an event may come again; its answer would look like another process's. */
	#isRepeated({ id }: Interaction): boolean {
		const isRepeated = this.#taken.has(id);
		this.#taken.add(id);
		if (this.#taken.size > MAX_TAKEN) {
			const [oldest] = this.#taken;
			this.#taken.delete(oldest as string);
		}
		return isRepeated;
	}

	async #take(interaction: Interaction): Promise<void> {
		if (this.#isRepeated(interaction)) {
			return;
		}
		if (interaction.isAutocomplete()) {
			await this.#suggest(interaction);
			return;
		}
		if (!isAnswered(interaction)) {
			return;
		}
		const { context, rival } = this.#options;
		try {
			if (!interaction.inCachedGuild()) {
				throw new UserError(answer('notInvited'));
			}
			this.#assertOpen();
			await rival()?.letGoFirst(interaction.guildId);
			await carryOut(interaction, context);
		} catch (error) {
			await this.#fail(interaction as GuildCommandInteraction, error);
		}
	}

	/** Nothing was done where it could not be acknowledged: that comes first in each command. */
	async #fail(interaction: GuildCommandInteraction, error: unknown): Promise<void> {
		const { context, rival } = this.#options;
		try {
			if (isAcknowledgedElsewhere(error) || isTooLate(error)) {
				throw error;
			}
			await answerError(interaction, error, context);
		} catch (answerFailure) {
			const about = { guildId: interaction.guildId, command: interaction.commandName };
			if (isAcknowledgedElsewhere(answerFailure)) {
				rival()?.noticed(about);
			} else {
				context.logger.warn(
					about,
					'Discord did not wait for an answer to this command any more, and it was not carried out: is this machine or its network too slow?',
				);
			}
		}
	}

	/** Suggestions help; whatever goes wrong with them, a member can still paste a link. */
	async #suggest(interaction: AutocompleteInteraction): Promise<void> {
		const { context, rival } = this.#options;
		const command = commands.get(interaction.commandName);
		try {
			const isAnswered = interaction.inCachedGuild() && this.#phase === 'open';
			const choices = isAnswered ? await command?.suggest?.(interaction, context) : undefined;
			await interaction.respond(choices ?? []);
		} catch (error) {
			if (isAcknowledgedElsewhere(error)) {
				rival()?.noticed({ guildId: interaction.guildId });
				return;
			}
			context.logger.warn({ err: error }, 'Suggestions failed');
		}
	}

	#assertOpen(): void {
		switch (this.#phase) {
			case 'starting':
				throw new UserError(answer('starting'));
			case 'closed':
				throw new UserError(answer('closing'));
		}
	}
}

type Answered<Cached extends CacheType = CacheType> =
	| ButtonInteraction<Cached>
	| ChatInputCommandInteraction<Cached>
	| ModalSubmitInteraction<Cached>
	| StringSelectMenuInteraction<Cached>;

function isAnswered(interaction: Interaction): interaction is Answered {
	return (
		interaction.isChatInputCommand() ||
		interaction.isButton() ||
		interaction.isStringSelectMenu() ||
		interaction.isModalSubmit()
	);
}

async function carryOut(interaction: Answered<'cached'>, context: CommandContext): Promise<void> {
	if (interaction.isButton()) {
		await pressButton(interaction, context);
	} else if (interaction.isStringSelectMenu()) {
		await pickFromMenu(interaction, context);
	} else if (interaction.isModalSubmit()) {
		await submitForm(interaction, context);
	} else {
		await runCommand(interaction, context);
	}
}

async function runCommand(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<void> {
	const command = commands.get(interaction.commandName);
	if (!command) {
		throw new UserError(answer('unknownCommand'));
	}
	await command.execute(interaction, context);
}
