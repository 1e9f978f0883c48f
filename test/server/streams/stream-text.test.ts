import { describe, expect, test } from 'vitest';
import { plainText } from '../../../src/protocol/member-text.js';
import type { PodcastDetails } from '../../../src/protocol/podcast-details.js';
import { IcyInserter, icyHeaders, icyMetadata } from '../../../src/server/streams/icy.js';
import { headerText, nowPlaying } from '../../../src/server/streams/stream-text.js';

const DETAILS: PodcastDetails = {
	visibility: 'unlisted',
	title: 'Harbour news',
	serverName: 'Harbour',
	hostName: 'Ada',
	speakers: [],
};

describe('a text', () => {
	test.each([
		['a\r\nSet-Cookie: x', 'a Set-Cookie: x'],
		['\u0000\u001b[31mred\u007f\u0085', '[31mred'],
		['left\u202etfel\u2066', 'left tfel'],
		['line\u2028paragraph\u2029', 'line paragraph'],
		['\ud800lone', 'lone'],
		['  <b>bold</b>  ', '<b>bold</b>'],
	])('%j is one printable line', (text, plain) => {
		expect(plainText(text)).toBe(plain);
	});

	test.each([
		['Häfen – 日本 🎙', 'Häfen ? ?? ?'],
		['a\r\nb', 'a b'],
		['Ha\u0308fen', 'Häfen'],
	])('%j fits a header', (text, value) => {
		expect(headerText(text)).toBe(value);
	});

	test('of any length is cut', () => {
		expect(plainText('🎙'.repeat(10_000))).toBe('🎙'.repeat(300));
	});
});

test('what is on is the title, and who speaks', () => {
	expect(nowPlaying(DETAILS)).toBe('Harbour news');
	expect(nowPlaying({ ...DETAILS, speakers: ['Ada', '\n', 'Ben\r'] })).toBe(
		'Harbour news — Ada, Ben',
	);
	expect(nowPlaying({ ...DETAILS, title: '', speakers: ['Ada'] })).toBe('Harbour — Ada');
});

test('headers say who it is, and nothing that is not known', () => {
	expect(icyHeaders(DETAILS)).toEqual({
		'icy-name': 'Harbour news',
		'icy-description': 'Ada, Harbour',
		'icy-pub': '0',
	});
	const bare = {
		...DETAILS,
		visibility: 'public',
		title: '',
		serverName: '',
		hostName: '',
	} as const;
	expect(icyHeaders(bare)).toEqual({ 'icy-name': 'Podcast', 'icy-pub': '1' });
});

describe('metadata', () => {
	test('is a length in units of 16 bytes, then the title and zeros', () => {
		const block = icyMetadata('Ada');
		expect(block[0]).toBe(2);
		expect(block.length).toBe(33);
		expect(block.subarray(1).toString()).toBe(`StreamTitle='Ada';${'\0'.repeat(14)}`);
	});

	test('cannot be ended by a title', () => {
		const text = icyMetadata("x';StreamUrl='http://evil/").toString();
		expect(text.match(/'/g)).toHaveLength(2);
		expect(text.match(/;/g)).toHaveLength(1);
	});

	test('is never longer than its length can say', () => {
		const block = icyMetadata('日'.repeat(5000));
		expect(block.length).toBe(1 + (block[0] as number) * 16);
	});

	test('stands after each 16,000 bytes of audio, and tells a title once', () => {
		const inserter = new IcyInserter();
		const audio = Buffer.alloc(100_000, 7);
		const out: Buffer[] = [];
		for (let start = 0; start < audio.length; start += 1536) {
			const title = start < 50_000 ? 'One' : 'Two';
			out.push(inserter.insert(audio.subarray(start, start + 1536), title));
		}
		const stream = Buffer.concat(out);
		const { titles, bytes } = parseIcy(stream);
		expect(titles).toEqual(['One', '', '', 'Two', '', '']);
		expect(bytes.equals(audio)).toBe(true);
	});

	test('comes more than once in a large piece of audio', () => {
		const stream = new IcyInserter().insert(Buffer.alloc(32_000, 7), 'One');
		expect(parseIcy(stream).titles).toEqual(['One', '']);
	});
});

/** Takes a stream apart as a player does. */
function parseIcy(stream: Buffer) {
	const titles: string[] = [];
	const audio: Buffer[] = [];
	let offset = 0;
	while (offset < stream.length) {
		audio.push(stream.subarray(offset, offset + 16_000));
		offset += 16_000;
		if (offset < stream.length) {
			const end = offset + 1 + (stream[offset] as number) * 16;
			const block = stream.subarray(offset + 1, end).toString();
			titles.push(/^StreamTitle='(.*)';\0*$/.exec(block)?.[1] ?? '');
			offset = end;
		}
	}
	return { titles, bytes: Buffer.concat(audio) };
}
