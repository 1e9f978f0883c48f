// All slash commands of the bot.
import type { Command } from './command.js';
import { podcastCommand } from './podcast.js';

/** The bot's commands, by name. */
export const commands: ReadonlyMap<string, Command> = new Map(
	[podcastCommand].map((command) => [command.definition.name, command]),
);
