// The picture of a show that has none: one that directories take, and that is told apart from others.
import { inflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { COVER_SIZE, makeCover } from '../../../src/media/cover/made-cover.js';
import { signOf, WAVE } from '../../../src/media/cover/signs.js';

/** Palette indices of a picture, line by line, and the colour of each. */
function read(png: Buffer): { at(x: number, y: number): number[]; colours: Set<number> } {
	const parts = new Map<string, Buffer>();
	for (let offset = 8; offset < png.length; ) {
		const length = png.readUInt32BE(offset);
		const type = png.toString('latin1', offset + 4, offset + 8);
		parts.set(type, png.subarray(offset + 8, offset + 8 + length));
		offset += 12 + length;
	}
	const palette = parts.get('PLTE') ?? Buffer.alloc(0);
	const pixels = inflateSync(parts.get('IDAT') ?? Buffer.alloc(0));
	const index = (x: number, y: number) => pixels[y * (COVER_SIZE + 1) + 1 + x] ?? -1;
	const colours = new Set(pixels);
	return { at: (x, y) => [...palette.subarray(index(x, y) * 3, index(x, y) * 3 + 3)], colours };
}

describe('a made cover', () => {
	test('is a square PNG of 1,400 pixels without transparency, and smaller than 100 kB', async () => {
		const png = await makeCover({ colour: 3, sign: 'H' });
		expect(png.toString('latin1', 1, 4)).toBe('PNG');
		expect([png.readUInt32BE(16), png.readUInt32BE(20), png.readUInt8(25)]).toEqual([
			COVER_SIZE,
			COVER_SIZE,
			3,
		]);
		expect(png.length).toBeLessThan(100_000);
	});

	test('has its sign in the middle, with soft edges, on a colour of its own', async () => {
		const { at, colours } = read(await makeCover({ colour: 0, sign: 'H' }));
		const middle = COVER_SIZE / 2;
		expect(at(middle, middle)).toEqual([255, 252, 246]);
		expect(at(middle, middle - 150)).not.toEqual(at(middle, middle));
		expect(colours.size).toBeGreaterThan(50);
		const other = read(await makeCover({ colour: 1, sign: 'H' }));
		expect(other.at(10, 10)).not.toEqual(at(10, 10));
	});

	test('is the same picture each time, and another one for each sign', async () => {
		const signs = ['A', 'B', '0', WAVE, 'A'];
		const pictures = await Promise.all(signs.map((sign) => makeCover({ colour: 5, sign })));
		const texts = pictures.map((picture) => picture.toString('base64'));
		expect(new Set(texts).size).toBe(4);
		expect(texts[4]).toBe(texts[0]);
	});
});

test.each([
	['Harbour', 'H'],
	['élan', 'E'],
	['🎙️ “Night watch”', 'N'],
	['7 Seas', '7'],
	['Ωmega', WAVE],
	['夜', WAVE],
	['🎧', WAVE],
	['', WAVE],
])('the sign of %j is %s', (title, sign) => {
	expect(signOf(title)).toBe(sign);
});
