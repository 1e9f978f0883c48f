// What proxies' headers say, in the forms that proxies and clients write them.
import { describe, expect, test } from 'vitest';
import { plainAddress } from '../../src/server/limits/address.js';
import { readForwarded } from '../../src/server/limits/forwarded.js';

function addresses(headers: Record<string, string>): (string | undefined)[] {
	return readForwarded(headers)?.entries.map(({ address }) => address) ?? [];
}

describe('X-Forwarded-For', () => {
	test.each([
		['203.0.113.9', ['203.0.113.9']],
		['203.0.113.9:51234', ['203.0.113.9']],
		['"203.0.113.9:51234"', ['203.0.113.9']],
		['2001:DB8::1', ['2001:db8::1']],
		['[2001:db8::1]', ['2001:db8::1']],
		['[2001:db8::1]:443', ['2001:db8::1']],
		['"[2001:db8::1]:443"', ['2001:db8::1']],
		['2001:db8:0:0:0:0:0:1:443', ['2001:db8::1']],
		['fe80::1%eth0', ['fe80::1']],
		['::ffff:203.0.113.9', ['203.0.113.9']],
		['[::ffff:203.0.113.9]:80', ['203.0.113.9']],
		['  203.0.113.9 ,, 192.0.2.1\t, ', ['203.0.113.9', '192.0.2.1']],
		['unknown, 192.0.2.1', [undefined, '192.0.2.1']],
		['"a, 192.0.2.1', [undefined, '192.0.2.1']],
		['010.1.2.3, 1, 0x7f000001', [undefined, undefined, undefined]],
		['999.0.113.9:80, [2001:db8::1, 1.2.3.4.5', [undefined, undefined, undefined]],
		[`${'"'.repeat(200)}192.0.2.1`, [undefined]],
		[' , ,', []],
	])('%s', (value, expected) => {
		expect(addresses({ 'x-forwarded-for': value })).toEqual(expected);
	});

	test('comes before Forwarded, unless it is empty', () => {
		const forwarded = 'for=192.0.2.9';
		expect(addresses({ 'x-forwarded-for': '192.0.2.1', forwarded })).toEqual(['192.0.2.1']);
		expect(addresses({ 'x-forwarded-for': ' ', forwarded })).toEqual(['192.0.2.9']);
	});
});

describe('Forwarded', () => {
	test.each([
		['for=192.0.2.43', ['192.0.2.43']],
		['For="[2001:db8:cafe::17]:4711"', ['2001:db8:cafe::17']],
		['for=192.0.2.43;proto=https;by=203.0.113.43', ['192.0.2.43']],
		['proto=https; for="192.0.2.43:_port" , for=198.51.100.17', ['192.0.2.43', '198.51.100.17']],
		['for=_hidden, for=unknown, for="_SEVKISEK"', [undefined, undefined, undefined]],
		['by=203.0.113.43;proto=http', [undefined]],
		['for=192.0.2.1;for=192.0.2.2', [undefined]],
		['for=192.0.2.43;host="x, for=6.6.6.6"', ['192.0.2.43']],
		['for=192.0.2.43;host="a\\", for=6.6.6.6"', ['192.0.2.43']],
	])('%s', (value, expected) => {
		expect(addresses({ forwarded: value })).toEqual(expected);
	});

	test('a quote that a client leaves open swallows nothing that a proxy adds', () => {
		const own = 'for="[2001:db8::1]:4711";proto=https';
		expect(addresses({ forwarded: `for="evil, ${own}` }).at(-1)).toBe('2001:db8::1');
	});
});

describe('a header as long as it may be', () => {
	test.each([
		['commas', ',', []],
		['quotes', '"', [undefined]],
		['backslashes', '\\', [undefined]],
		['words', 'a,', Array(16_000).fill(undefined)],
		// Read from its end: no separator stands outside of quotes there.
		['open quotes', '";', [undefined]],
	])('of %s is read', (_what, piece, expected) => {
		const value = piece.repeat(16_000);
		expect(addresses({ 'x-forwarded-for': value, forwarded: value })).toEqual(expected);
		expect(addresses({ forwarded: value })).toEqual(expected);
	});

	test('has no address in an entry of more than 100 characters', () => {
		const node = (quotes: number) => `192.0.2.1${'"'.repeat(quotes)}`;
		expect(addresses({ 'x-forwarded-for': node(91) })).toEqual(['192.0.2.1']);
		expect(addresses({ 'x-forwarded-for': node(92) })).toEqual([undefined]);
	});
});

test.each([
	['::FFFF:10.0.0.1', '10.0.0.1'],
	['2001:db8:0:0::1', '2001:db8::1'],
	['fe80::1%3', 'fe80::1'],
	['unknown', 'unknown'],
	['', ''],
])('%s is %s', (address, plain) => {
	expect(plainAddress(address)).toBe(plain);
});
