import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '../support/until.js';
import { ANN, BOB, GUILD, LibraryFixture, tracksOf } from './library-fixture.js';

const DAY_MS = 86_400_000;
const FACTS = {
	guildId: GUILD,
	channelId: '300000000000000001',
	title: 'Evening show',
	serverName: 'Harbour',
	hostName: 'Ann',
	visibility: 'public',
	consent: 'notice',
} as const;

describe('an episode', () => {
	test('is rendered when its recording is done, and published when somebody says so', async () => {
		const fixture = new LibraryFixture();
		const library = await fixture.open({ keepDays: { unpublished: 7, published: 0, tracks: 0 } });
		const { folder, manifest } = library.create(FACTS);
		expect(library.list(GUILD)).toEqual([manifest]);
		expect(manifest.keepDays.unpublished).toBe(7);
		await fixture.leave({ ...manifest, state: 'recording' });
		library.follow({ ...manifest, tracks: tracksOf(ANN) });
		expect(library.voicesOf(ANN)).toHaveLength(1);

		const done = { ...manifest, state: 'rendering' as const, tracks: tracksOf(ANN, BOB) };
		await fixture.leave(done);
		library.recorded(done);
		const ready = await fixture.settled(manifest.id);
		expect(ready).toMatchObject({ revision: 1, isPublished: false, playedMs: 1000 });
		expect(await folder.readManifest()).toEqual(ready);
		await fixture.clock.step(5);
		const published = await library.publish(manifest.id);
		expect(published).toMatchObject({
			isPublished: true,
			publishedAtEpochMs: fixture.clock.epochMs(),
		});
		expect(await folder.readManifest()).toEqual(published);
	});

	test('is left to the next process where the disk did not let its recording be completed', async () => {
		const fixture = new LibraryFixture();
		const library = await fixture.open();
		const left = await fixture.leave({ state: 'recording' });
		const { folder, manifest } = library.create(FACTS);
		library.recorded({ ...manifest, tracks: left.tracks });
		await fixture.clock.step(DAY_MS);
		expect(fixture.renderer.jobs).toEqual([]);
		expect(library.interrupted()).toMatchObject([{ id: folder.id }]);
	});

	test('is published by itself where that is set, but not again once it was hidden', async () => {
		const fixture = new LibraryFixture();
		const { id } = await fixture.leave();
		const library = await fixture.open({ isAutoPublished: true });
		expect(await fixture.settled(id)).toMatchObject({ isPublished: true });
		await library.hide(id);
		await library.rename(id, 'Another title');
		expect(await fixture.settled(id, 'ready', 2)).toMatchObject({
			title: 'Another title',
			isPublished: false,
		});
	});

	test('is served with its old title until it is rendered with the new one', async () => {
		const fixture = new LibraryFixture();
		const { id, publishedAtEpochMs } = await fixture.published();
		const goOn = fixture.renderer.block();
		await fixture.library.rename(id, 'Another title');
		expect(fixture.library.served(id)).toMatchObject({
			isBeingChanged: false,
			manifest: { revision: 1, state: 'rendering' },
		});
		goOn();
		const renamed = await fixture.settled(id, 'ready', 2);
		expect(renamed).toMatchObject({ id, publishedAtEpochMs, isPublished: true });
		await until(() => readdir(fixture.folder(id).outputsFolder)).toEqual(['r2']);
	});

	test('fails after three tries, and is rendered once somebody asks for it again', async () => {
		const fixture = new LibraryFixture();
		fixture.renderer.hold = () => Promise.reject(new Error('no encoder. Second sentence'));
		const { id } = await fixture.leave();
		await fixture.open();
		for (const waitMs of [5_000, 60_000]) {
			await fixture.clock.timerWithin(waitMs);
			await fixture.clock.step(waitMs);
		}
		expect(await fixture.settled(id, 'failed', 0)).toMatchObject({ failure: 'no encoder' });
		expect(fixture.renderer.jobs).toHaveLength(3);
		expect(fixture.library.counts).toMatchObject({ failed: 3, rendered: 0 });
		fixture.renderer.hold = async () => {};
		await fixture.library.retry(id);
		expect((await fixture.settled(id)).failure).toBeUndefined();
	});

	test('that is removed while it is rendered is gone, and nothing is written there any more', async () => {
		const fixture = new LibraryFixture();
		fixture.renderer.hold = () => new Promise(() => {});
		const { id } = await fixture.leave();
		await fixture.open();
		await until(() => fixture.renderer.jobs.length).toBe(1);
		const removed: string[] = [];
		fixture.library.events.on('removed', (gone) => removed.push(gone));
		await fixture.library.remove(id);
		expect(fixture.renderer.signals[0]?.aborted).toBe(true);
		expect(removed).toEqual([id]);
		expect(fixture.library.find(id)).toBeUndefined();
		expect(await readdir(join(fixture.dataDir, 'episodes'))).toEqual([]);
		await fixture.library.remove(id);
	});

	test('of which nothing was heard is deleted', async () => {
		const fixture = new LibraryFixture();
		const library = await fixture.open();
		const { manifest } = library.create(FACTS);
		await fixture.leave({ ...manifest, state: 'rendering' }, []);
		const gone = new Promise((resolve) => library.events.on('removed', resolve));
		library.recorded({ ...manifest, state: 'rendering' });
		expect(await gone).toBe(manifest.id);
		expect(fixture.renderer.jobs).toEqual([]);
	});

	test('that is being recorded can be neither published nor removed', async () => {
		const fixture = new LibraryFixture();
		const library = await fixture.open();
		const { manifest } = library.create(FACTS);
		const refused = { code: 'ERR_INVALID_STATE', state: 'recording' };
		await expect(library.publish(manifest.id)).rejects.toMatchObject(refused);
		await expect(library.remove(manifest.id)).rejects.toMatchObject(refused);
		await expect(library.publish('AAAAAAAAAAAAAAAAAAAAAA')).rejects.toMatchObject({
			state: 'removed',
		});
	});

	test('whose recording could not begin leaves nothing', async () => {
		const fixture = new LibraryFixture();
		const library = await fixture.open();
		const { folder, manifest } = library.create(FACTS);
		await folder.make();
		await library.discard(manifest.id);
		expect(library.find(manifest.id)).toBeUndefined();
		await expect(stat(folder.path)).rejects.toMatchObject({ code: 'ENOENT' });
	});

	test('takes a transcript that comes later, unless it was rendered anew meanwhile', async () => {
		const fixture = new LibraryFixture();
		const { id } = await fixture.published();
		const output = { name: 'transcript.vtt', bytes: 1, sha256: '0'.repeat(64) } as const;
		const attached = { revision: 1, output, transcriber: 'whisper.example' };
		expect(await fixture.library.attach(id, attached)).toBe(true);
		expect(fixture.library.find(id)).toMatchObject({ transcriber: 'whisper.example' });
		await fixture.library.rename(id, 'Another title');
		const renamed = await fixture.settled(id, 'ready', 2);
		expect(renamed.transcriber).toBeUndefined();
		expect(await fixture.library.attach(id, attached)).toBe(false);
	});
});

