// A recorded show that listeners hear from its beginning on while it is on air: by content.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loudestAt, toDb } from '../../support/signal.js';
import type { Studio } from '../../support/studio.js';
import { hasTools, runTool } from '../../support/tools.js';
import { until } from '../../support/until.js';
import { askFromStart, hear } from './from-the-start.js';
import { ADA_HZ, BEN_HZ, press, startRecordedShow, talk, untilRecorded } from './recorded.js';

const INAUDIBLE_DB = -60;
const environment = { HLS_SEGMENT_MS: '1000', DEFAULT_VISIBILITY: 'public' };

function untilTone(url: string, hz: number): Promise<void> {
	return until(async () =>
		loudestAt(hz, await hear((await askFromStart(url)).segments)),
	).toBeGreaterThan(0.1);
}

function keptPieces({ dataDir }: Studio): string[] {
	return readdirSync(join(dataDir, 'episodes'), { recursive: true, encoding: 'utf8' }).filter(
		(name) => name.includes('catch-up/'),
	);
}

test.runIf(hasTools('ffmpeg'))(
	'has who may be recorded, loses who says no, and is heard to its end',
	async () => {
		const { ada, ben, panel, podcastId, show, studio } = await startRecordedShow({ environment });
		const carol = studio.guild.addMember({ name: 'Carol' });
		carol.join(studio.stage);
		const url = `${studio.serverUrl}/p/${podcastId}/live.m3u8?from=start`;
		const slug = studio.places.of(studio.guild.id)?.profile.slug;
		const showUrl = `${studio.serverUrl}/s/${slug}/live.m3u8?from=start`;
		await press(carol, panel, 'privacy:norecord');
		const speeches = [talk(ada, ADA_HZ), talk(ben, BEN_HZ), talk(carol, CAROL_HZ)];
		await untilRecorded(studio, { show, member: ben, hz: BEN_HZ });
		await untilRecorded(studio, { show, member: ada, hz: ADA_HZ });
		expect(show.onAir.voices.heardCount).toBe(3);
		expect(keptPieces(studio)).toEqual([]);

		await untilTone(url, BEN_HZ);
		const first = await askFromStart(url);
		expect(first.text).toMatch(
			/^#EXTM3U\n#EXT-X-VERSION:3\n.*\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:EVENT\n#EXT-X-START:TIME-OFFSET=0/,
		);
		expect(first.text).toContain('#EXT-X-PROGRAM-DATE-TIME:');
		expect(first.text).not.toContain('#EXT-X-ENDLIST');
		const heard = await hear(first.segments);
		expect(loudestAt(ADA_HZ, heard)).toBeGreaterThan(0.1);
		expect(toDb(loudestAt(CAROL_HZ, heard))).toBeLessThan(INAUDIBLE_DB);
		const ofShow = await askFromStart(showUrl);
		expect(ofShow.segments[0]).toContain(`/s/${slug}/hls/start-0-`);
		expect(loudestAt(ADA_HZ, await hear(ofShow.segments))).toBeGreaterThan(0.1);

		const no = await press(ben, panel, 'privacy:norecord');
		expect(no.text).toContain('You are **not recorded** from now on');
		// From the answer on.
		const withdrawn = await Promise.all(first.segments.map((each) => fetch(each)));
		const open = first.segments.filter((_, index) => withdrawn[index]?.status === 200);
		expect(open.length).toBeLessThan(first.segments.length);
		expect(withdrawn.every(({ status }) => status === 200 || status === 404)).toBe(true);
		if (open.length > 0) {
			expect(toDb(loudestAt(BEN_HZ, await hear(open)))).toBeLessThan(INAUDIBLE_DB);
		}
		await until(async () => (await askFromStart(url)).segments.length).toBeGreaterThanOrEqual(
			first.segments.length,
		);
		const without = await hear((await askFromStart(url)).segments);
		expect(toDb(loudestAt(BEN_HZ, without))).toBeLessThan(INAUDIBLE_DB);
		expect(loudestAt(ADA_HZ, without)).toBeGreaterThan(0.1);

		for (const speech of speeches) {
			speech.stop();
		}
		await studio.host.runCommand('podcast stop', {}, { channel: studio.text }).response();
		await until(async () => (await askFromStart(url)).text).toContain('#EXT-X-ENDLIST');
		const recordedMs = studio.episodes.list(studio.guild.id)[0]?.durationMs ?? 0;
		const { stdout } = await runTool('ffprobe', [
			...['-v', 'error', '-show_entries', 'format=duration', '-of', 'csv=p=0', url],
		]);
		expect(Math.abs(Number(stdout.toString()) * 1000 - recordedMs)).toBeLessThan(200);
		const whole = await hear((await askFromStart(showUrl)).segments);
		expect(Math.abs(whole.length / 48 - recordedMs)).toBeLessThan(200);
		for (const hz of [BEN_HZ, CAROL_HZ]) {
			expect(toDb(loudestAt(hz, whole))).toBeLessThan(INAUDIBLE_DB);
		}
		// After the end, too.
		await ada
			.runCommand('podcast-privacy recording', { allowed: false }, { channel: studio.text })
			.response();
		await until(async () => (await askFromStart(url)).text).toContain('#EXT-X-ENDLIST');
		const silent = await hear((await askFromStart(url)).segments);
		expect(toDb(loudestAt(ADA_HZ, silent))).toBeLessThan(INAUDIBLE_DB);

		await until(() => studio.episodes.list(studio.guild.id)[0]?.state).toBe('ready');
		await studio.episodes.remove(studio.episodes.list(studio.guild.id)[0]?.id ?? '');
		expect((await askFromStart(url)).status).toBe(404);
		expect(keptPieces(studio)).toEqual([]);
	},
);

const CAROL_HZ = 2900;

test('says why a show cannot be heard from its beginning on', async () => {
	const { podcastId, studio } = await startRecordedShow({
		environment: { ...environment, RECORD: 'no' },
	});
	const slug = studio.places.of(studio.guild.id)?.profile.slug;
	for (const place of [`/p/${podcastId}`, `/s/${slug}`]) {
		const address = `${studio.serverUrl}${place}/live.m3u8`;
		const none = await fetch(`${address}?from=start`);
		expect(none.status).toBe(404);
		expect(none.headers.get('access-control-allow-origin')).toBe('*');
		expect(await none.json()).toMatchObject({ error: { code: 'not_recorded' } });
		expect((await fetch(`${address}?from=start`, { method: 'HEAD' })).status).toBe(404);
		for (const from of ['now', '', 'start&from=start']) {
			const wrong = await fetch(`${address}?from=${from}`);
			expect(wrong.status).toBe(400);
			expect(await wrong.json()).toMatchObject({
				error: { code: 'from_unknown', message: expect.stringContaining('from') },
			});
		}
		expect((await fetch(address)).status).toBe(200);
	}
	await studio.host.runCommand('podcast stop', {}, { channel: studio.text }).response();
	const off = await fetch(`${studio.serverUrl}/s/${slug}/live.m3u8?from=start`);
	expect(await off.json()).toMatchObject({ error: { code: 'show_off_air' } });
});
