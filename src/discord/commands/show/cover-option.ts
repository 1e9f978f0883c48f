// A cover, as `/podcast show` takes it: fetched and checked before anything is changed.
import type { Attachment } from 'discord.js';
import { UserError } from '../../../errors.js';
import {
	coverTooLarge,
	type GivenCover,
	MAX_COVER_BYTES,
	readCover,
} from '../../places/given-cover.js';
import { answerOnCover } from '../../words/show/show-fault-words.js';
import type { CommandContext } from '../command.js';
import { downloadAttachment } from '../episodes/attachment-download.js';

/** @throws {UserError} where the file cannot be fetched, or is no cover */
export async function fetchCover(
	{ clock, discordApiUrl, logger }: CommandContext,
	{ file, guildId }: { file: Attachment; guildId: string },
): Promise<GivenCover> {
	const { size, url } = file;
	const maxBytes = MAX_COVER_BYTES;
	if (size > maxBytes) {
		throw coverTooLarge(size);
	}
	const found = await downloadAttachment({ url, discordApiUrl, clock, maxBytes });
	switch (found.kind) {
		case 'too large':
			throw coverTooLarge(maxBytes + 1);
		case 'failed': {
			const { host, why } = found;
			logger.warn({ guildId, host, why }, 'An attachment cannot be fetched');
			throw new UserError(answerOnCover('notFetched'));
		}
		case 'bytes':
			return readCover(found.bytes);
	}
}

/** Takes a cover, or none any more. @throws {UserError} where that is not kept */
export async function keepCover(
	{ links, logger }: CommandContext,
	guildId: string,
	cover: GivenCover | undefined,
): Promise<void> {
	try {
		await links.profiles.setCover(guildId, cover);
	} catch (cause) {
		logger.error({ guildId, err: cause }, 'A cover cannot be kept');
		throw new UserError(answerOnCover('notKept'), { cause });
	}
}
