// The address of a server's show: made once, changed, found by its earlier names, kept.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { ShowProfiles, SlugTakenError } from '../../src/store/show-profiles.js';
import { toSlug } from '../../src/store/show-slug.js';
import { SteppedClock } from '../support/stepped-clock.js';
import { makeDataDir } from '../support/studio.js';

const HARBOUR = '1425768081002594305';
const OTHER = '1425768081002594306';

function open(folder = makeDataDir()) {
	return ShowProfiles.open({
		folder,
		clock: new SteppedClock(),
		logger: pino({ level: 'silent' }),
	});
}

describe('a show', () => {
	test('keeps address and keys over a restart', async () => {
		const folder = makeDataDir();
		const before = await open(folder);
		const made = before.in(HARBOUR, 'Harbour Café');
		expect(made.slug).toBe('harbour-cafe');
		await before.change(HARBOUR, { title: 'Night watch' });
		await before.close();

		const after = await open(folder);
		expect(after.in(HARBOUR, 'Harbour Café')).toEqual({ ...made, title: 'Night watch' });
	});

	test('has an address of its own, whatever others are called', async () => {
		const profiles = await open();
		const slugs = [HARBOUR, OTHER].map((id) => profiles.in(id, 'Harbour').slug);
		expect(slugs).toEqual(['harbour', 'harbour-2']);
		await expect(profiles.change(OTHER, { slug: 'harbour' })).rejects.toThrow(SlugTakenError);
	});

	test('is found by its earlier addresses, which nobody else gets', async () => {
		const profiles = await open();
		profiles.in(HARBOUR, 'Harbour');
		await profiles.change(HARBOUR, { slug: 'night-watch' });
		expect(profiles.findBySlug('harbour')?.slug).toBe('night-watch');
		expect(profiles.in(OTHER, 'Harbour').slug).toBe('harbour-2');
		await profiles.change(HARBOUR, { slug: 'harbour' });
		expect(profiles.get(HARBOUR)?.formerSlugs).toEqual(['night-watch']);
	});

	test('gets new keys, and others keep theirs', async () => {
		const profiles = await open();
		const [one, two] = [profiles.in(HARBOUR, 'One'), profiles.in(OTHER, 'Two')];
		const { profile } = await profiles.renewKeys(HARBOUR);
		expect([profile.key, profile.feedKey]).not.toContain(one.key);
		expect([one.key, one.feedKey]).not.toContain(profile.feedKey);
		expect(profiles.get(OTHER)).toEqual(two);
	});

	test('loses what is taken away, and tells of each change', async () => {
		const profiles = await open();
		profiles.in(HARBOUR, 'Harbour');
		const told: string[] = [];
		profiles.watch((id) => told.push(id));
		await profiles.change(HARBOUR, { author: 'Ada' });
		const { profile } = await profiles.change(HARBOUR, { author: undefined });
		expect(profile).not.toHaveProperty('author');
		expect(told).toEqual([HARBOUR, HARBOUR]);
	});

	test('keeps one picture', async () => {
		const folder = makeDataDir();
		const profiles = await open(folder);
		profiles.in(HARBOUR, 'Harbour');
		await profiles.setCover(HARBOUR, { type: 'png', bytes: Buffer.from('first') });
		await profiles.setCover(HARBOUR, { type: 'jpg', bytes: Buffer.from('second') });
		expect(readdirSync(join(folder, 'shows', HARBOUR))).toEqual(['cover.jpg']);
		expect((await profiles.coverOf(HARBOUR))?.bytes.toString()).toBe('second');
		await profiles.setCover(HARBOUR, undefined);
		expect(await profiles.coverOf(HARBOUR)).toBeUndefined();
		expect(readdirSync(join(folder, 'shows', HARBOUR))).toEqual([]);
	});
});

test.each([
	['Harbour', 'harbour'],
	['Großes Café — Ärger & Spaß', 'grosses-cafe-arger-spass'],
	["Ada's  place!!", 'adas-place'],
	['ŁÓDŹ Œuvre', 'lodz-oeuvre'],
	['日本語', 'show'],
	['🎙️', 'show'],
	['', 'show'],
	['--a--', 'a'],
	[`${'a'.repeat(39)} b`, 'a'.repeat(39)],
])('%s becomes the address %s', (name, slug) => {
	expect(toSlug(name)).toBe(slug);
});
