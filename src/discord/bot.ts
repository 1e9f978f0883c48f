// The bot in Discord: logs in, goes on where an earlier process was, registers the commands.
import { type Client, Events, OAuth2Scopes, PermissionFlagsBits } from 'discord.js';
import { comesWithin } from '../clock.js';
import type { IdentifyTurns } from '../cluster/identify-turns.js';
import { type ShardPlan, WHOLE_BOT } from '../cluster/shard-plan.js';
import { finishLeftRecordings } from '../show/left-recordings.js';
import { recoverShows } from '../show/recovery.js';
import type { ShowTools } from '../show/show-plan.js';
import type { Trouble } from '../show/troubles.js';
import type { AnnouncementMemory } from '../store/announcement-store.js';
import { CommandMemory } from '../store/command-store.js';
import type { ScheduleMemory } from '../store/schedule-store.js';
import type { ShowMemory } from '../store/show-store.js';
import { createClient } from './accounts/discord-client.js';
import { type GatewayEndCause, watchGatewayEnd } from './accounts/gateway-end.js';
import { findGuild, leaveGhosts, waitForGuild } from './accounts/guilds.js';
import { logIn } from './accounts/login.js';
import { RivalWatch } from './accounts/rival-watch.js';
import type { CommandContext } from './commands/command.js';
import { commands } from './commands/index.js';
import { CommandRegistration } from './interactions/command-registration.js';
import { Interactions } from './interactions/interactions.js';
import { learnCommands } from './interactions/learnt-commands.js';
import { Announcements } from './panels/announcements/announcements.js';
import { EpisodePanels } from './panels/episodes/episode-panels.js';
import { type AfterRestart, resumeListenings } from './panels/left-listenings.js';
import { LeftPanels } from './panels/left-panels.js';
import { welcomeServers } from './panels/notices/welcome.js';
import { ShowViews } from './panels/show-views.js';
import { Schedules } from './schedule/schedules.js';
import { explainLogin } from './words/failures/login-words.js';
import type { RecordingFacts } from './words/recording-words.js';

/** How a bot account is reached. */
export interface BotOptions
	extends Omit<
			CommandContext,
			'announcements' | 'episodePanels' | 'privacy' | 'schedules' | 'shows' | 'views'
		>,
		Omit<ShowTools, 'jingles' | 'joinVoice' | 'startSender'> {
	/** Where servers have their shows announced. */
	announcements: AnnouncementMemory;
	memory: ShowMemory;
	/** What becomes of recordings, as members are told. */
	recordingFacts: RecordingFacts;
	/** What begins by itself. */
	scheduleMemory: ScheduleMemory;
	/** IANA name of the zone of servers that have not given one. */
	timeZone: string;
	/** Whether the voice channel's status says that it is on air. */
	hasChannelStatus: boolean;
	botToken: string;
	/** Base of Discord's REST API, without a version. */
	discordApiUrl: string;
	/** Register the commands in this guild only, where they appear at once. */
	commandsGuildId: string | undefined;
	/** Which part of the bot is here; default all of it. */
	plan?: ShardPlan;
	/** When its shards log in, where other processes have some; default as they come. */
	turns?: IdentifyTurns | undefined;
	/** Settled when shows may begin, or the program stops; default now. */
	mayBegin?: Promise<void> | undefined;
	/** Settled when other processes had the time to tell who has opted out; default now. */
	choicesHeard?: Promise<void> | undefined;
	/** Where it is remembered in which servers commands are; undefined: nowhere. */
	dataDir?: string;
	/** Tells whoever started the program; default: nobody. */
	print?: (line: string) => void;
	/** Discord has ended the account's connection for good; everything on air ends already. */
	onGatewayEnd?: (cause: GatewayEndCause) => void;
}

/** What the bot asks for when it is invited. */
const INVITE_PERMISSIONS = [
	PermissionFlagsBits.ViewChannel,
	PermissionFlagsBits.SendMessages,
	PermissionFlagsBits.Connect,
	PermissionFlagsBits.SetVoiceChannelStatus,
	// For planned shows.
	PermissionFlagsBits.CreateEvents,
	// For playing podcasts of others, and the chime.
	PermissionFlagsBits.Speak,
	PermissionFlagsBits.RequestToSpeak,
];

/** What earlier processes have left is waited for no longer. */
const LEFT_TIMEOUT_MS = 3000;

const TOKEN_SETTING = 'DISCORD_TOKEN';

