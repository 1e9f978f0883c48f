// What a podcast's link opens once the podcast is over, and for whom.
import { describe, expect, it } from 'vitest';
import type { ServedShow } from '../../../src/server/shows/served-shows.js';
import { ShownShows, shownShow } from '../../support/shown-shows.js';
import { until } from '../../support/until.js';
import { LISTENER, ServerFixture } from '../server-fixture.js';

const DAY_MS = 24 * 60 * 60 * 1000;
const OVER = 'The show has ended.';
const GUILD_ID = '100000000000000001';

const EPISODE = {
	id: 'a'.repeat(22),
	title: 'First light',
	startedAtEpochMs: Date.UTC(2031, 4, 3, 19, 0),
	playedMs: 4_320_000,
	visibility: 'public',
} as ServedShow['episodes'][number];

/** A podcast that was on air for a moment, for a show where one is said. */
async function startEnded({ details = {}, show }: { details?: object; show?: ServedShow } = {}) {
	const shows = new ShownShows(...(show ? [show] : []));
	const fixture = await ServerFixture.start({ shows });
	const id = await fixture.create();
	const sender = fixture.sender(id);
	await sender.nextEvent();
	await fixture.change(id, { visibility: 'public', title: 'Night watch', ...details });
	const { url } = await fixture.ownView(id);
	if (show) {
		const live = { title: 'Night watch', hostName: 'Ada', sinceEpochMs: 0, guid: 'g' };
		shows.change(GUILD_ID, { live: { ...live, podcastId: id, visibility: 'public' } });
		shows.change(GUILD_ID, { live: undefined });
	}
	sender.webSocket.close(1000);
	await until(() => fixture.server.stats().podcasts.length).toBe(0);
	const get = async (address: string, headers = {}) => {
		const response = await fetch(new URL(address, fixture.server.url), { headers });
		return { status: response.status, text: await response.text() };
	};
	return { fixture, get, id, shows, url: url ?? `/p/${id}` };
}

describe('the link of a podcast that is over', () => {
	it('says so, and leads to its show and the last episodes', async () => {
		const { get, url } = await startEnded({ show: shownShow({ episodes: [EPISODE] }) });
		const { status, text } = await get(url);
		expect(status).toBe(404);
		expect(text).toContain('Night watch');
		expect(text).toContain(OVER);
		expect(text).toContain('On air for 1 min.');
		expect(text).toContain('href="../s/harbour"');
		expect(text).toContain(`href="../e/${EPISODE.id}"`);
	});

	it('names no show whose address is not everybody’s', async () => {
		const show = shownShow({ visibility: 'unlisted', episodes: [EPISODE] });
		const { get, url } = await startEnded({ show });
		const { text } = await get(url);
		expect(text).toContain(OVER);
		expect(text).not.toMatch(/harbour|First light/);
	});

	it('is a wrong link to who could not hear it', async () => {
		const { get, id, url } = await startEnded({ details: { visibility: 'unlisted' } });
		const wrong = await get('/p/nope?key=');
		expect(wrong.status).toBe(404);
		for (const address of [`/p/${id}`, `/p/${id}?key=wrong`]) {
			expect(await get(address)).toEqual(wrong);
		}
		expect((await get(url)).text).toContain(OVER);
		const hidden = await startEnded({ details: { visibility: 'private' } });
		expect(await hidden.get(`/p/${hidden.id}?key=wrong`)).toEqual(wrong);
		expect((await hidden.get(`/p/${hidden.id}`, LISTENER)).text).toContain(OVER);
	});

	it('is remembered for a week, and not where nobody was ever on air', async () => {
		const { fixture, get, url } = await startEnded();
		await fixture.clock.step(7 * DAY_MS);
		expect((await get(url)).text).toContain(OVER);
		await fixture.clock.step(1);
		expect((await get(url)).text).not.toContain(OVER);

		const silent = await fixture.create();
		await fixture.change(silent, { visibility: 'public' });
		await fixture.call(`/api/podcasts/${silent}`, { method: 'DELETE' });
		expect((await get(`/p/${silent}`)).text).not.toContain(OVER);
	});
});
