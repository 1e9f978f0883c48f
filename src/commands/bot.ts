// The bot's account in Discord: logs in, registers the commands, answers interactions.
import {
	Client,
	DiscordAPIError,
	Events,
	GatewayIntentBits,
	type Interaction,
	MessageFlags,
	OAuth2Scopes,
	PermissionFlagsBits,
} from 'discord.js';
import { UserError } from '../errors.js';
import type { CommandContext, GuildCommandInteraction } from './command.js';
import { commands } from './index.js';

/** How a bot account is reached. */
export interface BotOptions extends CommandContext {
	botToken: string;
	/** Base of Discord's REST API, without a version. */
	discordApiUrl: string;
	/** Register the commands in this guild only, where they appear at once. */
	commandsGuildId: string | undefined;
}

/** What the bot asks for when it is invited. */
const INVITE_PERMISSIONS = [
	PermissionFlagsBits.ViewChannel,
	PermissionFlagsBits.SendMessages,
	PermissionFlagsBits.Connect,
];

/** The bot, from login to `close`. */
export class Bot {
	readonly #client: Client<true>;
	readonly #context: CommandContext;
	#isClosed = false;

	/**
	 * Logs in and registers the commands.
	 *
	 * @throws {UserError} if Discord refuses the bot token
	 */
	static async start(options: BotOptions): Promise<Bot> {
		const client = new Client({
			intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildVoiceStates],
			rest: { api: options.discordApiUrl },
			// Titles and names come from members: they must not ping anybody.
			allowedMentions: { parse: [] },
		});
		const bot = new Bot(client as Client<true>, options);
		try {
			await bot.#logIn(options);
		} catch (error) {
			await client.destroy();
			throw error;
		}
		return bot;
	}

	private constructor(client: Client<true>, context: CommandContext) {
		this.#client = client;
		this.#context = context;
		const { logger } = context;
		client.on(Events.Error, (error) => logger.error({ err: error }, 'Discord client error'));
		client.on(Events.Warn, (message) => logger.warn({ message }, 'Discord client warning'));
		client.on(Events.ShardReconnecting, () => logger.warn('Discord gateway dropped'));
		client.on(Events.ShardResume, () => logger.info('Discord gateway is back'));
		client.on(Events.ShardDisconnect, ({ code }) =>
			logger.error({ closeCode: code }, 'Discord gateway closed for good'),
		);
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
		this.#isClosed = true;
	}

	/** Logs out; harmless when repeated. */
	async close(): Promise<void> {
		this.refuseCommands();
		await this.#client.destroy();
	}

	async #logIn({ botToken, commandsGuildId }: BotOptions): Promise<void> {
		const ready = new Promise<void>((resolve) => {
			this.#client.once(Events.ClientReady, () => resolve());
		});
		try {
			await this.#client.login(botToken);
		} catch (error) {
			throw explainLoginFailure(error);
		}
		await ready;
		const definitions = [...commands.values()].map((command) => command.definition);
		const { commands: registered } = this.#client.application;
		await (commandsGuildId
			? registered.set(definitions, commandsGuildId)
			: registered.set(definitions));
	}

	async #onInteraction(interaction: Interaction): Promise<void> {
		if (!interaction.isChatInputCommand()) {
			return;
		}
		try {
			if (!interaction.inCachedGuild()) {
				throw new UserError('This works in servers that I have been invited to as a bot.');
			}
			if (this.#isClosed) {
				throw new UserError('The bot is being shut down: try again when it is back.');
			}
			const command = commands.get(interaction.commandName);
			if (!command) {
				throw new UserError('I do not know this command any more; it will disappear soon.');
			}
			await command.execute(interaction as GuildCommandInteraction, this.#context);
		} catch (error) {
			await this.#answerError(interaction as GuildCommandInteraction, error);
		}
	}

	async #answerError(interaction: GuildCommandInteraction, error: unknown): Promise<void> {
		const { logger } = this.#context;
		const about = {
			guildId: interaction.guildId,
			command: interaction.commandName,
			err: error instanceof UserError && error.cause ? error.cause : error,
		};
		if (error instanceof UserError) {
			logger.info(about, 'Command refused');
		} else {
			logger.error(about, 'Command failed');
		}
		const content =
			error instanceof UserError
				? error.message
				: 'Something went wrong on my side; whoever runs this bot finds it in its log.';
		try {
			await answerPrivately(interaction, content);
		} catch (answerError) {
			logger.warn({ ...about, err: answerError }, 'Command could not be answered');
		}
	}
}

/**
 * A public answer that was deferred cannot be made private, and the first follow-up would take its
 * place: so it is deleted, and the follow-up stands alone.
 */
async function answerPrivately(
	interaction: GuildCommandInteraction,
	content: string,
): Promise<void> {
	if (!interaction.deferred && !interaction.replied) {
		await interaction.reply({ content, flags: MessageFlags.Ephemeral });
	} else if (interaction.ephemeral) {
		await interaction.editReply({ content });
	} else {
		await interaction.deleteReply();
		await interaction.followUp({ content, flags: MessageFlags.Ephemeral });
	}
}

function explainLoginFailure(error: unknown): unknown {
	const code = (error as { code?: unknown } | null)?.code;
	if (code === 'TokenInvalid' || (error instanceof DiscordAPIError && error.status === 401)) {
		return new UserError(
			'Discord refuses DISCORD_TOKEN: copy it anew from the developer portal (Bot, Reset Token)',
			{ cause: error },
		);
	}
	return error;
}
