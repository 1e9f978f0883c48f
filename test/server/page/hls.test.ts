// The page plays HLS where it is to take no connection, or where the server has none left.
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { until } from '../../support/until.js';
import { describeInBrowser } from './browser.js';
import { PageFixture } from './page-fixture.js';
import { recordOutput, takeRecording } from './recording.js';
import { isSilent, isSteady, type ToneBlock, toneBlocks } from './tone-analysis.js';

const LISTENING = 'You are listening live.';

/** Segments of a second, so that tests are quick. */
const QUICK = { hls: { segmentMs: 1000 } };

/** A tone lasts a second. */
const SETTLING_BLOCKS = 20;

/** Of seven seconds each: with `LONG` it is five minutes. */
const ROUNDS = process.env.LONG ? 43 : 1;

/** What an element plays goes through an audio graph, where it is recorded. */
const TAP_ELEMENTS = `{
	const { play } = HTMLMediaElement.prototype;
	const tapped = new WeakSet();
	window.elements = [];
	HTMLMediaElement.prototype.play = function () {
		if (!tapped.has(this)) {
			tapped.add(this);
			window.elements.push(this);
			const context = new AudioContext({ sampleRate: 48_000, latencyHint: 1 });
			context.createMediaElementSource(this).connect(context.destination);
		}
		return play.call(this);
	};
}`;

async function openPlaying(fixture: PageFixture, url: string) {
	const requested: string[] = [];
	const { page, problems } = await fixture.open(url, {
		prepare: async (prepared) => {
			prepared.on('request', (request) => requested.push(request.url()));
			await recordOutput(prepared);
			await prepared.addInitScript(TAP_ELEMENTS);
		},
	});
	await page.getByRole('button', { name: 'Play' }).click();
	await until(() => page.textContent('#status')).toBe(LISTENING);
	return { page, problems, requested };
}

/** What is put out until there is enough of it. */
async function listen(page: Page, isEnough: (blocks: ToneBlock[]) => boolean) {
	const blocks: ToneBlock[] = [];
	await until(async () => {
		blocks.push(...toneBlocks(await takeRecording(page)));
		return isEnough(blocks);
	}).toBe(true);
	return blocks;
}

const steadyIn = (blocks: ToneBlock[]) => blocks.filter((_, index) => isSteady(blocks, index));

describeInBrowser('HLS', () => {
	it('plays with no connection of its own, no click at borders, and nothing that was silenced', async () => {
		const fixture = await PageFixture.start({}, QUICK);
		const onAir = await fixture.goOnAir();
		const sender = onAir.speak();
		const { page, problems, requested } = await openPlaying(fixture, `${onAir.url}?passive=1`);
		for (let round = 1; round <= ROUNDS; round++) {
			const blocks = await listen(page, (heard) => steadyIn(heard).length >= 140);
			// The first tone begins in the middle of an Opus stream, whose decoder takes a while.
			const steady = steadyIn(blocks).slice(SETTLING_BLOCKS);
			// A border comes each second: six of them, at least, of which a busy machine may spoil one.
			const impure = steady.filter(({ purity }) => purity < 0.999);
			expect(impure.length, `in round ${round}`).toBeLessThan(3);
		}
		expect(requested.filter((url) => /live\.mp3|^ws/.test(url))).toEqual([]);
		expect(requested.filter((url) => url.includes('/hls/')).length).toBeGreaterThan(4);
		await until(() => page.textContent('#listeners')).toBe('1');

		sender.stop();
		await onAir.silence();
		await until(() => page.evaluate('window.elements[0].muted')).toBe(true);
		await takeRecording(page);
		const after = await listen(page, (heard) => heard.length >= 40);
		// Two seconds and more were in hand; what was on its way to the recorder is there still.
		expect(after.filter((block) => !isSilent(block)).length).toBeLessThan(10);
		expect(after.slice(10).filter((block) => !isSilent(block))).toEqual([]);
		onAir.speak();
		await listen(page, (heard) => steadyIn(heard).length > 0);
		expect(await page.evaluate('window.elements.length')).toBe(1);
		expect(await page.textContent('#reconnects')).toBe('0');

		onAir.end();
		await until(() => page.textContent('#status')).toBe('The show has ended.');
		expect(problems).toEqual([]);
	});

	it('is what the page plays by itself where the server is full', async () => {
		const fixture = await PageFixture.start({ connectionsPerPodcast: 1 }, QUICK);
		const onAir = await fixture.goOnAir();
		onAir.speak();
		const { page, requested } = await openPlaying(fixture, onAir.url);
		await listen(page, (heard) => steadyIn(heard).length > 0);
		expect(requested.some((url) => url.includes('/live.m3u8'))).toBe(true);
	});
});
