// Episodes that a server in another process serves: what may not leave has not left, anywhere.
import { expect, test } from 'vitest';
import { DownloadLinks } from '../../src/episodes/download-links.js';
import type { EpisodeOutlet } from '../../src/episodes/episode-holds.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { until } from '../support/until.js';
import { ANN, LibraryFixture, makeDataDir } from './library-fixture.js';

/** Another process, which takes its time to act upon what it is told. */
class SlowOutlet implements EpisodeOutlet {
	readonly told: { id: string; isCut: boolean; isServed: boolean }[] = [];
	readonly #library: LibraryFixture['library'];
	readonly #acting: (() => void)[] = [];

	constructor({ library }: LibraryFixture) {
		this.#library = library;
		library.serveThrough(this);
	}

	tell(id: string, isCut: boolean): Promise<void> {
		const isServed = this.#library.served(id)?.isBeingChanged === false;
		this.told.push({ id, isCut, isServed });
		return new Promise((resolve) => this.#acting.push(resolve));
	}

	/** Acts upon all that it was told so far. */
	act(): void {
		for (const done of this.#acting.splice(0)) {
			done();
		}
	}
}

test.each([
	['erased', (fixture: LibraryFixture) => fixture.library.erase(ANN)],
	['removed', (fixture: LibraryFixture, id: string) => fixture.library.remove(id)],
] as const)('is not %s before the other process has cut it, and knows the rest', async (_, end) => {
	const fixture = new LibraryFixture();
	const { id } = await fixture.published({ hostName: 'Bob' });
	const outlet = new SlowOutlet(fixture);
	let isDone = false;
	const done = end(fixture, id).then(() => {
		isDone = true;
	});
	expect(outlet.told).toEqual([{ id, isCut: true, isServed: false }]);
	// The disk is not kept waiting.
	await until(() => outlet.told).toHaveLength(2);
	expect(outlet.told[1]).toMatchObject({ id, isCut: false });
	expect(isDone).toBe(false);
	outlet.act();
	await done;
});

test('is not hidden before the other process has cut it', async () => {
	const fixture = new LibraryFixture();
	const { id } = await fixture.published({});
	const outlet = new SlowOutlet(fixture);
	const hiding = fixture.library.hide(id);
	await until(() => outlet.told).toHaveLength(1);
	expect(fixture.library.find(id)?.isPublished).toBe(false);
	expect(await Promise.race([hiding, Promise.resolve('not yet')])).toBe('not yet');
	outlet.act();
	expect((await hiding).isPublished).toBe(false);
});

test('opens addresses in a process that asks for the secret', async () => {
	const fixture = new LibraryFixture();
	const library = await fixture.open();
	const links = new DownloadLinks({
		dataDir: makeDataDir(),
		clock: new SteppedClock(),
		logger: fixture.logger,
		askSecret: () => library.links.secret(),
	});
	const place = { path: '/e/x/tracks.zip', expires: '1767312000' };
	expect(await links.signatureOf(place)).toBe(await library.links.signatureOf(place));
});
