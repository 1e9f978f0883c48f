import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SILENCE_FRAME } from '../../../src/media/opus-packet.js';
import { levelDb, loudestAt, toDb } from '../../support/signal.js';
import { hasTools } from '../../support/tools.js';
import { until } from '../../support/until.js';
import { ANN, ANN_HZ, BEN, BEN_HZ, CaughtUpShow, SEGMENT_TICKS, tones } from './caught-up-show.js';

const CAROL = '100000000000000003';
const CAROL_HZ = 2900;

const SAMPLES_PER_SEGMENT = 960 * SEGMENT_TICKS;

describe.runIf(hasTools('ffmpeg'))('a show from its beginning on', () => {
	test('is rendered when somebody asks, in segments that join as if nothing was cut', async () => {
		const show = new CaughtUpShow({ hasAutomaticGain: true });
		const catchUp = show.begin();
		await show.addTrack(ANN, tones(ANN_HZ, 600));
		catchUp.follow(await show.pass(300));
		expect(show.told).toMatchObject({ isOver: false, segments: [] });
		catchUp.want();
		await show.untilSegments(5);
		catchUp.follow(await show.pass(300));
		await show.untilSegments(10);
		const { segments = [] } = show.told ?? {};
		segments.forEach(({ durationMs, startEpochMs }, index) => {
			expect(durationMs).toBe(1080);
			expect(startEpochMs).toBe(show.manifest.startedAtEpochMs + 1080 * index);
			// At 90 kHz.
			expect(Number(show.read(index).readBigUInt64BE(65))).toBe(90 * 1080 * index);
		});
		const heard = await show.heard();
		expect(heard).toHaveLength(SAMPLES_PER_SEGMENT * segments.length);
		for (let index = 3; index < segments.length; index++) {
			const border = index * SAMPLES_PER_SEGMENT;
			const elsewhere = residualDb(heard, border + SAMPLES_PER_SEGMENT / 2);
			expect(residualDb(heard, border)).toBeLessThan(-60);
			expect(residualDb(heard, border)).toBeLessThan(elsewhere + 0.5);
		}
	});

	test('is not rendered while nobody asks, and goes on afterwards without being heard to', async () => {
		const show = new CaughtUpShow({ hasAutomaticGain: true });
		const catchUp = show.begin();
		await show.addTrack(ANN, tones(ANN_HZ, 900));
		catchUp.want();
		catchUp.follow(await show.pass(300));
		await show.untilSegments(5);
		await show.clock.step(61_000);
		catchUp.follow(await show.pass(300));
		expect(show.told?.segments).toHaveLength(5);
		catchUp.want();
		await show.untilSegments(10);
		const heard = await show.heard();
		for (let index = 3; index < 10; index++) {
			expect(residualDb(heard, index * SAMPLES_PER_SEGMENT)).toBeLessThan(-60);
		}
	});

	test('is without whoever says no, from their first word on, before they are answered', async () => {
		const show = new CaughtUpShow();
		const catchUp = show.begin();
		await show.addTrack(ANN, tones(ANN_HZ, 600));
		catchUp.want();
		catchUp.follow(await show.pass(150));
		await show.untilSegments(2);
		await show.addTrack(BEN, [
			...Array<Uint8Array>(150).fill(SILENCE_FRAME),
			...tones(BEN_HZ, 250),
		]);
		catchUp.follow(await show.pass(150));
		await show.untilSegments(5);
		expect(loudestAt(BEN_HZ, await show.heard())).toBeGreaterThan(0.1);
		const before = show.told?.segments.map(({ name }) => name) ?? [];
		let cuts = 0;
		show.catchUps.served.whileServed(show.folder.id, before[4] ?? '', () => cuts++);
		show.catchUps.served.whileServed(show.folder.id, before[0] ?? '', () => cuts++);

		await show.sayNo(BEN);
		expect(cuts).toBe(1);
		expect(show.files).toEqual(before.slice(0, 2).map((name) => `${name}.mp3`));
		expect(show.told?.segments.map(({ name }) => name)).toEqual(before.slice(0, 2));
		expect(show.catchUps.served.fileOf(show.folder.id, before[3] ?? '')).toBeUndefined();
		await show.untilSegments(5);
		const after = show.told?.segments.map(({ name }) => name) ?? [];
		expect(after.slice(2).filter((name) => before.includes(name))).toEqual([]);
		const heard = await show.heard();
		expect(toDb(loudestAt(BEN_HZ, heard))).toBeLessThan(-60);
		const seam = residualDb(heard, 2 * SAMPLES_PER_SEGMENT);
		expect(seam).toBeLessThan(residualDb(heard, 3.5 * SAMPLES_PER_SEGMENT) + 0.5);

		// Who says yes again is heard from then on, and not with what they said before.
		show.saidNo.delete(BEN);
		catchUp.letBackIn(BEN, 20 * (await show.pass(25)));
		catchUp.follow(await show.pass(150));
		await show.untilSegments(8);
		const again = await show.heard();
		const since = SAMPLES_PER_SEGMENT * 6;
		expect(toDb(loudestAt(BEN_HZ, again.subarray(0, 325 * 960)))).toBeLessThan(-60);
		expect(loudestAt(BEN_HZ, again.subarray(since))).toBeGreaterThan(0.1);
	});

	test('never has who said no before a restart, nor who says so', async () => {
		const show = new CaughtUpShow();
		await show.addTrack(ANN, tones(ANN_HZ, 300));
		await show.addTrack(BEN, tones(BEN_HZ, 300));
		await show.addTrack(CAROL, tones(CAROL_HZ, 300));
		show.saidNo.add(CAROL);
		const catchUp = show.begin({ heardFrom: new Map([[2, Number.POSITIVE_INFINITY]]) });
		catchUp.want();
		catchUp.follow(await show.pass(300));
		await show.untilSegments(5);
		const heard = await show.heard();
		expect(loudestAt(ANN_HZ, heard)).toBeGreaterThan(0.1);
		expect(toDb(loudestAt(BEN_HZ, heard))).toBeLessThan(-60);
		expect(toDb(loudestAt(CAROL_HZ, heard))).toBeLessThan(-60);
	});

	test('is heard to its end, for ten minutes and for as long as somebody listens', async () => {
		const show = new CaughtUpShow();
		const catchUp = show.begin();
		await show.addTrack(ANN, tones(ANN_HZ, 300));
		catchUp.follow(await show.pass(300));
		catchUp.end(show.ended);
		expect(show.told).toMatchObject({ isEnded: true, isOver: false });
		catchUp.want();
		await until(() => show.told?.isOver).toBe(true);
		const heard = await show.heard();
		// What the encoder adds is less than two frames.
		expect(heard.length).toBeGreaterThanOrEqual(300 * 960);
		expect(heard.length).toBeLessThan(300 * 960 + 3 * 1152);
		await show.clock.step(599_000);
		catchUp.want();
		await show.clock.step(5000);
		expect(show.told).toBeDefined();
		await show.clock.step(120_000);
		expect(show.told).toBeUndefined();
		await until(() => show.files).toEqual([]);
	});

	test('is gone at once where its episode is held back, as for an erased voice', async () => {
		const show = new CaughtUpShow();
		const catchUp = show.begin();
		await show.addTrack(ANN, tones(ANN_HZ, 300));
		catchUp.want();
		catchUp.follow(await show.pass(300));
		await show.untilSegments(3);
		catchUp.end(show.ended);
		await show.catchUps.tell(show.folder.id, true);
		expect(show.told).toBeUndefined();
		expect(show.files).toEqual([]);
		await show.sayNo(ANN);
		catchUp.setPodcast('abcde');
		expect(show.told).toBeUndefined();
	});

	test('is given up where a track cannot be read, again and again', async () => {
		const show = new CaughtUpShow();
		const catchUp = show.begin();
		await show.addTrack(ANN, tones(ANN_HZ, 300));
		rmSync(show.folder.trackFile(1));
		catchUp.want();
		catchUp.follow(await show.pass(300));
		for (let failures = 0; failures < 2; failures++) {
			await show.clock.timerWithin(5000);
			await show.clock.step(5000);
		}
		await until(() => show.told).toBeUndefined();
	});
});

/** What is left around a place when a tone of 440 Hz is taken out, on the mean. */
function residualDb(samples: Float32Array, place: number): number {
	const part = samples.subarray(place - 4800, place + 4800);
	const angle = (2 * Math.PI * ANN_HZ) / 48_000;
	const [sines, cosines] = [Math.sin, Math.cos].map((wave) =>
		part.reduce((sum, sample, index) => sum + sample * wave(angle * index), 0),
	) as [number, number];
	const scale = 2 / part.length;
	return levelDb(
		part.map(
			(sample, index) =>
				sample - scale * (sines * Math.sin(angle * index) + cosines * Math.cos(angle * index)),
		),
	);
}
