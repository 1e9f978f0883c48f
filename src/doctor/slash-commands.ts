// Does Discord know the slash commands, as this version defines them?
import type { APIApplication, APIApplicationCommand } from 'discord.js';
import type { Command } from '../discord/commands/command.js';
import { isSameCommand } from '../discord/interactions/command-comparison.js';
import { describeError } from '../error-text.js';
import { findDataFiles } from '../store/data-files.js';
import { type Check, fail, listSome, ok, warn } from './check.js';
import { loadDavey } from './dave.js';
import type { DiscordRest } from './discord-rest.js';

/** Without being asked Discord leaves translations out. */
const LOCALIZED = new URLSearchParams({ with_localizations: 'true' });

const REGISTER = 'npm start registers them anew';

/** What a bot is that may not have been started yet. */
export interface CommandsPlace {
	/** The one server that is to have them; undefined for all. */
	guildId: string | undefined;
	/** Where a start leaves files. */
	dataDir: string;
}

/** Compares what is registered, globally or in one server, with the definitions. */
export function slashCommandsCheck(rest: DiscordRest, { guildId, dataDir }: CommandsPlace): Check {
	return {
		name: 'commands',
		whenSilent: `Discord's REST API at ${rest.host} is slow or silent: try again`,
		async run(signal) {
			let definitions: Definition[];
			try {
				definitions = await loadDefinitions();
			} catch (error) {
				return fail(`the bot's own code cannot be loaded (${describeError(error)})`, 'run npm ci');
			}
			try {
				const asked = { signal, query: LOCALIZED };
				const { id } = await rest.get<APIApplication>('/applications/@me', { signal });
				const [everywhere, inGuild] = await Promise.all([
					rest.get<APIApplicationCommand[]>(`/applications/${id}/commands`, asked),
					guildId === undefined
						? []
						: rest.get<APIApplicationCommand[]>(
								`/applications/${id}/guilds/${guildId}/commands`,
								asked,
							),
				]);
				const finding = compare(definitions, { everywhere, inGuild, guildId });
				return finding.kind === 'fail' && (await isFirstStart(dataDir))
					? ok(`${finding.text}; the first npm start will do that`)
					: finding;
			} catch (error) {
				return fail(describeRefusal(rest, error, guildId));
			}
		},
	};
}

/**
 * Loads the bot's own code, which takes seconds of a busy machine: before any check's time begins,
 * whoever runs them calls this.
 *
 * @throws what keeps it from being loaded
 */
export async function loadDefinitions(): Promise<Definition[]> {
	// Their code needs davey, which may be what is missing: that must not stop the others.
	loadDavey();
	const { commands } = await import('../discord/commands/index.js');
	return [...commands.values()].map(({ definition }) => definition);
}

/** What a first start puts right by itself is no fault. */
async function isFirstStart(dataDir: string): Promise<boolean> {
	try {
		return (await findDataFiles(dataDir, 'bot')).length === 0;
	} catch {
		// "disk" says what is wrong with the folder.
		return false;
	}
}

type Definition = Command['definition'];

function compare(
	definitions: readonly Definition[],
	registered: {
		everywhere: APIApplicationCommand[];
		inGuild: APIApplicationCommand[];
		guildId: string | undefined;
	},
) {
	const { everywhere, inGuild, guildId } = registered;
	const [here, elsewhere] = guildId === undefined ? [everywhere, []] : [inGuild, everywhere];
	const scope = guildId === undefined ? 'in all servers' : `in server ${guildId}`;
	const names = (commands: readonly { name: string }[]) =>
		listSome(commands.map(({ name }) => `/${name}`));
	const missing = definitions.filter(({ name }) => !here.some((each) => each.name === name));
	if (missing.length > 0) {
		return fail(`${names(missing)} not registered ${scope}`, REGISTER);
	}
	// Those with other names are not this program's.
	const outdated = here.filter((command) => {
		const definition = definitions.find(({ name }) => name === command.name);
		return definition !== undefined && !isSameCommand(definition, command);
	});
	if (outdated.length > 0) {
		return fail(`${names(outdated)} ${scope} of another version of the bot`, REGISTER);
	}
	const doubled = elsewhere.filter(({ name }) => here.some((each) => each.name === name));
	return doubled.length > 0
		? warn(
				`${names(doubled)} show up twice, ${scope} and in all`,
				'npm start removes those that are not needed',
			)
		: ok(`${names(definitions)} registered ${scope}, up to date`);
}

function describeRefusal(rest: DiscordRest, error: unknown, guildId: string | undefined): string {
	const { status } = error as { status?: unknown };
	return guildId !== undefined && (status === 403 || status === 404)
		? `DISCORD_GUILD_ID ${guildId} is no server that the bot is in: invite it, or set another`
		: rest.describeFailure(error);
}
