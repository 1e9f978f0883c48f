// The player as people meet it: keys, share, faces, weight, large letters, other languages.
import { expect, it } from 'vitest';
import { until } from '../../support/until.js';
import { findBarriers } from './barriers.js';
import { describeInBrowser } from './browser.js';
import { PageFixture } from './page-fixture.js';

/** An aim of ours: all of a live page but its sound, as it travels. */
const MAX_BYTES = 60_000;

const LOADED = 'performance.getEntriesByType("resource").map(({ name }) => name.split("/").at(-1))';

const CROWD = ['Ada', 'Ben', 'Cleo', 'Dan', 'Eve', 'Finn', 'Gil'];

describeInBrowser('the player', () => {
	it('travels in less than 60 kB, all of it from this server', async () => {
		const fixture = await PageFixture.start();
		const onAir = await fixture.goOnAir({ speakers: CROWD });
		let bytes = 0;
		const { page, problems } = await fixture.open(onAir.url, {
			prepare: async (prepared) => {
				const session = await prepared.context().newCDPSession(prepared);
				await session.send('Network.enable');
				session.on('Network.loadingFinished', ({ encodedDataLength }) => {
					bytes += encodedDataLength;
				});
			},
		});
		await until(() => page.textContent('#listeners')).toBe('0');
		// What playing needs comes before somebody presses play, and belongs to it.
		await until(() => page.evaluate(LOADED)).toContain('playout-worklet.js');
		expect(bytes).toBeGreaterThan(10_000);
		expect(bytes).toBeLessThan(MAX_BYTES);
		expect(problems).toEqual([]);
	});

	it('obeys keys, and lists them', async () => {
		const fixture = await PageFixture.start();
		const onAir = await fixture.goOnAir();
		const { page, problems } = await fixture.open(onAir.url);
		await until(() => page.textContent('#since')).toMatch(/^0:/);
		await page.keyboard.press('?');
		await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
		expect(await findBarriers(page)).toEqual([]);
		await page.keyboard.press('Escape');
		await page.getByRole('dialog').waitFor({ state: 'hidden' });
		await page.keyboard.press('k');
		await until(() => page.textContent('#status')).toBe('You are listening live.');
		await page.keyboard.press('m');
		expect(await page.getByRole('button', { name: 'Unmute' }).isVisible()).toBe(true);
		await page.keyboard.press('ArrowDown');
		expect(await page.inputValue('#volume')).toBe('95');
		expect(await page.getByRole('button', { name: 'Mute', exact: true }).isVisible()).toBe(true);
		await page.keyboard.press(' ');
		await until(() => page.textContent('#status')).toBe('Press play to listen.');
		expect(problems).toEqual([]);
	});

	it('shows five faces at most, and copies its address', async () => {
		const fixture = await PageFixture.start();
		const onAir = await fixture.goOnAir({ visibility: 'unlisted', speakers: CROWD });
		const { page, problems } = await fixture.open(onAir.url, {
			permissions: ['clipboard-read', 'clipboard-write'],
		});
		await until(() => page.locator('#speakers li').allTextContents()).toHaveLength(6);
		expect(await page.locator('#speakers li').last().textContent()).toBe('and 2 more');
		await page.getByRole('button', { name: 'Share' }).click();
		await page.getByRole('button', { name: 'Copied' }).waitFor();
		expect(await page.evaluate('navigator.clipboard.readText()')).toBe(onAir.url);
		await page.getByText('Listen in another player').click();
		await page.getByRole('button', { name: 'Copy', exact: true }).click();
		await until(() => page.evaluate('navigator.clipboard.readText()')).toBe(
			onAir.url.replace('?', '/live.mp3?'),
		);
		expect(problems).toEqual([]);
	});

	it('plays at once for whoever pressed play on the front page', async () => {
		const fixture = await PageFixture.start();
		const onAir = await fixture.goOnAir();
		const { page } = await fixture.open('/');
		await page.getByRole('link', { name: 'Listen to Night watch' }).click();
		await page.waitForURL(onAir.url);
		await until(() => page.textContent('#status')).toBe('You are listening live.');
	});

	it('stays on the front page while it is interrupted, marked', async () => {
		const fixture = await PageFixture.start();
		const onAir = await fixture.goOnAir();
		const { page } = await fixture.open('/');
		onAir.lose();
		await page.getByText('Interrupted').waitFor();
		expect(await page.textContent('#count')).toBe('Nothing is live right now.');
		expect(await page.getByRole('link', { name: 'Listen to' }).count()).toBe(0);
		expect(await findBarriers(page)).toEqual([]);
	});

	it('speaks German to whoever wants it, from the server on and after each change', async () => {
		const fixture = await PageFixture.start();
		const onAir = await fixture.goOnAir({ speakers: ['Ada'] });
		const { page, problems } = await fixture.open(onAir.url, { locale: 'de-DE' });
		await page.getByRole('button', { name: 'Abspielen' }).click();
		await until(() => page.textContent('#status')).toBe('Du hörst live zu.');
		await until(() => page.textContent('#listening')).toContain('1 hört zu');
		onAir.end();
		await page.getByText('Danke fürs Zuhören.').waitFor();
		expect(problems).toEqual([]);
	});

	it.each([320, 390])('loses nothing at %i px, with letters of twice the size', async (width) => {
		const fixture = await PageFixture.start();
		const onAir = await fixture.goOnAir({ title: 'W'.repeat(80), speakers: ['M'.repeat(60)] });
		for (const path of ['/', onAir.url]) {
			const { page } = await fixture.open(path, { viewport: { width, height: 640 } });
			for (const summary of await page.locator('summary').all()) {
				await summary.click();
			}
			await page.evaluate("document.documentElement.style.fontSize = '200%'");
			expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
		}
	});

	it('is as wide as a phone without scripts, and leaves out what scripts fill in', async () => {
		const fixture = await PageFixture.start();
		const onAir = await fixture.goOnAir();
		const listener = await fixture.open(onAir.url);
		await listener.page.getByRole('button', { name: 'Play' }).click();
		await until(() => listener.page.textContent('#listening')).toContain('1 listening');
		const { page } = await fixture.open(onAir.url, {
			viewport: { width: 320, height: 640 },
			javaScriptEnabled: false,
		});
		expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(320);
		expect(await page.locator('.meta .dot').isVisible()).toBe(false);
	});
});
