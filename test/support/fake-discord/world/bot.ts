// A bot: an application with a token, an account and registered commands.
import type { SeededRandom } from '../seeded-random.js';
import type { Snowflakes } from '../snowflakes.js';
import type { CommandPayload } from './command.js';
import type { CommandOverwrite } from './command-permissions.js';
import type { Payload } from './payload.js';
import type { PermissionHolder } from './permissions.js';
import type { User } from './user.js';

/** What a bot is made from. */
export interface BotOptions {
	name: string;
	/** Privileged intents enabled for it; default all three. */
	privilegedIntents?: number;
	/** How many shards Discord recommends; default 1. */
	shards?: number;
	/** How many sessions may begin within 5 s; default 1. */
	maxConcurrency?: number;
}

/** What a bot needs of the world it is made in. */
interface BotWorld {
	readonly random: SeededRandom;
	readonly snowflakes: Snowflakes;
	readonly users: Map<string, User>;
	readonly bots: Map<string, Bot>;
}

/** A bot's member of a guild, as the bot knows it. */
interface BotMember extends PermissionHolder {
	readonly voice: { readonly sessionId: string };
	leave(): void;
}

/** A guild, as the bots in it know it. */
interface BotGuild {
	readonly id: string;
	readonly name: string;
	readonly isUnavailable: boolean;
	memberOf(bot: Bot): BotMember;
	createPayload(bot: Bot, intents: number): Payload;
}

// Presence, members, message content (API documentation, "Gateway", privileged intents).
const PRIVILEGED_INTENTS = (1 << 1) | (1 << 8) | (1 << 15);

/** An application that can log in. */
export class Bot {
	readonly id: string;
	readonly applicationId: string;
	readonly user: User;
	readonly privilegedIntents: number;
	readonly shards: number;
	readonly maxConcurrency: number;
	/** Global commands by id. */
	readonly commands = new Map<string, CommandPayload>();
	/** Commands of one guild by guild id, then by id. */
	readonly guildCommands = new Map<string, Map<string, CommandPayload>>();
	/** By guild id, then by the id of a command or of the application. */
	readonly #commandPermissions = new Map<string, Map<string, readonly CommandOverwrite[]>>();
	readonly guilds = new Set<BotGuild>();
	#token: string;
	readonly #world: BotWorld;

	constructor(world: BotWorld, options: BotOptions) {
		this.#world = world;
		this.id = world.snowflakes.next();
		this.applicationId = this.id;
		this.user = { id: this.id, username: options.name, globalName: null, isBot: true };
		this.privilegedIntents = options.privilegedIntents ?? PRIVILEGED_INTENTS;
		this.shards = options.shards ?? 1;
		this.maxConcurrency = options.maxConcurrency ?? 1;
		this.#token = this.#makeToken();
		world.users.set(this.id, this.user);
		world.bots.set(this.applicationId, this);
	}

	get token(): string {
		return this.#token;
	}

	/** Makes the old token invalid, as the developer portal's button does. */
	resetToken(): string {
		this.#token = this.#makeToken();
		return this.#token;
	}

	/** The commands of one guild; made empty on first use. */
	commandsIn(guildId: string): Map<string, CommandPayload> {
		let commands = this.guildCommands.get(guildId);
		if (!commands) {
			commands = new Map();
			this.guildCommands.set(guildId, commands);
		}
		return commands;
	}

	/** Who may use commands in one guild; made empty on first use. */
	commandPermissionsIn(guildId: string): Map<string, readonly CommandOverwrite[]> {
		const known = this.#commandPermissions.get(guildId) ?? new Map();
		this.#commandPermissions.set(guildId, known);
		return known;
	}

	/** The application as `/applications/@me` shows it. */
	applicationPayload(): Payload {
		return {
			id: this.applicationId,
			name: this.user.username,
			description: '',
			icon: null,
			bot_public: true,
			bot_require_code_grant: false,
			verify_key: '0'.repeat(64),
			flags: 0,
			integration_types_config: { 0: {} },
			approximate_guild_count: this.guilds.size,
		};
	}

	#makeToken(): string {
		const random = this.#world.random;
		return `${Buffer.from(this.id).toString('base64url')}.${random.hex(3)}.${random.hex(19)}`;
	}
}
