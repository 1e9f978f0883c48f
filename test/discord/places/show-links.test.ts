// Which address of a show members are told, by what its server's own address is.
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { ShowLinks, type ShowLinksOptions } from '../../../src/discord/places/show-links.js';
import { ShowProfiles } from '../../../src/store/show-profiles.js';
import { SteppedClock } from '../../support/stepped-clock.js';
import { makeDataDir } from '../../support/studio.js';

const GUILD_ID = '100000000000000001';

async function linksAt(baseUrl: string, options: Partial<ShowLinksOptions> = {}) {
	const logger = pino({ level: 'silent' });
	const clock = new SteppedClock();
	const profiles = await ShowProfiles.open({ folder: makeDataDir(), clock, logger });
	profiles.in(GUILD_ID, 'Harbour');
	return new ShowLinks({
		profiles,
		baseUrl: new URL(baseUrl),
		isAddressSet: false,
		isLiveThere: true,
		defaultVisibility: 'public',
		...options,
	});
}

test.each([
	['https://radio.example', true, 'https://radio.example/s/harbour'],
	['http://127.0.0.1:5050', true, 'http://127.0.0.1:5050/s/harbour'],
	// Nobody has said where it is, but everybody in the house can open it.
	['http://192.168.1.5:5050', false, 'http://192.168.1.5:5050/s/harbour'],
	// Of this machine alone; the address would be another one as soon as somebody has.
	['http://127.0.0.1:5050', false, undefined],
	['http://0.0.0.0:5050', false, undefined],
])('of %s, said by somebody: %s, it is %s', async (baseUrl, isAddressSet, told) => {
	const links = await linksAt(baseUrl, { isAddressSet });
	expect(links.livePage(GUILD_ID, 'public')?.href).toBe(told);
});

test('none is told where what is on air is not open there, or is on another server', async () => {
	const base = 'https://radio.example';
	expect((await linksAt(base)).livePage(GUILD_ID, 'private')).toBeUndefined();
	const hidden = await linksAt(base, { defaultVisibility: 'private' });
	expect(hidden.livePage(GUILD_ID, 'public')).toBeUndefined();
	const elsewhere = await linksAt(base, { isLiveThere: false });
	expect(elsewhere.livePage(GUILD_ID, 'public')).toBeUndefined();
});