describe('a library that is opened', () => {
	test('renders what waits, one at a time, newest first, and says what was interrupted', async () => {
		const fixture = new LibraryFixture();
		const goOn = fixture.renderer.block();
		const startedAtEpochMs = fixture.clock.epochMs();
		const old = await fixture.leave({ startedAtEpochMs: startedAtEpochMs - 5 });
		const young = await fixture.leave({ startedAtEpochMs });
		const broken = await fixture.leave({ state: 'recording' });
		const library = await fixture.open();
		await until(() => fixture.renderer.jobs.map(({ id }) => id)).toEqual([young.id]);
		expect(library.interrupted().map(({ id }) => id)).toEqual([broken.id]);
		goOn();
		await fixture.settled(old.id);
		expect(fixture.renderer.jobs.map(({ id }) => id)).toEqual([young.id, old.id]);
	});

	test('leaves alone what it cannot read, with one warning each', async () => {
		const fixture = new LibraryFixture();
		const { id } = await fixture.leave({ state: 'ready', startedAtEpochMs: 0 });
		const file = fixture.folder(id).manifestFile;
		const contents = new Map<string, string | undefined>([
			['newer', JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), version: 2 })],
			['torn', '{"version":1,'],
			['other', JSON.stringify({ version: 1, id })],
			['none', undefined],
		]);
		const files: string[] = [];
		for (const [name, content] of contents) {
			const folder = fixture.folder(name.padEnd(22, 'A'));
			await mkdir(folder.path, { recursive: true });
			if (content !== undefined) {
				await writeFile(folder.manifestFile, content);
				files.push(folder.manifestFile);
			}
		}
		const library = await fixture.open({ keepDays: { unpublished: 0, published: 1, tracks: 1 } });
		expect(library.list(GUILD).map((episode) => episode.id)).toEqual([id]);
		expect(fixture.logLines.filter((line) => line.includes('left alone'))).toHaveLength(4);
		for (const left of files) {
			await stat(left);
		}
		expect(library.served('newer'.padEnd(22, 'A'))).toBeUndefined();
	});

	test('has forgotten nothing of 300 episodes, and nothing of what was changed before it was closed', async () => {
		const fixture = new LibraryFixture();
		for (let index = 0; index < 300; index++) {
			await fixture.folder(`${index}`.padStart(22, 'A')).make();
			await fixture.leave({ id: `${index}`.padStart(22, 'A'), state: 'ready', revision: 1 }, []);
		}
		await (await fixture.open()).publish('7'.padStart(22, 'A'));
		await fixture.library.close();
		const library = await fixture.open();
		expect(library.list(GUILD)).toHaveLength(300);
		expect(library.find('7'.padStart(22, 'A'))?.isPublished).toBe(true);
	});
});

