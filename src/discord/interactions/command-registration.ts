// Puts the slash commands where the settings want them, and takes them away where they do not.
import {
	type APIApplicationCommand,
	type Client,
	DiscordAPIError,
	Events,
	RESTJSONErrorCodes,
	type RESTPostAPIChatInputApplicationCommandsJSONBody,
	Routes,
} from 'discord.js';
import type { Logger } from 'pino';
import { type Clock, comesWithin } from '../../clock.js';
import { waitOf } from '../panels/edit-outcome.js';
import { isSameCommand } from './command-comparison.js';

/** The start waits no longer for Discord; what is not done by then is done beside the rest. */
const START_WAIT_MS = 10_000;

/** Pauses between tries, which double each time. */
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 10 * 60_000;

/** Most servers that are searched where nothing is remembered. */
const MAX_GUILDS_SEARCHED = 100;

/** A server, or all of them where it is null, and the commands that this program put there. */
export interface CommandScope {
	guildId: string | null;
	commands: { id: string; name: string }[];
}

/** What outlives the process of where commands were put. */
export interface KeptScopes {
	/** @returns whether anything was kept, for that application */
	open(applicationId: string): Promise<boolean>;
	readonly scopes: readonly CommandScope[];
	/** Keeps it in place of an earlier one; never rejects. */
	put(scope: CommandScope): Promise<void>;
}

/** Everything that a registration needs. */
export interface CommandRegistrationOptions {
	client: Client<true>;
	clock: Clock;
	logger: Logger;
	definitions: readonly RESTPostAPIChatInputApplicationCommandsJSONBody[];
	/** The one server that is to have them; undefined for all. */
	guildId: string | undefined;
	memory: KeptScopes;
	/** Tells whoever started the program. */
	print: (line: string) => void;
}

/** Where commands are: a server's id, or null for all servers. */
type Scope = string | null;

/** The bot is not in that server, or may not have commands there. */
const UNREACHABLE_CODES: ReadonlySet<unknown> = new Set([
	RESTJSONErrorCodes.MissingAccess,
	RESTJSONErrorCodes.UnknownGuild,
	RESTJSONErrorCodes.MissingPermissions,
]);

/** The commands of this program in Discord; those of others with the same token stay. */
export class CommandRegistration {
	readonly #options: CommandRegistrationOptions;
	readonly #wanted: Scope;
	#isMemoryFound = false;
	#isRunning = false;

	constructor(options: CommandRegistrationOptions) {
		this.#options = options;
		this.#wanted = options.guildId ?? null;
		options.client.on(Events.GuildCreate, ({ id }) => {
			if (id === this.#wanted) {
				void this.#tryAll();
			}
		});
	}

