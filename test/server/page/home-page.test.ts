// The page with all podcasts, and what all pages have in common, in a browser.

import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { until } from '../../support/until.js';
import { findBarriers } from './barriers.js';
import { describeInBrowser } from './browser.js';
import { PageFixture } from './page-fixture.js';

/** The narrowest phone that counts. */
const PHONE = { width: 360, height: 740 };

/** What makes the page look for news at once, as when somebody comes back to it. */
async function lookAgain(page: Page): Promise<void> {
	await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))");
}

describeInBrowser('the pages', () => {
	it('show by themselves what goes on air, and that it is over', async () => {
		const fixture = await PageFixture.start();
		const { page, problems } = await fixture.open('/');
		expect(await page.getByText('It is quiet at the moment.').isVisible()).toBe(true);
		const onAir = await fixture.goOnAir({ title: '<b>Bold</b>' });
		const link = page.getByRole('link', { name: '<b>Bold</b>', exact: true });
		await link.waitFor();
		expect(await page.textContent('#count')).toBe('1 live now');
		await link.focus();
		await onAir.update({ hostName: 'Grace' });
		await lookAgain(page);
		await page.getByText('Hosted by Grace in Harbour').waitFor();
		expect(await page.evaluate('document.activeElement.textContent')).toBe('<b>Bold</b>');
		onAir.end();
		await until(async () => {
			await lookAgain(page);
			return page.getByText('It is quiet at the moment.').isVisible();
		}).toBe(true);
		expect(await page.title()).toBe('Podcasts on air');
		expect(problems).toEqual([]);
	});

	it('lead to a podcast, and back', async () => {
		const fixture = await PageFixture.start();
		const onAir = await fixture.goOnAir();
		const { page } = await fixture.open('/');
		await page.getByRole('link', { name: 'Night watch', exact: true }).click();
		await page.waitForURL(onAir.url);
		await page.getByRole('link', { name: 'Podcasts on air' }).click();
		await page.waitForURL(`${fixture.url}/`);
	});

	it('have no barrier that axe-core knows, in light colours and in dark ones', async () => {
		const fixture = await PageFixture.start();
		const { page } = await fixture.open('/');
		expect(await findBarriers(page)).toEqual([]);
		const onAir = await fixture.goOnAir({ speakers: ['Ada'] });
		onAir.speak();
		await page.goto(fixture.url);
		expect(await findBarriers(page)).toEqual([]);
		await page.goto(new URL('/p/none', fixture.url).href);
		expect(await findBarriers(page)).toEqual([]);
		await page.goto(onAir.url);
		for (const summary of await page.locator('summary').all()) {
			await summary.click();
		}
		expect(await findBarriers(page)).toEqual([]);
		await page.getByRole('button', { name: 'Play' }).click();
		await page.getByText('You are listening live.').waitFor();
		expect(await findBarriers(page)).toEqual([]);
		onAir.end();
		await page.getByText('The show has ended.').waitFor();
		expect(await findBarriers(page)).toEqual([]);
	});

	it('fit a phone, whatever a title is like', async () => {
		const fixture = await PageFixture.start();
		const onAir = await fixture.goOnAir({
			title: 'W'.repeat(100),
			serverName: 'i'.repeat(100),
			speakers: ['M'.repeat(100), 'Ada'],
		});
		for (const path of ['/', onAir.url]) {
			const { page } = await fixture.open(path, { viewport: PHONE });
			for (const summary of await page.locator('summary').all()) {
				await summary.click();
			}
			expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
		}
	});
});
