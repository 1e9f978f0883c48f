// Who gets the page of an episode, and what stands in it.
import { describe, expect, test } from 'vitest';
import type { LibraryFixture } from '../../episodes/library-fixture.js';
import { ShownShows, shownShow } from '../../support/shown-shows.js';
import { EpisodeFixture } from './episode-fixture.js';

/** A title that is markup, and how it has to stand in markup. */
const MARKUP = `"><img src=x onerror=alert(1)>&amp;'`;
const ESCAPED = '&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&amp;amp;&#39;';
const KEY = shownShow().profile.key;

type Published = Parameters<LibraryFixture['published']>[0];

async function publish(
	manifest: Published = {},
	show: Parameters<typeof shownShow>[0] | undefined = {},
) {
	const fixture = new EpisodeFixture();
	const { id } = await fixture.published(manifest);
	const shows = new ShownShows(shownShow(show));
	await fixture.serve({ shows });
	return { fixture, id, shows, page: `/e/${id}` };
}

const textOf = async (fixture: EpisodeFixture, path: string, language = 'en') => {
	const { body, status } = await fixture.ask(path, { headers: { 'accept-language': language } });
	return { status, text: body.toString() };
};

describe('the page of an episode', () => {
	test.each([
		['public', true, 200],
		['unlisted', true, 200],
		['private', true, 404],
		['public', false, 404],
		['unlisted', false, 404],
	] as const)(
		'of a %s episode, published: %s, is answered %i',
		async (visibility, isOut, status) => {
			const { fixture, id, page } = await publish({ visibility });
			if (!isOut) {
				await fixture.library.hide(id);
			}
			const answer = await fixture.ask(page);
			expect(answer.status).toBe(status);
			const nowhere = await fixture.ask('/e/AAAAAAAAAAAAAAAAAAAAAA');
			expect(nowhere.status).toBe(404);
			expect(answer.body.equals(nowhere.body)).toBe(status === 404);
		},
	);

	test('opens an episode that is hidden by a signed address, with sound that is signed, too', async () => {
		const { fixture, id, page } = await publish();
		await fixture.library.hide(id);
		const signed = await fixture.library.links.sign({ path: page });
		const { status, text } = await textOf(fixture, signed);
		expect(status).toBe(200);
		expect(text).toContain('noindex');
		expect(text).not.toMatch(/og:audio|&lt;iframe/);
		const [, query] = /episode\.mp3(\?[^"]+)"/.exec(text) ?? [];
		const sound = `${page}/r1/episode.mp3${query?.replaceAll('&amp;', '&')}`;
		expect((await fixture.ask(sound)).status).toBe(200);
		expect((await fixture.ask(`${signed}x`)).status).toBe(403);
		await fixture.clock.step(86_401_000);
		const over = await textOf(fixture, signed);
		expect(over.status).toBe(403);
		expect(over.text).toContain('This link has ended');
	});

	test('leads to the Discord server, for who may see the address of its show', async () => {
		const invite = 'https://discord.gg/night';
		const open = await publish({}, { profile: { invite } });
		expect((await textOf(open.fixture, open.page)).text).toContain(`href="${invite}"`);
		const unlisted = await publish({}, { visibility: 'unlisted', profile: { invite } });
		expect((await textOf(unlisted.fixture, unlisted.page)).text).not.toContain(invite);
		const { text } = await textOf(unlisted.fixture, `${unlisted.page}?key=${KEY}`);
		expect(text).toContain(`href="${invite}"`);
	});

	test('says that it is being changed, and comes back', async () => {
		const { fixture, id, page } = await publish();
		const goOn = fixture.renderer.block();
		await fixture.library.erase('200000000000000001');
		const { body, headers, status } = await fixture.ask(page);
		expect(status).toBe(503);
		expect(headers['retry-after']).toBe('30');
		expect(headers['content-type']).toContain('text/html');
		expect(body.toString()).toContain('The episode is being changed');
		expect((await fixture.ask(`/embed/e/${id}`)).status).toBe(503);
		goOn();
		await fixture.settled(id, 'ready', 2);
		const { status: after, text } = await textOf(fixture, page);
		expect(after).toBe(200);
		expect(text).toContain(`./${id}/r2/episode.mp3`);
	});

	test('answers HEAD as GET, under a policy that lets nothing in from elsewhere', async () => {
		const { fixture, id, page } = await publish();
		for (const path of [page, '/e/nope', `/embed/e/${id}`, '/embed/s/harbour']) {
			const get = await fixture.ask(path);
			const head = await fixture.ask(path, { method: 'HEAD' });
			const { date, ...headers } = get.headers;
			expect(head.status).toBe(get.status);
			expect(head.headers).toMatchObject(headers);
			expect(head.body.length).toBe(0);
			expect(headers['content-security-policy']).not.toMatch(/unsafe-|\*(?!$)/);
			expect(headers['content-security-policy']).toMatch(/^default-src 'none'/);
			expect(headers['x-content-type-options']).toBe('nosniff');
			expect(headers['referrer-policy']).toBe('no-referrer');
			expect(headers['set-cookie']).toBeUndefined();
			expect(get.body.toString()).not.toMatch(/<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=/);
		}
	});

	test('leads to its show only who may see that, and gives nobody the key', async () => {
		const { fixture, page, shows } = await publish({ visibility: 'unlisted' });
		expect((await textOf(fixture, page)).text).toContain('href="../s/harbour/feed.xml"');
		for (const visibility of ['unlisted', 'private'] as const) {
			shows.change('100000000000000001', { visibility });
			const { text } = await textOf(fixture, page);
			expect(text).not.toMatch(/\/s\/harbour|feed\.xml/);
			expect(text).not.toContain(KEY);
			expect((await textOf(fixture, `${page}?key=wrong`)).text).toBe(text);
		}
		shows.change('100000000000000001', { visibility: 'unlisted' });
		const { text } = await textOf(fixture, `${page}?key=${KEY}`);
		expect(text).toContain(`href="../s/harbour?key=${KEY}"`);
		expect(text.slice(0, text.indexOf('</head>'))).not.toContain(KEY);
		expect(text).not.toContain('feed.xml');
	});

	test('shows titles and names as text', async () => {
		const profile = { title: MARKUP };
		const { fixture, id, page } = await publish({ title: MARKUP, hostName: MARKUP }, { profile });
		for (const path of [page, `/embed/e/${id}`, '/embed/s/harbour']) {
			const { text } = await textOf(fixture, path);
			expect(text).toContain(ESCAPED);
			expect(text).not.toContain('<img src=x');
		}
	});

	test('says which part of a long show it is', async () => {
		const { fixture, page } = await publish({ part: 2 });
		expect((await textOf(fixture, page)).text).toContain('Evening show, part 2</h1>');
		expect((await textOf(fixture, page, 'de')).text).toContain('Evening show, Teil 2</h1>');
	});

	test('speaks the language that the browser wants', async () => {
		const { fixture, page } = await publish();
		for (const [language, word] of [
			['de', 'Teilen'],
			['es', 'Compartir'],
			['fr', 'Partager'],
			['pt-BR', 'Compartilhar'],
			['it', 'Share'],
		] as const) {
			const { text } = await textOf(fixture, page, language);
			expect(text).toContain(word);
			expect(text).toContain(`<html lang="${language === 'it' ? 'en' : language.slice(0, 2)}"`);
		}
	});

	test('has a preview with sound, and is for search engines if it is public', async () => {
		const { fixture, id, page } = await publish();
		const { text } = await textOf(fixture, page);
		expect(text).toContain('<meta property="og:title" content="Evening show">');
		expect(text).toContain(`og:audio" content="${fixture.server.url}/e/${id}/r1/episode.mp3">`);
		expect(text).not.toContain('noindex');
		const unlisted = await publish({ visibility: 'unlisted' });
		expect((await textOf(unlisted.fixture, unlisted.page)).text).toContain('noindex');
	});
});

describe('a small player', () => {
	test('may stand in any frame, and is of what is public', async () => {
		const { fixture, id } = await publish();
		const { headers, status } = await fixture.ask(`/embed/e/${id}`);
		expect(status).toBe(200);
		expect(headers['content-security-policy']).toMatch(/; frame-ancestors \*$/);
		const unlisted = await publish({ visibility: 'unlisted' });
		expect((await unlisted.fixture.ask(`/embed/e/${unlisted.id}`)).status).toBe(404);
	});

	test('of a show has what is on air, and else what is next and what was last', async () => {
		const { fixture, id, shows } = await publish();
		const guildId = '100000000000000001';
		const show = { title: 'Friday', hostName: 'Ann', visibility: 'public' } as const;
		const live = { ...show, podcastId: 'abcde', sinceEpochMs: 0, guid: 'g' };
		shows.change(guildId, { live });
		expect((await textOf(fixture, '/embed/s/harbour')).text).toContain('/s/harbour/live.mp3');
		shows.change(guildId, { live: { ...live, visibility: 'unlisted' } });
		expect((await textOf(fixture, '/embed/s/harbour')).text).not.toContain('live.mp3');
		const keyed = await textOf(fixture, `/embed/s/harbour?key=${KEY}`);
		expect(keyed.text).toContain(`/s/harbour/live.mp3?key=${KEY}`);
		shows.change(guildId, {
			live: undefined,
			planned: [{ ...show, planId: 'p', startsAtEpochMs: Date.UTC(2026, 0, 2, 20) }],
			episodes: [fixture.library.find(id)].filter((each) => each !== undefined),
		});
		const { text } = await textOf(fixture, '/embed/s/harbour');
		expect(text).toContain('datetime="2026-01-02T20:00:00.000Z"');
		expect(text).toContain(`/e/${id}/r1/episode.mp3`);
	});

	test('of a show asks for the key that the show asks for, and follows its address', async () => {
		const profile = { formerSlugs: ['port'] };
		const { fixture } = await publish({}, { profile, visibility: 'unlisted' });
		for (const [path, status] of [
			['/embed/s/harbour', 404],
			['/embed/s/harbour?key=wrong', 404],
			[`/embed/s/harbour?key=${KEY}`, 200],
			['/embed/s/port', 404],
			['/embed/s/nowhere', 404],
		] as const) {
			expect((await fixture.ask(path)).status).toBe(status);
		}
		const moved = await fixture.ask(`/embed/s/port?key=${KEY}`);
		expect([moved.status, moved.headers.location]).toEqual([301, `./harbour?key=${KEY}`]);
	});
});
