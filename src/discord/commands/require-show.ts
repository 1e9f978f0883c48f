// The show that a command is about, or what to say where there is none.
import { UserError } from '../../errors.js';
import type { GuildEntry } from '../../show/show-registry.js';
import type { CommandContext } from './command.js';

/**
 * Looks a guild's show up, on air or still starting.
 *
 * @throws {UserError} if the guild has none
 */
export function requireShow(
	{ registry }: Pick<CommandContext, 'registry'>,
	guildId: string,
): GuildEntry {
	const entry = registry.get(guildId);
	if (!entry) {
		throw new UserError('This server is not on air: `/podcast start` begins a podcast.');
	}
	return entry;
}
