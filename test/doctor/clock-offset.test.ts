// What the doctor makes of the time in an answer of Discord's.
import { expect, test } from 'vitest';
import { compareTimes } from '../../src/doctor/clock-offset.js';

/** What is told of a clock that is ahead of Discord's, by an answer that took so long. */
function told(aheadMs: number, tookMs: number): string {
	// In the middle of a second, which the header cuts off.
	const askedAtMs = 500 + aheadMs - tookMs / 2;
	const { kind, text } = compareTimes({ askedAtMs, answeredAtMs: askedAtMs + tookMs, dateMs: 0 });
	return `${kind} ${text}`;
}

test('a clock that agrees within 2 s is right, one that is off by 30 s is of no use', () => {
	expect(told(400, 100)).toBe('ok within 2 s of Discord (0.4 s ahead of Discord)');
	expect(told(-1900, 0)).toBe('ok within 2 s of Discord (1.9 s behind Discord)');
	expect(told(5000, 100)).toBe('warn 5.0 s ahead of Discord');
	expect(told(-40_000, 100)).toBe('fail 40.0 s behind Discord');
});

test('an answer that took long is no fault of the clock', () => {
	expect(told(3000, 6000)).toBe('ok not seen to be off: the answer took 6.0 s');
	expect(told(-9000, 6000)).toBe('warn 9.0 s behind Discord');
	expect(told(31_000, 6000)).toBe('warn 31.0 s ahead of Discord');
});
