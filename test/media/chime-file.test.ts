// What a chime may be: our own, an Ogg Opus as it is, anything else by ffmpeg; and what none is.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { readChimeFile } from '../../src/media/chime/chime-file.js';
import { OggOpusFile } from '../support/ogg-opus-file.js';
import { amplitudeAt, concatenate, decode, encode, levelDb, tone } from '../support/signal.js';
import { readOggOpus } from '../support/speech/ogg-opus.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { makeDataDir } from '../support/studio.js';
import { hasTools } from '../support/tools.js';
import { until } from '../support/until.js';

const OWN_FILE = join(import.meta.dirname, '../../src/media/chime/chime.opus');

let folder = '';
beforeEach(() => {
	folder = makeDataDir();
});

/** On a clock that stands: ffmpeg has 10 s, which a busy machine may need to start it. */
const read = (file?: string, signal = new AbortController().signal) =>
	readChimeFile({ file, clock: new SteppedClock(), signal });

const problemOf = (file: string) =>
	read(file).then(
		() => 'none',
		(error: Error) => error.message.replace(file, 'It'),
	);

function writeFile(name: string, content: Uint8Array | string): string {
	const file = join(folder, name);
	writeFileSync(file, content);
	return file;
}

function writeOgg(frames: readonly Uint8Array[]): string {
	const file = join(folder, 'chime.opus');
	const ogg = new OggOpusFile(file);
	for (const frame of frames) {
		ogg.add(frame);
	}
	ogg.close();
	return file;
}

/** 16-bit mono at 48 kHz. */
function writeWav(samples: Float32Array): string {
	const wav = Buffer.alloc(44 + 2 * samples.length);
	wav.write('RIFF');
	wav.writeUInt32LE(wav.length - 8, 4);
	wav.write('WAVEfmt ', 8);
	for (const [place, value] of [16, 1 | (1 << 16), 48_000, 96_000, 2 | (16 << 16)].entries()) {
		wav.writeUInt32LE(value, 16 + 4 * place);
	}
	wav.write('data', 36);
	wav.writeUInt32LE(2 * samples.length, 40);
	for (const [place, sample] of samples.entries()) {
		wav.writeInt16LE(Math.round(sample * 32_767), 44 + 2 * place);
	}
	return writeFile('chime.wav', wav);
}

