// How long a server asks to wait, in whatever form it says so.
import { expect, test } from 'vitest';
import { parseRetryAfter } from '../../src/client/retry-after.js';

const NOW_MS = Date.UTC(2026, 0, 1);

test.each([
	['120', 120_000],
	['0.5', 500],
	[' 7 ', 7000],
	['Thu, 01 Jan 2026 00:00:30 GMT', 30_000],
	['Wed, 31 Dec 2025 00:00:00 GMT', 0],
	[undefined, undefined],
	['', undefined],
	['soon', undefined],
])('%s is a wait of %s ms', (header, waitMs) => {
	expect(parseRetryAfter(header, NOW_MS)).toBe(waitMs);
});

test.each([17, 400])('%i digits are no time', (count) => {
	expect(parseRetryAfter('9'.repeat(count), NOW_MS)).toBeUndefined();
});
