// Jingles on the disk: whole files for their owner alone, read back frame by frame after a restart.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLogger } from '../../src/logger.js';
import { ShowSounds } from '../../src/store/show-sounds.js';
import { encode, tone } from '../support/signal.js';
import { makeDataDir } from '../support/studio.js';
import { hasTools, runTool } from '../support/tools.js';

const GUILD = '100000000000000001';
const OTHER = '100000000000000002';
const FRAMES = encode(tone({ hz: 500, peak: 0.3, durationMs: 2500 }));

function open(folder: string, lines: string[] = []) {
	const destination = { write: (line: string) => void lines.push(line) };
	return ShowSounds.open({
		folder,
		logger: createLogger({ level: 'warn', format: 'json', secrets: [], destination }),
	});
}

test('are kept as files of the owner’s, and read back byte for byte by the next process', async () => {
	const folder = makeDataDir();
	const sounds = await open(folder);
	await sounds.put(GUILD, 'intro', FRAMES);
	await sounds.put(GUILD, 'outro', FRAMES.slice(0, 10));
	await sounds.setOnAir(GUILD, true);
	await sounds.close();
	const place = join(folder, 'shows', GUILD);
	expect(readdirSync(place).sort()).toEqual(['intro.opus', 'outro.opus', 'show.json']);
	const modes = readdirSync(place).map((name) => statSync(join(place, name)).mode & 0o777);
	expect(modes).toEqual([0o600, 0o600, 0o600]);
	expect(statSync(place).mode & 0o777).toBe(0o700);

	const later = await open(folder);
	expect(later.isOnAir(GUILD)).toBe(true);
	expect(later.isOnAir(OTHER)).toBe(false);
	expect(later.assetsOf(GUILD)).toEqual({
		introFile: join(place, 'intro.opus'),
		outroFile: join(place, 'outro.opus'),
	});
	expect(later.assetsOf(OTHER)).toEqual({});
	expect((await later.frames(GUILD, 'intro'))?.map((frame) => [...frame])).toEqual(
		FRAMES.map((frame) => [...frame]),
	);
	expect(await later.frames(OTHER, 'intro')).toBeUndefined();
	await later.remove(GUILD, 'intro');
	expect(readdirSync(place).sort()).toEqual(['outro.opus', 'show.json']);
	expect(later.assetsOf(GUILD)).toEqual({ outroFile: join(place, 'outro.opus') });
});

test('are never written outside their folder, nor after the end', async () => {
	const sounds = await open(makeDataDir());
	await expect(sounds.put('../x', 'intro', FRAMES)).rejects.toThrow(RangeError);
	await sounds.close();
	await expect(sounds.put(GUILD, 'intro', FRAMES)).rejects.toThrow('stopped');
});

test('leave what a newer program has set as it is, and play nothing live', async () => {
	const folder = makeDataDir();
	await (await open(folder)).setOnAir(GUILD, true);
	const file = join(folder, 'shows', GUILD, 'show.json');
	const newer = JSON.stringify({ version: 2, areJinglesOnAir: true, mood: 'merry' });
	writeFileSync(file, newer);
	const lines: string[] = [];
	const sounds = await open(folder, lines);
	expect(sounds.isOnAir(GUILD)).toBe(false);
	expect(lines).toHaveLength(1);
	await expect(sounds.setOnAir(GUILD, false)).rejects.toThrow('version 2');
	expect(readFileSync(file, 'utf8')).toBe(newer);
	writeFileSync(file, JSON.stringify({ version: 1, title: 'Kept for a later program' }));
	await (await open(folder)).setOnAir(GUILD, true);
	expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({
		version: 1,
		areJinglesOnAir: true,
		title: 'Kept for a later program',
	});
});

test.runIf(hasTools('opusinfo'))('are files in which opusinfo finds nothing amiss', async () => {
	const folder = makeDataDir();
	await (await open(folder)).put(GUILD, 'intro', FRAMES);
	const { stdout } = await runTool('opusinfo', [join(folder, 'shows', GUILD, 'intro.opus')]);
	expect(String(stdout)).toContain('Playback length: 0m:02.500s');
	expect(String(stdout)).not.toMatch(/warning|error/i);
});
