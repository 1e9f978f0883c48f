import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '../support/until.js';
import { ANN, BOB, LibraryFixture, voiceOf } from './library-fixture.js';

/** Of Ann nothing is left, in no file; Bob is as he was. */
async function expectErased(fixture: LibraryFixture, id: string): Promise<void> {
	for (const trace of [voiceOf(ANN), ANN, '"Ann"']) {
		expect(await fixture.filesWith(trace)).toEqual([]);
	}
	const { path } = fixture.folder(id);
	expect(await fixture.filesWith(voiceOf(BOB))).toEqual(
		expect.arrayContaining([join(path, 'tracks', '02.opus')]),
	);
}

const HOSTED = { hostName: 'Bob' };

describe('a voice that is erased', () => {
	test('is gone when that resolves, and the rest is rendered under a new address', async () => {
		const fixture = new LibraryFixture();
		const before = await fixture.published(HOSTED);
		const { id } = before;
		const goOn = fixture.renderer.block();
		const cut: string[] = [];
		fixture.library.whileServed(id, () => cut.push(id));
		const erasing = fixture.library.erase(ANN);
		expect(cut).toEqual([id]);
		expect(fixture.library.served(id)?.isBeingChanged).toBe(true);
		expect(await erasing).toEqual({ changed: [id], removed: [], recording: [] });
		await expectErased(fixture, id);
		expect(fixture.library.find(id)).toMatchObject({
			state: 'rendering',
			outputs: [],
			revision: 1,
			tracks: [{ number: 1, speechMs: 0, isErased: true }, { userId: BOB }],
		});
		expect(fixture.library.voicesOf(ANN)).toEqual([]);
		goOn();
		expect(await fixture.settled(id, 'ready', 2)).toMatchObject({
			id,
			isPublished: true,
			publishedAtEpochMs: before.publishedAtEpochMs,
			startedAtEpochMs: before.startedAtEpochMs,
		});
		await expectErased(fixture, id);
		expect(fixture.library.served(id)?.isBeingChanged).toBe(false);
	});

	test('takes the episode along where nobody else is in it', async () => {
		const fixture = new LibraryFixture();
		const { id } = await fixture.published({}, [ANN]);
		expect(await fixture.library.erase(ANN)).toEqual({ changed: [], removed: [id], recording: [] });
		expect(await readdir(join(fixture.dataDir, 'episodes'))).toEqual([]);
		expect(await fixture.library.erase(ANN)).toEqual({ changed: [], removed: [], recording: [] });
	});

	test('takes the host’s name along where it is theirs', async () => {
		const fixture = new LibraryFixture();
		const { id } = await fixture.published({ hostName: 'Ann' });
		await fixture.library.erase(ANN);
		expect((await fixture.settled(id, 'ready', 2)).hostName).toBe('');
		await expectErased(fixture, id);
	});

	test('takes the host’s name along where they have been called otherwise since', async () => {
		const fixture = new LibraryFixture();
		const { id } = await fixture.published({ hostName: 'Annie', hostUserId: ANN });
		await fixture.library.erase(ANN);
		const erased = await fixture.settled(id, 'ready', 2);
		expect([erased.hostName, erased.hostUserId]).toEqual(['', undefined]);
		await expectErased(fixture, id);
	});

	test('is erased once where it is asked for twice at once', async () => {
		const fixture = new LibraryFixture();
		const { id } = await fixture.published(HOSTED);
		const both = await Promise.all([fixture.library.erase(ANN), fixture.library.erase(ANN)]);
		expect(both.map(({ changed }) => changed)).toEqual([[id], [id]]);
		await fixture.settled(id, 'ready', 2);
		expect(fixture.renderer.jobs).toHaveLength(2);
		await expectErased(fixture, id);
	});

	test('leaves nobody where all are erased at once', async () => {
		const fixture = new LibraryFixture();
		const { id } = await fixture.published(HOSTED);
		await Promise.all([fixture.library.erase(ANN), fixture.library.erase(BOB)]);
		expect(fixture.library.find(id)).toBeUndefined();
		expect(await fixture.filesWith('voice of')).toEqual([]);
	});

	test('stops a rendering that has it, and begins anew', async () => {
		const fixture = new LibraryFixture();
		const goOn = fixture.renderer.block();
		const { id } = await fixture.leave(HOSTED);
		await fixture.open();
		await until(() => fixture.renderer.jobs.length).toBe(1);
		await fixture.library.erase(ANN);
		expect(fixture.renderer.signals[0]?.aborted).toBe(true);
		fixture.renderer.hold = async () => {};
		goOn();
		await fixture.settled(id);
		expect(fixture.renderer.jobs.at(-1)?.manifest.tracks[0]).toMatchObject({ isErased: true });
		await expectErased(fixture, id);
	});

	test('is erased in the episodes that are named alone', async () => {
		const fixture = new LibraryFixture();
		const other = await fixture.leave(HOSTED);
		const { id } = await fixture.published(HOSTED);
		await fixture.settled(other.id);
		expect(await fixture.library.erase(ANN, [id])).toMatchObject({ changed: [id] });
		expect(fixture.library.voicesOf(ANN).map(({ episode }) => episode.id)).toEqual([other.id]);
	});

	test('is left to the recorder where it is being recorded', async () => {
		const fixture = new LibraryFixture();
		const { id } = await fixture.leave({ state: 'recording' });
		await fixture.open();
		expect(await fixture.library.erase(ANN)).toEqual({ changed: [], removed: [], recording: [id] });
	});

	test('is not served where a file of it cannot be deleted, and the next start deletes it', async () => {
		const fixture = new LibraryFixture();
		const { id } = await fixture.published(HOSTED);
		const file = fixture.folder(id).trackFile(1);
		await rm(file);
		await mkdir(file);
		await writeFile(join(file, 'inside'), voiceOf(ANN));
		await expect(fixture.library.erase(ANN)).rejects.toMatchObject({ code: 'ERR_FS_EISDIR' });
		expect(fixture.library.served(id)?.isBeingChanged).toBe(true);
		await fixture.library.close();
		await rm(file, { recursive: true });
		await writeFile(file, voiceOf(ANN));
		await fixture.open();
		await fixture.settled(id, 'ready', 2);
		await expectErased(fixture, id);
	});
});

