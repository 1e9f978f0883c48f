// All slash commands of the bot.
import { localizeCommand } from '../words/localized-command.js';
import type { Command } from './command.js';
import { podcastCommand } from './podcast.js';
import { privacyCommand } from './podcast-privacy.js';

/** The bot's commands, by name, as Discord is told of them in all languages. */
export const commands: ReadonlyMap<string, Command> = new Map(
	[podcastCommand, privacyCommand].map((command) => [
		command.definition.name,
		{ ...command, definition: localizeCommand(command.definition) },
	]),
);
