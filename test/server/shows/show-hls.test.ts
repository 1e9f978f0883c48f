// A show's own playlist: silence, what is on air, and silence again, with no end for the player.
import { describe, expect, test } from 'vitest';
import { amplitudeAt, encode, toDb, tone } from '../../support/signal.js';
import { decodeAudio, hasTools } from '../../support/tools.js';
import { HlsClient, passSegments } from '../streams/hls/hls-client.js';
import { KEY, PLACES, Station } from './station.js';

const hasFfmpeg = hasTools('ffmpeg');
const QUICK = { segmentMs: 1000 };
const TONE = encode(tone({ hz: 440, peak: 0.25, durationMs: 4000 })).slice(50, 150);

const follower = (station: Station, query = '') =>
	new HlsClient(`${station.hearing.server.url}/s/harbour/live.m3u8${query}`);

/** Level of the tone in each segment that was fetched, in order. */
async function levelsDb({ fetched }: HlsClient): Promise<number[]> {
	const inOrder = [...fetched.values()].sort((one, other) => one.number - other.number);
	const levels: number[] = [];
	for (const { audio } of inOrder) {
		const { samples } = await decodeAudio(audio, 'mp3');
		levels.push(toDb(Math.max(1e-6, amplitudeAt(440, samples))));
	}
	return levels;
}

describe.each(PLACES)('a show’s live.m3u8 %s', (place) => {
	const startStation = (visibility: 'public' | 'unlisted' = 'public') =>
		Station.start({ visibility }, {}, { hls: QUICK, place });

	test.runIf(hasFfmpeg)('goes on from silence to each show, and back, and never ends', async () => {
		const station = await startStation();
		const client = follower(station);
		expect((await client.follow()).segments).toHaveLength(3);
		await station.fixture.clock.step(1500);
		await client.follow();
		for (let time = 0; time < 2; time++) {
			const { show, tell } = await station.goOnAir();
			tell();
			await passSegments(show, client, { count: 4, frames: TONE });
			expect((await client.load()).segments.some(({ url }) => url.includes(`/p/${show.id}/`))).toBe(
				true,
			);
			await station.goOffAir(show);
			await client.follow();
			for (let second = 0; second < 3; second++) {
				await station.fixture.clock.step(1100);
				expect((await client.follow()).isOver).toBe(false);
			}
		}
		const signs = (await levelsDb(client)).map((level) => (level > -30 ? 'tone' : 'silence'));
		const parts = signs.filter((sign, index) => sign !== signs[index - 1]);
		expect(parts).toEqual(['silence', 'tone', 'silence', 'tone', 'silence']);
		const discontinuities = [...client.fetched.values()].filter((each) => each.isDiscontinuity);
		expect(discontinuities.length).toBeGreaterThanOrEqual(4);
	});

	test('goes on where the clock is set back, off air, and when a show begins just then', async () => {
		const station = await startStation();
		const { clock } = station.fixture;
		const client = follower(station);
		await client.follow();
		clock.setWallClock(-3_600_000);
		const before = client.fetched.size;
		for (let second = 0; second < 3; second++) {
			await clock.step(1100);
			await client.follow();
		}
		expect(client.fetched.size).toBeGreaterThan(before);
		clock.setWallClock(-3_600_000);
		const { show, tell } = await station.goOnAir();
		tell();
		await passSegments(show, client, { count: 3, frames: TONE });
		const { segments } = await client.load();
		expect(segments.some(({ url }) => url.includes(`/p/${show.id}/`))).toBe(true);
	});

	test('is silence to whoever may not hear what is on air', async () => {
		const station = await startStation();
		const { show, tell } = await station.goOnAir({ visibility: 'unlisted' });
		tell();
		const guest = follower(station);
		const friend = follower(station, `?key=${KEY}`);
		await guest.follow();
		await passSegments(show, friend, { count: 2, frames: TONE });
		const { segments } = await guest.follow();
		expect(segments.every(({ url }) => url.startsWith('../../s/harbour/hls/'))).toBe(true);
		const named = (await friend.load()).segments.at(-1)?.url;
		expect(named).toMatch(
			new RegExp(`^\\.\\./\\.\\./p/${show.id}/hls/.*\\?key=${show.listenKey}$`),
		);
	});

	test('names nothing of what is silenced', async () => {
		const station = await startStation();
		const { show, tell } = await station.goOnAir();
		tell();
		const client = follower(station);
		await passSegments(show, client, { count: 3, frames: TONE });
		const before = new Set((await client.load()).segments.map(({ url }) => url));
		await station.fixture.call(`/api/podcasts/${show.id}/silence`, { method: 'POST' });
		const { segments } = await client.follow();
		expect(segments.filter(({ url }) => before.has(url))).toEqual([]);
	});

	test('is open to whom the show is', async () => {
		const station = await startStation('unlisted');
		const { url } = follower(station);
		expect((await fetch(url)).status).toBe(404);
		expect((await fetch(`${url}?key=${KEY}`, { method: 'HEAD' })).status).toBe(200);
		const wrong = { clientId: '1002', token: 'wrong' };
		expect((await fetch(url, { headers: wrong })).status).toBe(401);
		const segment = new URL('hls/7-42.mp3', url);
		expect((await fetch(segment)).status).toBe(404);
		expect((await fetch(`${segment.href}?key=${KEY}`)).status).toBe(200);
		expect((await fetch(`${new URL('hls/7-43.mp3', url).href}?key=${KEY}`)).status).toBe(404);
	});
});
