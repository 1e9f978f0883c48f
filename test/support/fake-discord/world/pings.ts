// Whom a message pings when it is posted (API documentation, "Message", Allowed Mentions Object).
import { FieldErrors } from '../rest/api-error.js';
import { COMPONENT_TYPE, flatten } from './message-check.js';
import type { Payload } from './payload.js';
import { hasPermissions, type PermissionHolder } from './permissions.js';
import type { Role } from './role.js';

/** Who is told of a message beside those who read the channel. */
export interface Pings {
	/** By @everyone or @here. */
	everyone: boolean;
	roleIds: string[];
	userIds: string[];
}

/** Nobody. */
export const NO_PINGS: Pings = { everyone: false, roleIds: [], userIds: [] };

const MAX_IDS = 100;

/** Where a message is posted, and by whom. */
export interface PingPlace {
	channel: {
		readonly guild: { readonly roles: ReadonlyMap<string, Role> };
		permissionsOf(member: PermissionHolder): bigint;
	};
	/** Undefined for who is not in the guild any more. */
	author: PermissionHolder | undefined;
}

/**
 * Reads the mentions in a message's texts, and leaves out those that `allowed_mentions` or the
 * author's permissions do not allow.
 *
 * @throws {ApiError} 50035 where a kind of mention is allowed both as a whole and by id
 */
export function findPings(body: Payload, { author, channel }: PingPlace): Pings {
	const allowed = (body.allowed_mentions ?? undefined) as Payload | undefined;
	checkAllowed(allowed);
	const texts = flatten((body.components ?? []) as Payload[])
		.filter(({ type }) => type === COMPONENT_TYPE.TEXT_DISPLAY)
		.map(({ content }) => content);
	const text = [body.content, ...texts].map((each) => String(each ?? '')).join('\n');
	const mayPingAll = author
		? hasPermissions(channel.permissionsOf(author), 'MentionEveryone')
		: false;
	const isAllowed = (kind: 'roles' | 'users', id: string) =>
		!allowed || parsed(allowed).includes(kind) || ids(allowed, kind).includes(id);
	return {
		everyone:
			mayPingAll &&
			/@(?:everyone|here)/.test(text) &&
			(!allowed || parsed(allowed).includes('everyone')),
		roleIds: mentionedIn(text, /<@&(\d+)>/g).filter((id) => {
			const role = channel.guild.roles.get(id);
			return role && (role.isMentionable || mayPingAll) && isAllowed('roles', id);
		}),
		userIds: mentionedIn(text, /<@!?(\d+)>/g).filter((id) => isAllowed('users', id)),
	};
}

function checkAllowed(allowed: Payload | undefined): void {
	const errors = new FieldErrors();
	for (const kind of ['roles', 'users'] as const) {
		const listed = ids(allowed, kind);
		if (listed.length > MAX_IDS) {
			errors.add(
				['allowed_mentions', kind],
				'BASE_TYPE_MAX_LENGTH',
				`Must be ${MAX_IDS} or fewer in length.`,
			);
		}
		if (listed.length > 0 && parsed(allowed).includes(kind)) {
			errors.add(
				['allowed_mentions'],
				'MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE',
				`parse:["${kind}"] and ${kind}: [ids...] are mutually exclusive.`,
			);
		}
	}
	errors.throwIfAny();
}

function parsed(allowed: Payload | undefined): readonly string[] {
	return (allowed?.parse ?? []) as string[];
}

function ids(allowed: Payload | undefined, kind: 'roles' | 'users'): readonly string[] {
	return (allowed?.[kind] ?? []) as string[];
}

function mentionedIn(text: string, pattern: RegExp): string[] {
	return [...new Set([...text.matchAll(pattern)].map(([, id = '']) => id))];
}
