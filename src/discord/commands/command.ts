// What a slash command is to the bot, and what it may use.
import type {
	ApplicationCommandOptionChoiceData,
	AutocompleteInteraction,
	ChatInputCommandInteraction,
	RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { Logger } from 'pino';
import type { PodcastApi } from '../../client/podcast-api.js';
import type { Clock } from '../../clock.js';
import type { ListeningRegistry } from '../../listening/listening-registry.js';
import type { PodcastCatalogue } from '../../listening/podcast-catalogue.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import type { OnAirSettings } from '../../show/on-air.js';
import type { OnAirRegistry } from '../../show/show-registry.js';
import type { VoicesPolicy } from '../../show/show-voices.js';
import type { OnAirMemory } from '../../store/show-store.js';

/** What every command and button is handed. */
export interface CommandContext {
	api: PodcastApi;
	catalogue: PodcastCatalogue;
	clock: Clock;
	/** Who may hear a podcast whose host does not say. */
	defaultVisibility: Visibility;
	listenings: ListeningRegistry;
	logger: Logger;
	memory: OnAirMemory;
	random: () => number;
	registry: OnAirRegistry;
	/** Whether what was on air when the process died goes back on air. */
	resumesOnRestart: boolean;
	/** Whether the podcast server keeps podcasts over a restart, so that shows return to theirs. */
	keepsPodcasts: boolean;
	settings: OnAirSettings;
	/** What becomes of members' voices. */
	voices: VoicesPolicy;
}

/** An interaction in a guild that the bot is in. */
export type GuildCommandInteraction = ChatInputCommandInteraction<'cached'>;

/** What a member is typing, in a guild that the bot is in. */
export type GuildAutocompleteInteraction = AutocompleteInteraction<'cached'>;

/** A slash command: what Discord is told of it, and what it does. */
export interface Command {
	definition: RESTPostAPIChatInputApplicationCommandsJSONBody;
	/** @throws {UserError} where its text is the answer */
	execute(interaction: GuildCommandInteraction, context: CommandContext): Promise<void>;
	/** What Discord suggests while a member types into an option. */
	suggest?(
		interaction: GuildAutocompleteInteraction,
		context: CommandContext,
	): Promise<ApplicationCommandOptionChoiceData<string>[]>;
}
