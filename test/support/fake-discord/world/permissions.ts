// Permission bits and how Discord computes them (API documentation, "Permissions").
import { PermissionFlagsBits } from 'discord.js';

/** A permission's name as discord.js has it, such as `Connect`. */
export type PermissionName = keyof typeof PermissionFlagsBits;

/** Every permission there is. */
export const ALL_PERMISSIONS = Object.values(PermissionFlagsBits).reduce(
	(all, bit) => all | bit,
	0n,
);

/** What `@everyone` may do in a fresh guild. */
export const EVERYONE_PERMISSIONS = permissionBits([
	'CreateInstantInvite',
	'AddReactions',
	'Stream',
	'ViewChannel',
	'SendMessages',
	'EmbedLinks',
	'AttachFiles',
	'ReadMessageHistory',
	'MentionEveryone',
	'UseExternalEmojis',
	'Connect',
	'SetVoiceChannelStatus',
	'Speak',
	'UseVAD',
	'ChangeNickname',
	'UseApplicationCommands',
	'RequestToSpeak',
	'CreatePublicThreads',
	'CreatePrivateThreads',
	'UseExternalStickers',
	'SendMessagesInThreads',
	'UseEmbeddedActivities',
	'UseSoundboard',
	'UseExternalSounds',
	'SendVoiceMessages',
	'SendPolls',
	'UseExternalApps',
]);

/** An exception for one role or member in one channel. */
export interface Overwrite {
	/** Id of the role or user. */
	id: string;
	type: 'role' | 'member';
	allow: bigint;
	deny: bigint;
}

/** Somebody with permissions: those in the whole guild, and the roles that overwrites name. */
export interface PermissionHolder {
	readonly id: string;
	readonly permissions: bigint;
	readonly roles: readonly { readonly id: string }[];
}

/** The bits of named permissions. */
export function permissionBits(names: readonly PermissionName[]): bigint {
	return names.reduce((bits, name) => bits | PermissionFlagsBits[name], 0n);
}

/** Whether all the named permissions are among the bits. */
export function hasPermissions(bits: bigint, ...names: PermissionName[]): boolean {
	const wanted = permissionBits(names);
	return (bits & wanted) === wanted;
}

/**
 * Applies a channel's overwrites to a member's guild permissions: first `@everyone`, then all
 * roles together, then the member's own. Without the right to view the channel nothing is left.
 */
export function applyOverwrites(options: {
	base: bigint;
	overwrites: readonly Overwrite[];
	everyoneId: string;
	roleIds: readonly string[];
	userId: string;
}): bigint {
	const { base, overwrites, everyoneId, roleIds, userId } = options;
	if (hasPermissions(base, 'Administrator')) {
		return ALL_PERMISSIONS;
	}
	let bits = base;
	const groups = [
		overwrites.filter((entry) => entry.id === everyoneId),
		overwrites.filter((entry) => entry.type === 'role' && roleIds.includes(entry.id)),
		overwrites.filter((entry) => entry.type === 'member' && entry.id === userId),
	];
	for (const group of groups) {
		const deny = group.reduce((all, entry) => all | entry.deny, 0n);
		const allow = group.reduce((all, entry) => all | entry.allow, 0n);
		bits = (bits & ~deny) | allow;
	}
	return hasPermissions(bits, 'ViewChannel') ? bits : 0n;
}
