import { appendFile, copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isSilence } from '../../src/media/opus-packet.js';
import { Recorder } from '../../src/recording/recorder.js';
import type { RecordingFile } from '../../src/recording/recording-files.js';
import { repairRecording } from '../../src/recording/repair.js';
import { scanTrack } from '../../src/recording/track-scan.js';
import { readEvents } from '../../src/store/episode-events.js';
import { readOggPages } from '../support/ogg-pages.js';
import { seededRandom } from '../support/signal.js';
import { hasTools, runTool } from '../support/tools.js';
import { ANN, BEN, recordingSetup, startRecording, Talker, trackOf } from './recording-fixture.js';
import { markedFrame, markOf } from './simulated-track.js';

const logger = pino({ level: 'silent' });
const hasOpusInfo = hasTools('opusinfo', 'ffprobe');

/** A recording as a kill leaves it: its files are copied while it goes on. */
async function killed(words: number) {
	const scene = await startRecording();
	const [ann, ben] = [new Talker(ANN), new Talker(BEN)];
	for (let mark = 0; mark < words; mark++) {
		ann.say(scene.recorder, markedFrame(mark), scene.clock);
		ben.say(scene.recorder, markedFrame(mark + 10_000), scene.clock);
		await scene.clock.step(20);
	}
	// Erasing nobody's voice waits for nothing; a pause would write what a kill does not.
	await scene.recorder.erase(BEN);
	const left = await recordingSetup({ clock: scene.clock });
	await left.folder.make();
	await copyFile(scene.folder.trackFile(1), left.folder.trackFile(1));
	await copyFile(scene.folder.eventsFile, left.folder.eventsFile);
	const manifest = { ...scene.recorder.manifest, id: left.folder.id };
	await left.folder.writeManifest(manifest);
	return { ...left, clock: scene.clock };
}

/** A file in memory that can only be read. */
function fileOf(bytes: Buffer): RecordingFile {
	const refuse = () => Promise.reject(new Error('Expected to be read alone'));
	return {
		read: (buffer, offset, length, position) => {
			const part = bytes.subarray(position, position + length);
			buffer.set(part, offset);
			return Promise.resolve({ bytesRead: part.length });
		},
		stat: () => Promise.resolve({ size: bytes.length }),
		close: () => Promise.resolve(),
		writev: refuse,
		truncate: refuse,
		datasync: refuse,
	};
}

describe('a torn or damaged track', () => {
	/** A track as it is left, and where its pages end. */
	const leave = async () => {
		const { folder } = await killed(400);
		const track = await readFile(folder.trackFile(1));
		const ends = [0];
		for (let end = 0; end < track.length; ends.push(end)) {
			const segments = track[end + 26] as number;
			const lacing = track.subarray(end + 27, end + 27 + segments);
			end += 27 + segments + lacing.reduce((sum, length) => sum + length, 0);
		}
		const endBefore = (at: number) => ends.findLast((end) => end <= at) as number;
		return { track, ends, endBefore };
	};

	test('is good up to the last whole page, torn at any byte', async () => {
		const { track, ends, endBefore } = await leave();
		for (let at = 0; at <= track.length; at += at < 700 || at > track.length - 900 ? 1 : 97) {
			const scan = await scanTrack(fileOf(track.subarray(0, at)));
			const good = endBefore(at);
			expect(scan?.bytes, `torn at ${at}`).toBe(good >= (ends[3] as number) ? good : undefined);
		}
	});

	test('loses no more than the damaged page and what follows, at 10,000 places', async () => {
		const { track, ends, endBefore } = await leave();
		const random = seededRandom(14);
		// A short file, so that it is quick; damage of all kinds from a place on.
		const short = track.subarray(0, ends[7] as number);
		const damaged = Buffer.alloc(short.length);
		for (let run = 0; run < 10_000; run++) {
			const at = Math.floor(random() * short.length);
			damaged.set(short);
			const kind = run % 4;
			const end = kind === 3 ? Math.min(short.length, at + 4096) : short.length;
			for (let index = at; index < end; index++) {
				damaged[index] = kind === 0 ? 0 : Math.floor(random() * 256);
				if (kind === 1) {
					break;
				}
			}
			const isSame = damaged.equals(short);
			const scan = await scanTrack(fileOf(damaged));
			const good = isSame ? short.length : endBefore(at);
			const least = good >= (ends[3] as number) ? good : 0;
			expect(scan?.bytes ?? 0, `run ${run}`).toBeGreaterThanOrEqual(least);
		}
	});
});

