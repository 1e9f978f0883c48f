// A member's permissions in a channel, worked out from REST's answers.
import { type APIOverwrite, OverwriteType, PermissionFlagsBits } from 'discord.js';
import { SHOW_PERMISSIONS } from '../voice/show-permissions.js';

/** What the bot needs in a server, by the names that its settings show: there it is View Channels. */
export const NEEDED_PERMISSIONS = {
	'View Channels': SHOW_PERMISSIONS['View Channel'],
	'Send Messages': SHOW_PERMISSIONS['Send Messages'],
	Connect: SHOW_PERMISSIONS.Connect,
} as const;

/** What it needs of them in a voice channel to go on air from there. */
export const NEEDED_IN_VOICE = ['View Channels', 'Connect'] as const;

/** Name of a permission that the bot needs. */
export type NeededPermission = keyof typeof NEEDED_PERMISSIONS;

/** Whom permissions are worked out for. */
export interface PermissionHolder {
	/** What the roles give in the server, without any channel's overwrites. */
	base: bigint;
	guildId: string;
	userId: string;
	roleIds: readonly string[];
}

/** Which of the named permissions are missing among the bits; administrators lack none. */
export function missingAmong(
	bits: bigint,
	names: readonly NeededPermission[] = Object.keys(NEEDED_PERMISSIONS) as NeededPermission[],
): NeededPermission[] {
	return isAdministrator(bits)
		? []
		: names.filter((name) => (bits & NEEDED_PERMISSIONS[name]) === 0n);
}

/**
 * Applies a channel's overwrites in Discord's order: @everyone, all roles together, the member.
 *
 * @see {@link https://docs.discord.com/developers/topics/permissions#permission-overwrites}
 */
export function permissionsIn(
	overwrites: readonly APIOverwrite[],
	holder: PermissionHolder,
): bigint {
	const { base, guildId, userId, roleIds } = holder;
	if (isAdministrator(base)) {
		return base;
	}
	const ofRoles = overwrites.filter(({ type }) => type === OverwriteType.Role);
	return [
		ofRoles.filter(({ id }) => id === guildId),
		ofRoles.filter(({ id }) => roleIds.includes(id)),
		overwrites.filter(({ id, type }) => type === OverwriteType.Member && id === userId),
	].reduce(applyTogether, base);
}

function applyTogether(bits: bigint, overwrites: readonly APIOverwrite[]): bigint {
	const denied = overwrites.reduce((all, { deny }) => all | BigInt(deny), 0n);
	const allowed = overwrites.reduce((all, { allow }) => all | BigInt(allow), 0n);
	return (bits & ~denied) | allowed;
}

function isAdministrator(bits: bigint): boolean {
	return (bits & PermissionFlagsBits.Administrator) !== 0n;
}
