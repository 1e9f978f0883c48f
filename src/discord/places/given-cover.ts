// A file that a member gives as the cover: taken after a check, or refused in words.
import { UserError } from '../../errors.js';
import { checkCover } from '../../media/cover/cover-check.js';
import type { CoverType } from '../../store/show-profiles.js';
import { describeCoverFault } from '../words/show/show-fault-words.js';

export { MAX_COVER_BYTES } from '../../media/cover/cover-check.js';

/** A picture that may be the cover. */
export interface GivenCover {
	type: CoverType;
	bytes: Buffer;
	/** Whether parts of it may be transparent. */
	hasAlpha: boolean;
}

/** What is said where there are more bytes than a cover has. */
export function coverTooLarge(bytes: number): UserError {
	return new UserError(describeCoverFault({ kind: 'too large', bytes }));
}

/** @throws {UserError} where it is no cover */
export function readCover(bytes: Buffer): GivenCover {
	const found = checkCover(bytes);
	if (found.kind === 'refused') {
		throw new UserError(describeCoverFault(found.fault));
	}
	return { type: found.type, bytes, hasAlpha: found.hasAlpha };
}
