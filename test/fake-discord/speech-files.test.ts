// The recorded speech is what the tests take it for.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readOggOpus } from '../support/speech/ogg-opus.js';

const FOLDER = join(import.meta.dirname, '../support/speech');
const FRAME_SECONDS = 0.02;
/** The frame size bits of a TOC byte for 20 ms, by configuration (RFC 6716, 3.1, table 2). */
const CONFIGURATIONS_20_MS = [1, 5, 9, 13, 15, 19, 23, 27, 31];

it('reads 20 ms frames of the length that the recordings have', () => {
	const lengths = readdirSync(FOLDER)
		.filter((name) => name.endsWith('.opus'))
		.map((name) => {
			const frames = readOggOpus(join(FOLDER, name));
			const codes = frames.map((frame) => (frame[0] ?? 0) >> 3);
			expect(codes.every((code) => CONFIGURATIONS_20_MS.includes(code))).toBe(true);
			expect(frames.every((frame) => ((frame[0] ?? 3) & 3) === 0)).toBe(true);
			return frames.length * FRAME_SECONDS;
		});
	expect(lengths).toHaveLength(3);
	expect(Math.min(...lengths)).toBeGreaterThan(18);
	expect(Math.max(...lengths)).toBeGreaterThan(62);
});
