import { describe, expect, test } from 'vitest';
import { ExpectedSound } from '../../src/voice/receive/expected-sound.js';

describe('ExpectedSound', () => {
	test('remembers who began to talk first, until anything comes', () => {
		const expected = new ExpectedSound();
		expected.begin(0);
		expected.expect('ada', 6000);
		expected.expect('ben', 7000);
		expect(expected.missing).toEqual({ userId: 'ada', sinceMs: 6000 });
		expected.arrived();
		expect(expected.missing).toBeUndefined();
	});

	test('forgets whoever leaves, and everybody with the voice session', () => {
		const expected = new ExpectedSound();
		expected.begin(0);
		expected.expect('ada', 6000);
		expected.depart('ben');
		expect(expected.missing?.userId).toBe('ada');
		expected.depart('ada');
		expect(expected.missing).toBeUndefined();
		expected.expect('ben', 8000);
		expected.end();
		expect(expected.missing).toBeUndefined();
	});

	test('takes nothing from what is told before the session has settled, or without one', () => {
		const expected = new ExpectedSound();
		expected.expect('ada', 1_000_000);
		expected.begin(1_000_000);
		expected.expect('ada', 1_004_999);
		expect(expected.missing).toBeUndefined();
	});
});
