// What the page of a podcast shows and says, in a browser.
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { TcpProxy } from '../../support/tcp-proxy.js';
import { until } from '../../support/until.js';
import { type BrowserPage, describeInBrowser } from './browser.js';
import { type OnAir, PageFixture } from './page-fixture.js';
import { RECORD_STATUS, recordOutput, takeRecording } from './recording.js';
import { isSilent, toneBlocks } from './tone-analysis.js';

const LISTENING = 'You are listening live.';

/** Polls an element's text until it is that. */
async function expectText(page: Page, id: string, text: string | RegExp): Promise<void> {
	await until(() => page.textContent(`#${id}`)).toMatch(text);
}

/** Presses play and waits until it plays. */
async function play({ page }: BrowserPage): Promise<void> {
	await page.getByRole('button', { name: 'Play' }).click();
	await expectText(page, 'status', LISTENING);
}

/** Waits until the page puts sound out that it has not put out before. */
async function expectSound(page: Page): Promise<void> {
	await until(async () => toneBlocks(await takeRecording(page)).some((block) => !isSilent(block)), {
		interval: 300,
	}).toBe(true);
}

/** Chooses the MP3 stream, among what helps when the sound does not come as it should. */
async function chooseMp3(page: Page): Promise<void> {
	await page.getByText('Sound problems?').click();
	await page.getByRole('checkbox', { name: 'Play the MP3 stream' }).check();
}

/** A podcast on air, its sender speaking, and a page on it. */
async function listen(details?: Parameters<PageFixture['goOnAir']>[0]) {
	const fixture = await PageFixture.start();
	const onAir: OnAir = await fixture.goOnAir(details);
	onAir.speak();
	const opened = await fixture.open(onAir.url, { prepare: recordOutput });
	return { fixture, onAir, ...opened, opened };
}

