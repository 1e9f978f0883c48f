// A disk that is really full costs the recording, which the panel says; nobody on air hears of it.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listen, makeDataDir } from '../../support/studio.js';
import { passOver } from '../../support/tools.js';
import { until } from '../../support/until.js';
import { ADA_HZ, startRecordedShow, talk, untilRecorded } from './recorded.js';

const MEBIBYTE = 2 ** 20;

const isMountable =
	process.getuid?.() === 0 &&
	spawnSync('sh', ['-c', 'd=$(mktemp -d) && mount -t tmpfs none $d && umount $d']).status === 0;
const canRun = isMountable || passOver('A small tmpfs cannot be mounted here');

test.runIf(canRun)('ends the recording in words, and the show goes on without a gap', async () => {
	const dataDir = makeDataDir();
	spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', dataDir]);
	const { ada, panel, podcastId, show, studio } = await startRecordedShow({ dataDir });
	// Before the folder is deleted, and after the bot has stopped.
	onTestFinished(() => {
		spawnSync('umount', ['-l', dataDir]);
	});
	const receiver = await listen(studio, podcastId);
	talk(ada, ADA_HZ);
	await untilRecorded(studio, { show, member: ada, hz: ADA_HZ });
	for (let size = 4 * MEBIBYTE; size >= 4096; size /= 2) {
		try {
			writeFileSync(join(dataDir, `other-${size}`), new Uint8Array(size));
		} catch {
			// It is as full as it gets.
		}
	}
	await until(() => panel.text).toContain('The recording has stopped: my disk is almost full.');
	expect(show.recording?.episode).toBeUndefined();
	const before = receiver.heard.items.length;
	await until(() => receiver.heard.items.length).toBeGreaterThan(before + 50);
	const { sender, voice } = show.onAir.stats;
	expect([...sender.dropped.values()].reduce((sum, count) => sum + count, 0)).toBe(0);
	expect(voice.heard).toBeGreaterThan(before);
});
