// Compares secrets so that the time tells nothing of them.
import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether two texts are the same. Both are hashed first, so that the comparison takes the same time
 * whatever their lengths and contents are.
 */
export function isSameSecret(given: string, expected: string): boolean {
	return timingSafeEqual(sha256(given), sha256(expected));
}

function sha256(text: string): Buffer {
	return createHash('sha256').update(text).digest();
}
