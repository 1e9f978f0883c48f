// How tests compare bytes: as bytes. vitest would take each of them for a property with a name.
import { expect } from 'vitest';

/** Whether it is added; with `isolate: false` several test files share a process. */
const ADDED = Symbol.for('byte-equality');

/**
 * For `expect.addEqualityTesters`. Frames are compared by the thousand, and by their properties
 * that takes longer than all else that their tests do.
 *
 * @returns undefined where either is anything else than `Uint8Array` or `Buffer`
 */
function areSameBytes(a: unknown, b: unknown): boolean | undefined {
	return a instanceof Uint8Array && b instanceof Uint8Array
		? Buffer.compare(a, b) === 0
		: undefined;
}

const shared = globalThis as { [ADDED]?: boolean };
if (!shared[ADDED]) {
	shared[ADDED] = true;
	expect.addEqualityTesters([areSameBytes]);
}