/** The bot, from login to `close`. */
export class Bot {
	readonly #client: Client<true>;
	readonly #commandMemory: CommandMemory;
	readonly #context: CommandContext;
	readonly #ended = new AbortController();
	readonly #interactions: Interactions;
	#rival: RivalWatch | undefined;

	/**
	 * Logs in, makes good what a restart has left behind, and registers the commands.
	 *
	 * @throws {UserError} if Discord refuses the bot token
	 */
	static async start(options: BotOptions): Promise<Bot> {
		const { botToken: token, clock, discordApiUrl, turns } = options;
		const client = createClient({ ...options, hasEvents: true });
		const bot = new Bot(client as Client<true>, options);
		try {
			const isWaiting = () => turns?.isWaiting === true;
			await logIn({ client, clock, token, isWaiting, ended: bot.#ended.signal });
			bot.#rival = bot.#watchRival();
			const found = await bot.#recover(options);
			await resumeListenings(bot.#client, bot.#context, found);
			await bot.#context.schedules.open(found.shows);
			await options.choicesHeard;
			if (!bot.#ended.signal.aborted) {
				bot.#interactions.open();
				await bot.#registerCommands(options);
				welcomeServers(bot.#client, options.logger);
			}
		} catch (error) {
			await bot.close();
			throw explainLogin(error, { setting: TOKEN_SETTING, discordApiUrl });
		}
		return bot;
	}

	private constructor(client: Client<true>, options: BotOptions) {
		this.#client = client;
		this.#context = makeContext(client, options);
		const { botToken: token, dataDir: folder, logger } = options;
		this.#commandMemory = new CommandMemory({ folder, logger });
		watchGatewayEnd({
			client,
			token,
			logger,
			onEnd: (cause) => this.#onGatewayEnd(cause, options),
		});
		client.on(Events.Error, (error) => logger.error({ err: error }, 'Discord client error'));
		client.on(Events.Warn, (message) => logger.warn({ message }, 'Discord client warning'));
		client.on(Events.ShardReconnecting, (shard) =>
			logger.warn({ shard }, 'Discord gateway dropped'),
		);
		client.on(Events.ShardResume, (shard) => logger.info({ shard }, 'Discord gateway is back'));
		this.#interactions = new Interactions({
			client,
			context: this.#context,
			rival: () => this.#rival,
		});
	}

	/** The account's name. */
	get name(): string {
		return this.#client.user.tag;
	}

	/** What a server is called; undefined where Discord does not show it. */
	nameOfServer(guildId: string): string | undefined {
		return this.#client.guilds.cache.get(guildId)?.name;
	}

	/** Where a server's owner invites the bot, with the permissions that it needs. */
	get inviteUrl(): string {
		return this.#client.generateInvite({
			scopes: [OAuth2Scopes.Bot, OAuth2Scopes.ApplicationsCommands],
			permissions: INVITE_PERMISSIONS,
		});
	}

	/** How many servers the account is in. */
	get guildCount(): number {
		return this.#client.guilds.cache.size;
	}

	/** Refuses commands from now on, and begins nothing by itself. */
	refuseCommands(): void {
		this.#interactions.close();
		this.#context.schedules.close();
	}

	/** Logs out; harmless when repeated. */
	async close(): Promise<void> {
		this.refuseCommands();
		this.#ended.abort();
		await this.#client.destroy();
		await this.#commandMemory.close();
	}

