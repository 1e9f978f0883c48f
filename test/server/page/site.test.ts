// Whose site it is, in which language, and how much of it travels; without a browser.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import pino from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemClock } from '../../../src/clock.js';
import { readConfig } from '../../../src/config/config.js';
import { LANGUAGES } from '../../../src/languages.js';
import { loadSite } from '../../../src/program/loaded-site.js';
import { accentStyle, DEFAULT_SITE } from '../../../src/server/page/site.js';
import { wordsOf } from '../../../src/server/page/words.js';
import { exchange } from '../raw-http.js';
import { ServerFixture } from '../server-fixture.js';
import { PageFixture } from './page-fixture.js';

const LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';

async function get(url: string, headers: Record<string, string> = {}) {
	const response = await fetch(url, { headers });
	return { response, text: await response.text() };
}

describe('the language of a page', () => {
	it.each([
		['de-AT,de;q=0.9,en;q=0.8', 'de', 'Gerade ist nichts live.'],
		['fr', 'fr', 'Rien n’est en direct pour le moment.'],
		['pt-BR', 'pt', 'Nada está ao vivo agora.'],
		['nl,es;q=0.5', 'es', 'Ahora mismo no hay nada en directo.'],
		['nl', 'en', 'Nothing is live right now.'],
	])('is what the browser wants: %s is %s', async (wanted, language, words) => {
		const fixture = await PageFixture.start();
		const { response, text } = await get(fixture.url, { 'accept-language': wanted });
		expect(response.headers.get('content-language')).toBe(language);
		expect(response.headers.get('vary')).toBe('Accept-Language, Accept-Encoding');
		expect(text).toContain(`<html lang="${language}"`);
		expect(text).toContain(words);
		// Of all languages one, together with the script.
		expect(text.match(/rel="modulepreload" href="[^"]+"/g)).toEqual([
			expect.stringContaining(`/words/${language}.js`),
		]);
	});

	it.each(LANGUAGES)('says everything: %s', (language) => {
		const words = wordsOf(language);
		expect(words.language).toBe(language);
		expect(Object.keys(words)).toEqual(Object.keys(wordsOf('en')));
		const texts = Object.values(words).filter((text) => typeof text === 'string');
		expect(texts.filter((text) => text.trim() === '')).toEqual([]);
		expect(words.wasOnAir(4_320_000)).toContain('1 h 12 min');
		expect(words.origin({ hostName: '', serverName: '' })).toBe('');
	});
});

describe('a page on its way', () => {
	it('is compressed as far as whoever asks can read it', async () => {
		const fixture = await PageFixture.start();
		const whole = await exchange(fixture.url, request('/', 'identity'));
		for (const [coding, decompress] of [
			['br', brotliDecompressSync],
			['gzip', gunzipSync],
		] as const) {
			const response = await fetch(fixture.url, { headers: { 'accept-encoding': coding } });
			expect(response.headers.get('content-encoding')).toBe(coding);
			const raw = await rawBody(fixture.url, '/', coding);
			expect(raw.length).toBeLessThan(whole.length / 2);
			const untimed = (page: string) => page.replace(/data-now="\d+"/, '');
			expect(untimed(decompress(raw).toString())).toBe(untimed(await response.text()));
		}
		expect(whole).not.toMatch(/content-encoding/i);
		const refused = await exchange(fixture.url, request('/', 'br;q=0, gzip;q=0'));
		expect(refused).not.toMatch(/content-encoding/i);
	});

	it('brings silence in the parts that a player asks for', async () => {
		const fixture = await PageFixture.start();
		const address = `${fixture.url}/assets/x/silence.mp3`;
		const response = await fetch(address, { headers: { range: 'bytes=0-1' } });
		expect(response.status).toBe(206);
		expect(response.headers.get('content-range')).toBe('bytes 0-1/10080');
		expect((await response.arrayBuffer()).byteLength).toBe(2);
	});
});

describe('a site', () => {
	it('has a name, a picture and a colour of its own', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'site-'));
		onTestFinished(() => rm(folder, { recursive: true }));
		const file = join(folder, 'logo.svg');
		await writeFile(file, LOGO);
		const { site: config } = readConfig(
			{
				PODCAST_CLIENTS: `client:${'t'.repeat(40)}`,
				SITE_NAME: 'Harbour & Radio',
				SITE_LOGO: file,
				SITE_ACCENT: '#FA0',
			},
			'server',
		);
		expect(config).toEqual({ name: 'Harbour & Radio', logoFile: file, accent: '#ffaa00' });
		const site = await loadSite(config, pino({ level: 'silent' }));
		const { server } = await ServerFixture.start({ clock: systemClock, site });
		const { response, text } = await get(server.url);
		expect(text).toContain('<title>Harbour &amp; Radio</title>');
		expect(text).not.toContain('Podcasts on air');
		expect(text).toContain(accentStyle('#ffaa00'));
		const styles = text.match(/<style>/g) ?? [];
		const policy = response.headers.get('content-security-policy') ?? '';
		expect(policy.match(/'sha256-/g)).toHaveLength(styles.length);
		const logo = await get(`${server.url}/site-logo`);
		expect(logo.text).toBe(LOGO);
		expect(logo.response.headers.get('content-type')).toBe('image/svg+xml');
		const manifest = JSON.parse((await get(`${server.url}/manifest.webmanifest`)).text);
		expect(manifest).toMatchObject({ name: 'Harbour & Radio', icons: [{ src: './site-logo' }] });
	});

	it('keeps the picture of the product where its own cannot be shown, and logs why', async () => {
		const lines: string[] = [];
		const logger = pino({}, { write: (line: string) => lines.push(line) });
		const config = { name: undefined, logoFile: import.meta.filename, accent: undefined };
		expect(await loadSite(config, logger)).toEqual(DEFAULT_SITE);
		expect(lines.join('')).toContain('expected a PNG, JPEG, WebP or SVG picture');
	});

	it('has what browsers and search engines ask for by themselves', async () => {
		const fixture = await PageFixture.start();
		for (const [path, contentType] of [
			['/favicon.ico', 'image/x-icon'],
			['/apple-touch-icon.png', 'image/png'],
			['/manifest.webmanifest', 'application/manifest+json'],
			['/robots.txt', 'text/plain; charset=utf-8'],
		]) {
			const { response } = await get(fixture.url + path);
			expect([path, response.status, response.headers.get('content-type')]).toEqual([
				path,
				200,
				contentType,
			]);
		}
		expect((await get(`${fixture.url}/site-logo`)).response.status).toBe(404);
	});

	it.each([
		['#ffff00', 'light'],
		['#000080', 'dark'],
		['#808080', 'both'],
	])('has a colour that can be read: %s', (accent) => {
		const [light, dark] = accentStyle(accent).split('@media');
		// One is darker than the other, and neither is what could not be read.
		expect(light).toMatch(/--accent:#[0-9a-f]{6};--on-accent:#[0-9a-f]{6}/);
		expect(dark).toMatch(/--accent:#[0-9a-f]{6};--on-accent:#[0-9a-f]{6}/);
		expect(light?.slice(6)).not.toBe(dark);
	});
});

function request(path: string, encoding: string): string {
	return `GET ${path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: ${encoding}\r\nConnection: close\r\n\r\n`;
}

/** A body as it travels. */
async function rawBody(url: string, path: string, encoding: string): Promise<Buffer> {
	const { request: call } = await import('node:http');
	return new Promise((resolve, reject) => {
		call(new URL(path, url), { headers: { 'accept-encoding': encoding } }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('end', () => resolve(Buffer.concat(chunks)));
		})
			.on('error', reject)
			.end();
	});
}
