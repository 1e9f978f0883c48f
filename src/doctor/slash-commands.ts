// Does Discord know the slash commands, as this version defines them?
import type { APIApplication, APIApplicationCommand } from 'discord.js';
import type { Command } from '../commands/command.js';
import { type Check, describeError, fail, listSome, ok, warn } from './check.js';
import { loadDavey } from './dave.js';
import type { DiscordRest } from './discord-rest.js';

/** What of a command members see or Discord checks; the rest are ids and versions. */
const COMPARED_FIELDS: ReadonlySet<string> = new Set([
	'name',
	'description',
	'type',
	'options',
	'choices',
	'value',
	'required',
	'autocomplete',
	'channel_types',
	'min_value',
	'max_value',
	'min_length',
	'max_length',
	'default_member_permissions',
	'contexts',
	'integration_types',
	'nsfw',
]);

const REGISTER = 'npm start registers them anew';

/** Compares what is registered, globally or in one server, with the definitions. */
export function slashCommandsCheck(rest: DiscordRest, guildId: string | undefined): Check {
	return {
		name: 'commands',
		whenSilent: `Discord's REST API at ${rest.host} is slow or silent: try again`,
		async run(signal) {
			let definitions: Definition[];
			try {
				// Their code needs davey, which may be what is missing: that must not stop the others.
				loadDavey();
				const { commands } = await import('../commands/index.js');
				definitions = [...commands.values()].map(({ definition }) => definition);
			} catch (error) {
				return fail(`the bot's own code cannot be loaded (${describeError(error)}): run npm ci`);
			}
			try {
				const { id } = await rest.get<APIApplication>('/applications/@me', { signal });
				const [everywhere, inGuild] = await Promise.all([
					rest.get<APIApplicationCommand[]>(`/applications/${id}/commands`, { signal }),
					guildId === undefined
						? []
						: rest.get<APIApplicationCommand[]>(`/applications/${id}/guilds/${guildId}/commands`, {
								signal,
							}),
				]);
				return compare(definitions, { everywhere, inGuild, guildId });
			} catch (error) {
				return fail(describeRefusal(rest, error, guildId));
			}
		},
	};
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
		return fail(`${names(missing)} not registered ${scope}: ${REGISTER}`);
	}
	const outdated = here.filter((command) => {
		const definition = definitions.find(({ name }) => name === command.name);
		return definition === undefined || normalize(definition) !== normalize(command);
	});
	if (outdated.length > 0) {
		return fail(`${names(outdated)} ${scope} of another version of the bot: ${REGISTER}`);
	}
	const doubled = elsewhere.filter(({ name }) => here.some((each) => each.name === name));
	return doubled.length > 0
		? warn(
				`${names(doubled)} show up twice, ${scope} and in all: start once without DISCORD_GUILD_ID, or live with it`,
			)
		: ok(`${names(definitions)} registered ${scope}, up to date`);
}

/**
 * A command as text that is equal for equal commands: Discord leaves out, or writes out, what has
 * its default, in any order of fields.
 */
function normalize(command: object): string {
	return JSON.stringify({ type: 1, ...(pick(command) as object) }, (_key, value) =>
		isPlainObject(value) ? Object.fromEntries(Object.entries(value).sort(byName)) : value,
	);
}

function byName([first]: [string, unknown], [second]: [string, unknown]): number {
	return first < second ? -1 : 1;
}

function pick(value: unknown): unknown {
	if (Array.isArray(value)) {
		const items = value.map(pick);
		return items.every((item) => typeof item === 'number') ? items.sort() : items;
	}
	if (!isPlainObject(value)) {
		return value;
	}
	return Object.fromEntries(
		Object.entries(value)
			.filter(([field, content]) => COMPARED_FIELDS.has(field) && !isDefault(content))
			.map(([field, content]) => [field, pick(content)]),
	);
}

function isDefault(content: unknown): boolean {
	return (
		content === undefined ||
		content === null ||
		content === false ||
		(Array.isArray(content) && content.length === 0)
	);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describeRefusal(rest: DiscordRest, error: unknown, guildId: string | undefined): string {
	const { status } = error as { status?: unknown };
	return guildId !== undefined && (status === 403 || status === 404)
		? `DISCORD_GUILD_ID ${guildId} is no server that the bot is in: invite it, or set another`
		: rest.describeFailure(error);
}
