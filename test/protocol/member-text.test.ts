// What stays of members' texts, in each of the four places that have to do with them.
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { cutText, escapeText, plainLine } from '../../src/discord/words/markdown.js';
import { quoteName } from '../../src/doctor/check.js';
import {
	cutToFit,
	inCodePoints,
	inUtf16Units,
	isBlank,
	oneLine,
	plainText,
	withoutHarm,
} from '../../src/protocol/member-text.js';
import { tidyText } from '../../src/protocol/podcast-details.js';
import { headerText } from '../../src/server/streams/stream-text.js';

const FAMILY = '👨‍👩‍👧‍👦';
const ENGLAND = '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}';

const KEPT = [
	['Persian, by a non-joiner', 'پادکست می‌خواهم'],
	['Hindi, by joiners', 'क्‍ष और र्‌य'],
	['a family', FAMILY],
	['a heart in colour and one in text', '❤️ ❤︎'],
	['a flag of tags', ENGLAND],
	['a flag of pride', '🏳️‍🌈'],
	['variants of ideographs', '葛\u{e0100}飾'],
	['a keycap', '1️⃣'],
	['Hebrew with a mark of direction', 'C++\u200e שלום\u200f'],
	['Arabic letter mark', '\u061c١٢٣'],
	['accents in pieces', 'Z\u0335\u0308oe'],
] as const;

const HARMFUL = [
	['a line feed', 'a\nb'],
	['a carriage return and a line feed', 'a\r\nb'],
	['an escape', 'a\u001bb'],
	['a control character of the second set', 'a\u009bb'],
	['a line separator', 'a\u2028b'],
	['a paragraph separator', 'a\u2029b'],
	['an override', 'a\u202eb'],
	['an embedding', 'a\u202ab'],
	['an isolate', 'a\u2067b'],
	['a byte order mark', 'a\ufeffb'],
	['half a pair', 'a\ud83db'],
	['a code point that is no character', 'a\uffffb'],
	['another one', 'a\u{1fffe}b'],
] as const;

const PLACES = {
	'what senders tell': tidyText,
	'streams and playlists': plainText,
	'Discord, in markup': escapeText,
	'Discord, as it is': plainLine,
	'the doctor': (text: string) => quoteName(text).slice(1, -1),
} as const;

describe.each(Object.entries(PLACES))('in %s', (_place, shown) => {
	test.each(KEPT)('%s stays', (_what, text) => {
		expect(shown(text)).toBe(text);
	});

	test.each(HARMFUL)('%s goes', (_what, text) => {
		expect(shown(text).replace(/ +/, ' ')).toBe('a b');
	});

	test('no emoji is cut in two', () => {
		for (let limit = 0; limit < 12; limit++) {
			const text = `${'x'.repeat(limit)}${FAMILY.repeat(200)}`;
			const rest = shown(text).slice(limit);
			expect(FAMILY.repeat(rest.length / FAMILY.length)).toBe(rest);
		}
	});
});

describe('a text that is cut', () => {
	test.each([
		[FAMILY.repeat(3), FAMILY.length * 2, FAMILY.repeat(2)],
		[FAMILY.repeat(3), FAMILY.length * 2 + 10, FAMILY.repeat(2)],
		[`a${ENGLAND}b`, 5, 'a'],
		['ab', 2, 'ab'],
		['abc', 0, ''],
	])('%s has at most %i units', (text, limit, cut) => {
		expect(cutToFit(text, limit, inUtf16Units)).toBe(cut);
	});

	test('is cut within a character where that alone is too long', () => {
		const tower = `a${'\u0301'.repeat(500)}`;
		expect(cutToFit(tower, 100, inCodePoints)).toBe(tower.slice(0, 100));
		expect(cutToFit(FAMILY, 3, inUtf16Units)).toBe('👨‍');
		expect(cutToFit('🎙🎙', 1, inUtf16Units)).toBe('');
	});

	test.each([
		['letters', 'a'.repeat(100_000)],
		['marks on one letter', `e${'\u0301'.repeat(100_000)}`],
		['emoji', '🎙'.repeat(50_000)],
		['a family, over and over', FAMILY.repeat(10_000)],
	])('is looked at as far as there is room, however many %s there are', (_what, text) => {
		const looks = vi.spyOn(Intl.Segmenter.prototype, 'segment');
		onTestFinished(() => looks.mockRestore());
		for (const measure of [inCodePoints, inUtf16Units]) {
			expect(cutToFit(text, 100, measure)).toBe(cutToFit(text.slice(0, 1000), 100, measure));
		}
		expect(Math.max(...looks.mock.calls.map(([{ length }]) => length))).toBeLessThan(205);
	});

	test('ends with an ellipsis in Discord, between characters', () => {
		expect(cutText(`${FAMILY}${FAMILY}`, FAMILY.length + 5)).toBe(`${FAMILY}…`);
		expect(cutText('a b', 3)).toBe('a b');
		expect(cutText(`${ENGLAND} and more`, ENGLAND.length + 6)).toBe(`${ENGLAND} and…`);
	});

	test('has as many units in Discord, code points in a title, as fit', () => {
		for (let length = 0; length < 300; length += 7) {
			const text = 'ab❤️ 👩‍🚀'.repeat(50).slice(0, length);
			expect(cutText(text, 64).length).toBeLessThanOrEqual(64);
			expect(inCodePoints(tidyText(text))).toBeLessThanOrEqual(100);
		}
	});
});

test('what is seen only behind the cut is not seen', () => {
	const text = `${'\u200d'.repeat(300)}A`;
	expect([tidyText(text), plainText(text)]).toEqual(['', '']);
});

test.each([
	['\u200d\u200c', true],
	['\u3164 \u115f', true],
	['\ufe0f', true],
	[' \u00a0\u3000', true],
	['\u200e', true],
	['', true],
	['\u200dA', false],
	['❤️', false],
])('%j is blank: %s', (text, expected) => {
	expect(isBlank(text)).toBe(expected);
	expect(tidyText(text) === '').toBe(expected);
	expect(plainText(text) === '').toBe(expected);
});

test('a text without harm keeps its own spaces', () => {
	expect(withoutHarm('  a  b\u00a0c\u3000')).toBe('  a  b\u00a0c\u3000');
	expect(oneLine('\u2068Ada\u2069 is on ')).toBe('Ada  is on');
});

test('a header has a question mark for each character that it cannot have', () => {
	expect(headerText(`Häfen ${FAMILY} ${ENGLAND} می‌خواهم`)).toBe('Häfen ? ? ???????');
	expect(headerText('a\u200db')).toBe('ab');
});
