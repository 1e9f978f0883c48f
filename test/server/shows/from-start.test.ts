// A show from its beginning on, at the show's own address: what others may keep of it.
import { expect, test } from 'vitest';
import { ANN, ANN_HZ, CaughtUpShow, tones } from '../../episodes/catch-up/caught-up-show.js';
import { ShownShows, shownShow } from '../../support/shown-shows.js';
import { LISTENER, ServerFixture } from '../server-fixture.js';
import { GUILD_ID } from './station.js';

/** An unlisted show on air, or a public one, at an address that everybody may see. */
async function startShow(visibility: 'public' | 'unlisted') {
	const show = new CaughtUpShow();
	show.manifest = { ...show.manifest, guildId: GUILD_ID, visibility };
	const shown = new ShownShows();
	shown.put(shownShow());
	const catchUp = show.begin();
	const catchUps = show.catchUps.served;
	const { server } = await ServerFixture.start({ shows: shown, catchUps });
	await show.addTrack(ANN, tones(ANN_HZ, 200));
	catchUp.follow(await show.pass(200));
	return `${server.url}/s/harbour/live.m3u8?from=start`;
}

test('is kept by nobody for others where credentials opened it', async () => {
	const url = await startShow('unlisted');
	expect((await fetch(url)).status).toBe(404);
	const playlist = await fetch(url, { headers: LISTENER });
	expect(playlist.headers.get('cache-control')).toBe('private, max-age=1');
	const [segment = ''] = /hls\/.+/.exec(await playlist.text()) ?? [];
	expect((await fetch(new URL(segment, url))).status).toBe(404);
	const file = await fetch(new URL(segment, url), { headers: LISTENER });
	expect(file.headers.get('cache-control')).toBe('private, max-age=60, immutable');
	await file.arrayBuffer();
});

test('may be kept for all where everybody may hear it', async () => {
	const playlist = await fetch(await startShow('public'));
	expect(playlist.headers.get('cache-control')).toBe('public, max-age=1');
});

test('is told of in the same words where only its head is asked for', async () => {
	const url = await startShow('public');
	const playlist = await fetch(url);
	expect(playlist.headers.get('vary')).toBe('Accept-Encoding');
	const head = await fetch(url, { method: 'HEAD' });
	for (const name of ['vary', 'cache-control', 'content-type']) {
		expect([name, head.headers.get(name)]).toEqual([name, playlist.headers.get(name)]);
	}
});
