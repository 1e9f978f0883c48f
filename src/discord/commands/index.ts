// All slash commands of the bot.
import type { Command } from './command.js';
import { podcastCommand } from './podcast.js';
import { privacyCommand } from './podcast-privacy.js';

/** The bot's commands, by name. */
export const commands: ReadonlyMap<string, Command> = new Map(
	[podcastCommand, privacyCommand].map((command) => [command.definition.name, command]),
);
