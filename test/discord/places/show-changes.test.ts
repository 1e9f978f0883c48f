// What `/podcast show` takes, how it is written down, and what is said of the rest.
import { describe, expect, test } from 'vitest';
import { type GivenShow, readShowChanges } from '../../../src/discord/places/show-changes.js';
import { readLanguage, suggestForShow } from '../../../src/discord/places/show-suggestions.js';
import { describeShowFaults } from '../../../src/discord/words/show/show-fault-words.js';
import { SHOW_CATEGORIES } from '../../../src/store/show-categories.js';

const NOTHING: GivenShow = {
	title: null,
	description: null,
	category: null,
	language: null,
	explicit: null,
	author: null,
	email: null,
	website: null,
	address: null,
	visibility: null,
};

function read(given: Partial<GivenShow>) {
	return readShowChanges({ ...NOTHING, ...given }, (slug) => slug === 'taken');
}

describe('/podcast show', () => {
	test.each<[Partial<GivenShow>, object]>([
		[{}, {}],
		[{ title: ' Night\nwatch ' }, { title: 'Night watch' }],
		[{ description: 'é'.repeat(2000) }, { description: 'é'.repeat(2000) }],
		[{ category: 'comedy > improv' }, { category: 'Comedy: Improv' }],
		[{ category: 'tech news' }, { category: 'News: Tech News' }],
		[{ category: 'TV & Film' }, { category: 'TV & Film' }],
		[{ language: 'German' }, { language: 'de' }],
		[{ language: 'PT-br' }, { language: 'pt-BR' }],
		[{ language: 'oc' }, { language: 'oc' }],
		[{ explicit: false }, { isExplicit: false }],
		[{ email: ' host@exämple.org ' }, { email: 'host@exämple.org' }],
		[{ website: 'example.org/about' }, { website: 'https://example.org/about' }],
		[{ website: 'http://example.org' }, { website: 'http://example.org/' }],
		[{ invite: ' discord.gg/aB-3 ' }, { invite: 'https://discord.gg/aB-3' }],
		[
			{ invite: 'https://www.discord.com/invite/night?event=1' },
			{ invite: 'https://discord.gg/night' },
		],
		[{ invite: '-' }, { invite: undefined }],
		[{ invite: ' ' }, { invite: undefined }],
		[
			{ address: 'night-watch', visibility: 'public' },
			{ slug: 'night-watch', visibility: 'public' },
		],
	])('takes %j', (given, changes) => {
		expect(read(given)).toEqual({ kind: 'changes', changes });
	});

	test.each<[Partial<GivenShow>, RegExp]>([
		[{ title: '\u200b' }, /^\*\*title\*\*: expected a name with .+; got /],
		[
			{ description: 'é'.repeat(2001) },
			/^\*\*description\*\*: expected at most 4,000 bytes, got 4,002;/,
		],
		[{ category: 'Gaming' }, /^\*\*category\*\*: expected one of the list .+; got `Gaming`\.$/m],
		[{ language: 'Klingonese' }, /^\*\*language\*\*: .+ `en` or `pt-BR`; got `Klingonese`\.$/m],
		[{ email: 'host at example' }, /^\*\*email\*\*: .+; got `host at example`\.$/m],
		[{ email: 'a@b@example.org' }, /^\*\*email\*\*/],
		[{ website: 'javascript:alert(1)' }, /^\*\*website\*\*: .+; got `javascript:alert\(1\)`\.$/m],
		[{ website: 'https://ada:secret@example.org' }, /^\*\*website\*\*/],
		[{ website: 'soon' }, /^\*\*website\*\*/],
		[{ invite: 'https://example.org/invite/abc' }, /^\*\*invite\*\*: .+`https:\/\/discord\.gg/],
		[{ invite: 'https://discord.gg.example.org/abc' }, /^\*\*invite\*\*/],
		[{ invite: 'javascript://discord.gg/abc' }, /^\*\*invite\*\*/],
		[
			{ address: 'Night Watch!' },
			/^\*\*address\*\*: expected small letters.+ got `Night Watch!`\. `night-watch` would do\.$/m,
		],
		[
			{ address: 'taken' },
			/^\*\*address\*\*: another server’s show has `taken`; pick another one\.$/m,
		],
	])('refuses %j, and says what it takes', (given, words) => {
		const refused = read(given);
		expect(refused.kind).toBe('faults');
		const text = refused.kind === 'faults' ? describeShowFaults(refused.faults) : '';
		expect(text).toMatch(words);
		expect(text).toMatch(/\nNothing has changed\.$/);
	});

	test('tells of all that is wrong at once', () => {
		const refused = read({ title: ' ', email: '@', explicit: true });
		expect(refused.kind === 'faults' && refused.faults.map(({ option }) => option)).toEqual([
			'title',
			'email',
		]);
	});
});

test('categories are those of Apple: 19, with 91 below them, each suggested by its words', () => {
	expect(SHOW_CATEGORIES.filter((name) => !name.includes(':'))).toHaveLength(19);
	expect(new Set(SHOW_CATEGORIES).size).toBe(SHOW_CATEGORIES.length);
	expect(SHOW_CATEGORIES).toHaveLength(19 + 91);
	expect(suggestForShow('category', 'games').map(({ value }) => value)).toEqual([
		'Leisure: Games',
		'Leisure: Video Games',
	]);
	expect(suggestForShow('category', '')).toHaveLength(25);
	expect(suggestForShow('language', 'germ')[0]).toEqual({ name: 'German (de)', value: 'de' });
	expect(readLanguage('x-none')).toBeUndefined();
});
