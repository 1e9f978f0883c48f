// Packets on the bus: what stands before them, and what of them is let through.
import { describe, expect, test } from 'vitest';
import { readSequence, SequenceGate, withSequence } from '../../src/cluster/audio-sequence.js';

const PACKET = Uint8Array.of(1, 2, 3);

describe('a packet on the bus', () => {
	test.each([
		[0, '00000000010203'],
		[1, '00000001010203'],
		[0x01020304, '01020304010203'],
		[0xffffffff, 'ffffffff010203'],
	])('begins with its number: %i', (sequence, hex) => {
		const message = withSequence(sequence, PACKET);
		expect(Buffer.from(message).toString('hex')).toBe(hex);
		expect(readSequence(message)).toBe(sequence);
	});

	test.each(['', '00', '00000001'])('is none where nothing stands behind it: %j', (hex) => {
		expect(readSequence(Buffer.from(hex, 'hex'))).toBeUndefined();
	});
});

describe('the gate', () => {
	/** What it says to each, and what it has counted as lost in the end. */
	function pass(...sequences: number[]) {
		const gate = new SequenceGate();
		return { taken: sequences.map((sequence) => gate.take(sequence)), lost: gate.lost };
	}

	test('begins with whatever comes first, and counts nothing before it', () => {
		expect(pass(700, 701)).toEqual({ taken: [true, true], lost: 0 });
	});

	test('counts what is missing', () => {
		expect(pass(1, 2, 6)).toEqual({ taken: [true, true, true], lost: 3 });
	});

	test('lets through nothing twice, and nothing that is late', () => {
		expect(pass(5, 5, 4, 6, 5)).toEqual({ taken: [true, false, false, true, false], lost: 0 });
	});

	test('goes on where numbers begin anew', () => {
		expect(pass(0xfffffffe, 0xffffffff, 0, 0xffffffff, 2)).toEqual({
			taken: [true, true, true, false, true],
			lost: 1,
		});
	});

	test('takes any number as the first after a restart', () => {
		const gate = new SequenceGate();
		gate.take(9000);
		gate.restart();
		expect([gate.take(0), gate.take(1), gate.lost]).toEqual([true, true, 0]);
	});
});
