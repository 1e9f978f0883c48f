import { expect, test } from 'vitest';
import { isSameSecret } from '../../src/server/access/constant-time.js';

test.each([
	['s3cret', 's3cret', true],
	['', '', true],
	['s3cret', 's3creT', false],
	['s3cre', 's3cret', false],
	['', 's3cret', false],
	['é', 'e\u0301', false],
])('%j is told from %j, whatever their lengths', (given, expected, isSame) => {
	expect(isSameSecret(given, expected)).toBe(isSame);
});
