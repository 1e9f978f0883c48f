// The bot's account in Discord: logs in, registers the commands, answers interactions.
import {
	type AutocompleteInteraction,
	type Client,
	Events,
	type Interaction,
	OAuth2Scopes,
	PermissionFlagsBits,
} from 'discord.js';
import { UserError } from '../errors.js';
import { recoverShows } from '../show/recovery.js';
import type { ShowTools } from '../show/show.js';
import type { OnAirRegistry } from '../show/show-registry.js';
import type { Trouble } from '../show/troubles.js';
import { CommandMemory } from '../store/command-store.js';
import type { OnAirMemory } from '../store/show-store.js';
import { createClient } from './accounts/discord-client.js';
import { type GatewayEnd, watchGatewayEnd } from './accounts/gateway-end.js';
import { findGuild, leaveGhosts, waitForGuild } from './accounts/guilds.js';
import { logIn } from './accounts/login.js';
import { isAcknowledgedElsewhere, isTooLate, RivalWatch } from './accounts/rival-watch.js';
import { answerError } from './commands/answer-error.js';
import { pressButton } from './commands/buttons.js';
import type { CommandContext, GuildCommandInteraction } from './commands/command.js';
import { CommandRegistration } from './commands/command-registration.js';
import { commands } from './commands/index.js';
import { type AfterRestart, resumeListenings } from './panels/left-listenings.js';
import { LeftPanels } from './panels/left-panels.js';
import { ShowViews } from './panels/show-views.js';

/** How a bot account is reached. */
export interface BotOptions
	extends Omit<CommandContext, 'privacy' | 'shows' | 'views'>,
		Omit<ShowTools, 'joinVoice' | 'startSender'> {
	memory: OnAirMemory;
	botToken: string;
	/** Base of Discord's REST API, without a version. */
	discordApiUrl: string;
	/** Register the commands in this guild only, where they appear at once. */
	commandsGuildId: string | undefined;
	/** Where it is remembered in which servers commands are; undefined: nowhere. */
	dataDir?: string;
	/** Tells whoever started the program; default: nobody. */
	print?: (line: string) => void;
	/** Discord has ended the account's connection for good; everything on air ends already. */
	onGatewayEnd?: (end: GatewayEnd) => void;
}

/** What the bot asks for when it is invited. */
const INVITE_PERMISSIONS = [
	PermissionFlagsBits.ViewChannel,
	PermissionFlagsBits.SendMessages,
	PermissionFlagsBits.Connect,
	// For playing podcasts of others.
	PermissionFlagsBits.Speak,
	PermissionFlagsBits.RequestToSpeak,
];

/** The bot, from login to `close`. */
export class Bot {
	readonly #client: Client<true>;
	readonly #context: CommandContext;
	readonly #token: { token: string; setting: string };
	readonly #ended = new AbortController();
	#rival: RivalWatch | undefined;
	#phase: 'starting' | 'open' | 'closed' = 'starting';