	/** While the login is under way, its failure says it all. */
	#onGatewayEnd(cause: GatewayEndCause, { onGatewayEnd }: BotOptions): void {
		const { listenings, registry } = this.#context;
		this.refuseCommands();
		this.#ended.abort(cause);
		if (this.#rival) {
			registry.breakOff({ cause: 'gateway', code: cause });
			listenings.breakOff({ cause: 'account', gateway: cause });
			onGatewayEnd?.(cause);
		}
	}

	#watchRival(): RivalWatch {
		const { clock, logger, registry } = this.#context;
		return new RivalWatch({
			client: this.#client,
			clock,
			logger,
			seats: registry.seats,
			onChange: (isThere) => (isThere ? registry.setTrouble(RIVAL) : registry.clearTrouble(RIVAL)),
		});
	}

	/** What was on air goes back on air, and what was left in a channel leaves it. */
	async #recover(options: BotOptions): Promise<AfterRestart> {
		const { hasChannelStatus, memory, resumesOnRestart } = options;
		const { announcements, clock, episodePanels, logger } = this.#context;
		const { privacy, registry, shows: tools, views } = this.#context;
		const { closing } = registry;
		const client = this.#client;
		await announcements.open(client.user.id);
		const left = new LeftPanels({
			announcements,
			client,
			clock,
			closing,
			episodePanels,
			hasChannelStatus,
			links: options.links,
			logger,
			memory,
			privacy,
			views,
		});
		const shows = await recoverShows({
			botUserId: client.user.id,
			memory,
			registry,
			resumesOnRestart,
			mayBegin: options.mayBegin,
			tools,
			findGuild: (guildId) => findGuild(client, guildId),
			waitForGuild: (guildId) => waitForGuild(client, guildId, { clock, closing }),
			views: left,
		});
		const { episodes: library } = options;
		const recovered = Promise.all(shows.values());
		const owns = (guildId: string) => options.plan?.ownsGuild(guildId) ?? true;
		registry.track(finishLeftRecordings({ library, registry, owns, logger, recovered }));
		announcements.endUnknown(client, (panelId) => memory.get(panelId) !== undefined);
		// Some of it can be taken back only from within the channel.
		await comesWithin({ clock, timeoutMs: LEFT_TIMEOUT_MS }, left.takenBack());
		const ghosts = leaveGhosts(client, {
			isUsed: (guildId) => registry.seats.isClaimed(client.user.id, guildId),
			logger,
		});
		return { shows, ghosts };
	}

	/** Once for all processes: the one with shard 0 does it, the others learn what is there. */
	async #registerCommands(options: BotOptions): Promise<void> {
		const { clock, commandsGuildId: guildId, logger, plan = WHOLE_BOT, print = () => {} } = options;
		const definitions = [...commands.values()].map(({ definition }) => definition);
		const shared = { client: this.#client, clock, logger, guildId };
		if (plan.isFirst) {
			const memory = this.#commandMemory;
			await new CommandRegistration({ ...shared, definitions, memory, print }).start();
		} else {
			const names = definitions.map(({ name }) => name);
			void learnCommands({ ...shared, names, ended: this.#ended.signal });
		}
	}
}

const RIVAL: Trouble = { kind: 'rival' };

function makeContext(client: Client, options: BotOptions): CommandContext {
	const { api, chime, clock, hasChannelStatus, jingles, keepsPodcasts, logger, memory } = options;
	const { random, recordingFacts, recordings, registry, settings, voices } = options;
	const { privacy } = voices;
	const track = (ending: Promise<unknown>) => registry.track(ending);
	const { closing } = registry;
	const announcements = new Announcements({
		memory: options.announcements,
		clock,
		closing,
		links: options.links,
		logger,
		track,
	});
	const shows = {
		api,
		chime,
		clock,
		jingles,
		keepsPodcasts,
		logger,
		random,
		recordings,
		settings,
		voices,
	};
	const episodePanels = new EpisodePanels({
		client: client as Client<true>,
		library: options.episodes,
		linkOf: (manifest) => options.episodeLinks.published(manifest),
		isShowing: (messageId) => memory.get(messageId) !== undefined,
		clock,
		logger,
		closing,
	});
	const views = new ShowViews({
		announcements,
		api,
		clock,
		hasChannelStatus,
		keepsPodcasts,
		links: options.links,
		logger,
		episodePanels,
		memory,
		privacy,
		recordingFacts,
		track,
	});
	const { defaultConsent, defaultVisibility, scheduleMemory, timeZone } = options;
	const schedules = new Schedules({
		client,
		defaultConsent,
		defaultVisibility,
		isRecordedByDefault: options.isRecordedByDefault,
		logger,
		memory: scheduleMemory,
		registry,
		shows,
		timeZone,
		views,
	});
	return {
		announcements,
		api,
		catalogue: options.catalogue,
		clock,
		defaultVisibility,
		defaultConsent,
		episodeLinks: options.episodeLinks,
		episodePanels,
		episodes: options.episodes,
		discordApiUrl: options.discordApiUrl,
		erasure: options.erasure,
		isRecordedByDefault: options.isRecordedByDefault,
		jingles,
		links: options.links,
		listenings: options.listenings,
		logger,
		privacy,
		registry,
		resumesOnRestart: options.resumesOnRestart,
		soundChecks: options.soundChecks,
		schedules,
		shows,
		views,
	};
}
