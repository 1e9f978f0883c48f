import { existsSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { OpusDecoder } from '../../src/media/opus.js';
import { isSilence, SILENCE_FRAME } from '../../src/media/opus-packet.js';
import { CHANNELS, MAX_PACKET_SAMPLES } from '../../src/media/pcm.js';
import { Recorder } from '../../src/recording/recorder.js';
import { type RecordingDisk, systemDisk } from '../../src/recording/recording-files.js';
import { readEvents } from '../../src/store/episode-events.js';
import { encode, tone } from '../support/signal.js';
import type { SteppedClock } from '../support/stepped-clock.js';
import { hasTools, runTool } from '../support/tools.js';
import { until } from '../support/until.js';
import { ANN, BEN, filesOf, startRecording, Talker, trackOf } from './recording-fixture.js';
import { markedFrame, markOf } from './simulated-track.js';

/** An hour with `LONG`. */
const PAUSE_MS = process.env.LONG ? 3_600_000 : 120_000;

const hasOpusTools = hasTools('opusinfo', 'opusdec', 'ffmpeg', 'ffprobe');

/** Says frames, 20 ms each. */
async function sayAll(
	{ clock, recorder }: { clock: SteppedClock; recorder: Recorder },
	talker: Talker,
	frames: readonly Uint8Array[],
): Promise<void> {
	for (const frame of frames) {
		talker.say(recorder, frame, clock);
		await clock.step(20);
	}
}

const marked = (count: number, from = 0) =>
	Array.from({ length: count }, (_, index) => markedFrame(from + index));

describe('Recorder', () => {
	test('writes each member on a track of their own, all from tick 0 to the same end', async () => {
		const scene = await startRecording();
		await scene.clock.step(1000);
		await sayAll(scene, new Talker(ANN), [...marked(60), SILENCE_FRAME]);
		await scene.clock.step(2000);
		await sayAll(scene, new Talker(BEN), marked(30, 1000));
		const manifest = await scene.recorder.stop();
		expect(manifest).toMatchObject({
			state: 'rendering',
			tracks: [
				{ number: 1, userId: ANN, name: 'Ann', speechMs: 1200 },
				{ number: 2, userId: BEN, name: 'Ben', speechMs: 600 },
			],
		});
		expect(await scene.folder.readManifest()).toEqual(manifest);
		const [ann, ben] = await Promise.all([1, 2].map((number) => trackOf(scene.folder, number)));
		expect(ann?.length).toBe(manifest.durationMs / 20);
		expect(ben?.length).toBe(manifest.durationMs / 20);
		expect(ann?.slice(50, 110).map(markOf)).toEqual(marked(60).map(markOf));
		expect(ben?.slice(211, 241).map(markOf)).toEqual(marked(30, 1000).map(markOf));
		expect([...(ann ?? []).slice(0, 50), ...(ann ?? []).slice(110)].every(isSilence)).toBe(true);
		expect(scene.recorder.counts).toMatchObject({ written: 90, lost: 0, late: 0, dropped: 0 });
	});

	test('writes what happened, in order', async () => {
		const { clock, folder, recorder } = await startRecording();
		const ann = new Talker(ANN);
		await clock.step(100);
		ann.say(recorder, SILENCE_FRAME, clock);
		expect(recorder.trackOf(ANN)).toBe(false);
		ann.say(recorder, markedFrame(1), clock);
		expect(recorder.trackOf(ANN)).toBe(true);
		await clock.step(900);
		expect(recorder.note('Second part')).toBe(1000);
		recorder.leaveOut(ANN);
		recorder.leaveOut(ANN);
		recorder.voiceLost();
		await clock.step(500);
		recorder.voiceBack();
		ann.say(recorder, markedFrame(2), clock);
		const { durationMs } = await recorder.stop();
		expect(readEvents(await readFile(folder.eventsFile, 'utf8'))).toEqual([
			{ atMs: 0, type: 'started' },
			{ atMs: 100, type: 'spoke', track: 1 },
			{ atMs: 1000, type: 'note', text: 'Second part' },
			{ atMs: 1000, type: 'out', track: 1 },
			{ atMs: 1500, type: 'lost', forMs: 500 },
			{ atMs: 1500, type: 'in', track: 1 },
			{ atMs: durationMs, type: 'stopped' },
		]);
	});

	test('drops what waits of who may not be recorded any more', async () => {
		const scene = await startRecording();
		await sayAll(scene, new Talker(ANN), marked(10));
		scene.recorder.leaveOut(ANN);
		await scene.recorder.stop();
		expect((await trackOf(scene.folder, 1)).every(isSilence)).toBe(true);
		expect(scene.recorder.counts).toMatchObject({ written: 0, dropped: 10 });
	});

	test('leaves nothing on the disk of who is erased, and gives them a new track later', async () => {
		const scene = await startRecording();
		const [ann, ben] = [new Talker(ANN), new Talker(BEN)];
		await sayAll(scene, ben, marked(40, 2000));
		await sayAll(scene, ann, marked(100));
		await expect(scene.recorder.erase(ANN)).resolves.toBe(true);
		await expect(scene.recorder.erase(ANN)).resolves.toBe(false);
		const voice = Buffer.from(markedFrame(3).subarray(1, 30));
		const isAnywhere = async () =>
			[...(await filesOf(scene.folder.path)).values()].some(
				(bytes) => bytes.includes(voice) || bytes.includes('Ann') || bytes.includes(ANN),
			);
		expect(await isAnywhere()).toBe(false);
		await sayAll(scene, ann, marked(30, 5000));
		const manifest = await scene.recorder.stop();
		expect(manifest.tracks).toMatchObject([
			{ number: 1, userId: BEN },
			{ number: 2, isErased: true, speechMs: 0 },
			{ number: 3, userId: ANN, speechMs: 600 },
		]);
		const words = (await trackOf(scene.folder, 1)).map(markOf).filter(Boolean);
		expect(words).toEqual(marked(40, 2000).map(markOf));
	});

	test('names the host no more whose voice is erased, and only that one', async () => {
		const scene = await startRecording();
		await sayAll(scene, new Talker(ANN), marked(100));
		await sayAll(scene, new Talker(BEN), marked(40, 2000));
		await scene.recorder.erase(BEN);
		expect((await scene.folder.readManifest())?.hostName).toBe('Ann');
		await scene.recorder.erase(ANN);
		expect((await scene.folder.readManifest())?.hostName).toBe('');
		expect((await scene.recorder.stop()).hostName).toBe('');
	});

	test('says first that a voice is nobody’s, so that the next process can finish it', async () => {
		const scene = await startRecording();
		await sayAll(scene, new Talker(ANN), marked(100));
		const file = scene.folder.trackFile(1);
		await until(() => existsSync(file)).toBe(true);
		await rename(file, `${file}.kept`);
		// Stands for a process that is killed before the file is gone.
		await mkdir(file);
		await expect(scene.recorder.erase(ANN)).rejects.toThrow();
		const left = await scene.folder.readManifest();
		expect(left?.tracks).toEqual([{ number: 1, isErased: true, speechMs: 0 }]);
	});

	test('ends by itself when it is long enough, with its files complete', async () => {
		const settings = { maxMs: 60_000, minFreeBytes: 0, syncMs: 2000 };
		const { clock, ended, recorder } = await startRecording({ settings });
		new Talker(ANN).say(recorder, markedFrame(1), clock);
		await clock.step(61_000);
		await until(() => ended).toEqual(['too long']);
		expect(recorder.manifest).toMatchObject({
			state: 'rendering',
			durationMs: 60_000,
			endedFor: 'too long',
		});
	});

	test('goes on in the same tracks after a restart in order, the time away silent', async () => {
		const scene = await startRecording();
		const ann = new Talker(ANN);
		await sayAll(scene, ann, marked(33));
		await scene.recorder.pause();
		await scene.clock.step(90_000);
		const recorder = await Recorder.resume(scene.options);
		await sayAll({ ...scene, recorder }, ann, marked(40, 33));
		const { durationMs, startedAtEpochMs } = await recorder.stop();
		expect(scene.clock.epochMs() - startedAtEpochMs - durationMs).toBeLessThanOrEqual(20);
		const track = await trackOf(scene.folder, 1);
		expect(track).toHaveLength(durationMs / 20);
		expect(track.slice(0, 33).map(markOf)).toEqual(marked(33).map(markOf));
		const away = 33 + 90_000 / 20;
		expect(track.slice(away, away + 40).map(markOf)).toEqual(marked(40, 33).map(markOf));
		const events = readEvents(await readFile(scene.folder.eventsFile, 'utf8'));
		expect(events).toContainEqual({ atMs: 90_660, type: 'resumed', awayMs: 90_000 });
	});

	test('counts what a slow disk takes when it is taken up again', async () => {
		const scene = await startRecording();
		await sayAll(scene, new Talker(ANN), marked(33));
		await scene.recorder.pause();
		const open = async (...asked: Parameters<RecordingDisk['open']>) => {
			await scene.clock.step(700);
			return systemDisk.open(...asked);
		};
		const recorder = await Recorder.resume({ ...scene.options, disk: { ...systemDisk, open } });
		const { durationMs, startedAtEpochMs } = await recorder.stop();
		const elapsedMs = scene.clock.epochMs() - startedAtEpochMs;
		expect(elapsedMs).toBeGreaterThan(33 * 20 + 1000);
		expect(Math.abs(elapsedMs - durationMs)).toBeLessThanOrEqual(20);
	});

	test('has a track for each of 60 members', async () => {
		const scene = await startRecording();
		const talkers = Array.from({ length: 60 }, (_, n) => new Talker(`1000000000000001${n + 10}`));
		for (let mark = 0; mark < 30; mark++) {
			for (const [index, talker] of talkers.entries()) {
				talker.say(scene.recorder, markedFrame(1000 * index + mark), scene.clock);
			}
			await scene.clock.step(20);
		}
		const { durationMs, tracks } = await scene.recorder.stop();
		expect(new Set(tracks.map(({ userId }) => userId)).size).toBe(60);
		for (const { number } of tracks) {
			const track = await trackOf(scene.folder, number);
			expect(track).toHaveLength(durationMs / 20);
			expect(track.map(markOf).filter((mark) => mark !== undefined)).toEqual(
				marked(30, 1000 * (number - 1)).map(markOf),
			);
		}
	});
});

describe.runIf(hasOpusTools)('a track, as other programs read it', () => {
	test('is as long as its pause is, to the sample', async () => {
		const scene = await startRecording();
		const speech = encode(tone({ hz: 440, peak: 0.5, durationMs: 1000 }));
		const ann = new Talker(ANN);
		await sayAll(scene, ann, [...speech, SILENCE_FRAME]);
		// A recording that is taken up again fills its pause at once: no hour of steps.
		await scene.recorder.pause();
		await scene.clock.step(PAUSE_MS);
		const recorder = await Recorder.resume(scene.options);
		await sayAll({ ...scene, recorder }, ann, speech);
		const { durationMs } = await recorder.stop();
		const path = scene.folder.trackFile(1);
		const samples = durationMs * 48;
		const info = await runTool('opusinfo', [path]);
		expect(info.stdout.toString() + info.stderr).not.toMatch(/warning|error/i);
		const probe = await runTool('ffprobe', [
			'-v',
			'warning',
			'-show_entries',
			'format=duration',
			path,
		]);
		expect(probe.stderr).toBe('');
		const probedMs = 1000 * Number(/duration=([\d.]+)/.exec(probe.stdout.toString())?.[1]);
		// It counts what decoders leave out at the start.
		expect(probedMs).toBeCloseTo(durationMs + 20, 3);
		const decoder = new OpusDecoder();
		const pcm = new Float32Array(MAX_PACKET_SAMPLES * CHANNELS);
		const decoded = (await trackOf(scene.folder, 1)).reduce(
			(sum, packet) => sum + decoder.decode(packet, pcm, 0),
			0,
		);
		decoder.close();
		expect(decoded).toBe(samples);
		for (const decode of [
			`ffmpeg -v error -i ${path} -ac 2 -f s16le -`,
			`opusdec --quiet --force-stereo --rate 48000 ${path} -`,
		]) {
			const { stdout } = await runTool('sh', ['-c', `${decode} | wc -c`]);
			expect(Number(stdout.toString()), decode).toBe(samples * 4);
		}
	});
});
