// The show that a command is about, or what to say where there is none.
import { UserError } from '../../errors.js';
import type { Show } from '../../show/show.js';
import type { GuildEntry } from '../../show/show-registry.js';
import { answer, describeTooEarly } from '../words/answer-words.js';
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
		throw new UserError(answer('notOnAir'));
	}
	return entry;
}

/**
 * Looks up what is on air in a guild.
 *
 * @throws {UserError} if the guild has no show, or one that is still starting
 */
export function requireOnAir(context: Pick<CommandContext, 'registry'>, guildId: string): Show {
	const entry = requireShow(context, guildId);
	if (entry.kind === 'starting') {
		throw new UserError((language) => describeTooEarly(entry.channelId, language));
	}
	return entry.show;
}
