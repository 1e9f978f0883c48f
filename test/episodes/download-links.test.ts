import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { DownloadLinks } from '../../src/episodes/download-links.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { makeDataDir } from './library-fixture.js';

function linksIn(dataDir: string, clock = new SteppedClock()): DownloadLinks {
	return new DownloadLinks({ dataDir, clock, logger: pino({ level: 'silent' }) });
}

test('signs path, format and end with a secret that is made once, for the owner alone', async () => {
	const dataDir = makeDataDir();
	const place = { path: '/e/x/tracks.zip', format: 'flac' };
	const links = linksIn(dataDir);
	const [first, second] = await Promise.all([links.sign(place), linksIn(dataDir).sign(place)]);
	expect(first).toMatch(/^\/e\/x\/tracks\.zip\?format=flac&expires=\d+&sig=[\w-]{43}$/);
	expect(second).toBe(first);
	const { mode, size } = await stat(join(dataDir, 'secret'));
	expect([mode & 0o777, size]).toEqual([0o600, 32]);
	const expires = '1767312000';
	const signature = await links.signatureOf({ ...place, expires });
	for (const other of [
		{ ...place, format: 'wav', expires },
		{ ...place, path: '/e/y/tracks.zip', expires },
		{ ...place, expires: '1767312001' },
	]) {
		expect(await links.signatureOf(other)).not.toBe(signature);
	}
});

test('ends an address after a day', async () => {
	const clock = new SteppedClock();
	const links = linksIn(makeDataDir(), clock);
	const expires = new URL(await links.sign({ path: '/e/x' }), 'http://x').searchParams.get(
		'expires',
	);
	await clock.step(86_399_000);
	expect(links.isOver(expires ?? '')).toBe(false);
	await clock.step(1_000);
	expect(links.isOver(expires ?? '')).toBe(true);
	expect(['', '-1', '1e99', 'x'].map((text) => links.isOver(text))).toEqual(Array(4).fill(true));
});

test('makes a new secret where the old one is broken', async () => {
	const dataDir = makeDataDir();
	await writeFile(join(dataDir, 'secret'), 'short');
	await linksIn(dataDir).sign({ path: '/e/x' });
	expect(await readFile(join(dataDir, 'secret'))).toHaveLength(32);
});
