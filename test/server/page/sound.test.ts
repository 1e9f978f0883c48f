// What the page puts out, measured in its audio graph, against what the sender sent.
import { expect, it } from 'vitest';
import { until } from '../../support/until.js';
import { describeInBrowser } from './browser.js';
import { PageFixture } from './page-fixture.js';
import { recordOutput, takeRecording } from './recording.js';
import {
	BLOCK_MS,
	changeDelays,
	isSilent,
	isSteady,
	type ToneBlock,
	ToneRecorder,
} from './tone-analysis.js';

/** For how long each decoder is listened to; `LONG` makes it as long as the aim wants it. */
const LISTENING_MS = process.env.LONG ? 30_000 : 4_000;

/** An aim of ours: from the sender's websocket to the loudspeaker's input. */
const MAX_DELAY_MS = 500;

/**
 * The longest stretch of nothing but the sender's tones, as loud as they were sent. Whatever keeps
 * the page or its sender for longer than sound is held back ends one; a fault of the page ends each.
 */
function longestStretch(blocks: readonly ToneBlock[]): ToneBlock[] {
	let longest: ToneBlock[] = [];
	let stretch: ToneBlock[] = [];
	blocks.forEach((block, index) => {
		const isGood = isSteady(blocks, index) ? isTone(block) : !isSilent(block);
		stretch = isGood ? [...stretch, block] : [];
		longest = stretch.length > longest.length ? stretch : longest;
	});
	return longest;
}

function isTone({ levelDb, purity }: ToneBlock): boolean {
	return Math.abs(levelDb) < 1 && purity > 0.99;
}

describeInBrowser('the sound of the page', () => {
	it.each([
		{ decoder: '', name: 'WebCodecs', packetMs: 20, listeningMs: LISTENING_MS },
		{ decoder: '?decoder=wasm', name: 'WebAssembly', packetMs: 20, listeningMs: LISTENING_MS },
		{ decoder: '', name: 'WebCodecs', packetMs: 2.5, listeningMs: 3_000 },
		{ decoder: '', name: 'WebCodecs', packetMs: 120, listeningMs: 3_000 },
		{ decoder: '?decoder=wasm', name: 'WebAssembly', packetMs: 120, listeningMs: 3_000 },
	])(
		"is the sender's tone at its level, without a gap, by $name, in packets of $packetMs ms",
		async ({ decoder, name, packetMs, listeningMs }) => {
			const fixture = await PageFixture.start();
			const onAir = await fixture.goOnAir();
			const { page, problems } = await fixture.open(`${onAir.url}${decoder}`, {
				prepare: recordOutput,
			});
			const sender = onAir.speak(packetMs);
			await page.getByRole('button', { name: 'Play' }).click();
			await until(() => page.textContent('#status')).toBe('You are listening live.');

			const blocks: ToneBlock[] = [];
			const recorder = new ToneRecorder(() => takeRecording(page));
			await until(
				async () => {
					blocks.push(...(await recorder.take()));
					return longestStretch(blocks).length * BLOCK_MS;
				},
				{ interval: 500 },
			).toBeGreaterThanOrEqual(listeningMs);

			const delaysMs = changeDelays(longestStretch(blocks), sender.changes);
			expect(delaysMs.length).toBeGreaterThanOrEqual(listeningMs / 1000 - 1);
			// A page that has run dry holds back more from then on.
			if ((await page.textContent('#underruns')) === '0') {
				expect(Math.min(...delaysMs)).toBeLessThan(MAX_DELAY_MS);
			}
			expect(await page.textContent('#unreadable')).toBe('0');
			expect(await page.textContent('#decoder-name')).toContain(name);
			expect(problems).toEqual([]);
		},
	);
});
