import { spawnSync } from 'node:child_process';
import { mkdir, readdir, rename, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isSilence } from '../../src/media/opus-packet.js';
import { type RecordingDisk, systemDisk } from '../../src/recording/recording-files.js';
import { repairRecording } from '../../src/recording/repair.js';
import type { EpisodeFolder } from '../../src/store/episode-folder.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { passOver } from '../support/tools.js';
import { until } from '../support/until.js';
import { ANN, startRecording, Talker, temporaryFolder, trackOf } from './recording-fixture.js';
import { markedFrame, markOf } from './simulated-track.js';

/** What a disk does with the next write to a track; it may wait. */
type Trouble = () => Promise<void>;

/** The machine's disk, with trouble on the way to tracks. */
function troubledDisk(trouble: Trouble): RecordingDisk {
	return {
		...systemDisk,
		async open(path, mode) {
			const file = await systemDisk.open(path, mode);
			return {
				read: (...asked) => file.read(...asked),
				stat: () => file.stat(),
				truncate: (bytes) => file.truncate(bytes),
				datasync: () => file.datasync(),
				close: () => file.close(),
				async writev(buffers, position) {
					await (path.endsWith('.opus') ? trouble() : undefined);
					return file.writev(buffers, position);
				},
			};
		},
	};
}

const failWith = (code: string) => Promise.reject(Object.assign(new Error(code), { code }));

/** Says one frame after the other. */
async function say(
	{ clock, recorder }: Pick<Awaited<ReturnType<typeof startRecording>>, 'clock' | 'recorder'>,
	count: number,
	{ ann = new Talker(ANN), from = 0 } = {},
): Promise<void> {
	for (let mark = from; mark < from + count; mark++) {
		ann.say(recorder, markedFrame(mark), clock);
		await clock.step(20);
	}
}

/** The clock is ahead of the disk: resolves when that has so much of the track. */
async function untilWritten(folder: EpisodeFolder, packets: number): Promise<void> {
	await until(async () => (await trackOf(folder, 1)).length).toBeGreaterThanOrEqual(packets);
}