describe('a process that was killed while it erased', () => {
	const ERASED = {
		...HOSTED,
		state: 'rendering',
		revision: 1,
		isPublished: true,
		publishedAtEpochMs: 5,
		outputs: [],
		tracks: [
			{ number: 1, speechMs: 0, isErased: true },
			{ number: 2, userId: BOB, name: 'Bob', speechMs: 500 },
		],
	} as const;

	/** What each step leaves, beside the manifest. */
	const STEPS: readonly [string, (fixture: LibraryFixture, id: string) => Promise<void>][] = [
		[
			'before the track was deleted',
			async (fixture, id) => {
				await writeFile(fixture.folder(id).trackFile(1), voiceOf(ANN));
				await writeOutput(fixture, id, 'r1/episode.mp3');
				await writeFile(`${fixture.folder(id).manifestFile}.0.new`, JSON.stringify({ id: ANN }));
			},
		],
		['before its old files were', (fixture, id) => writeOutput(fixture, id, 'r1/episode.mp3')],
		['before it was rendered', async () => {}],
		['while it was rendered', (fixture, id) => writeOutput(fixture, id, 'r2/episode.mp3.new')],
	];

	async function writeOutput(fixture: LibraryFixture, id: string, path: string): Promise<void> {
		const file = join(fixture.folder(id).outputsFolder, path);
		await mkdir(join(file, '..'), { recursive: true });
		await writeFile(file, voiceOf(ANN));
	}

	test.each(STEPS)('%s, is finished by the next', async (_when, leave) => {
		const fixture = new LibraryFixture();
		const { id } = await fixture.leave({ ...ERASED, tracks: [...ERASED.tracks], outputs: [] });
		await leave(fixture, id);
		const goOn = fixture.renderer.block();
		await fixture.open();
		expect(fixture.library.served(id)?.isBeingChanged).toBe(true);
		await until(() => fixture.renderer.jobs.length).toBe(1);
		await expectErased(fixture, id);
		goOn();
		expect(await fixture.settled(id, 'ready', 2)).toMatchObject({
			revision: 2,
			publishedAtEpochMs: 5,
			isPublished: true,
		});
		expect(await readdir(fixture.folder(id).outputsFolder)).toEqual(['r2']);
	});

	test('and deleted the whole episode, is finished by the next', async () => {
		const fixture = new LibraryFixture();
		const { id } = await fixture.leave({}, [ANN]);
		const { path } = fixture.folder(id);
		await rename(path, join(path, '..', `.removed-${id}`));
		await fixture.open();
		expect(fixture.library.find(id)).toBeUndefined();
		expect(await readdir(join(fixture.dataDir, 'episodes'))).toEqual([]);
	});
});
