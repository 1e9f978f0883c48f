// A bot whose podcasts are on another server: its own addresses say so, and lead there.
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { readConfig } from '../../src/config/config.js';
import { Metrics } from '../../src/metrics/metrics.js';
import { startStatusServer } from '../../src/program/server-program.js';
import type { LiveShow, ServedShows } from '../../src/server/shows/served-shows.js';
import { FIRST_VERSION_DIALECT } from '../support/fake-podcast-service/dialect.js';
import { FakePodcastService } from '../support/fake-podcast-service/fake-podcast-service.js';
import { ShownShows, shownShow } from '../support/shown-shows.js';
import { goOnAir, startStudio } from '../support/studio.js';
import { until } from '../support/until.js';

const CREDENTIALS = { PODCAST_CLIENT_ID: '555', PODCAST_TOKEN: 'listener-token' };

const LINK = 'https://elsewhere.example/on/p/abcde?key=a-key-of-the-podcast-00';

const LIVE: LiveShow = {
	podcastId: 'abcde',
	title: 'Night watch',
	hostName: 'Ada',
	sinceEpochMs: Date.UTC(2031, 4, 10, 19, 0),
	visibility: 'public',
	guid: 'live-1',
	link: LINK,
};

/** What such a bot serves beside its health. */
async function serve(shows: ServedShows): Promise<string> {
	const metrics = new Metrics();
	onTestFinished(() => metrics.close());
	const server = await startStatusServer({
		config: readConfig({ DISCORD_TOKEN: 'a.b.c', HOST: '127.0.0.1', PORT: '0' }, 'bot'),
		clock: systemClock,
		logger: pino({ level: 'silent' }),
		metrics,
		health: () => ({ guildsOnAir: 0 }),
		shows,
	});
	onTestFinished(() => server?.close());
	return server?.url ?? '';
}

const textOf = async (url: string) => await (await fetch(url)).text();

test('the page says what is live since when, and leads to where it is heard', async () => {
	const url = await serve(new ShownShows(shownShow({ live: LIVE })));
	const page = await textOf(`${url}/s/harbour`);
	expect(page).toContain('data-sign="live"');
	expect(page).toMatch(/<h1[^>]*>Night watch<\/h1>/);
	expect(page).toContain('datetime="2031-05-10T19:00:00.000Z"');
	expect(page).toContain(`href="${LINK}"`);
	expect(page).toContain('<title>Night watch · live</title>');
	const { live } = (await (await fetch(`${url}/api/shows/harbour`)).json()) as { live: unknown };
	expect(live).toMatchObject({ podcastId: null, title: 'Night watch', url: LINK });
	expect(await textOf(`${url}/embed/s/harbour`)).toContain('Night watch');
	// This server has no events of shows: the page looks for itself.
	expect(page).not.toContain('data-slug');
});

test('the front page lists what is on air for everybody, and nothing else', async () => {
	const hidden = shownShow({
		live: { ...LIVE, title: 'Secret', visibility: 'unlisted' },
		profile: { guildId: '100000000000000002', slug: 'lagoon' },
	});
	const url = await serve(new ShownShows(shownShow({ live: LIVE }), hidden));
	const home = await textOf(url);
	expect(home).toContain('1 live now');
	expect(home).toMatch(/<a href="\.\/s\/harbour"[^>]*>Night watch</);
	expect(home).not.toContain('Secret');
});

test('its lasting streams lead on while it is on air, and say so when it is not', async () => {
	const shows = new ShownShows(shownShow({ live: LIVE }));
	const url = await serve(shows);
	const ask = (file: string) => fetch(`${url}/s/harbour/${file}`, { redirect: 'manual' });
	for (const ending of ['mp3', 'ogg']) {
		const { headers, status } = await ask(`live.${ending}`);
		expect(status).toBe(302);
		expect(headers.get('location')).toBe(LINK.replace('?', `/live.${ending}?`));
	}
	expect(await (await ask('live.m3u')).text()).toContain(`${url}/s/harbour/live.mp3`);
	expect(await textOf(`${url}/s/harbour/feed.xml`)).toContain('status="live"');

	// On a server that has no pages for listeners, apps would find nothing to play.
	shows.change('100000000000000001', { live: { ...LIVE, link: null } });
	expect((await ask('live.mp3')).status).toBe(404);
	expect(await textOf(`${url}/s/harbour/feed.xml`)).not.toContain('status="live"');
	expect(await textOf(`${url}/s/harbour`)).toMatch(/no page to listen on/);

	shows.change('100000000000000001', { live: undefined });
	expect((await ask('live.mp3')).status).toBe(404);
	expect(await textOf(`${url}/s/harbour`)).toContain('data-sign="off"');
});

test('what is unlisted is told, with its link, to who has the key of the show alone', async () => {
	const live = { ...LIVE, visibility: 'unlisted' } as const;
	const url = await serve(new ShownShows(shownShow({ live })));
	expect(await textOf(`${url}/s/harbour`)).not.toMatch(/Night watch|elsewhere\.example/);
	const ask = (key: string) => fetch(`${url}/s/harbour/live.mp3${key}`, { redirect: 'manual' });
	expect((await ask('')).status).toBe(404);
	expect((await ask('?key=page-key-of-the-show-0')).headers.get('location')).toContain('/live.mp3');
	expect(await textOf(`${url}/s/harbour?key=page-key-of-the-show-0`)).toContain(LINK);
});

test('a bot tells the link that the other server has told it', async () => {
	const other = await startStudio();
	const studio = await startStudio({
		podcastApiUrl: other.server.url,
		environment: { ...CREDENTIALS, PODCAST_API_URL: other.server.url },
	});
	const { id } = await goOnAir(studio, { visibility: 'public' });
	await until(() => studio.places.of(studio.guild.id)?.live?.link).toMatch(
		new RegExp(`^${other.server.url}/p/${id}$`),
	);
});

test('a bot tells of no link where the other server has none', async () => {
	const service = await FakePodcastService.start({
		clients: new Map([[CREDENTIALS.PODCAST_CLIENT_ID, CREDENTIALS.PODCAST_TOKEN]]),
		dialect: FIRST_VERSION_DIALECT,
	});
	onTestFinished(() => service.close());
	const studio = await startStudio({
		podcastApiUrl: service.url,
		environment: { ...CREDENTIALS, PODCAST_API_URL: service.url },
	});
	await goOnAir(studio);
	expect(studio.places.of(studio.guild.id)?.live?.link).toBeNull();
});
