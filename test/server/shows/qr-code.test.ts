// The QR code of a show's address: what a camera reads in it, and who is given one.
import { decodeQR } from 'qr/decode.js';
import { expect, test } from 'vitest';
import { ShownShows, shownShow } from '../../support/shown-shows.js';
import { LISTENER, ServerFixture } from '../server-fixture.js';

const SCALE = 4;
const KEY = shownShow().profile.key;

/** Reads our own drawing as a camera would see it. */
function read(svg: string): string {
	const size = Number(/viewBox="0 0 (\d+) /.exec(svg)?.[1]);
	const side = size * SCALE;
	const data = new Uint8Array(side * side * 4).fill(255);
	for (const [, x = '', y = '', width = ''] of svg.matchAll(/M(\d+) (\d+)h(\d+)v1/g)) {
		for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row++) {
			const from = row * side + Number(x) * SCALE;
			for (let at = from; at < from + Number(width) * SCALE; at++) {
				data.fill(0, at * 4, at * 4 + 3);
			}
		}
	}
	return decodeQR({ width: side, height: side, data });
}

async function serve(visibility: 'public' | 'unlisted' | 'private') {
	const shows = new ShownShows(shownShow({ visibility }));
	const { server } = await ServerFixture.start({ shows, publicUrl: 'https://radio.example/on' });
	return (query = '', headers = {}) => fetch(`${server.url}/s/harbour/qr.svg${query}`, { headers });
}

test('a camera reads the address of the page in it', async () => {
	const answer = await (await serve('public'))();
	expect(answer.headers.get('content-type')).toBe('image/svg+xml');
	expect(answer.headers.get('cache-control')).toBe('public, max-age=300');
	expect(read(await answer.text())).toBe('https://radio.example/on/s/harbour');
});

test('that of an unlisted show has its key, and is for who has it', async () => {
	const ask = await serve('unlisted');
	const answer = await ask(`?key=${KEY}`);
	expect(answer.headers.get('cache-control')).toBe('private, max-age=300');
	expect(read(await answer.text())).toBe(`https://radio.example/on/s/harbour?key=${KEY}`);
	for (const refused of [await ask(), await ask('?key=wrong'), await ask('', LISTENER)]) {
		expect(refused.status).toBe(404);
	}
});

test('a private show has none', async () => {
	const ask = await serve('private');
	expect((await ask(`?key=${KEY}`)).status).toBe(404);
	expect((await ask('', LISTENER)).status).toBe(404);
});
