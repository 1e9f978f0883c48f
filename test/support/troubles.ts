// A trouble of a show, with words that a test can tell from others.
import type { Trouble } from '../../src/show/troubles.js';

/** Panels say of it that `<@name>` is talking but not heard. */
export function unheard(name: string): Trouble {
	return { kind: 'unheard', userId: name, reason: 'malformed payload', isExhausted: true };
}
