// The page of an episode in a browser: plays, goes where it is sent, follows and finds what was said.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { expect, it, onTestFinished } from 'vitest';
import { until } from '../../support/until.js';
import { findBarriers } from './barriers.js';
import { BrowserPage, describeInBrowser } from './browser.js';
import { ShownEpisode } from './shown-episode.js';

/** What the page's `<audio>` says of itself. */
const audioHas = <Value>(page: Page, field: string) =>
	page.evaluate<Value>(`document.getElementById('audio').${field}`);

const timeOf = (page: Page) => audioHas<number>(page, 'currentTime');

async function expectTime(page: Page, from: number, to: number): Promise<void> {
	await until(async () => {
		const time = await timeOf(page);
		return time >= from && time < to;
	}).toBe(true);
}

/** Pauses, so that times stand still. */
async function pause(page: Page): Promise<void> {
	await page.evaluate("document.getElementById('audio').pause()");
}

describeInBrowser('the page of an episode', () => {
	it('plays, and goes where chapters, links, words and keys lead', async () => {
		const shown = await ShownEpisode.show();
		const { page, problems } = await BrowserPage.open(`${shown.url}#t=0:12`);
		await expectTime(page, 12, 12.1);
		expect(await page.textContent('#elapsed')).toBe('0:12');
		expect(await page.textContent('[aria-current]')).toContain('The lamp');

		await page.getByRole('button', { name: 'Play' }).click();
		await until(() => timeOf(page)).toBeGreaterThan(12.2);
		await page.getByRole('button', { name: 'Pause' }).click();
		expect(await audioHas(page, 'paused')).toBe(true);

		await page.getByRole('link', { name: 'Noise & light' }).click();
		await until(() => timeOf(page)).toBeGreaterThan(20);
		expect(await audioHas(page, 'paused')).toBe(false);
		await pause(page);
		await until(() => page.textContent('#transcript .current')).toBe(
			'Lamps <b>are</b> loud & bright.',
		);
		expect(await page.locator('#transcript b', { hasText: 'are' }).count()).toBe(0);

		await page.getByText('I like the lamp of Ségur best.').click();
		await until(() => timeOf(page)).toBeGreaterThan(9.9);
		await pause(page);

		// Where the text has been pressed, arrows scroll it.
		await page.focus('#forward');
		await page.keyboard.press('0');
		await expectTime(page, 0, 0.1);
		await page.keyboard.press('l');
		await expectTime(page, 9.9, 10.1);
		await page.keyboard.press('ArrowRight');
		await expectTime(page, 14.9, 15.1);
		await page.keyboard.press('j');
		await expectTime(page, 4.9, 5.1);
		await page.keyboard.press('5');
		await expectTime(page, 14, 16);
		await page.keyboard.press('ArrowDown');
		await until(() => audioHas(page, 'volume')).toBe(0.95);
		await page.keyboard.press('m');
		await until(() => audioHas(page, 'muted')).toBe(true);
		await page.keyboard.press('>');
		await until(() => audioHas(page, 'playbackRate')).toBe(1.1);
		await page.keyboard.press('k');
		await until(() => audioHas(page, 'paused')).toBe(false);
		await page.keyboard.press('k');
		await until(() => audioHas(page, 'paused')).toBe(true);
		await page.keyboard.press('?');
		expect(await page.getByRole('dialog').getByText('This list').isVisible()).toBe(true);
		await page.keyboard.press('Escape');

		const left = await timeOf(page);
		await page.goto(shown.url);
		await expectTime(page, Math.floor(left), Math.floor(left) + 1);
		expect(await page.textContent('#status')).toContain('Goes on where you left off');
		expect(problems).toEqual([]);
	});

	it('finds words whatever their accents, over the ends of lines, and leads through them', async () => {
		const shown = await ShownEpisode.show();
		const { page, problems } = await BrowserPage.open(shown.url);
		const search = page.getByRole('searchbox');
		await search.fill('lamp');
		await until(() => page.textContent('#found')).toBe('1 of 3');
		await search.press('Enter');
		expect(await page.textContent('#found')).toBe('2 of 3');
		await page.getByRole('button', { name: 'Previous match' }).click();
		expect(await page.textContent('#found')).toBe('1 of 3');
		await search.fill('SEGUR');
		expect(await page.textContent('mark.shown')).toBe('Ségur');
		await search.fill('everybody. tonight');
		expect(await page.locator('mark.shown').allTextContents()).toEqual(
			['everybody. ', 'Tonight'].map((text) => text.trim()),
		);
		await search.fill('0k<');
		expect(await page.textContent('#found')).toBe('No match');
		expect(await timeOf(page)).toBe(0);
		await search.press('Escape');
		expect(await page.locator('mark').count()).toBe(0);
		expect(problems).toEqual([]);
	});

	it('goes on in the new version when a voice was taken out while somebody listens', async () => {
		const shown = await ShownEpisode.show();
		const { page } = await BrowserPage.open(`${shown.url}#t=0:10`);
		await expectTime(page, 10, 10.1);
		await page.getByRole('button', { name: 'Play' }).click();
		await until(() => timeOf(page)).toBeGreaterThan(10);
		const goOn = await shown.eraseBob();
		// What the browser has already it plays to its end: this is as if it had to ask for more.
		await page.evaluate("document.getElementById('audio').src += '?more'");
		await until(() => page.textContent('#status')).toContain('The episode is being changed.');
		const beside = await BrowserPage.open(shown.url);
		await beside.page.getByText('It opens here by itself.').waitFor();
		await goOn();
		await page.locator('#episode[data-revision="2"]').waitFor();
		await until(() => timeOf(page)).toBeGreaterThan(9.9);
		await until(() => page.textContent('#transcript')).toContain('Welcome');
		expect(await page.textContent('main')).not.toContain('Bob');
		await beside.page.locator('#episode[data-revision="2"]').waitFor();
	});

	it('gives its link from a time on, and the code of a small player', async () => {
		const shown = await ShownEpisode.show();
		const { page, problems } = await BrowserPage.open(`${shown.url}#t=21`);
		await expectTime(page, 21, 21.1);
		await page.getByRole('button', { name: 'Share' }).click();
		await page.getByLabel('Start at 0:21').check();
		expect(await page.inputValue('#share-link')).toBe(`${shown.url}#t=0:21`);
		const code = await page.inputValue('#embed-code');
		expect(code).toContain(`src="${shown.server.url}/embed/e/${shown.id}"`);
		await page.getByRole('button', { name: 'Copy' }).first().click();
		await until(() => page.textContent('#share-status')).toBe('Copied');
		expect(problems).toEqual([]);
	});

	it('has no barrier that axe-core knows, nor has a small player', async () => {
		const shown = await ShownEpisode.show();
		const { page, problems } = await BrowserPage.open(shown.url, {
			viewport: { width: 320, height: 700 },
		});
		await page.getByRole('searchbox').fill('lamp');
		await until(() => page.textContent('#found')).toBe('1 of 3');
		expect(await findBarriers(page)).toEqual([]);
		expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
		for (const button of ['#share-open', '#keys-open']) {
			await page.evaluate(`document.querySelector('${button}').click()`);
			expect(await findBarriers(page)).toEqual([]);
			await page.keyboard.press('Escape');
		}
		for (const path of [`/embed/e/${shown.id}`, '/embed/s/harbour', '/embed/e/nope']) {
			await page.goto(shown.server.url + path);
			expect(await findBarriers(page)).toEqual([]);
		}
		expect(problems.filter((problem) => !problem.includes('404'))).toEqual([]);
	});
});

describeInBrowser('a small player', () => {
	it('plays in the frame of another site, and keeps nothing', async () => {
		const shown = await ShownEpisode.show();
		const site = createServer((_request, response) => {
			response.setHeader('content-type', 'text/html');
			response.end(
				`<iframe src="${shown.server.url}/embed/e/${shown.id}" width="600" height="152" allow="autoplay"></iframe>`,
			);
		}).listen(0, '127.0.0.1');
		onTestFinished(() => void site.close());
		await once(site, 'listening');
		const { port } = site.address() as AddressInfo;
		const { page } = await BrowserPage.open(`http://127.0.0.1:${port}`);
		const frame = page.frameLocator('iframe');
		await frame.getByRole('button', { name: 'Play' }).click();
		await until(() => frame.locator('#elapsed').textContent()).not.toBe('0:00');
		await frame.getByRole('button', { name: 'Pause' }).click();
		const inside = page.frames()[1];
		expect(await inside?.evaluate('localStorage.length + document.cookie.length')).toBe(0);
	});
});
