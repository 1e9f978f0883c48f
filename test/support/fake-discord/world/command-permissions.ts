// What a server sets for an application's commands under Server Settings, Integrations.
import type { CommandPayload } from './command.js';
import type { Payload } from './payload.js';
import { hasPermissions } from './permissions.js';

/** One line of the settings (API documentation, "Application Command Permissions Structure"). */
export interface CommandOverwrite {
	id: string;
	/** 1 a role, 2 a user, 3 a channel. */
	type: 1 | 2 | 3;
	permission: boolean;
}

/** Who uses a command, and where. */
export interface CommandUser {
	id: string;
	roleIds: readonly string[];
	channelId: string;
	guildId: string;
	/** In that channel. */
	bits: bigint;
}

/** A bot, as far as its commands are concerned. */
interface CommandOwner {
	readonly applicationId: string;
	commandPermissionsIn(guildId: string): ReadonlyMap<string, readonly CommandOverwrite[]>;
}

/** As REST shows them: of each command, and of the application, where something is set. */
export function commandPermissionPayloads(bot: CommandOwner, guildId: string): Payload[] {
	return [...bot.commandPermissionsIn(guildId)].map(([id, permissions]) => ({
		id,
		application_id: bot.applicationId,
		guild_id: guildId,
		permissions,
	}));
}

/** Whether Discord's client offers a command to a member, and its server takes it. */
export function mayUseCommand(
	bot: CommandOwner,
	command: CommandPayload,
	user: CommandUser,
): boolean {
	if (hasPermissions(user.bits, 'Administrator')) {
		return true;
	}
	const settings = bot.commandPermissionsIn(user.guildId);
	const layers = [settings.get(command.id) ?? [], settings.get(bot.applicationId) ?? []];
	if (layers.map((layer) => channelSetting(layer, user)).find(isSet) === false) {
		return false;
	}
	const [ofCommand, ofApplication] = layers.map((layer) => memberSetting(layer, user));
	if (ofCommand !== undefined) {
		return ofCommand;
	}
	return ofApplication !== false && hasDefaults(command, user.bits);
}

function hasDefaults({ default_member_permissions: needed }: CommandPayload, bits: bigint) {
	// '0' disables the command for everybody but administrators.
	return needed === null || (needed !== '0' && (bits & BigInt(needed)) === BigInt(needed));
}

function channelSetting(layer: readonly CommandOverwrite[], user: CommandUser) {
	const everywhere = (BigInt(user.guildId) - 1n).toString();
	const here = layer.find(({ id, type }) => type === 3 && id === user.channelId);
	return (here ?? layer.find(({ id, type }) => type === 3 && id === everywhere))?.permission;
}

function memberSetting(layer: readonly CommandOverwrite[], user: CommandUser) {
	const own = layer.find(({ id, type }) => type === 2 && id === user.id);
	if (own) {
		return own.permission;
	}
	const roles = layer.filter(({ id, type }) => type === 1 && user.roleIds.includes(id));
	if (roles.length > 0) {
		return roles.some(({ permission }) => permission);
	}
	return layer.find(({ id, type }) => type === 1 && id === user.guildId)?.permission;
}

function isSet(setting: boolean | undefined): boolean {
	return setting !== undefined;
}
