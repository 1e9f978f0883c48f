import { describe, expect, test } from 'vitest';
import { amplitudeAt, toDb } from '../../support/signal.js';
import { decodeAudio, hasTools } from '../../support/tools.js';
import { until } from '../../support/until.js';
import { LISTENER } from '../server-fixture.js';
import { StreamClient } from '../streams/stream-fixture.js';
import { type Format, GUILD_ID, KEY, PLACES, SECOND, Station, spoken } from './station.js';

const hasFfmpeg = hasTools('ffmpeg');
const SPOKEN = spoken(440);
const WITH_KEY = `&key=${KEY}`;
const CREDENTIALS = [`clientId: ${LISTENER.clientId}`, `token: ${LISTENER.token}`];

/** How loud the tone was at its loudest tenth of a second. */
async function heardDb(client: StreamClient, format: Format): Promise<number> {
	const { samples } = await decodeAudio(client.body, format);
	const step = SECOND / 10;
	let loudest = Number.NEGATIVE_INFINITY;
	for (let start = 0; start + step <= samples.length; start += step) {
		loudest = Math.max(loudest, toDb(amplitudeAt(440, samples.subarray(start, start + step))));
	}
	return loudest;
}

describe.each(PLACES)('streams of a show %s', (place) => {
	test.runIf(hasFfmpeg).each([
		['public', [true, true, true]],
		['unlisted', [false, true, true]],
		['private', [false, false, true]],
	] as const)(
		'what is on air and %s is heard by guest, key and credentials: %j; it is silence to the others',
		async (visibility, isHeard) => {
			const station = await Station.start({}, {}, { place });
			const clients = [
				await station.listen('ogg'),
				await station.listen('ogg', WITH_KEY),
				await station.listen('ogg', '', CREDENTIALS),
			];
			const { show, tell } = await station.goOnAir({ visibility });
			tell();
			await until(() => station.hearing.server.stats().podcasts[0]?.listeners).toBe(
				isHeard.filter(Boolean).length,
			);
			await show.play(SPOKEN);
			await station.fixture.clock.step(1000);
			for (const [index, client] of clients.entries()) {
				await station.caughtUp(client, 'ogg');
				expect((await heardDb(client, 'ogg')) > -20, String(index)).toBe(isHeard[index]);
			}
		},
	);

	test('what becomes private while it is on air is silence from then on, and nobody is cut', async () => {
		const station = await Station.start({}, {}, { place });
		const client = await station.listen('mp3');
		const { show, tell } = await station.goOnAir();
		tell();
		const listeners = () => station.hearing.server.stats().podcasts[0]?.listeners;
		await until(listeners).toBe(1);
		await station.fixture.change(show.id, { visibility: 'private' });
		await until(listeners).toBe(0);
		await station.pass(client, 'mp3', 1000);
		await station.fixture.change(show.id, { visibility: 'public' });
		await until(listeners).toBe(1);
		expect(client.socket.destroyed).toBe(false);
	});

	test('who came by a key that is renewed is cut at once, on air or not; nobody else is', async () => {
		const station = await Station.start({ visibility: 'unlisted' }, {}, { place });
		const renew = (key: string) => station.shown.change(GUILD_ID, { profile: { key } });
		const [waiting, client] = [
			await station.listen('mp3', WITH_KEY),
			await station.listen('mp3', '', CREDENTIALS),
		];
		renew('page-key-of-the-show-2');
		await waiting.closed;
		const hearing = await station.listen('ogg', '&key=page-key-of-the-show-2');
		const { tell } = await station.goOnAir();
		tell();
		await until(() => station.hearing.server.stats().podcasts[0]?.listeners).toBe(2);
		renew('page-key-of-the-show-3');
		await hearing.closed;
		await until(() => station.hearing.server.stats().podcasts[0]?.listeners).toBe(1);
		expect(client.socket.destroyed).toBe(false);
	});

	test.each([
		['private', true],
		['unlisted', true],
		['public', false],
	] as const)('a show that becomes %s cuts guests: %s', async (visibility, isCut) => {
		const station = await Station.start({}, {}, { place });
		const guest = await station.listen('mp3');
		const client = await station.listen('mp3', '', CREDENTIALS);
		station.shown.change(GUILD_ID, { visibility });
		await until(() => station.hearing.server.stats().connections).toBe(isCut ? 1 : 2);
		expect(guest.socket.destroyed || isCut).toBe(isCut);
		expect(client.socket.destroyed).toBe(false);
	});

	test('waiting costs a connection each, one timer, and no encoder; the end of the server ends it', async () => {
		const station = await Station.start({}, { connectionsPerPodcast: 4 }, { place });
		const { server } = station.hearing;
		const clients = [await station.listen('mp3'), await station.listen('ogg')];
		clients.push(await station.listen('mp3'));
		expect(server.stats()).toMatchObject({ connections: 3, mp3Encoders: 0 });
		const full = StreamClient.open(server.url, 'GET /s/harbour/live.mp3 HTTP/1.1');
		await until(() => full.head).toMatch(/^HTTP\/1.1 503/);
		expect(full.body.toString()).toContain('podcast_full');
		clients[0]?.socket.destroy();
		await until(() => server.stats().connections).toBe(2);
		const closing = server.close();
		await Promise.all(clients.map((client) => client.closed));
		await closing;
		// Elsewhere the show's own server goes on.
		expect(place === 'here' ? station.shown.watcherCount : 0).toBe(0);
	});

	test('titles tell what is on air, and off air what comes next', async () => {
		const station = await Station.start({ profile: { title: 'Night watch' } }, {}, { place });
		const client = await station.listen('mp3', '', ['Icy-MetaData: 1']);
		expect(client.head).toMatch(/^icy-name: Night watch$/m);
		const titles = () =>
			[...client.body.toString().matchAll(/StreamTitle='([^']*)'/g)].map(([, each]) => each);
		await station.fixture.clock.step(2000);
		await until(titles).toEqual(['Off air – Night watch']);
		const planned = {
			...{ planId: '1', title: 'Morning call', hostName: 'Ada', startsAtEpochMs: 1 },
			visibility: 'public',
		} as const;
		station.shown.change(GUILD_ID, { planned: [planned] });
		await station.fixture.clock.step(2000);
		await until(titles).toHaveLength(2);
		const { tell } = await station.goOnAir();
		tell();
		await until(async () => {
			await station.fixture.clock.step(500);
			return titles();
		}).toEqual(['Off air – Night watch', 'Off air – next: Morning call', 'Evening']);
	});

	test('pages of other sites may play it, and ask for its head alone', async () => {
		const station = await Station.start({}, {}, { place });
		const url = `${station.hearing.server.url}/s/harbour/live.mp3`;
		const preflight = await fetch(url, { method: 'OPTIONS' });
		expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([
			204,
			'GET, HEAD',
		]);
		const head = await fetch(url, { method: 'HEAD' });
		expect(Object.fromEntries(head.headers)).toMatchObject({
			...{ 'content-type': 'audio/mpeg', 'icy-name': 'Harbour', 'icy-br': '128' },
			'access-control-allow-origin': '*',
		});
		expect(await head.text()).toBe('');
	});
});

test('pages of other sites may read that there is no such show', async () => {
	const { hearing } = await Station.start();
	const url = `${hearing.server.url}/s/nowhere/live.mp3`;
	const missing = await fetch(url, { method: 'HEAD' });
	expect([missing.status, missing.headers.get('access-control-allow-origin')]).toEqual([404, '*']);
});