	/**
	 * Logs in, makes good what a restart has left behind, and registers the commands.
	 *
	 * @throws {UserError} if Discord refuses the bot token
	 */
	static async start(options: BotOptions): Promise<Bot> {
		const client = createClient(options);
		const bot = new Bot(client as Client<true>, options);
		try {
			await logIn({ ...options, ...bot.#token, client, ended: bot.#ended.signal });
			bot.#rival = bot.#watchRival();
			const found = await bot.#recover(options);
			await resumeListenings(bot.#client, bot.#context, found);
			if (!bot.#ended.signal.aborted) {
				bot.#phase = 'open';
				await bot.#registerCommands(options);
			}
		} catch (error) {
			await client.destroy();
			throw error;
		}
		return bot;
	}

	private constructor(client: Client<true>, options: BotOptions) {
		this.#client = client;
		this.#context = makeContext(options);
		const { logger } = options;
		this.#token = { token: options.botToken, setting: 'DISCORD_TOKEN' };
		watchGatewayEnd({
			...this.#token,
			client,
			logger,
			onEnd: (end) => this.#onGatewayEnd(end, options),
		});
		client.on(Events.Error, (error) => logger.error({ err: error }, 'Discord client error'));
		client.on(Events.Warn, (message) => logger.warn({ message }, 'Discord client warning'));
		client.on(Events.ShardReconnecting, () => logger.warn('Discord gateway dropped'));
		client.on(Events.ShardResume, () => logger.info('Discord gateway is back'));
		client.on(Events.InteractionCreate, (interaction) => void this.#onInteraction(interaction));
	}

	/** The account's name. */
	get name(): string {
		return this.#client.user.tag;
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

	/** Refuses commands from now on. */
	refuseCommands(): void {
		this.#phase = 'closed';
	}

	/** Logs out; harmless when repeated. */
	async close(): Promise<void> {
		this.refuseCommands();
		await this.#client.destroy();
	}

	/** While the login is under way, its failure says it all. */
	#onGatewayEnd(end: GatewayEnd, { onGatewayEnd }: BotOptions): void {
		const { listenings, registry } = this.#context;
		this.refuseCommands();
		this.#ended.abort(end);
		if (this.#rival) {
			registry.breakOff({ cause: 'gateway', code: end.cause });
			listenings.breakOff({ cause: 'account', gateway: end.cause });
			onGatewayEnd?.(end);
		}
	}

	#watchRival(): RivalWatch {
		const { clock, logger, registry } = this.#context;
		return new RivalWatch({
			client: this.#client,
			clock,
			logger,
			seats: registry.seats,
			onChange: (isThere) => tellRival(registry, isThere),
		});
	}

	/** What was on air goes back on air, and what was left in a channel leaves it. */
	async #recover({ memory, resumesOnRestart }: BotOptions): Promise<AfterRestart> {
		const { clock, logger, registry, shows: tools, views } = this.#context;
		const { closing } = registry;
		const client = this.#client;
		const shows = await recoverShows({
			botUserId: client.user.id,
			memory,
			registry,
			resumesOnRestart,
			tools,
			findGuild: (guildId) => findGuild(client, guildId),
			waitForGuild: (guildId) => waitForGuild(client, guildId, { clock, closing }),
			views: new LeftPanels({ client, clock, closing, logger, memory, views }),
		});
		const ghosts = leaveGhosts(client, {
			isUsed: (guildId) => registry.seats.isClaimed(client.user.id, guildId),
			logger,
		});
		return { shows, ghosts };
	}

	async #registerCommands(options: BotOptions): Promise<void> {
		const { clock, commandsGuildId, dataDir, logger, print = () => {} } = options;
		await new CommandRegistration({
			client: this.#client,
			clock,
			logger,
			definitions: [...commands.values()].map(({ definition }) => definition),
			guildId: commandsGuildId,
			memory: new CommandMemory({ folder: dataDir, logger }),
			print,
		}).start();
	}

	async #onInteraction(interaction: Interaction): Promise<void> {
		if (interaction.isAutocomplete()) {
			await this.#suggest(interaction);
			return;
		}
		if (!interaction.isChatInputCommand() && !interaction.isButton()) {
			return;
		}
		try {
			if (!interaction.inCachedGuild()) {
				throw new UserError('This works in servers that I have been invited to as a bot.');
			}
			this.#assertOpen();
			await this.#rival?.letGoFirst(interaction.guildId);
			if (interaction.isButton()) {
				await pressButton(interaction, this.#context);
			} else {
				await runCommand(interaction, this.#context);
			}
			tellRival(this.#context.registry, this.#rival?.isThere === true);
		} catch (error) {
			await this.#onFailure(interaction as GuildCommandInteraction, error);
		}
	}

	/** Nothing was done where it could not be acknowledged: that comes first in each command. */
	async #onFailure(interaction: GuildCommandInteraction, error: unknown): Promise<void> {
		try {
			if (isAcknowledgedElsewhere(error) || isTooLate(error)) {
				throw error;
			}
			await answerError(interaction, error, this.#context);
		} catch (answerFailure) {
			const { logger } = this.#context;
			const about = { guildId: interaction.guildId, command: interaction.commandName };
			if (isAcknowledgedElsewhere(answerFailure)) {
				this.#rival?.noticed(about);
			} else {
				logger.warn(
					about,
					'Discord did not wait for an answer to this command any more, and it was not carried out: is this machine or its network too slow?',
				);
			}
		}
	}

	/** Suggestions help; whatever goes wrong with them, a member can still paste a link. */
	async #suggest(interaction: AutocompleteInteraction): Promise<void> {
		const command = commands.get(interaction.commandName);
		try {
			const isAnswered = interaction.inCachedGuild() && this.#phase === 'open';
			const choices = isAnswered ? await command?.suggest?.(interaction, this.#context) : undefined;
			await interaction.respond(choices ?? []);
		} catch (error) {
			if (isAcknowledgedElsewhere(error)) {
				this.#rival?.noticed({ guildId: interaction.guildId });
				return;
			}
			this.#context.logger.warn({ err: error }, 'Suggestions failed');
		}
	}

	#assertOpen(): void {
		switch (this.#phase) {
			case 'starting':
				throw new UserError('The bot is just being started: try again in a moment.');
			case 'closed':
				throw new UserError('The bot is being shut down: try again when it is back.');
		}
	}
}

const RIVAL: Trouble = { kind: 'rival' };

function tellRival(registry: OnAirRegistry, isThere: boolean): void {
	if (isThere) {
		registry.setTrouble(RIVAL);
	} else {
		registry.clearTrouble(RIVAL);
	}
}

function makeContext(options: BotOptions): CommandContext {
	const { api, clock, keepsPodcasts, logger, memory, random, registry, settings, voices } = options;
	const { privacy } = voices;
	return {
		api,
		catalogue: options.catalogue,
		clock,
		defaultVisibility: options.defaultVisibility,
		listenings: options.listenings,
		logger,
		privacy,
		registry,
		resumesOnRestart: options.resumesOnRestart,
		shows: { api, clock, keepsPodcasts, logger, random, settings, voices },
		views: new ShowViews({
			api,
			clock,
			keepsPodcasts,
			logger,
			memory,
			privacy,
			track: (ending) => registry.track(ending),
		}),
	};
}

async function runCommand(
	interaction: GuildCommandInteraction,
	context: CommandContext,
): Promise<void> {
	const command = commands.get(interaction.commandName);
	if (!command) {
		throw new UserError('I do not know this command any more; it will disappear soon.');
	}
	await command.execute(interaction, context);
}
