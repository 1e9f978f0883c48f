// What is taken for a cover, and why the rest is not: by the bytes, whatever a file is called.
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
	type CoverFault,
	checkCover,
	MAX_COVER_BYTES,
} from '../../../src/media/cover/cover-check.js';
import { makeCover } from '../../../src/media/cover/made-cover.js';

const PNG_START = Buffer.from('89504e470d0a1a0a', 'hex');

function chunk(type: string, data: Buffer = Buffer.alloc(0)): Buffer {
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const sum = Buffer.alloc(4);
	sum.writeUInt32BE(crc32(named));
	return Buffer.concat([length, named, sum]);
}

/** Colour type 2 is RGB, 3 a palette, 0 and 4 grey, 4 and 6 with alpha. */
function png({
	width = 1400,
	height = 1400,
	depth = 8,
	colourType = 2,
	more = [chunk('IDAT')],
} = {}) {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([depth, colourType], 8);
	return Buffer.concat([PNG_START, chunk('IHDR', header), ...more, chunk('IEND')]);
}

function segment(code: number, data: Buffer): Buffer {
	const start = Buffer.from([0xff, code, 0, 0]);
	start.writeUInt16BE(data.length + 2, 2);
	return Buffer.concat([start, data]);
}

/** As cameras write them: with a segment of an application's before the frame. */
function jpeg({ width = 3000, height = 3000, components = 3, frame = 0xc2, end = 'ffd9' } = {}) {
	const size = Buffer.from([8, 0, 0, 0, 0, components]);
	size.writeUInt16BE(height, 1);
	size.writeUInt16BE(width, 3);
	return Buffer.concat([
		Buffer.from('ffd8', 'hex'),
		segment(0xe1, Buffer.from('Exif\0\0 with ff c0 in it \xff\xc0', 'latin1')),
		Buffer.from('ff', 'hex'),
		segment(frame, Buffer.concat([size, Buffer.alloc(3 * components)])),
		segment(0xda, Buffer.alloc(10)),
		Buffer.alloc(50, 1),
		Buffer.from(end, 'hex'),
	]);
}

describe('a cover', () => {
	test.each([
		['an RGB PNG', png(), { type: 'png', pixels: 1400, hasAlpha: false }],
		['a PNG with alpha', png({ colourType: 6 }), { type: 'png', pixels: 1400, hasAlpha: true }],
		[
			'a palette with a transparent colour',
			png({ colourType: 3, more: [chunk('PLTE'), chunk('tRNS'), chunk('IDAT')] }),
			{ type: 'png', pixels: 1400, hasAlpha: true },
		],
		['a progressive JPEG', jpeg(), { type: 'jpg', pixels: 3000, hasAlpha: false }],
		['a JPEG with bytes behind it', jpeg({ end: 'ffd9000000' }), { type: 'jpg', pixels: 3000 }],
	])('is %s', (_what, bytes, facts) => {
		expect(checkCover(bytes)).toMatchObject({ kind: 'cover', ...facts });
	});

	test('is what is made for a show that has none', async () => {
		expect(checkCover(await makeCover({ colour: 2, sign: 'Q' }))).toEqual({
			kind: 'cover',
			type: 'png',
			pixels: 1400,
			hasAlpha: false,
		});
	});

	test.each<[string, Buffer, CoverFault]>([
		['too many bytes', Buffer.alloc(MAX_COVER_BYTES + 1), { kind: 'too large', bytes: 5_242_881 }],
		['nothing', Buffer.alloc(0), { kind: 'no picture', found: undefined }],
		['an MP3', Buffer.from('ID3'), { kind: 'no picture', found: undefined }],
		['a GIF', Buffer.from('GIF89a'), { kind: 'no picture', found: 'a GIF' }],
		['a WebP', Buffer.from('RIFF1234WEBPVP8 '), { kind: 'no picture', found: 'a WebP' }],
		['a HEIC', Buffer.from('\0\0\0\x18ftypheic'), { kind: 'no picture', found: 'an AVIF or HEIC' }],
		[
			'a page that calls itself a picture',
			Buffer.from('<!DOCTYPE html>'),
			{ kind: 'no picture', found: 'a web page' },
		],
		['a wide picture', jpeg({ width: 2000 }), { kind: 'not square', width: 2000, height: 3000 }],
		['a small picture', png({ width: 1399, height: 1399 }), { kind: 'wrong size', pixels: 1399 }],
		['a huge picture', jpeg({ width: 3001, height: 3001 }), { kind: 'wrong size', pixels: 3001 }],
		['colours for print', jpeg({ components: 4 }), { kind: 'wrong colours', colours: 'CMYK' }],
		['a grey JPEG', jpeg({ components: 1 }), { kind: 'wrong colours', colours: 'grey' }],
		['a grey PNG', png({ colourType: 4 }), { kind: 'wrong colours', colours: 'grey' }],
	])('is not %s', (_what, bytes, fault) => {
		expect(checkCover(bytes)).toEqual({ kind: 'refused', fault });
	});

	test.each([
		['a PNG without a header', Buffer.concat([PNG_START, chunk('IDAT'), chunk('IEND')])],
		['a PNG without a picture', png({ more: [] })],
		['a PNG of no colour type', png({ colourType: 5 })],
		['a PNG of a depth that its colours do not have', png({ depth: 4 })],
		['a PNG of no width', png({ width: 0, height: 0 })],
		['a JPEG of no height', jpeg({ height: 0 })],
		['a JPEG that breaks off', jpeg({ end: '00' })],
		['a JPEG by an arithmetic code', jpeg({ frame: 0xc9 })],
		['a JPEG with two components', jpeg({ components: 2 })],
		['a JPEG that begins and no more', Buffer.from('ffd8ff', 'hex')],
		['a JPEG of FF alone', Buffer.from(`ffd8${'ff'.repeat(500)}`, 'hex')],
	])('is not %s', (_what, bytes) => {
		expect(checkCover(bytes)).toMatchObject({ kind: 'refused', fault: { kind: 'broken' } });
	});

	test('is none that was cut anywhere, nor one with a byte of its header changed to another size', () => {
		for (const whole of [png(), jpeg()]) {
			for (let length = 0; length < whole.length; length++) {
				expect(checkCover(whole.subarray(0, length)).kind, `${length} bytes`).toBe('refused');
			}
		}
		const changed = png();
		changed[19] = 0x79;
		expect(checkCover(changed)).toMatchObject({ fault: { kind: 'broken' } });
	});
});