/** Puts another ffmpeg, or none, in the place of the machine's own. */
function replaceFfmpeg(script: string | undefined): void {
	const programs = join(folder, 'programs');
	mkdirSync(programs);
	if (script !== undefined) {
		writeFileSync(join(programs, 'ffmpeg'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
	}
	vi.stubEnv('PATH', script === undefined ? programs : `${programs}:${process.env.PATH}`);
	onTestFinished(() => void vi.unstubAllEnvs());
}

describe('our own chime', () => {
	test('is 2 s at most of 20 ms a packet, quiet, and begins and ends in silence', async () => {
		const { ffmpeg, frames, isCut } = await read();
		expect({ ffmpeg, isCut }).toEqual({ ffmpeg: undefined, isCut: false });
		expect(frames.length).toBeGreaterThan(30);
		expect(frames.length).toBeLessThanOrEqual(100);
		const sound = concatenate(decode(frames));
		expect(sound).toHaveLength(frames.length * 960);
		// EBU R 128: -23 LUFS, which for these tones is some -20 dB of a sine's mean square.
		expect(levelDb(sound)).toBeLessThan(-17);
		expect(sound.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0)).toBeLessThan(0.5);
		expect(Math.max(...sound.slice(0, 240).map(Math.abs))).toBeLessThan(0.05);
		expect(Math.max(...sound.slice(-480).map(Math.abs))).toBeLessThan(0.01);
		expect(amplitudeAt(880, sound.slice(12_000, 24_000))).toBeGreaterThan(0.05);
	});

	test('is sent byte for byte as it stands in the file', async () => {
		const { frames } = await read();
		expect(frames.map((frame) => Buffer.from(frame).toString('hex'))).toEqual(
			readOggOpus(OWN_FILE).map((frame) => Buffer.from(frame).toString('hex')),
		);
	});
});

describe('a file of the operator’s', () => {
	test('is sent as it is where it is an Ogg Opus, up to 2 s', async () => {
		const short = encode(tone({ hz: 500, peak: 0.3, durationMs: 700 }));
		const long = encode(tone({ hz: 500, peak: 0.3, durationMs: 2500 }));
		const bytes = (frames: readonly Uint8Array[]) => frames.map((frame) => [...frame]);
		const whole = await read(writeOgg(short));
		expect(bytes(whole.frames)).toEqual(bytes(short));
		const cut = await read(writeOgg(long));
		expect(cut).toMatchObject({ isCut: true, ffmpeg: undefined });
		expect(bytes(cut.frames)).toEqual(bytes(long.slice(0, 100)));
	});

	test('is refused in words where it can never be one', async () => {
		expect(await problemOf(join(folder, 'none.opus'))).toBe('It is not there');
		expect(await problemOf(folder)).toBe('It is no file');
		expect(await problemOf('/dev/zero')).toBe('It is no file');
		const song = writeFile('song.opus', new Uint8Array(4 * 2 ** 20 + 1));
		expect(await problemOf(song)).toBe('It has more than 4 MiB: expected a chime of 2 s at most');
		await expect(read(song)).rejects.toMatchObject({ variable: 'CHIME_FILE' });
	});

	test('is refused with what is wrong with it where ffmpeg is not installed', async () => {
		replaceFfmpeg(undefined);
		const own = readFileSync(OWN_FILE);
		const changed = (change: (bytes: Buffer) => Buffer | undefined) => {
			const bytes = Buffer.from(own);
			return problemOf(writeFile('chime.opus', change(bytes) ?? bytes));
		};
		const head = own.indexOf('OpusHead');
		const remedy = '; install ffmpeg for other formats, or set an Ogg Opus of 20 ms a packet';
		const found = [
			await problemOf(writeFile('chime.txt', 'ding dong')),
			await changed(() => Buffer.alloc(0)),
			await changed((bytes) => bytes.subarray(0, -100)),
			await changed((bytes) => bytes.fill('X', bytes.lastIndexOf('OggS'))),
			await changed((bytes) => void bytes.writeUInt8(6, head + 9)),
			await changed((bytes) => void bytes.writeInt16LE(-1000, head + 16)),
			await problemOf(
				writeOgg(
					encode(tone({ hz: 500, peak: 0.3, durationMs: 600 }), { frameMs: 60, mode: 'silk' }),
				),
			),
			await problemOf(writeOgg([])),
		];
		expect(found.every((problem) => problem.endsWith(remedy))).toBe(true);
		expect(found.map((problem) => problem.slice(0, -remedy.length))).toEqual([
			'It is no Ogg Opus',
			'It is no Ogg Opus',
			'It is cut off, or damaged',
			'It is no Ogg Opus, or not an undamaged one',
			'It has 6 channels that are coded together, expected mono or stereo',
			'It has a gain in its header, expected none',
			'It has packets of 60 ms, expected 20 ms',
			'It has no sound in it',
		]);
	});
});

describe.runIf(hasTools('ffmpeg'))('a file that ffmpeg has to read', () => {
	test('is coded anew, and fades out where it is cut at 2 s', async () => {
		const { ffmpeg, frames, isCut } = await read(
			writeWav(tone({ hz: 700, peak: 0.3, durationMs: 3000 })),
		);
		expect(ffmpeg).toMatch(/\d/);
		expect(isCut).toBe(true);
		expect(frames).toHaveLength(100);
		const sound = concatenate(decode(frames));
		// ffmpeg makes stereo of mono at 3 dB less.
		expect(amplitudeAt(700, sound.slice(9600, 86_400))).toBeCloseTo(0.3 * Math.SQRT1_2, 2);
		expect(Math.max(...sound.slice(-48).map(Math.abs))).toBeLessThan(0.1);
	});

	test('is refused with what ffmpeg says of it, and cannot name another file', async () => {
		const wav = writeWav(tone({ hz: 700, peak: 0.3, durationMs: 500 }));
		expect(await problemOf(writeFile('chime.txt', 'ding dong'))).toMatch(
			/^It is no Ogg Opus.*, and ffmpeg cannot read it \(.+\)$/,
		);
		const list = writeFile(
			'list.m3u8',
			`#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile://${wav}\n`,
		);
		expect(await problemOf(list)).toMatch(/ffmpeg cannot read it/);
	});
});

describe('an ffmpeg that does not come to an end', () => {
	const HANGING = `case "$*" in *pipe:0*) echo $$ > "$PID_FILE"; exec sleep 600;; esac; echo version 9`;

	/** @returns the pid of the process that hangs */
	async function hang(clock: SteppedClock, signal: AbortSignal) {
		replaceFfmpeg(HANGING);
		const pidFile = join(folder, 'pid');
		vi.stubEnv('PID_FILE', pidFile);
		const reading = readChimeFile({ file: writeFile('chime.wav', 'RIFF'), clock, signal });
		const outcome = reading.catch((error: Error) => error.message);
		await until(() => existsSync(pidFile) && readFileSync(pidFile, 'utf8')).toMatch(/\d\n/);
		return { outcome, pid: Number(readFileSync(pidFile, 'utf8')) };
	}

	test('is ended when the program stops, and leaves no process behind', async () => {
		const stopping = new AbortController();
		const { outcome, pid } = await hang(new SteppedClock(), stopping.signal);
		stopping.abort(new Error('stopped'));
		expect(await outcome).toBe('stopped');
		expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
	});

	test('is ended after 10 s', async () => {
		const clock = new SteppedClock();
		const { outcome, pid } = await hang(clock, new AbortController().signal);
		await clock.step(10_000);
		expect(await outcome).toMatch(/takes ffmpeg too long$/);
		expect(() => process.kill(pid, 0)).toThrow(/ESRCH/);
	});
});
