import { describe, expect, test } from 'vitest';
import { VISIBILITIES, type Visibility } from '../../../src/protocol/podcast-details.js';
import { Authenticator } from '../../../src/server/access/auth.js';
import type { ServedShow } from '../../../src/server/shows/served-shows.js';
import { ShowAccess, type ShowKeyName } from '../../../src/server/shows/show-access.js';
import type { EpisodeManifest } from '../../../src/store/episode-manifest.js';
import { ShownShows, shownShow } from '../../support/shown-shows.js';

const CLIENT = { clientid: '1001', token: 'token-of-a-client' };
const show = shownShow();
const { key, feedKey } = show.profile;

/** Something live, planned and kept of each visibility, all of it named by it. */
function withOneOfEach(visibility: Visibility, live: Visibility): ServedShow {
	const common = { hostName: 'Ada', sinceEpochMs: 1000, guid: 'guid' };
	return shownShow({
		visibility,
		live: { ...common, title: live, podcastId: 'AAAAA', visibility: live },
		planned: VISIBILITIES.map((each) => ({
			...{ planId: each, title: each, hostName: 'Ada', startsAtEpochMs: 2000, visibility: each },
		})),
		episodes: VISIBILITIES.map((each) => ({ id: each, visibility: each }) as EpisodeManifest),
	});
}

function accessTo(...shows: ServedShow[]): ShowAccess {
	return new ShowAccess(
		new Authenticator(new Map([[CLIENT.clientid, CLIENT.token]])),
		new ShownShows(...shows),
	);
}

const WAYS = {
	nothing: {},
	'a wrong key': { key: 'page-key-of-the-show-1' },
	'its key': { key },
	'the key of its feed': { key: feedKey },
	credentials: { headers: CLIENT },
} as const;

function ask(access: ShowAccess, way: keyof typeof WAYS, keys?: readonly ShowKeyName[]) {
	return access.admit({ slug: 'harbour', key: undefined, headers: {}, ...WAYS[way] }, keys);
}

describe('a show', () => {
	test.each([
		['public', 'nothing', true],
		['public', 'a wrong key', true],
		['public', 'its key', true],
		['public', 'credentials', true],
		['unlisted', 'nothing', false],
		['unlisted', 'a wrong key', false],
		['unlisted', 'its key', true],
		['unlisted', 'the key of its feed', false],
		['unlisted', 'credentials', true],
		['private', 'nothing', false],
		['private', 'its key', false],
		['private', 'the key of its feed', false],
		['private', 'credentials', true],
	] as const)('that is %s is opened by %s: %s', (visibility, way, isOpen) => {
		expect(ask(accessTo(shownShow({ visibility })), way).type).toBe(isOpen ? 'show' : 'none');
	});

	test.each([
		['public', 'nothing', 'public', ['public']],
		['public', 'nothing', 'unlisted', ['public']],
		['public', 'the key of its feed', 'unlisted', ['public']],
		['public', 'its key', 'unlisted', ['public', 'unlisted']],
		['public', 'its key', 'private', ['public', 'unlisted']],
		['unlisted', 'its key', 'unlisted', ['public', 'unlisted']],
		['private', 'credentials', 'private', ['public', 'unlisted', 'private']],
	] as const)(
		'that is %s shows to %s, while a show that is %s is on air, what is %s',
		(visibility, way, live, seen) => {
			const admission = ask(accessTo(withOneOfEach(visibility, live)), way);
			if (admission.type !== 'show') {
				throw new Error(admission.type);
			}
			const { episodes, live: onAir, planned } = admission.show;
			expect(onAir?.title).toBe((seen as readonly string[]).includes(live) ? live : undefined);
			expect(planned.map(({ title }) => title)).toEqual(seen);
			expect(episodes.map(({ id }) => id)).toEqual(seen.filter((each) => each !== 'private'));
		},
	);

	test('has a feed that its key alone opens', () => {
		const access = accessTo(shownShow({ visibility: 'unlisted' }));
		expect(ask(access, 'the key of its feed', ['feedKey']).type).toBe('show');
		expect(ask(access, 'its key', ['feedKey']).type).toBe('none');
		expect(ask(access, 'its key', ['key', 'feedKey']).type).toBe('show');
	});

	test('has moved from its former address, and from one in capitals, for who may see it', () => {
		const profile = { formerSlugs: ['haven'] };
		const open = accessTo(shownShow({ profile }));
		const headers = {};
		for (const slug of ['haven', 'Harbour', 'HAVEN']) {
			expect(open.admit({ slug, key: undefined, headers })).toEqual({
				type: 'moved',
				slug: 'harbour',
			});
		}
		const unlisted = accessTo(shownShow({ profile, visibility: 'unlisted' }));
		expect(unlisted.admit({ slug: 'haven', key: undefined, headers }).type).toBe('none');
		expect(unlisted.admit({ slug: 'haven', key, headers }).type).toBe('moved');
	});

	test('is refused to wrong credentials, though it is public, and an empty key opens nothing', () => {
		const access = accessTo(shownShow(), shownShow({ visibility: 'unlisted', profile: NAMELESS }));
		const headers = { ...CLIENT, token: 'another' };
		expect(access.admit({ slug: 'harbour', key, headers }).type).toBe('credentials wrong');
		expect(access.admit({ slug: 'nobody', key: '', headers: {} }).type).toBe('none');
	});
});

const NAMELESS = { guildId: '100000000000000002', slug: 'nobody', key: '', feedKey: '' };
