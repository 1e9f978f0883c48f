// What SIGKILL at any moment takes from a recording: 3 kills, or 50 with LONG=1.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clock.js';
import { Recorder } from '../../src/recording/recorder.js';
import { repairRecording } from '../../src/recording/repair.js';
import { EpisodeFolder, newEpisodeId } from '../../src/store/episode-folder.js';
import { seededRandom } from '../support/signal.js';
import { hasTools, runTool } from '../support/tools.js';
import { newManifest, temporaryFolder, trackOf } from './recording-fixture.js';
import { markOf } from './simulated-track.js';

const KILLS = process.env.LONG ? 50 : 3;
const USER_IDS = [
	'100000000000000001',
	'100000000000000002',
	'100000000000000003',
	'100000000000000004',
];
const hasOggTools = hasTools('opusinfo', 'ffprobe');
const logger = pino({ level: 'silent' });

/** Records in a process of its own until so many frames are said, and kills it. */
async function recordAndKill(folder: EpisodeFolder, dataDir: string, frames: number) {
	const task = { dataDir, manifest: newManifest(folder.id), userIds: USER_IDS };
	const child = fork(join(import.meta.dirname, 'recording-process.mjs'), [JSON.stringify(task)], {
		execArgv: [],
	});
	onTestFinished(() => void child.kill('SIGKILL'));
	let last = { said: -1, stalledMs: 0 };
	const closed = once(child, 'close');
	child.on('message', (progress) => {
		last = progress as typeof last;
		if (last.said >= frames) {
			child.kill('SIGKILL');
		}
	});
	const [, signal] = await closed;
	expect(signal).toBe('SIGKILL');
	return last;
}

async function expectValid(path: string): Promise<void> {
	const info = await runTool('opusinfo', [path]);
	expect(info.stdout.toString() + info.stderr).not.toMatch(/warning|error/i);
	const probe = await runTool('ffprobe', ['-v', 'warning', path]);
	expect(probe.stderr).toBe('');
}

describe('a recording whose process is killed', () => {
	const random = seededRandom(14);
	const kills = Array.from({ length: KILLS }, (_, index) => ({
		index,
		frames: 60 + Math.floor(random() * 90),
	}));

	test.each(kills)('loses 1.1 s a track at most (kill $index, frame $frames)', async (kill) => {
		const dataDir = await temporaryFolder();
		const folder = new EpisodeFolder(dataDir, newEpisodeId());
		const { said, stalledMs } = await recordAndKill(folder, dataDir, kill.frames);
		const isResumed = kill.index % 2 === 0;
		if (isResumed) {
			const settings = { maxMs: 36_000_000, minFreeBytes: 0, syncMs: 2000 };
			const recorder = await Recorder.resume({
				folder,
				clock: systemClock,
				logger,
				settings,
				nameOf: (userId) => userId,
				onEnded: () => {},
			});
			expect(recorder.id).toBe(folder.id);
			// As long as it took until it was stopped, the time away included, to a tick.
			const stoppedAtEpochMs = systemClock.epochMs();
			const { durationMs, startedAtEpochMs } = await recorder.stop();
			expect(durationMs).toBeGreaterThanOrEqual(stoppedAtEpochMs - startedAtEpochMs - 20);
			expect(durationMs).toBeLessThanOrEqual(systemClock.epochMs() - startedAtEpochMs + 20);
		} else {
			await repairRecording(folder, { logger });
		}
		const manifest = await folder.readManifest();
		expect(manifest).toMatchObject({ id: folder.id, state: 'rendering' });
		let kept = Number.POSITIVE_INFINITY;
		for (const number of [1, 2, 3, 4]) {
			const track = await trackOf(folder, number);
			expect(track).toHaveLength((manifest?.durationMs ?? 0) / 20);
			const marks = track.map(markOf).filter((mark) => mark !== undefined);
			expect(marks).toEqual(marks.map((_, mark) => mark));
			kept = Math.min(kept, marks.length);
			if (hasOggTools) {
				await expectValid(folder.trackFile(number));
			}
		}
		const lostMs = (said + 1 - kept) * 20;
		if (process.env.LONG) {
			process.stdout.write(`kill ${kill.index}: lost ${lostMs} ms, stalled ${stalledMs} ms\n`);
		}
		// What a process says after it stood still has not had its second.
		expect(lostMs).toBeLessThanOrEqual(1100 + stalledMs);
	});
});
