// Registering application commands, global and of one guild.
import type { Bot } from '../world/bot.js';
import {
	type CommandPayload,
	checkCommand,
	checkCommandList,
	toCommandPayload,
} from '../world/command.js';
import { withoutLocalizations } from '../world/command-localizations.js';
import { commandPermissionPayloads } from '../world/command-permissions.js';
import type { Payload } from '../world/payload.js';
import type { World } from '../world/world.js';
import { refuse } from './api-error.js';
import { type RestRequest, type Route, route } from './route.js';

interface Scope {
	bot: Bot;
	guildId: string | undefined;
	commands: Map<string, CommandPayload>;
}

/** Routes below `/applications/{application}`. */
export function commandRoutes(world: World): Route[] {
	const guildBase = '/applications/:application/guilds/:guild';
	const permissions = route('GET', `${guildBase}/commands/permissions`, (request) => {
		const { bot, guildId = '' } = scopeOf(request);
		return { body: commandPermissionPayloads(bot, guildId) };
	});
	const ofCommands = ['/applications/:application', guildBase].flatMap((base) => [
		route('GET', `${base}/commands`, (request) => {
			const all = [...scopeOf(request).commands.values()];
			const isFull = request.query.get('with_localizations') === 'true';
			return { body: isFull ? all : all.map(withoutLocalizations) };
		}),
		route('PUT', `${base}/commands`, (request) => ({ body: replaceAll(world, request) })),
		route('POST', `${base}/commands`, (request) => create(world, request)),
		route('GET', `${base}/commands/:command`, (request) => ({
			body: find(scopeOf(request), request.params.command),
		})),
		route('PATCH', `${base}/commands/:command`, (request) => ({
			body: change(world, request),
		})),
		route('DELETE', `${base}/commands/:command`, (request) => {
			const scope = scopeOf(request);
			scope.commands.delete(find(scope, request.params.command).id);
			return {};
		}),
	]);
	return [permissions, ...ofCommands];
}

function scopeOf({ bot, params }: RestRequest): Scope {
	if (params.application !== bot.applicationId) {
		throw refuse.missingAccess();
	}
	const guildId = params.guild;
	if (guildId === undefined) {
		return { bot, guildId, commands: bot.commands };
	}
	if (![...bot.guilds].some((guild) => guild.id === guildId)) {
		throw refuse.missingAccess();
	}
	return { bot, guildId, commands: bot.commandsIn(guildId) };
}

function find(scope: Scope, id: string | undefined): CommandPayload {
	const command = scope.commands.get(id ?? '');
	if (!command) {
		throw refuse.unknownCommand();
	}
	return command;
}

function findSame(scope: Scope, body: Payload): CommandPayload | undefined {
	return [...scope.commands.values()].find(
		(command) => command.name === body.name && command.type === (body.type ?? 1),
	);
}

function register(world: World, scope: Scope, body: Payload, id: string | undefined) {
	const applicationId = scope.bot.applicationId;
	return toCommandPayload(world.snowflakes, body, { applicationId, guildId: scope.guildId, id });
}

function replaceAll(world: World, request: RestRequest): CommandPayload[] {
	const scope = scopeOf(request);
	const bodies = (request.list ?? []) as Payload[];
	checkCommandList(bodies);
	const commands = bodies.map((body) => register(world, scope, body, findSame(scope, body)?.id));
	scope.commands.clear();
	for (const command of commands) {
		scope.commands.set(command.id, command);
	}
	return commands;
}

function create(world: World, request: RestRequest) {
	const scope = scopeOf(request);
	checkCommand(request.body);
	const same = findSame(scope, request.body);
	const command = register(world, scope, request.body, same?.id);
	scope.commands.set(command.id, command);
	return { status: same ? 200 : 201, body: command };
}

function change(world: World, request: RestRequest): CommandPayload {
	const scope = scopeOf(request);
	const before = find(scope, request.params.command);
	const body = { ...before, ...request.body };
	checkCommand(body);
	const command = register(world, scope, body, before.id);
	scope.commands.set(command.id, command);
	return command;
}
