// The page plays nothing of what came before somebody went off air.
import { expect, it } from 'vitest';
import { encode, tone } from '../../support/signal.js';
import { until } from '../../support/until.js';
import { type BrowserPage, describeInBrowser } from './browser.js';
import { TONE_PEAK, TONES_HZ } from './paced-sender.js';
import { PageFixture } from './page-fixture.js';
import { recordOutput, takeRecording } from './recording.js';
import { isSilent, type ToneBlock, toneBlocks } from './tone-analysis.js';

const LISTENING = 'You are listening live.';

/** Less than the page holds back before it begins to play. */
const said = encode(tone({ hz: TONES_HZ[0], peak: TONE_PEAK, durationMs: 60 }));

/** Prepares a page so that what goes to its audio thread can be kept, as `kept`, and sent on at once. */
const KEEP = `{
	const post = MessagePort.prototype.postMessage;
	MessagePort.prototype.postMessage = function (...message) {
		if (window.kept) {
			window.kept.push({ port: this, message });
		} else {
			post.apply(this, message);
		}
	};
	window.sendOn = () => {
		const { kept } = window;
		window.kept = undefined;
		kept.forEach(({ port, message }) => post.apply(port, message));
	};
}`;

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
			const onAir = await fixture.goOnAir();
			const opened = await fixture.open(`${onAir.url}${decoder}`, {
				prepare: async (prepared) => {
					await recordOutput(prepared);
					await prepared.addInitScript(KEEP);
				},
			});
			const { page, problems } = opened;
			await page.getByRole('button', { name: 'Play' }).click();
			await until(() => page.textContent('#status')).toBe(LISTENING);
			await listenOn(opened);
			// What is said waits while the word comes that it must not be heard: both reach the audio
			// thread together, however long a busy machine takes for one after the other.
			await page.evaluate('window.kept = []');
			onAir.say(said);
			await until(async () => Number(await page.textContent('#frames'))).toBe(said.length);
			await until(() => page.evaluate('window.kept.length')).toBeGreaterThan(0);
			await onAir.silence();
			const isTold = "window.kept.some(({ message: [data] }) => data === 'silence')";
			await until(() => page.evaluate(isTold)).toBe(true);
			await page.evaluate('window.sendOn()');
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
