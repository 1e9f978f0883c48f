// What can be a jingle: one minute of any format, brought to the loudness of the mix; what cannot.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { LoudnessMeter } from '../../src/audio/mix/loudness.js';
import { systemClock } from '../../src/clock.js';
import { Jingles } from '../../src/episodes/jingles.js';
import { createLogger } from '../../src/logger.js';
import { SILENCE_FRAME } from '../../src/media/opus-packet.js';
import { ShowSounds } from '../../src/store/show-sounds.js';
import { OggOpusFile } from '../support/ogg-opus-file.js';
import { amplitudeAt, concatenate, decode, encode, tone } from '../support/signal.js';
import { makeDataDir } from '../support/studio.js';
import { hasTools, runTool } from '../support/tools.js';

const GUILD = '100000000000000001';

async function open() {
	const logger = createLogger({ level: 'silent', format: 'json', secrets: [] });
	const sounds = await ShowSounds.open({ folder: makeDataDir(), logger });
	const jingles = new Jingles({ sounds, clock: systemClock, logger });
	onTestFinished(() => jingles.close());
	return { jingles, sounds };
}

const faultOf = (kept: Promise<void>) =>
	kept.then(
		() => 'none',
		(error: { fault?: string }) => error.fault,
	);

/** The loudness that the mix counts in: of the last three seconds. */
function loudnessOf(frames: readonly Uint8Array[]): number {
	const meter = new LoudnessMeter();
	for (const mono of decode(frames)) {
		meter.add(
			Float32Array.from({ length: 2 * mono.length }, (_, index) => mono[index >> 1] as number),
			false,
		);
	}
	return meter.shortTermLufs;
}

function oggOf(frames: readonly Uint8Array[]): Buffer {
	const path = join(makeDataDir(), 'sound.opus');
	const file = new OggOpusFile(path);
	for (const frame of frames) {
		file.add(frame);
	}
	file.close();
	return readFileSync(path);
}

/** A quiet tone, in whatever the last arguments say. */
async function converted(seconds: number, ...output: string[]): Promise<Buffer> {
	const input = ['-hide_banner', '-f', 'lavfi', '-i', `sine=700:duration=${seconds}`];
	return (await runTool('ffmpeg', [...input, '-af', 'volume=-12dB', ...output])).stdout;
}

describe('an Ogg Opus of 20 ms a packet', () => {
	test('is kept byte for byte where it is as loud as the mix, else levelled', async () => {
		const { jingles, sounds } = await open();
		const quiet = encode(tone({ hz: 700, peak: 0.02, durationMs: 4000 }));
		await jingles.put(GUILD, 'intro', oggOf(quiet));
		const levelled = (await sounds.frames(GUILD, 'intro')) as Uint8Array[];
		expect(loudnessOf(quiet)).toBeLessThan(-30);
		expect(loudnessOf(levelled)).toBeCloseTo(-19, 0);
		expect(amplitudeAt(700, concatenate(decode(levelled)).slice(48_000))).toBeGreaterThan(0.1);

		await jingles.put(GUILD, 'outro', oggOf(levelled));
		expect((await sounds.frames(GUILD, 'outro'))?.map((frame) => [...frame])).toEqual(
			levelled.map((frame) => [...frame]),
		);
		expect(await jingles.facts(GUILD)).toEqual({ introMs: 4000, outroMs: 4000, isOnAir: false });
	});

	test('is made no louder than its peaks allow', async () => {
		const { jingles, sounds } = await open();
		const samples = tone({ hz: 700, peak: 0.001, durationMs: 4000 });
		samples[96_000] = 0.9;
		await jingles.put(GUILD, 'intro', oggOf(encode(samples)));
		const sound = concatenate(decode((await sounds.frames(GUILD, 'intro')) as Uint8Array[]));
		expect(sound.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)).toBeLessThan(1);
	});

	test('is refused where it is too long, too large, or says nothing, and the one before stays', async () => {
		const { jingles } = await open();
		const [frame] = encode(tone({ hz: 700, peak: 0.3, durationMs: 20 })) as [Uint8Array];
		const lasting = (frames: number) => oggOf(Array(frames).fill(frame));
		await jingles.put(GUILD, 'intro', lasting(50));
		expect(await faultOf(jingles.put(GUILD, 'intro', lasting(3050)))).toBe('too long');
		const large = Buffer.concat([lasting(10), Buffer.alloc(10 * 2 ** 20)]);
		expect(await faultOf(jingles.put(GUILD, 'intro', large))).toBe('too large');
		const silent = oggOf(Array(100).fill(SILENCE_FRAME));
		expect(await faultOf(jingles.put(GUILD, 'intro', silent))).toBe('no sound');
		expect(await jingles.facts(GUILD)).toMatchObject({ introMs: 1000 });
	});

	test('is all that is taken where ffmpeg is not installed', async () => {
		const { jingles } = await open();
		vi.stubEnv('PATH', '');
		onTestFinished(() => void vi.unstubAllEnvs());
		expect(await faultOf(jingles.put(GUILD, 'intro', Buffer.from('ID3 music')))).toBe(
			'needs ffmpeg',
		);
		const frames = encode(tone({ hz: 700, peak: 0.3, durationMs: 600 }));
		await jingles.put(GUILD, 'intro', oggOf(frames));
	});
});

describe.runIf(hasTools('ffmpeg'))('a file that ffmpeg reads', () => {
	test('is a jingle whatever its format, also with its table of contents at the end', async () => {
		const { jingles, sounds } = await open();
		await jingles.put(GUILD, 'intro', await converted(4, '-f', 'mp3', 'pipe:1'));
		const frames = (await sounds.frames(GUILD, 'intro')) as Uint8Array[];
		expect(loudnessOf(frames)).toBeCloseTo(-19, 0);
		// A pipe takes no MP4 whose table is written last.
		const file = join(makeDataDir(), 'jingle.m4a');
		await converted(4, '-c:a', 'aac', '-b:a', '256k', file);
		const bytes = readFileSync(file);
		expect(bytes.indexOf('moov')).toBeGreaterThan(bytes.indexOf('mdat'));
		await jingles.put(GUILD, 'outro', bytes);
		const { introMs, outroMs } = await jingles.facts(GUILD);
		expect(introMs).toBeGreaterThanOrEqual(4000);
		expect(outroMs).toBeGreaterThanOrEqual(4000);
	});

	test('is refused where it is too long, has no sound, or is none', async () => {
		const { jingles } = await open();
		expect(
			await faultOf(
				jingles.put(GUILD, 'intro', await converted(61, '-ar', '8000', '-f', 'wav', 'pipe:1')),
			),
		).toBe('too long');
		expect(await faultOf(jingles.put(GUILD, 'intro', Buffer.from('ding dong')))).toBe('unreadable');
	});
});
