import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { exchange } from '../raw-http.js';
import { PageFixture } from './page-fixture.js';

/** A title that is markup, and how it has to stand in markup. */
const MARKUP = `"><img src=x onerror=alert(1)>&amp;'`;
const ESCAPED = '&quot;&gt;&lt;img src=x onerror=alert(1)&gt;&amp;amp;&#39;';

const ASSET = /\.\.\/assets\/[\w-]{16}\/podcast\.js/;

/** What a policy says of the styles that stand in a page. */
function styleHashes(page: string): string {
	return [...page.matchAll(/<style>([^<]+)<\/style>/g)]
		.map(([, css = '']) => ` 'sha256-${createHash('sha256').update(css).digest('base64')}'`)
		.join('');
}

async function get(url: string): Promise<{ response: Response; text: string }> {
	const response = await fetch(url);
	return { response, text: await response.text() };
}

describe('the pages', () => {
	it('come with a policy that lets nothing in but what the server itself serves', async () => {
		const fixture = await PageFixture.start();
		const onAir = await fixture.goOnAir();
		for (const url of [fixture.url, onAir.url, `${fixture.url}/p/none`]) {
			const { response, text } = await get(url);
			expect(response.headers.get('content-security-policy')).toBe(
				`default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'${styleHashes(text)}; ` +
					"img-src 'self'; connect-src 'self'; manifest-src 'self'; media-src 'self' blob:; " +
					"base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
			);
			expect(response.headers.get('x-content-type-options')).toBe('nosniff');
			expect(response.headers.get('referrer-policy')).toBe('no-referrer');
			expect(response.headers.get('cache-control')).toBe('no-store');
			expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
			// No inline script, and no style but what the policy names.
			expect(text).not.toMatch(/<script(?![^>]*\bsrc=)|\sstyle=|<style[^>]|\son\w+=/);
		}
	});

	it('show titles and names as text, in the head as well', async () => {
		const fixture = await PageFixture.start();
		const onAir = await fixture.goOnAir({
			title: MARKUP,
			serverName: MARKUP,
			hostName: MARKUP,
			speakers: [MARKUP],
		});
		for (const url of [fixture.url, onAir.url]) {
			const { text } = await get(url);
			expect(text).toContain(ESCAPED);
			expect(text).not.toContain('<img src=x');
		}
	});

	it('list podcasts that are public and live, and no others', async () => {
		const fixture = await PageFixture.start();
		expect((await get(fixture.url)).text).toContain('Nothing is live right now.');
		await fixture.goOnAir({ title: 'For everybody' });
		await fixture.goOnAir({ title: 'For some', visibility: 'unlisted' });
		await fixture.goOnAir({ title: 'For clients', visibility: 'private' });
		const { text } = await get(fixture.url);
		expect(text).toContain('For everybody');
		expect(text).toContain('1 live now');
		expect(text).not.toMatch(/For some|For clients/);
	});

	it('stand in for a title that was not given', async () => {
		const fixture = await PageFixture.start();
		await fixture.goOnAir({ title: '', hostName: '' });
		expect((await get(fixture.url)).text).toContain('Live from Harbour');
	});
});

describe('the page of a podcast', () => {
	it('tells nobody without the right key that there is a podcast', async () => {
		const fixture = await PageFixture.start();
		const unlisted = await fixture.goOnAir({ visibility: 'unlisted', title: 'Secret' });
		const hidden = await fixture.goOnAir({ visibility: 'private', title: 'Secret' });
		const { text: notFound } = await get(`${fixture.url}/p/nope?key=`);
		for (const path of [`/p/${unlisted.id}`, `/p/${unlisted.id}?key=wrong`, `/p/${hidden.id}`]) {
			const { response, text } = await get(fixture.url + path);
			expect(response.status).toBe(404);
			expect(text).toBe(notFound);
		}
		expect(notFound).not.toContain('Secret');
		expect((await get(unlisted.url)).text).toContain('Secret');
	});

	it('is where its address leads with a slash behind it', async () => {
		const fixture = await PageFixture.start();
		const { id, url } = await fixture.goOnAir({ visibility: 'unlisted' });
		const slashed = url.replace(id, `${id}/`);
		const answer = await fetch(slashed, { redirect: 'manual' });
		expect(answer.status).toBe(301);
		expect(new URL(answer.headers.get('location') ?? '', slashed).href).toBe(url);
		expect((await get(slashed)).text).toContain('Night watch');
	});

	it('carries its key on to the streams, and into no log', async () => {
		const fixture = await PageFixture.start();
		const { id, url } = await fixture.goOnAir({ visibility: 'unlisted' });
		const key = new URL(url).searchParams.get('key') as string;
		const { text } = await get(url);
		for (const stream of ['live.mp3', 'live.ogg', 'live.m3u', 'live.pls']) {
			expect(text).toContain(`href="../p/${id}/${stream}?key=${key}"`);
		}
		expect(fixture.logLines.join('')).toContain('"/p/:id"');
		expect(fixture.logLines.join('')).not.toContain(key);
	});

	it('has a preview where its link is posted, and is for search engines if it is public', async () => {
		const fixture = await PageFixture.start();
		const listed = await fixture.goOnAir();
		const { text } = await get(listed.url);
		expect(text).toContain('<meta property="og:title" content="Night watch">');
		expect(text).toContain('content="On air now in Harbour. Press play to listen."');
		expect(text).not.toContain('noindex');
		const picture = /og:image" content="([^"]+)"/.exec(text)?.[1] as string;
		const { headers } = (await get(picture)).response;
		expect(headers.get('content-type')).toBe('image/png');
		expect(Number(headers.get('content-length'))).toBeLessThan(20_000);

		const unlisted = await fixture.goOnAir({ visibility: 'unlisted' });
		const { text: unlistedText } = await get(unlisted.url);
		expect(unlistedText).toContain('<meta name="robots" content="noindex, nofollow">');
		const head = unlistedText.slice(0, unlistedText.indexOf('</head>'));
		expect(head).not.toContain(new URL(unlisted.url).searchParams.get('key'));
	});
});

describe('the assets', () => {
	it('are kept for ever under an address that changes with them', async () => {
		const fixture = await PageFixture.start();
		const { url } = await fixture.goOnAir();
		const path = ASSET.exec((await get(url)).text)?.[0] as string;
		const { response } = await get(new URL(path, url).href);
		expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
		expect(response.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
		expect(response.headers.get('x-content-type-options')).toBe('nosniff');
		const { response: outdated } = await get(`${fixture.url}/assets/outdated/podcast.js`);
		expect(outdated.headers.get('cache-control')).toBe('no-cache');
	});

	it('are those of the page alone, whatever the path says', async () => {
		const fixture = await PageFixture.start();
		for (const path of [
			'/assets/x/../../../package.json',
			'/assets/x/..%2f..%2f..%2fpackage.json',
			'/assets/x/%2e%2e/%2e%2e/page-routes.js',
			'/assets/x//etc/passwd',
			'/assets/x/podcast.ts',
			'/assets/x/words/../podcast.js/',
			'/assets/x/__proto__',
			'/assets/x/',
		]) {
			const request = `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
			expect(await exchange(fixture.url, request)).toMatch(/^HTTP\/1\.1 404 /);
		}
	});

	it('count among what an address may ask', async () => {
		const fixture = await PageFixture.start({ requestsPerMinute: 2 });
		const statuses: number[] = [];
		for (let call = 0; call < 3; call++) {
			statuses.push((await get(`${fixture.url}/assets/x/page.css`)).response.status);
		}
		expect(statuses).toEqual([200, 200, 429]);
	});
});