describe('a disk in trouble', () => {
	test.each([
		['ENOSPC', 'disk full'],
		['EIO', 'disk failed'],
	])('ends the recording on %s, with what is there complete', async (code, reason) => {
		let failures = 0;
		// It works again for the end, as a full one does with the room that was kept.
		const disk = troubledDisk(() => (failures-- > 0 ? failWith(code) : Promise.resolve()));
		const scene = await startRecording({ disk });
		await say(scene, 150);
		await untilWritten(scene.folder, 100);
		failures = 1;
		await scene.clock.step(520);
		await until(() => scene.ended).toEqual([reason]);
		const manifest = await scene.recorder.stop();
		expect(manifest).toMatchObject({ state: 'rendering', endedFor: reason });
		expect(await scene.folder.readManifest()).toEqual(manifest);
		const track = await trackOf(scene.folder, 1);
		expect(track).toHaveLength(manifest.durationMs / 20);
		expect(track.slice(0, 100).map(markOf)).toEqual(Array.from({ length: 100 }, (_, mark) => mark));
	});

	test('ends the recording where it fails at the first byte of a track', async () => {
		const scene = await startRecording({ disk: troubledDisk(() => failWith('ENOSPC')) });
		await say(scene, 60);
		await until(() => scene.ended).toEqual(['disk full']);
		expect(scene.recorder.counts.written).toBeLessThanOrEqual(60);
		expect(() => scene.recorder.note('after the end')).not.toThrow();
	});

	test('ends the recording where less is free than has to be, within 10 s', async () => {
		let freeBytes = 2 ** 31;
		const disk = { ...systemDisk, freeBytes: () => Promise.resolve(freeBytes) };
		const settings = { maxMs: 36_000_000, minFreeBytes: 2 ** 30, syncMs: 2000 };
		const scene = await startRecording({ disk, settings });
		await say(scene, 100);
		freeBytes = 2 ** 29;
		await scene.clock.step(10_000);
		await until(() => scene.ended).toEqual(['disk full']);
		expect(scene.recorder.manifest.tracks).toMatchObject([{ speechMs: 2000 }]);
	});

	test('does not begin where less is free than has to be', async () => {
		const settings = { maxMs: 36_000_000, minFreeBytes: 2 ** 62, syncMs: 2000 };
		await expect(startRecording({ settings })).rejects.toMatchObject({ code: 'ENOSPC' });
	});

	test('waits for a slow disk, and loses nothing of what has room meanwhile', async () => {
		let go: (() => void) | undefined;
		let isSlow = false;
		const disk = troubledDisk(() =>
			isSlow ? new Promise((resolve) => (go = resolve)) : Promise.resolve(),
		);
		const diskClock = new SteppedClock();
		const scene = await startRecording({ disk, diskClock });
		const ann = new Talker(ANN);
		await say(scene, 100, { ann });
		await untilWritten(scene.folder, 25);
		isSlow = true;
		await say(scene, 300, { ann, from: 100 });
		await until(() => go).toBeDefined();
		isSlow = false;
		await diskClock.step(30_000);
		go?.();
		const manifest = await scene.recorder.stop();
		const marks = (await trackOf(scene.folder, 1)).map(markOf).filter((mark) => mark !== undefined);
		expect(manifest.endedFor).toBeUndefined();
		expect(marks).toHaveLength(400);
	});

	test('drops what 4 MiB do not hold while the disk stands still, counts it, and goes on', async () => {
		let go = () => {};
		let wait: Promise<void> | undefined;
		const disk = troubledDisk(() => wait ?? Promise.resolve());
		const scene = await startRecording({ disk, diskClock: new SteppedClock() });
		const talkers = Array.from({ length: 10 }, (_, n) => new Talker(`10000000000000001${n}`));
		const long = new Uint8Array(1276).fill(0x55);
		long[0] = 0xfc;
		const sayLong = async (frames: number) => {
			for (let said = 0; said < frames; said++) {
				for (const talker of talkers) {
					talker.say(scene.recorder, long, scene.clock);
				}
				await scene.clock.step(20);
			}
		};
		wait = new Promise((resolve) => (go = resolve));
		await sayLong(500);
		const { dropped, written } = scene.recorder.counts;
		// What a page of all tracks holds comes on top: it is looked at before a page is added.
		expect(written * long.length).toBeLessThanOrEqual(2 ** 22 + 10 * 25 * long.length);
		expect(dropped).toBeGreaterThan(1000);
		wait = undefined;
		go();
		await until(() => scene.recorder.counts.bytes).toBeGreaterThan(2 ** 21);
		await sayLong(100);
		const { durationMs } = await scene.recorder.stop();
		expect(scene.ended).toEqual([]);
		const all = scene.recorder.counts;
		expect(all.written + all.dropped).toBe(6000);
		expect(all.written - written).toBeGreaterThanOrEqual(750);
		for (const number of [1, 10]) {
			expect(await trackOf(scene.folder, number)).toHaveLength(durationMs / 20);
		}
	});

	test('ends the recording where the manifest alone cannot be written', async () => {
		const scene = await startRecording();
		const { manifestFile } = scene.folder;
		const aside = `${manifestFile}.aside`;
		await rename(manifestFile, aside);
		await mkdir(manifestFile);
		await say(scene, 40);
		await until(() => scene.ended).toEqual(['disk failed']);
		// Nobody could say whose voice it is.
		expect(await readdir(scene.folder.tracksFolder)).toEqual([]);
		await rmdir(manifestFile);
		await rename(aside, manifestFile);
		const repaired = await repairRecording(scene.folder, { logger: pino({ level: 'silent' }) });
		expect(repaired).toMatchObject({ state: 'rendering', tracks: [] });
	});

	test('ends the recording where the disk does not answer at all', async () => {
		let isStuck = false;
		let go = () => {};
		const stuck = new Promise<void>((resolve) => (go = resolve));
		const disk = troubledDisk(() => (isStuck ? stuck : Promise.resolve()));
		onTestFinished(() => go());
		const diskClock = new SteppedClock();
		const scene = await startRecording({ disk, diskClock });
		await say(scene, 60);
		isStuck = true;
		await say(scene, 60);
		await diskClock.step(61_000);
		await scene.clock.step(2000);
		await diskClock.step(5000);
		await until(() => scene.ended).toEqual(['disk slow']);
		expect((await scene.recorder.stop()).state).toBe('recording');
	});
});

describe('a disk that is really full', () => {
	const isMountable =
		process.getuid?.() === 0 &&
		spawnSync('sh', ['-c', 'd=$(mktemp -d) && mount -t tmpfs none $d && umount $d']).status === 0;
	const canRun = isMountable || passOver('A small tmpfs cannot be mounted here');

	test.runIf(canRun)('ends the recording, with what is there complete', async () => {
		const dataDir = await temporaryFolder();
		spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', dataDir]);
		onTestFinished(() => {
			spawnSync('umount', ['-l', dataDir]);
		});
		const scene = await startRecording({}, dataDir);
		await say(scene, 100);
		await untilWritten(scene.folder, 75);
		await writeFile(join(dataDir, 'other'), new Uint8Array(2 ** 20)).catch(() => {});
		await say(scene, 400);
		await until(() => scene.ended).toEqual(['disk full']);
		const manifest = await scene.folder.readManifest();
		expect(manifest).toMatchObject({ state: 'rendering', endedFor: 'disk full' });
		const track = await trackOf(scene.folder, 1);
		expect(track).toHaveLength((manifest?.durationMs ?? 0) / 20);
		expect(track.filter((packet) => !isSilence(packet)).length).toBeGreaterThanOrEqual(50);
	});
});