describe('repairRecording', () => {
	test('cuts the torn end, and completes all tracks together', async () => {
		const { folder } = await killed(100);
		await appendFile(folder.trackFile(1), 'OggS torn');
		await appendFile(folder.eventsFile, '{"atMs":1,"ty');
		await writeFile(join(folder.tracksFolder, '07.opus'), 'nobody knows whose');
		await writeFile(join(folder.path, 'episode.json.1.new'), 'a name');
		const manifest = await repairRecording(folder, { logger });
		const track = await trackOf(folder, 1);
		expect(manifest).toMatchObject({ state: 'rendering', durationMs: track.length * 20 });
		expect(manifest.tracks).toMatchObject([{ number: 1, speechMs: 1500 }, { isErased: true }]);
		expect(track.slice(0, 75).map(markOf)).toEqual(Array.from({ length: 75 }, (_, mark) => mark));
		expect(readOggPages(await readFile(folder.trackFile(1))).at(-1)?.isLast).toBe(true);
		const events = readEvents(await readFile(folder.eventsFile, 'utf8'));
		expect(events.at(-1)).toEqual({ atMs: manifest.durationMs, type: 'stopped' });
		await expect(readFile(join(folder.tracksFolder, '07.opus'))).rejects.toThrow('ENOENT');
		await expect(readFile(join(folder.path, 'episode.json.1.new'))).rejects.toThrow('ENOENT');
	});

	test('finishes what a kill in its middle has left, and leaves what is done alone', async () => {
		const { folder } = await killed(100);
		const before = await folder.readManifest();
		const first = await repairRecording(folder, { logger });
		await folder.writeManifest({ ...first, state: 'recording' });
		expect(await repairRecording(folder, { logger })).toEqual(first);
		expect(await repairRecording(folder, { logger })).toEqual(first);
		expect(before?.state).toBe('recording');
	});

	test('makes a track anew of which there is nothing', async () => {
		const { folder } = await killed(100);
		await rm(folder.trackFile(1));
		await repairRecording(folder, { logger });
		expect((await trackOf(folder, 1)).every(isSilence)).toBe(true);
	});
});

describe('a recording that goes on after a kill', () => {
	test.runIf(hasOpusInfo)('has one valid stream, twice interrupted', async () => {
		const { clock, folder, options } = await killed(100);
		for (const [restart, awayMs] of [30_000, 20].entries()) {
			await appendFile(folder.trackFile(1), `torn ${restart}`);
			await clock.step(awayMs);
			const recorder = await Recorder.resume(options);
			onTestFinished(async () => {
				await recorder.stop();
			});
			const ann = new Talker(ANN);
			for (let mark = 0; mark < 75; mark++) {
				ann.say(recorder, markedFrame(1000 * (restart + 1) + mark), clock);
				await clock.step(20);
			}
			await (restart === 0 ? recorder.pause() : recorder.stop());
		}
		const info = await runTool('opusinfo', [folder.trackFile(1)]);
		expect(info.stdout.toString() + info.stderr).not.toMatch(/warning|error/i);
		const manifest = await folder.readManifest();
		const track = await trackOf(folder, 1);
		expect(track.length * 20).toBe(manifest?.durationMs);
		const marks = track.map(markOf).filter((mark) => mark !== undefined && mark >= 1000);
		expect(marks).toHaveLength(150);
		const startedAt = manifest?.startedAtEpochMs ?? 0;
		expect(Math.abs(clock.epochMs() - startedAt - track.length * 20)).toBeLessThanOrEqual(20);
	});

	test('keeps its time where the wall clock was set back meanwhile', async () => {
		const { clock, folder, options } = await killed(100);
		const setBack = {
			nowMs: () => clock.nowMs(),
			epochMs: () => clock.epochMs() - 3_600_000,
			at: clock.at.bind(clock),
		};
		const recorder = await Recorder.resume({ ...options, clock: setBack });
		await clock.step(5000);
		await recorder.pause();
		await clock.step(60_000);
		const again = await Recorder.resume({ ...options, clock: setBack });
		const manifest = await again.stop();
		// What a kill takes is not there either: by the clock no time had gone by.
		expect(manifest.durationMs).toBeGreaterThanOrEqual(66_000);
		expect(manifest.durationMs).toBeLessThanOrEqual(67_020);
		expect(await trackOf(folder, 1)).toHaveLength(manifest.durationMs / 20);
	});
});
