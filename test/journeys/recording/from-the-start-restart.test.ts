// A recorded show heard from its beginning on, where the server has a process of its own, and over a
// restart of both.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loudestAt, toDb } from '../../support/signal.js';
import { podcastIdOf } from '../../support/studio.js';
import { hasTools } from '../../support/tools.js';
import { until } from '../../support/until.js';
import { putOnAir, setUp, startProgram } from '../program/restart-scene.js';
import { askFromStart, hear } from './from-the-start.js';
import { ADA_HZ, BEN_HZ, press, talk } from './recorded.js';

const environment = {
	SERVER_PROCESSES: '1',
	RECORD: 'tracks',
	RECORDING_MIN_FREE_BYTES: '0',
	MIX_AUTOMATIC_GAIN: 'false',
	HLS_SEGMENT_MS: '1000',
	DEFAULT_VISIBILITY: 'public',
};

test.runIf(hasTools('ffmpeg'))(
	'loses who says no in both processes, and keeps its time over a restart',
	async () => {
		const scene = await setUp();
		const ben = scene.guild.addMember({ name: 'Ben' });
		ben.join(scene.channel);
		const first = await startProgram(scene, environment);
		const panel = await putOnAir(scene);
		const path = `/p/${podcastIdOf(panel.text)}/live.m3u8?from=start`;
		const speeches = [talk(scene.host, ADA_HZ), talk(ben, BEN_HZ)];
		const level = async (hz: number, serverUrl: string) =>
			loudestAt(hz, await hear((await askFromStart(serverUrl + path)).segments));
		await until(() => level(BEN_HZ, first.serverUrl)).toBeGreaterThan(0.1);
		await until(() => level(ADA_HZ, first.serverUrl)).toBeGreaterThan(0.1);

		const before = (await askFromStart(first.serverUrl + path)).segments;
		await press(ben, panel, 'privacy:norecord');
		const open = await Promise.all(before.map(async (each) => (await fetch(each)).status));
		expect(open).toContain(404);
		const left = before.filter((_, index) => open[index] === 200);
		if (left.length > 0) {
			expect(toDb(loudestAt(BEN_HZ, await hear(left)))).toBeLessThan(-60);
		}
		await until(async () => (await askFromStart(first.serverUrl + path)).segments.length, {
			interval: 200,
		}).toBeGreaterThanOrEqual(before.length);
		expect(toDb(await level(BEN_HZ, first.serverUrl))).toBeLessThan(-60);

		await first.program.stop('SIGTERM');
		const pieces = readdirSync(join(scene.dataDir, 'episodes'), {
			recursive: true,
			encoding: 'utf8',
		}).filter((name) => name.includes('catch-up/'));
		expect(pieces).toEqual([]);
		const second = await startProgram(scene, environment);
		await until(async () => (await fetch(second.serverUrl + path)).status).toBe(200);
		// What was said before the restart, and after it.
		await until(() => level(ADA_HZ, second.serverUrl)).toBeGreaterThan(0.1);
		await until(async () => (await askFromStart(second.serverUrl + path)).segments.length, {
			interval: 200,
		}).toBeGreaterThan(before.length + 3);
		expect(toDb(await level(BEN_HZ, second.serverUrl))).toBeLessThan(-60);
		const { text } = await askFromStart(second.serverUrl + path);
		const dates = [...text.matchAll(/DATE-TIME:(.+)/g)].map(([, date = '']) => Date.parse(date));
		expect(dates).toEqual(dates.map((_, index) => (dates[0] ?? 0) + 960 * index));
		for (const speech of speeches) {
			speech.stop();
		}
		await scene.host.runCommand('podcast stop', {}, { channel: scene.text }).response();
		await until(async () => (await askFromStart(second.serverUrl + path)).text).toContain(
			'#EXT-X-ENDLIST',
		);
	},
);
