import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { RecordingConfig } from '../../src/config/recording-settings.js';
import { runCheck } from '../../src/doctor/check.js';
import { ffmpegCheck } from '../../src/doctor/chime.js';
import { dataDirCheck } from '../../src/doctor/data-dir.js';
import { EpisodeFolder, newEpisodeId } from '../../src/store/episode-folder.js';

const NO_DISK_HAS_IT = 2 ** 60;

function makeDataDir(): string {
	const dataDir = mkdtempSync(join(tmpdir(), 'doctor-'));
	onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
	return dataDir;
}

/** What concerns the two checks. */
function recording(isDefault: boolean): RecordingConfig {
	return { isDefault, minFreeBytes: NO_DISK_HAS_IT } as RecordingConfig;
}

test('the doctor warns of a disk with less room than a recording wants, where there may be one', async () => {
	const dataDir = makeDataDir();
	const look = (isDefault: boolean) => runCheck(dataDirCheck(dataDir, recording(isDefault)));
	const warning = {
		kind: 'warn',
		text: expect.stringContaining('less than RECORDING_MIN_FREE_BYTES, so no show is recorded'),
	};
	expect((await look(false)).text).not.toContain('RECORDING_MIN_FREE_BYTES');
	expect(await look(true)).toMatchObject(warning);
	await new EpisodeFolder(dataDir, newEpisodeId()).make();
	expect(await look(false)).toMatchObject(warning);
});

test('the doctor says which downloads take an ffmpeg that is not there', async () => {
	const { PATH } = process.env;
	process.env.PATH = '';
	onTestFinished(() => {
		process.env.PATH = PATH;
	});
	const dataDir = makeDataDir();
	const look = (isDefault: boolean) =>
		runCheck(
			ffmpegCheck(
				{ hasChime: true, chimeFile: undefined, recording: recording(isDefault) },
				dataDir,
			),
		);
	expect((await look(false)).kind).toBe('skip');
	expect(await look(true)).toMatchObject({
		kind: 'warn',
		text: 'not installed: FLAC, WAV and M4A of recordings need it',
	});
});