describeInBrowser('the page of a podcast', () => {
	it('shows who speaks, how many listen and what it is called, as they change', async () => {
		const { onAir, opened, page, problems } = await listen();
		expect(await page.textContent('h1')).toBe('Night watch');
		expect(await page.textContent('#origin')).toBe('Hosted by Ada in Harbour');
		await expectText(page, 'listeners', /^0$/);
		await expectText(page, 'since', /^0:\d\d$/);
		await expectText(page, 'since-clock', /^\d/);
		expect(await page.getByText('Nobody is speaking right now.').isVisible()).toBe(true);
		await play(opened);
		await expectText(page, 'listeners', /^1$/);
		await expectText(page, 'delay', /^0\.[1-4] s$/);
		await onAir.update({ speakers: ['Ada', 'Ben'], title: 'Second half' });
		await until(() => page.locator('#speakers .name').allTextContents()).toEqual(['Ada', 'Ben']);
		await expectText(page, 'title', /^Second half$/);
		await until(() => page.title()).toBe('▶ Second half');
		expect(await page.getByText('Nobody is speaking right now.').isVisible()).toBe(false);
		expect(problems).toEqual([]);
	});

	it('shows markup in titles and names as text', async () => {
		const markup = '<img src="x" onerror="reportProblem(1)"><b>&amp;</b>';
		const { onAir, page, problems } = await listen({ title: markup, hostName: markup });
		expect(await page.textContent('h1')).toBe(markup);
		await onAir.update({ title: `${markup}!`, serverName: markup, speakers: [markup] });
		await until(() => page.textContent('h1')).toBe(`${markup}!`);
		await until(() => page.textContent('#speakers .name')).toBe(markup);
		expect(await page.textContent('#origin')).toBe(`Hosted by ${markup} in ${markup}`);
		expect(await page.locator('main img, main b').count()).toBe(0);
		expect(problems).toEqual([]);
	});

	it('says that the show has ended, after its last words', async () => {
		const { onAir, opened, page, problems } = await listen();
		await play(opened);
		await expectSound(page);
		onAir.end();
		await expectText(page, 'status', 'The show has ended.');
		await expectText(page, 'badge-text', 'Off air');
		await until(() => page.title()).toBe('Night watch · ended');
		expect(await page.getByText('Thanks for listening.').isVisible()).toBe(true);
		expect(await page.getByText('On air for 1 min.').isVisible()).toBe(true);
		expect(await page.getByRole('link', { name: 'See what else is on' }).isVisible()).toBe(true);
		// Nothing is left that would do nothing.
		expect(await page.getByRole('button').filter({ visible: true }).count()).toBe(0);
		expect(problems).toEqual([]);
	});

	it('says that the show has ended to whoever has not pressed play', async () => {
		const { onAir, page } = await listen();
		await expectText(page, 'listeners', /^0$/);
		onAir.end();
		await expectText(page, 'status', 'The show has ended.');
	});

	it('reconnects by itself when the connection is lost, and says so', async () => {
		const fixture = await PageFixture.start();
		const proxy = await TcpProxy.start();
		const serverPort = Number(new URL(fixture.url).port);
		proxy.targetPort = serverPort;
		const onAir = await fixture.goOnAir();
		onAir.speak();
		const { pathname } = new URL(onAir.url);
		const opened = await fixture.open(proxy.url + pathname, { prepare: recordOutput });
		const { page } = opened;
		await play(opened);
		await expectSound(page);
		proxy.targetPort = undefined;
		proxy.cut();
		await expectText(page, 'status', 'Connection lost, reconnecting…');
		proxy.targetPort = serverPort;
		await expectText(page, 'status', LISTENING);
		await takeRecording(page);
		await expectSound(page);
		await expectText(page, 'reconnects', /^1$/);
	});

	it("goes on when the sender's own connection was lost and is back", async () => {
		const { onAir, opened, page, problems } = await listen();
		await play(opened);
		await expectSound(page);
		onAir.lose();
		await expectText(page, 'status', 'The show is interrupted. It continues here by itself.');
		await expectText(page, 'badge-text', 'Interrupted');
		await onAir.comeBack();
		await expectText(page, 'status', LISTENING);
		await takeRecording(page);
		onAir.speak();
		await expectSound(page);
		expect(problems).toEqual([]);
	});

	it('says that its link opens nothing any more when there is a new key', async () => {
		const { onAir, opened, page } = await listen({ visibility: 'unlisted' });
		await play(opened);
		await onAir.renewKey();
		await expectText(page, 'status', 'This link does not open the show any more.');
	});

	it('is silent at volume 0, and pauses and plays from the keyboard alone', async () => {
		const { page, problems } = await listen();
		for (const name of ['Skip to content', 'Podcasts on air', 'Play']) {
			await page.keyboard.press('Tab');
			expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe(name);
		}
		await page.keyboard.press('Enter');
		await expectText(page, 'status', LISTENING);
		await expectSound(page);
		await page.keyboard.press('Tab');
		expect(await page.evaluate('document.activeElement.id')).toBe('mute');
		await page.keyboard.press('Tab');
		await page.keyboard.press('Home');
		await until(async () => toneBlocks(await takeRecording(page)).every(isSilent), {
			interval: 500,
		}).toBe(true);
		await page.keyboard.press('End');
		await expectSound(page);
		await page.keyboard.press('Shift+Tab');
		await page.keyboard.press('Shift+Tab');
		await page.keyboard.press('Space');
		await expectText(page, 'status', 'Press play to listen.');
		await expectText(page, 'play-label', 'Play');
		await expectText(page, 'listeners', /^0$/);
		expect(problems).toEqual([]);
	});

	it('plays the MP3 stream where somebody chose it', async () => {
		const { onAir, page, problems } = await listen({ visibility: 'unlisted' });
		await chooseMp3(page);
		await page.getByRole('button', { name: 'Play' }).click();
		await expectText(page, 'status', LISTENING);
		await expectText(page, 'listeners', /^1$/);
		await expectText(page, 'decoder-name', /^MP3/);
		onAir.end();
		await expectText(page, 'status', 'The show has ended.');
		expect(problems).toEqual([]);
	});

	it('comes back to the MP3 stream when that breaks off', async () => {
		const fixture = await PageFixture.start();
		const onAir = await fixture.goOnAir({ visibility: 'unlisted' });
		const requested: string[] = [];
		const { page, problems } = await fixture.open(onAir.url, {
			// A stream that breaks off once.
			prepare: (prepared) =>
				prepared.route('**/live.mp3*', async (route) => {
					const isFirst = requested.push(route.request().url()) === 1;
					const body = silentWave(2);
					await (isFirst ? route.fulfill({ contentType: 'audio/wav', body }) : route.continue());
				}),
		});
		await page.evaluate(RECORD_STATUS);
		await chooseMp3(page);
		await page.getByRole('button', { name: 'Play' }).click();
		await expectText(page, 'reconnects', /^1$/);
		await expectText(page, 'status', LISTENING);
		expect(await page.evaluate('window.statusTexts')).toEqual(
			expect.arrayContaining([LISTENING, 'Connection lost, reconnecting…']),
		);
		onAir.end();
		await expectText(page, 'status', 'The show has ended.');
		expect(requested[0]).toBe(onAir.url.replace('?', '/live.mp3?'));
		expect(problems).toEqual([]);
	});
});

/** A file that every browser plays: 8 kHz, mono, 16 bits (RFC 2361). */
function silentWave(seconds: number): Buffer {
	const dataBytes = seconds * 16_000;
	const wave = Buffer.alloc(44 + dataBytes);
	wave.write('RIFF', 0);
	wave.writeUInt32LE(36 + dataBytes, 4);
	wave.write('WAVEfmt ', 8);
	wave.writeUInt32LE(16, 16);
	wave.writeUInt16LE(1, 20);
	wave.writeUInt16LE(1, 22);
	wave.writeUInt32LE(8_000, 24);
	wave.writeUInt32LE(16_000, 28);
	wave.writeUInt16LE(2, 32);
	wave.writeUInt16LE(16, 34);
	wave.write('data', 36);
	wave.writeUInt32LE(dataBytes, 40);
	return wave;
}
