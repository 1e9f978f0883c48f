import { describe, expect, test } from 'vitest';
import { OggPage, PageType, writtenPage } from '../../src/media/ogg-page.js';
import { readOggPage } from '../../src/media/ogg-reader.js';

const PACKETS = [0, 1, 254, 255, 256, 1275].map((bytes) => new Uint8Array(bytes).fill(bytes));
const CONTENT = { packets: PACKETS, type: PageType.LAST, serial: 0xfedc_ba98 } as const;
const PLACE = { sequence: 2 ** 32 - 1, granule: 2 ** 32 + 4800 };

describe('a page that is written once', () => {
	test('has the bytes of one that is copied', () => {
		expect(writtenPage(CONTENT, PLACE)).toEqual(new OggPage(CONTENT).at(PLACE));
	});

	test('refuses packets that do not fit', () => {
		const packets = [new Uint8Array(255 * 255)];
		expect(() => writtenPage({ ...CONTENT, packets }, PLACE)).toThrow(RangeError);
	});
});

describe('readOggPage', () => {
	test('reads what was written, wherever it begins', () => {
		const page = writtenPage(CONTENT, PLACE);
		const bytes = Buffer.concat([Buffer.alloc(7), page, Buffer.alloc(3)]);
		expect(readOggPage(bytes, 7)).toEqual({
			bytes: page.length,
			isFirst: false,
			isLast: true,
			serial: CONTENT.serial,
			...PLACE,
			packets: PACKETS.map((packet) => Buffer.from(packet)),
		});
	});

	test('reads no page that is cut off or has a wrong byte', () => {
		const page = writtenPage(CONTENT, PLACE);
		for (let at = 0; at < page.length; at++) {
			expect(readOggPage(page.subarray(0, at), 0), `cut at ${at}`).toBeUndefined();
			const damaged = Buffer.from(page);
			damaged[at] = (damaged[at] as number) ^ 0x10;
			expect(readOggPage(damaged, 0), `byte ${at}`).toBeUndefined();
		}
	});
});
