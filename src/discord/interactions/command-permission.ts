// Who may use `/podcast`, as the server has set it: buttons that do the same follow the same rule.
import {
	type APIApplicationCommandPermission,
	type APIGuildApplicationCommandPermissions,
	ApplicationCommandPermissionType,
	type Client,
	Events,
	type ModalSubmitInteraction,
	PermissionFlagsBits,
	PermissionsBitField,
	Routes,
	type StringSelectMenuInteraction,
} from 'discord.js';
import { comesWithin } from '../../clock.js';
import { UserError } from '../../errors.js';
import type { CommandContext, GuildButtonInteraction } from '../commands/command.js';
import { answer } from '../words/answer-words.js';

type PressedInteraction =
	| GuildButtonInteraction
	| ModalSubmitInteraction<'cached'>
	| StringSelectMenuInteraction<'cached'>;

const COMMAND_NAME = 'podcast';

/** Discord tells each change; what it tells while the bot is away is found after this. */
const KNOWN_FOR_MS = 10 * 60_000;

/**
 * Sees to it that only who may use `/podcast` goes on.
 *
 * @throws {UserError} where the member may not
 */
export async function requirePermission(
	interaction: PressedInteraction,
	context: CommandContext,
): Promise<void> {
	const overwrites = await overwritesOf(interaction, context);
	const { channel, channelId, client, guildId, member, memberPermissions } = interaction;
	const parentId = channel?.isThread() ? channel.parentId : undefined;
	const channelIds = [channelId, parentId].filter((id) => typeof id === 'string');
	const command = client.application.commands.cache.find(({ name }) => name === COMMAND_NAME);
	const mayUse = isAllowed({
		channelIds,
		guildId,
		userId: member.id,
		roleIds: new Set(member.roles.cache.keys()),
		permissions: memberPermissions,
		defaults: command?.defaultMemberPermissions ?? ONLY_MANAGERS,
		ofCommand: overwrites.find(({ id }) => id === command?.id)?.permissions ?? [],
		ofApplication: overwrites.find(({ id }) => id === client.application.id)?.permissions ?? [],
	});
	if (!mayUse) {
		throw new UserError(answer('mayNot'));
	}
}

/** Until Discord has told what the command is registered with. */
const ONLY_MANAGERS = new PermissionsBitField(PermissionFlagsBits.ManageGuild);

/** Everything that decides whether a member may use a command. */
export interface PermissionFacts {
	/** Where it is used; of a thread also the channel that it is in. */
	channelIds: readonly string[];
	guildId: string;
	userId: string;
	roleIds: ReadonlySet<string>;
	/** The member's own, in that channel. */
	permissions: Readonly<PermissionsBitField>;
	/** Which ones the command asks for by default; empty: it is for administrators alone. */
	defaults: Readonly<PermissionsBitField>;
	/** What the server has set for the command, and for the whole application. */
	ofCommand: readonly APIApplicationCommandPermission[];
	ofApplication: readonly APIApplicationCommandPermission[];
}

/**
 * Discord's own rule: what is set for the command stands above what is set for the application, a
 * member above their roles, one role that allows above others that deny, and all of it above the
 * command's defaults; where the channel is denied, nothing helps.
 *
 * @see {@link https://docs.discord.com/developers/interactions/application-commands#permissions}
 */
export function isAllowed(facts: PermissionFacts): boolean {
	const { defaults, ofApplication, ofCommand, permissions } = facts;
	if (permissions.has(PermissionFlagsBits.Administrator)) {
		return true;
	}
	if (!(ofChannel(ofCommand, facts) ?? ofChannel(ofApplication, facts) ?? true)) {
		return false;
	}
	const own = ofMember(ofCommand, facts);
	if (own !== undefined) {
		return own;
	}
	const mayUseAny = ofMember(ofApplication, facts) ?? true;
	return mayUseAny && defaults.bitfield !== 0n && permissions.has(defaults.bitfield);
}

type Overwrites = readonly APIApplicationCommandPermission[];

/** All channels are meant by the guild's id, less one. */
function ofChannel(
	overwrites: Overwrites,
	{ channelIds, guildId }: PermissionFacts,
): boolean | undefined {
	const all = String(BigInt(guildId) - 1n);
	return [...channelIds, all]
		.map((id) => settingOf(overwrites, ApplicationCommandPermissionType.Channel, id))
		.find((setting) => setting !== undefined);
}

/** @everybody is the role with the guild's id, and counts last. */
function ofMember(
	overwrites: Overwrites,
	{ guildId, roleIds, userId }: PermissionFacts,
): boolean | undefined {
	const { Role, User } = ApplicationCommandPermissionType;
	const roles = [...roleIds]
		.filter((id) => id !== guildId)
		.map((id) => settingOf(overwrites, Role, id))
		.filter((setting) => setting !== undefined);
	const ofRoles = roles.length === 0 ? undefined : roles.includes(true);
	return settingOf(overwrites, User, userId) ?? ofRoles ?? settingOf(overwrites, Role, guildId);
}

function settingOf(
	overwrites: Overwrites,
	type: ApplicationCommandPermissionType,
	id: string,
): boolean | undefined {
	return overwrites.find((each) => each.type === type && each.id === id)?.permission;
}

type GuildOverwrites = readonly APIGuildApplicationCommandPermissions[];

/** A press is to be answered within 3 s. */
const ASK_TIMEOUT_MS = 1500;

interface Known {
	untilMs: number;
	overwrites: GuildOverwrites;
}

/** By client, then by guild. */
const knownOf = new WeakMap<Client, Map<string, Known>>();

/** Where Discord does not tell in time, the command's defaults count. */
async function overwritesOf(
	{ applicationId, client, guildId }: PressedInteraction,
	{ clock, logger }: CommandContext,
): Promise<GuildOverwrites> {
	const known = watch(client);
	const last = known.get(guildId);
	if (last && clock.nowMs() < last.untilMs) {
		return last.overwrites;
	}
	const route = Routes.guildApplicationCommandsPermissions(applicationId, guildId);
	const asking = client.rest.get(route).then(
		(overwrites) => {
			const untilMs = clock.nowMs() + KNOWN_FOR_MS;
			known.set(guildId, { untilMs, overwrites: overwrites as GuildOverwrites });
		},
		(error: unknown) =>
			logger.warn({ guildId, err: error }, 'Who may use the commands could not be asked'),
	);
	await comesWithin({ clock, timeoutMs: ASK_TIMEOUT_MS }, asking);
	return known.get(guildId)?.overwrites ?? [];
}

function watch(client: Client): Map<string, Known> {
	const known = knownOf.get(client) ?? new Map<string, Known>();
	if (!knownOf.has(client)) {
		knownOf.set(client, known);
		client.on(Events.ApplicationCommandPermissionsUpdate, ({ guildId }) => {
			known.delete(guildId);
		});
	}
	return known;
}
