// The file of who has opted out: a bot that has lost it must not go on as if nobody had.
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { z } from 'zod';
import { ConfigError } from '../errors.js';
import { findDataFiles } from '../store/data-files.js';
import { choiceShape } from './choices.js';

/** Name of the file in the data folder. */
export const CONSENT_FILE_NAME = 'privacy.json';

const snowflake = z.string().regex(/^\d{17,20}$/);

/** `guild id/user id`. */
const membership = z.string().regex(/^\d{17,20}\/\d{17,20}$/);

/** What is in it. */
export const consentShape = z.object({
	/** The first did not know when anything was chosen. */
	version: z.union([z.literal(1), z.literal(2)]),
	/** User ids. */
	optedOut: z.array(snowflake),
	/** Members who want to be heard in shows that ask. */
	agreed: z.array(membership).default([]),
	/** Who is heard, but not recorded: user ids. */
	notRecorded: z.array(snowflake).default([]),
	/** Members who want to be recorded in shows that ask. */
	agreedToRecording: z.array(membership).default([]),
	/** Whose name may stand in what is published: user ids. */
	named: z.array(snowflake).default([]),
	/** The last choices of members, and when they were made: among processes the newest counts. */
	choices: z.array(choiceShape).default([]),
	/** Members who were told, in the show on air there, that they are. */
	told: z.array(membership),
});

/** What to do where the file is not there. */
export interface ConsentFileOptions {
	folder: string;
	/** Whether whoever runs the bot has said that it may go on without the file. */
	isLossAccepted: boolean;
	logger: Logger;
}

/**
 * Says in the log where there is no consent file.
 *
 * @throws {ConfigError} where there are other files of ours, unless the loss is accepted: members who
 * have opted out would be heard
 */
export async function checkConsentFile(options: ConsentFileOptions): Promise<void> {
	const { folder, isLossAccepted, logger } = options;
	const file = join(folder, CONSENT_FILE_NAME);
	if (await exists(file)) {
		return;
	}
	// Where one of them is, the bot has run before. A link that leads nowhere is among them.
	const others = (await findDataFiles(folder, 'bot'))
		.filter((name) => name !== CONSENT_FILE_NAME)
		.sort();
	if (others.length > 0 && !isLossAccepted) {
		throw new ConfigError(
			'DATA_DIR',
			`${folder} has ${others.join(', ')}, but not ${CONSENT_FILE_NAME}, which says who must not be heard: put a backup in its place, or start once with CONSENT_FILE_LOST=accept if nobody had opted out`,
		);
	}
	const level = others.length > 0 ? 'warn' : 'info';
	logger[level]({ file, others }, 'No consent file: it begins with nobody opted out');
}

/** A link that leads nowhere is no file. */
async function exists(file: string): Promise<boolean> {
	try {
		await access(file);
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return false;
		}
		// It is there and cannot be reached, which reading it tells in its own words.
		return true;
	}
}