	/**
	 * Resolves when commands are where they should be, or Discord keeps it waiting: then it goes on by
	 * itself, for commands that are registered work meanwhile.
	 */
	async start(): Promise<void> {
		const { client, clock, memory } = this.#options;
		this.#isMemoryFound = await memory.open(client.application.id);
		await comesWithin({ clock, timeoutMs: START_WAIT_MS }, this.#tryAll());
	}

	/** Tries once and says how it went; further tries follow by themselves. */
	async #tryAll(tries = 1): Promise<void> {
		if (this.#isRunning && tries === 1) {
			return;
		}
		this.#isRunning = true;
		let pauseMs: number | undefined;
		try {
			await this.#putAll();
			await this.#removeElsewhere();
		} catch (error) {
			pauseMs = this.#explain(error, tries);
		}
		this.#isRunning = pauseMs !== undefined;
		if (pauseMs !== undefined) {
			const { clock } = this.#options;
			clock.at(clock.nowMs() + pauseMs, () => void this.#tryAll(tries + 1));
		}
	}

	/** Writes only what has changed: Discord takes 200 new commands a day. */
	async #putAll(): Promise<void> {
		const { client, definitions, guildId, memory, print } = this.#options;
		const scope = this.#wanted;
		const present = await this.#list(scope);
		const put: APIApplicationCommand[] = [];
		for (const definition of definitions) {
			const same = present.find(
				({ name, type }) => name === definition.name && type === (definition.type ?? 1),
			);
			put.push(
				same && isSameCommand(same, definition)
					? same
					: ((await client.rest.post(this.#route(scope), {
							body: definition,
						})) as APIApplicationCommand),
			);
		}
		const isOld = ({ id }: { id: string }) =>
			this.#isRemembered(scope, id) && !put.some((command) => command.id === id);
		await this.#remove(scope, present.filter(isOld));
		await memory.put({ guildId: scope, commands: put.map(({ id, name }) => ({ id, name })) });
		// Other parts look for a command's id there, to make it something to click on.
		await client.application.commands.fetch(guildId === undefined ? {} : { guildId });
		print(`Slash commands: ${this.#describe(scope)}.`);
	}

	/** Same commands in two places would show up twice. */
	async #removeElsewhere(): Promise<void> {
		const { client, definitions, logger, memory, print } = this.#options;
		const names = new Set(definitions.map(({ name }) => name));
		const guildIds = this.#isMemoryFound
			? []
			: [...client.guilds.cache.keys()].slice(0, MAX_GUILDS_SEARCHED);
		const scopes = new Set<Scope>([
			null,
			...memory.scopes.map(({ guildId }) => guildId),
			...guildIds,
		]);
		scopes.delete(this.#wanted);
		for (const scope of scopes) {
			try {
				const ours = (await this.#list(scope)).filter(
					({ id, name, type }) => this.#isRemembered(scope, id) || (type === 1 && names.has(name)),
				);
				await this.#remove(scope, ours);
				await memory.put({ guildId: scope, commands: [] });
				if (ours.length > 0) {
					const line = `Slash commands removed: ${this.#describe(scope)}, where DISCORD_GUILD_ID does not want them.`;
					logger.info({ guildId: scope, commands: ours.map(({ name }) => name) }, line);
					print(line);
				}
			} catch (error) {
				if (!isUnreachable(error)) {
					throw error;
				}
				logger.info({ guildId: scope }, 'A server that had commands is out of reach');
				await memory.put({ guildId: scope, commands: [] });
			}
		}
		this.#isMemoryFound = true;
	}

	/** @returns after how many milliseconds to try again; undefined: not by itself */
	#explain(error: unknown, tries: number): number | undefined {
		const { logger, print } = this.#options;
		if (this.#wanted !== null && isUnreachable(error)) {
			const line = `DISCORD_GUILD_ID: the bot is not in server ${this.#wanted}, or may have no commands there: invite it with the link below, or set another. Commands stay as they were.`;
			logger.warn({ guildId: this.#wanted }, line);
			print(line);
			return undefined;
		}
		if (error instanceof DiscordAPIError && error.status < 500 && error.status !== 429) {
			logger.error(
				{ err: error },
				'Discord does not take the slash commands: update this program; those that are registered go on working',
			);
			return undefined;
		}
		const pauseMs = Math.max(
			waitOf(error),
			Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS),
		);
		logger.warn(
			{ err: error, pauseMs },
			'The slash commands could not be registered: tried again later; those that are registered go on working',
		);
		return pauseMs;
	}

	/** With their texts in all languages, which Discord tells only when it is asked. */
	async #list(scope: Scope): Promise<APIApplicationCommand[]> {
		return (await this.#options.client.rest.get(this.#route(scope), {
			query: new URLSearchParams({ with_localizations: 'true' }),
		})) as APIApplicationCommand[];
	}

	async #remove(scope: Scope, commands: readonly APIApplicationCommand[]): Promise<void> {
		for (const { id } of commands) {
			try {
				await this.#options.client.rest.delete(this.#route(scope, id));
			} catch (error) {
				const { code } = error as { code?: unknown };
				if (code !== RESTJSONErrorCodes.UnknownApplicationCommand) {
					throw error;
				}
			}
		}
	}

	#isRemembered(scope: Scope, id: string): boolean {
		return this.#options.memory.scopes.some(
			({ commands, guildId }) => guildId === scope && commands.some((command) => command.id === id),
		);
	}

	#route(scope: Scope, commandId?: string): `/${string}` {
		const { id } = this.#options.client.application;
		const base =
			scope === null ? Routes.applicationCommands(id) : Routes.applicationGuildCommands(id, scope);
		return commandId === undefined ? base : `${base}/${commandId}`;
	}

	#describe(scope: Scope): string {
		const name = scope && this.#options.client.guilds.cache.get(scope)?.name;
		return scope === null ? 'in all servers' : `in server ${scope}${name ? ` (${name})` : ''}`;
	}
}

function isUnreachable(error: unknown): boolean {
	return error instanceof DiscordAPIError && UNREACHABLE_CODES.has(error.code);
}
