// Titles and names with joiners, variation selectors and tags, from the REST API to each output.
import { expect, test } from 'vitest';
import { until } from '../support/until.js';
import { ServerFixture } from './server-fixture.js';
import { Show } from './streams/stream-fixture.js';

const TITLE = 'می‌خواهم 👩‍🚀 ❤️ \u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} क्‍ष';
const SPEAKER = 'سارا‌جان 🏳️‍🌈';

test('stay in answers, pages, previews, playlists, comments and stream titles', async () => {
	const fixture = await ServerFixture.start();
	const show = await Show.start(fixture);
	const details = { title: TITLE, serverName: TITLE, hostName: SPEAKER, speakers: [SPEAKER] };
	expect(await fixture.change(show.id, details)).toMatchObject(details);
	const read = async (file: string) => (await fetch(show.url(file))).text();
	const page = await (
		await fetch(`${fixture.server.url}/p/${show.id}?key=${show.listenKey}`)
	).text();
	expect(page).toContain(`<h1 id="title" dir="auto">${TITLE}</h1>`);
	expect(page).toContain(`<meta property="og:title" content="${TITLE}">`);
	expect(page).toContain(`<span class="name" dir="auto">${SPEAKER}</span>`);
	expect(await read('live.m3u')).toContain(`#EXTINF:-1,${TITLE}\n`);
	expect(await read('live.pls')).toContain(`\nTitle1=${TITLE}\n`);
	const ogg = show.listen('live.ogg');
	await until(() => ogg.body.toString()).toContain(`TITLE=${TITLE}`);
	expect(ogg.body.toString()).toContain(`ARTIST=${SPEAKER}`);
	const mp3 = show.listen('live.mp3', { headers: ['Icy-MetaData: 1'] });
	await until(() => mp3.body.toString()).toContain(`StreamTitle='${TITLE} — ${SPEAKER}';`);
});

test('lose what turns them round, and are refused with control characters alone', async () => {
	const fixture = await ServerFixture.start();
	const { id } = await fixture.goLive(0);
	expect(
		await fixture.change(id, { title: 'left\u202etfel\u2066', hostName: '\u200d' }),
	).toMatchObject({ title: 'left tfel ', hostName: '' });
	for (const title of ['a\u0000', 'a\nb', 'a\u0085', 'a\u2028', '\\ud800']) {
		const body = JSON.stringify({ title }).replace('\\\\u', '\\u');
		const { status } = await fixture.call(`/api/podcasts/${id}`, { method: 'PATCH', body });
		expect(status, JSON.stringify(title)).toBe(400);
	}
});
