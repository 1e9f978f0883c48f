import { describe, expect, test } from 'vitest';
import { readOggPages } from '../../support/ogg-pages.js';
import { amplitudeAt, toDb } from '../../support/signal.js';
import { decodeAudio, hasTools } from '../../support/tools.js';
import { until } from '../../support/until.js';
import { MP3_FRAME_BYTES, SECOND, Station, secondsOf, spoken } from './station.js';

const hasFfmpeg = hasTools('ffmpeg');
const FIRST = spoken(440);
const SECOND_SHOW = spoken(880);

/** Levels of a tone in each tenth of a second. */
function levelsDb(hz: number, samples: Float32Array): number[] {
	const step = SECOND / 10;
	return Array.from({ length: Math.floor(samples.length / step) }, (_, index) =>
		toDb(amplitudeAt(hz, samples.subarray(index * step, (index + 1) * step))),
	);
}

/** Where a tone is heard, in tenths of a second: the first and the last. */
function heardAt(hz: number, samples: Float32Array): [first: number, last: number] {
	const levels = levelsDb(hz, samples);
	const isLoud = (level: number) => level > -18;
	return [levels.findIndex(isLoud), levels.findLastIndex(isLoud)];
}

describe.runIf(hasFfmpeg)('a stream of a show', () => {
	test.each([
		['mp3', 'alone', 'here'],
		['mp3', 'beside somebody whose encoder runs already', 'here'],
		['ogg', 'alone', 'here'],
		['mp3', 'alone', 'at an edge'],
		['ogg', 'alone', 'at an edge'],
	] as const)(
		'goes on in %s from one show over silence to the next, %s, %s',
		async (format, company, place) => {
			const station = await Station.start({}, {}, { place });
			const { fixture } = station;
			const client = await station.listen(format);
			await station.pass(client, format, 1000);
			const first = await station.goOnAir();
			first.tell();
			await first.show.play(FIRST);
			await station.pass(client, format, 600);
			await station.goOffAir(first.show);
			await station.pass(client, format, 1000);
			const second = await station.goOnAir();
			if (company !== 'alone') {
				const other = second.show.listen('live.mp3');
				await until(() => other.body.length).toBeGreaterThan(0);
				await second.show.play(SECOND_SHOW.slice(0, 20));
				await until(() => other.body.length / MP3_FRAME_BYTES).toBeGreaterThan(95);
				await station.caughtUp(client, format);
			}
			second.tell();
			await second.show.play(SECOND_SHOW.slice(20));
			await station.pass(client, format, 600);
			expect(client.socket.destroyed).toBe(false);
			const tookS = secondsOf(client, format);
			client.socket.destroy();

			const { samples, stderr } = await decodeAudio(client.body, format);
			expect(stderr.replace(/.*Estimating duration from bitrate.*\n/, '')).toBe('');
			const [firstBegin, firstEnd] = heardAt(440, samples);
			const [secondBegin, secondEnd] = heardAt(880, samples);
			// On the wire: 300 ms until a frame has its place, some more in the encoder.
			expect(firstBegin).toBeGreaterThanOrEqual(10);
			expect(firstBegin).toBeLessThanOrEqual(20);
			expect(firstEnd - firstBegin).toBeGreaterThanOrEqual(13);
			expect(secondBegin - firstEnd).toBeGreaterThanOrEqual(10);
			expect(secondBegin - firstEnd).toBeLessThanOrEqual(30);
			expect(secondEnd - secondBegin).toBeGreaterThanOrEqual(9);
			// Nothing but the two tones, and silence between them.
			expect(samples.reduce((peak, each) => Math.max(peak, Math.abs(each)), 0)).toBeLessThan(0.32);
			const between = samples.subarray((firstEnd + 3) * 4800, (secondBegin - 1) * 4800);
			expect(between.every((each) => Math.abs(each) < 0.001)).toBe(true);
			expect(Math.abs(samples.length / SECOND - tookS)).toBeLessThan(0.2);
			expect(Math.abs(tookS - (fixture.clock.nowMs() / 1000 - station.startedS))).toBeLessThan(0.5);
			if (format === 'ogg') {
				const pages = readOggPages(client.body);
				expect(pages.filter(({ isFirst }) => isFirst)).toHaveLength(1);
				expect(pages.map(({ sequence }) => sequence)).toEqual(pages.map((_, index) => index));
			} else {
				for (let start = 0; start + 4 <= client.body.length; start += MP3_FRAME_BYTES) {
					expect(client.body.readUInt16BE(start), `frame at ${start}`).toBe(0xfffb);
				}
			}
		},
	);
});
