// A slash command as the bot sees it, and everything that it may use.
import type {
	ApplicationCommandOptionChoiceData,
	AutocompleteInteraction,
	ButtonInteraction,
	ChatInputCommandInteraction,
	RESTPostAPIChatInputApplicationCommandsJSONBody,
	SlashCommandSubcommandBuilder,
} from 'discord.js';
import type { Logger } from 'pino';
import type { PodcastApi } from '../../client/podcast-api.js';
import type { Clock } from '../../clock.js';
import type { VoicePrivacy } from '../../consent/voice-consent.js';
import type { EpisodeLibrary } from '../../episodes/episode-library.js';
import type { Jingles } from '../../episodes/jingles.js';
import type { EpisodeManifest } from '../../episodes/library-facts.js';
import type { ListeningRegistry } from '../../listening/listening-registry.js';
import type { PodcastCatalogue } from '../../listening/podcast-catalogue.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import type { SoundChecks } from '../../show/check/sound-checks.js';
import type { ShowPlan, ShowTools } from '../../show/show-plan.js';
import type { ShowRegistry } from '../../show/show-registry.js';
import type { VoiceErasure } from '../../show/voice-erasure.js';
import type { Announcements } from '../panels/announcements/announcements.js';
import type { EpisodePanels } from '../panels/episodes/episode-panels.js';
import type { ShowViews } from '../panels/show-views.js';
import type { ShowLinks } from '../places/show-links.js';
import type { Schedules } from '../schedule/schedules.js';
import type { EpisodeFile } from '../words/episodes/episode-words.js';

/** Where episodes' files are. */
export interface EpisodeLinks {
	/** Where those who may can hear a published one; undefined where nobody can open that. */
	published(manifest: EpisodeManifest): URL | undefined;
	/** Its page and all files, by addresses that open for a while, published or not. */
	signed(manifest: EpisodeManifest): Promise<{
		page: URL;
		files: EpisodeFile[];
		untilEpochMs: number;
	}>;
}

/** What every command and button is handed. */
export interface CommandContext {
	/** Where servers have their shows announced. */
	announcements: Announcements;
	api: PodcastApi;
	catalogue: PodcastCatalogue;
	clock: Clock;
	/** Who may hear a podcast whose host does not say. */
	defaultVisibility: Visibility;
	/** Whether members are asked before they are heard, where the host does not say. */
	defaultConsent: ShowPlan['consent'];
	/** Episodes of shows that were recorded. */
	episodes: EpisodeLibrary;
	/** Addresses of episodes' files. */
	episodeLinks: EpisodeLinks;
	/** What is shown of episodes. */
	episodePanels: EpisodePanels;
	/** Base of Discord's REST API; files may come from its host. */
	discordApiUrl: string;
	/** What is played at the ends of shows and episodes. */
	jingles: Jingles;
	/** Whether a show is recorded whose host does not say. */
	isRecordedByDefault: boolean;
	/** Where servers' shows stay, and what is set for them. */
	links: ShowLinks;
	listenings: ListeningRegistry;
	logger: Logger;
	/** Whose voices may go on air. */
	privacy: VoicePrivacy;
	registry: ShowRegistry;
	/** Members' voices in recordings. */
	erasure: VoiceErasure;
	/** Whether what was on air when the process died goes back on air. */
	resumesOnRestart: boolean;
	/** Checks of the sound before a show. */
	soundChecks: SoundChecks;
	/** What begins by itself. */
	schedules: Schedules;
	/** What shows are made with. */
	shows: ShowTools;
	/** Where shows are shown. */
	views: ShowViews;
}

/** An interaction in a guild that the bot is in. */
export type GuildCommandInteraction = ChatInputCommandInteraction<'cached'>;

/** A press of a button in a guild that the bot is in. */
export type GuildButtonInteraction = ButtonInteraction<'cached'>;

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

/** A part of a slash command, with a file of its own. */
export interface Subcommand {
	/** Says what Discord is told of it. */
	define(subcommand: SlashCommandSubcommandBuilder): SlashCommandSubcommandBuilder;
	/** @throws {UserError} where its text is the answer */
	execute(interaction: GuildCommandInteraction, context: CommandContext): Promise<void>;
}
