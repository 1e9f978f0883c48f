// Compares secrets so that the time tells nothing of them.
import { hash, timingSafeEqual } from 'node:crypto';

/**
 * Whether two texts are the same. Both are hashed first, so that the comparison takes the same time
 * whatever their lengths and contents are.
 */
export function isSameSecret(given: string, expected: string): boolean {
	return isDigestOf(sha256(given), expected);
}

/** Whether this is the SHA-256 of a text, which whoever has sent it need not have said. */
export function isDigestOf(digest: Uint8Array, expected: string): boolean {
	return isSameDigest(digest, sha256(expected));
}

/** Whether two digests are the same. */
export function isSameDigest(digest: Uint8Array, expected: Uint8Array): boolean {
	return digest.length === expected.length && timingSafeEqual(digest, expected);
}

/** The SHA-256 of a text. */
export function sha256(text: string): Buffer {
	// In one go: an object for each digest costs the garbage collector more than the digest does.
	return hash('sha256', text, 'buffer');
}