describe('retention', () => {
	const startedAtEpochMs = Date.UTC(2026, 0, 1);
	const kept = { state: 'ready', revision: 1, durationMs: 0, startedAtEpochMs } as const;
	const published = { ...kept, isPublished: true, publishedAtEpochMs: startedAtEpochMs };
	const none = { unpublished: 0, published: 0, tracks: 0 };

	test.each([
		['unpublished, as told', kept, { ...none, unpublished: 7 }, none, 7],
		['unpublished, as is set today', kept, none, { ...none, unpublished: 3 }, 3],
		['the shorter of both', kept, { ...none, unpublished: 7 }, { ...none, unpublished: 9 }, 7],
		['published', published, { unpublished: 7, published: 30, tracks: 0 }, none, 30],
		['failed', { ...kept, state: 'failed' }, { ...none, unpublished: 7 }, none, 7],
		[
			'hidden, from then on',
			{ ...published, isPublished: false, hiddenAtEpochMs: startedAtEpochMs + 20 * DAY_MS },
			{ ...none, unpublished: 7 },
			none,
			27,
		],
	] as const)('deletes an episode that is %s', async (_what, given, told, today, days) => {
		const fixture = new LibraryFixture();
		const { id } = await fixture.leave({ ...given, keepDays: told });
		const library = await fixture.open({ keepDays: today });
		expect(library.voicesOf(ANN)[0]?.keptUntilEpochMs).toBe(startedAtEpochMs + days * DAY_MS);
		await fixture.clock.step(days * DAY_MS - 1);
		expect(library.find(id)).toBeDefined();
		const gone = new Promise((resolve) => library.events.on('removed', resolve));
		await fixture.clock.timerWithin(3_600_000);
		await fixture.clock.step(3_600_000);
		expect(await gone).toBe(id);
		expect(await readdir(join(fixture.dataDir, 'episodes'))).toEqual([]);
	});

	test('keeps what is recorded, and what nobody has set a time for', async () => {
		const fixture = new LibraryFixture();
		const all = { unpublished: 1, published: 1, tracks: 1 };
		const long = fixture.clock.epochMs() - 900 * DAY_MS;
		await fixture.leave({ state: 'recording', startedAtEpochMs: long, keepDays: all });
		await fixture.leave({ ...kept, startedAtEpochMs: long });
		expect((await fixture.open()).list(GUILD)).toHaveLength(2);
	});

	test('deletes tracks alone, and what was rendered stays', async () => {
		const fixture = new LibraryFixture();
		const { id } = await fixture.published({ durationMs: 0, keepDays: { ...none, tracks: 2 } });
		await fixture.clock.step(2 * DAY_MS);
		const gone = await new Promise((resolve) => {
			fixture.library.events.on('changed', () => resolve(fixture.library.find(id)));
			void fixture.clock.timerWithin(3_600_000).then(() => fixture.clock.step(3_600_000));
		});
		expect(gone).toMatchObject({ areTracksGone: true, state: 'ready', revision: 1 });
		await until(() => readdir(fixture.folder(id).path)).not.toContain('tracks');
		expect(await fixture.library.rename(id, 'Another title')).toMatchObject({ state: 'ready' });
		expect(await fixture.library.erase(ANN)).toEqual({
			changed: [],
			removed: [id],
			recording: [],
		});
		expect(fixture.library.find(id)).toBeUndefined();
	});
});
