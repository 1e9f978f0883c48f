// The page plays nothing of what came before somebody went off air.
import { expect, it } from 'vitest';
import { encode, tone } from '../../support/signal.js';
import { TcpProxy } from '../../support/tcp-proxy.js';
import { until } from '../../support/until.js';
import { type BrowserPage, describeInBrowser } from './browser.js';
import { TONE_PEAK, TONES_HZ } from './paced-sender.js';
import { PageFixture } from './page-fixture.js';
import { recordOutput, takeRecording } from './recording.js';
import { isSilent, type ToneBlock, toneBlocks } from './tone-analysis.js';

const LISTENING = 'You are listening live.';

/** One write of the server's: less than the page holds back before it begins to play. */
const said = encode(tone({ hz: TONES_HZ[0], peak: TONE_PEAK, durationMs: 60 }));

/** What is put out in the next second. */
async function listenOn({ page }: BrowserPage): Promise<ToneBlock[]> {
	const blocks: ToneBlock[] = [];
	await until(async () => {
		blocks.push(...toneBlocks(await takeRecording(page)));
		return blocks.length;
	}).toBeGreaterThan(20);
	return blocks;
}

describeInBrowser('silence', () => {
	it.each(['', '?decoder=wasm'])(
		'is played for what waits, and what follows is heard: %s',
		async (decoder) => {
			const fixture = await PageFixture.start();
			const proxy = await TcpProxy.start();
			proxy.targetPort = Number(new URL(fixture.url).port);
			const onAir = await fixture.goOnAir();
			const { pathname } = new URL(onAir.url);
			const opened = await fixture.open(`${proxy.url}${pathname}${decoder}`, {
				prepare: recordOutput,
			});
			const { page, problems } = opened;
			await page.getByRole('button', { name: 'Play' }).click();
			await until(() => page.textContent('#status')).toBe(LISTENING);
			await listenOn(opened);
			// What is said and the word that it must not be heard come to the page together.
			proxy.stall();
			onAir.say(said);
			await onAir.silence();
			proxy.flow();
			await until(async () => Number(await page.textContent('#frames'))).toBe(said.length);
			expect((await listenOn(opened)).filter((block) => !isSilent(block))).toEqual([]);
			onAir.speak();
			await until(async () => (await listenOn(opened)).some((block) => !isSilent(block))).toBe(
				true,
			);
			expect(problems).toEqual([]);
		},
	);

	it('makes a page that plays MP3 forget what its player holds', async () => {
		const fixture = await PageFixture.start();
		const onAir = await fixture.goOnAir();
		const requested: string[] = [];
		const { page, problems } = await fixture.open(onAir.url, {
			prepare: async (prepared) => {
				prepared.on('request', (request) => {
					if (request.url().includes('/live.mp3')) {
						requested.push(request.url());
					}
				});
			},
		});
		await page.getByText('Sound problems?').click();
		await page.getByRole('checkbox', { name: 'Play the MP3 stream' }).check();
		await page.getByRole('button', { name: 'Play' }).click();
		await until(() => page.textContent('#status')).toBe(LISTENING);
		expect(requested).toHaveLength(1);
		await onAir.silence();
		await until(() => requested.length).toBe(2);
		await until(() => page.textContent('#listeners')).toBe('1');
		expect(await page.textContent('#status')).toBe(LISTENING);
		expect(await page.textContent('#reconnects')).toBe('0');
		expect(problems).toEqual([]);
	});
});
