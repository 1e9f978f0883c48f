import { expect, test } from 'vitest';
import { addReasons, RunningTotals } from '../../src/counts/running-totals.js';

function makeTotals(): RunningTotals<number> {
	return new RunningTotals<number>({ nothing: 0, add: (first, second) => first + second });
}

test('no count goes back when what has counted it ends', () => {
	const totals = makeTotals();
	const first = { counts: 3 };
	const second = { counts: 4 };
	totals.add(first);
	totals.add(second);
	expect(totals.counts).toBe(7);
	first.counts = 5;
	totals.end(first);
	expect(totals.counts).toBe(9);
	expect(totals.running).toBe(1);
});

test('what ends twice, or never began, counts once or not at all', () => {
	const totals = makeTotals();
	const part = { counts: 3 };
	totals.add(part);
	totals.end(part);
	totals.end(part);
	totals.end({ counts: 100 });
	expect(totals.counts).toBe(3);
	expect([...totals.parts]).toEqual([]);
});

test('reasons that one of both has not counted are kept', () => {
	const sum = addReasons(
		new Map([
			['late', 2],
			['silence', 1],
		]),
		new Map([
			['late', 3],
			['repeated', 4],
		]),
	);
	expect(Object.fromEntries(sum)).toEqual({ late: 5, silence: 1, repeated: 4 });
});
