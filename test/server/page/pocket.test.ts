// Sound on a phone whose screen is locked, and is there again: one of two ways plays at a time.
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { until } from '../../support/until.js';
import { describeInBrowser } from './browser.js';
import { PageFixture } from './page-fixture.js';
import { recordOutput, takeRecording } from './recording.js';
import { isSilent, toneBlocks } from './tone-analysis.js';

/** A phone, as far as the page can tell. */
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/**
 * A browser without a window shows all its pages, so one is told that it is hidden; what elements
 * and audio graphs begin and end to play is written down, in order.
 */
const PREPARE = `{
	let isHidden = false;
	Object.defineProperty(document, 'hidden', { get: () => isHidden });
	window.setHidden = (next) => {
		isHidden = next;
		document.dispatchEvent(new Event('visibilitychange'));
	};
	window.acts = [];
	window.elements = [];
	const act = (what) => window.acts.push(what);
	const { play, pause } = HTMLMediaElement.prototype;
	HTMLMediaElement.prototype.play = function () {
		if (!window.elements.includes(this)) {
			window.elements.push(this);
			this.addEventListener('playing', () => act(this.src.includes('live.mp3') ? 'stream plays' : 'silence plays'));
		}
		return play.call(this);
	};
	HTMLMediaElement.prototype.pause = function () {
		act(this.src.includes('live.mp3') ? 'stream ends' : 'silence ends');
		return pause.call(this);
	};
	const { close } = AudioContext.prototype;
	AudioContext.prototype.close = function () {
		act('live ends');
		return close.call(this);
	};
}`;

async function openOnPhone() {
	const fixture = await PageFixture.start();
	const onAir = await fixture.goOnAir({ speakers: ['Ada'] });
	onAir.speak();
	const opened = await fixture.open(onAir.url, {
		...PHONE,
		prepare: async (page) => {
			await page.addInitScript(PREPARE);
			await recordOutput(page);
		},
	});
	await opened.page.getByRole('button', { name: 'Play' }).click();
	await expectLiveSound(opened.page);
	return { ...opened, onAir };
}

/** Waits for sound of the audio graph that has not been put out before. */
async function expectLiveSound(page: Page): Promise<void> {
	await until(async () => toneBlocks(await takeRecording(page)).some((block) => !isSilent(block)), {
		interval: 300,
	}).toBe(true);
}

async function acts(page: Page): Promise<string[]> {
	return (await page.evaluate('window.acts.splice(0)')) as string[];
}

describeInBrowser('on a phone', () => {
	it('the sound goes on behind a locked screen, and is live again after it, never doubled', async () => {
		const { page, problems } = await openOnPhone();
		expect(await page.getByRole('checkbox').filter({ visible: true }).count()).toBe(0);
		await acts(page);

		await page.evaluate('window.setHidden(true)');
		await until(() => page.textContent('#decoder-name')).toContain('MP3');
		expect(await page.textContent('#status')).toBe('You are listening live.');
		// The stream is there before the live sound goes, in the same turn: no gap, and not both.
		// (A stream that a busy machine stalls plays again later.)
		const inOrder = [...new Set(await acts(page))];
		expect(inOrder.slice(-2)).toEqual(['stream plays', 'live ends']);
		await until(async () =>
			toneBlocks(await takeRecording(page)).filter((block) => !isSilent(block)),
		).toEqual([]);
		expect(await page.evaluate('window.elements.filter(({ paused }) => !paused).length')).toBe(1);

		await page.evaluate('window.setHidden(false)');
		await until(() => page.textContent('#decoder-name')).toContain('WebCodecs');
		await expectLiveSound(page);
		const after = await acts(page);
		expect(after).toContain('stream ends');
		expect(after).not.toContain('live ends');
		await until(() => page.textContent('#listeners')).toBe('1');
		const sources = await page.evaluate('window.elements.map(({ src }) => src.split("/").at(-1))');
		expect(sources).toEqual(['silence.mp3']);
		expect(problems).toEqual([]);
	});

	it('who only glances away hears the live sound all the time', async () => {
		const { page } = await openOnPhone();
		await page.evaluate('window.setHidden(true); window.setHidden(false)');
		await takeRecording(page);
		await expectLiveSound(page);
		expect(await acts(page)).not.toContain('live ends');
		await until(() => page.textContent('#listeners')).toBe('1');
	});

	it('pause behind the screen is a pause of all of it', async () => {
		const { page, problems } = await openOnPhone();
		await page.evaluate('window.setHidden(true)');
		await until(() => page.textContent('#decoder-name')).toContain('MP3');
		await page.keyboard.press('k');
		await until(() => page.textContent('#status')).toBe('Press play to listen.');
		await until(() => page.textContent('#listeners')).toBe('0');
		expect(await page.evaluate('window.elements.filter(({ paused }) => !paused).length')).toBe(0);
		await page.evaluate('window.setHidden(false)');
		expect(await page.textContent('#status')).toBe('Press play to listen.');
		expect(problems).toEqual([]);
	});
});
