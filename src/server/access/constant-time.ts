// Compares secrets so that the time tells nothing of them.
import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether two texts are the same. Both are hashed first, so that the comparison takes the same time
 * whatever their lengths and contents are.
 */
export function isSameSecret(given: string, expected: string): boolean {
	return isDigestOf(sha256(given), expected);
}

/** Whether this is the SHA-256 of a text, which whoever has sent it need not have said. */
export function isDigestOf(digest: Uint8Array, expected: string): boolean {
	const wanted = sha256(expected);
	return digest.length === wanted.length && timingSafeEqual(digest, wanted);
}

/** The SHA-256 of a text. */
export function sha256(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
