import { expect, test } from 'vitest';
import { parseUrl } from '../src/host-name.js';

/** After that many calls V8 has optimised whatever calls. */
const MANY = 20_000;

test('reads a name beyond ASCII as well after many times as at first', () => {
	const hosts = new Set(
		Array.from({ length: MANY }, () => parseUrl('https://bücher.example')?.hostname),
	);
	expect([...hosts]).toEqual(['xn--bcher-kva.example']);
});

test.each(['', 'radio.example', 'https://', 'https://[::1'])('tells that %o is no URL', (text) => {
	expect(parseUrl(text)).toBeUndefined();
});
