import { describe, expect, test } from 'vitest';
import { OggPage, PageType } from '../../src/media/ogg-page.js';
import { opusHead, opusTags } from '../../src/media/opus-headers.js';
import { readOggPages } from '../support/ogg-pages.js';

const PLACES = [
	{ sequence: 0, granule: 0 },
	{ sequence: 2, granule: 960 },
	{ sequence: 2 ** 32 - 1, granule: 2 ** 32 - 1 },
	{ sequence: 7, granule: 2 ** 32 + 4800 },
];

describe('OggPage', () => {
	test.each([0, 1, 3, 254, 255, 256, 510, 3832])(
		'holds packets of %i bytes, with the right checksum at every place',
		(lengthBytes) => {
			const packets = [1, 2].map((fill) => new Uint8Array(lengthBytes).fill(fill));
			const page = new OggPage({ packets, type: PageType.MIDDLE, serial: 0xfedc_ba98 });
			for (const place of PLACES) {
				const [read] = readOggPages(page.at(place));
				expect(read).toEqual({
					...place,
					serial: 0xfedc_ba98,
					isFirst: false,
					isLast: false,
					packets,
				});
			}
		},
	);

	test('gives each place bytes of its own', () => {
		const page = new OggPage({ packets: [Uint8Array.of(1)], type: PageType.FIRST, serial: 1 });
		const first = page.at({ sequence: 1, granule: 960 });
		const second = page.at({ sequence: 2, granule: 1920 });
		expect(readOggPages(Buffer.concat([first, second])).map(({ sequence }) => sequence)).toEqual([
			1, 2,
		]);
	});

	test('makes of one listener’s copy the next one’s', () => {
		const page = new OggPage({ packets: [Uint8Array.of(1, 2)], type: PageType.LAST, serial: 1 });
		const copy = page.at({ sequence: 1, granule: 960 });
		for (const place of PLACES) {
			expect(page.move(copy, place)).toBe(copy);
			expect(copy).toEqual(page.at(place));
		}
	});

	test('refuses packets that do not fit', () => {
		const packets = [new Uint8Array(255 * 255)];
		expect(() => new OggPage({ packets, type: PageType.MIDDLE, serial: 1 })).toThrow(RangeError);
	});
});

test('the identification header is as RFC 7845 has it', () => {
	expect(opusHead().toString('hex')).toBe('4f707573486561640102800780bb0000000000');
});

test('comments are one line each, and left out where empty', () => {
	const tags = opusTags({ TITLE: 'A\r\nB=C\u0000', ARTIST: ' \n', ORGANIZATION: 'Häfen' });
	expect(tags.subarray(0, 8).toString()).toBe('OpusTags');
	const text = tags.toString('latin1');
	expect(tags.readUInt32LE(8 + 4 + tags.readUInt32LE(8))).toBe(2);
	expect(text).toContain('TITLE=A B=C');
	expect(tags.toString()).toContain('ORGANIZATION=Häfen');
	expect(text).not.toContain('ARTIST');
});
