// A guild's role.
import type { Payload } from './payload.js';

/** A named set of permissions. */
export interface Role {
	/** Of `@everyone` the guild's own id. */
	id: string;
	name: string;
	permissions: bigint;
	position: number;
	/** Whether everybody may ping it; default only who may ping all. */
	isMentionable?: boolean;
}

/** The role as REST and gateway show it. */
export function rolePayload(role: Role): Payload {
	return {
		id: role.id,
		name: role.name,
		color: 0,
		colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
		hoist: false,
		icon: null,
		unicode_emoji: null,
		position: role.position,
		permissions: String(role.permissions),
		managed: false,
		mentionable: role.isMentionable ?? false,
		flags: 0,
	};
}
