// Jingles, as `/podcast show` takes them: fetched, checked, kept.

import { JingleError, MAX_JINGLE_BYTES } from '../../../episodes/jingles.js';
import { UserError } from '../../../errors.js';
import { answerOnJingle, describeJingleFault } from '../../words/episodes/jingle-words.js';
import type { CommandContext, GuildCommandInteraction } from '../command.js';
import { downloadAttachment } from '../episodes/attachment-download.js';
import { JINGLE_OPTION_NAMES, type Removable } from './show-options.js';

type Name = (typeof JINGLE_OPTION_NAMES)[number];

/**
 * Does with jingles what was asked for.
 *
 * @param removed - what `remove` names
 * @throws {UserError} where one cannot be a jingle, or is not kept
 */
export async function changeJingles(
	{ guildId, options }: GuildCommandInteraction,
	context: CommandContext,
	removed: Removable | null,
): Promise<void> {
	const { jingles } = context;
	for (const name of JINGLE_OPTION_NAMES) {
		if (name === removed) {
			await keep(context, jingles.remove(guildId, name));
		}
		const file = options.getAttachment(name);
		if (file) {
			await putJingle(context, { guildId, name, file });
		}
	}
	const isOnAir = options.getBoolean('onair');
	if (isOnAir !== null) {
		await keep(context, jingles.setOnAir(guildId, isOnAir));
	}
}

/** @throws {UserError} where the file cannot be a jingle */
async function putJingle(
	context: CommandContext,
	{ file, guildId, name }: { file: { size: number; url: string }; guildId: string; name: Name },
): Promise<void> {
	const { clock, discordApiUrl, jingles, logger } = context;
	if (file.size > MAX_JINGLE_BYTES) {
		throw new UserError(describeJingleFault(name, 'too large'));
	}
	const maxBytes = MAX_JINGLE_BYTES;
	const found = await downloadAttachment({ url: file.url, discordApiUrl, clock, maxBytes });
	switch (found.kind) {
		case 'too large':
			throw new UserError(describeJingleFault(name, 'too large'));
		case 'failed': {
			const { host, why } = found;
			logger.warn({ guildId, host, why }, 'An attachment cannot be fetched');
			throw new UserError(answerOnJingle('notFetched'));
		}
		case 'bytes':
			await keep(
				context,
				jingles.put(guildId, name, found.bytes).catch((cause: unknown) => {
					throw cause instanceof JingleError
						? new UserError(describeJingleFault(name, cause.fault), { cause })
						: cause;
				}),
			);
	}
}

/** @throws {UserError} where it is not kept */
async function keep({ logger }: CommandContext, kept: Promise<void>): Promise<void> {
	try {
		await kept;
	} catch (cause) {
		if (cause instanceof UserError) {
			throw cause;
		}
		logger.error({ err: cause }, 'A jingle cannot be kept');
		throw new UserError(answerOnJingle('notKept'), { cause });
	}
}
