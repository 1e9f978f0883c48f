// The slash commands that another process of the bot registers: learnt, so that they can be clicked on.
import type { Client } from 'discord.js';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';

/** Pauses between tries, which double each time. */
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 10 * 60_000;

/** Whose commands are learnt, and which. */
export interface LearntCommandsOptions {
	client: Client<true>;
	clock: Clock;
	logger: Logger;
	/** What they are called. */
	names: readonly string[];
	/** The one server that has them; undefined for all. */
	guildId: string | undefined;
	/** Aborted when it is not to be tried any more. */
	ended: AbortSignal;
}

/**
 * Asks Discord for them, and again until all are there: the process that registers them may start
 * later. Never rejects.
 */
export async function learnCommands(options: LearntCommandsOptions, tries = 1): Promise<void> {
	const { client, clock, ended, guildId, logger, names } = options;
	try {
		const found = await client.application.commands.fetch(guildId === undefined ? {} : { guildId });
		if (names.every((name) => found.some((command) => command.name === name))) {
			return;
		}
	} catch (error) {
		// They work even so; what the bot writes of them cannot be clicked on.
		logger.warn({ err: error }, 'The ids of the slash commands are not known yet');
	}
	const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
	clock.at(clock.nowMs() + pauseMs, () => {
		if (!ended.aborted) {
			void learnCommands(options, tries + 1);
		}
	});
}
