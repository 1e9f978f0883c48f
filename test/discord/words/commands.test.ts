// What Discord says of the commands in each language.
import { describe, expect, it } from 'vitest';
import { commands } from '../../../src/discord/commands/index.js';
import { COMMAND_TEXTS, localizeCommand } from '../../../src/discord/words/localized-command.js';
import { LANGUAGES } from '../../../src/languages.js';
import type { Payload } from '../../support/fake-discord/world/payload.js';

const OTHERS = LANGUAGES.filter((language) => language !== 'en');

/** Names of options, which choices repeat. */
const SAME_IN_ALL = [
	'intro',
	'outro',
	'cover',
	'title',
	'description',
	'category',
	'language',
	'author',
	'email',
	'website',
	'visibility',
];

const DESCRIPTION_LIMIT = 100;
const COMMAND_LIMIT = 8000;

interface Text {
	english: string;
	localizations: Record<string, string> | null | undefined;
}

function textsOf(described: Payload): Text[] {
	const {
		choices = [],
		description,
		description_localizations,
		name,
		name_localizations,
		options = [],
	} = described as Payload & { choices?: Payload[]; options?: Payload[] };
	const own =
		description === undefined
			? { english: name, localizations: name_localizations }
			: { english: description, localizations: description_localizations };
	return [own as Text, ...[...options, ...choices].flatMap(textsOf)];
}

const definitions = [...commands.values()].map(
	({ definition }) => definition as unknown as Payload,
);
const texts = definitions.flatMap(textsOf).filter(({ english }) => !SAME_IN_ALL.includes(english));

describe('commands in other languages', () => {
	it('has every text in all of them, within what Discord takes', () => {
		for (const { english, localizations } of texts) {
			expect(Object.keys(localizations ?? {}), english).toEqual([
				'de',
				'es-ES',
				'es-419',
				'fr',
				'pt-BR',
			]);
			for (const text of Object.values(localizations ?? {})) {
				expect(text, english).not.toBe(english);
				expect(text.length, text).toBeLessThanOrEqual(DESCRIPTION_LIMIT);
				expect(text.length, english).toBeGreaterThan(0);
			}
		}
	});

	it('translates what commands say, and nothing else', () => {
		const english = new Set(texts.map((text) => text.english));
		for (const language of OTHERS) {
			expect(Object.keys(COMMAND_TEXTS[language]).filter((text) => !english.has(text))).toEqual([]);
		}
	});

	it('names commands and options in English everywhere, as answers name them', () => {
		const named = (described: Payload): unknown[] => [
			...(described.description === undefined ? [] : [described.name_localizations]),
			...((described.options ?? []) as Payload[]).flatMap(named),
		];
		expect(definitions.flatMap(named).filter(Boolean)).toEqual([]);
	});

	it('says nothing of what nobody has translated', () => {
		expect(localizeCommand({ name: 'new', description: 'Brand new' })).toEqual({
			name: 'new',
			description: 'Brand new',
			description_localizations: null,
		});
	});

	it('stays below what a command may have, each text in its longest language', () => {
		const sizeOf = (described: Payload): number => {
			const {
				choices = [],
				description = '',
				name,
				options = [],
				value,
			} = described as {
				[field: string]: string;
			} & { choices?: Payload[]; options?: Payload[] };
			const [text] = textsOf(described);
			const longest = Math.max(
				...[text?.english ?? '', ...Object.values(text?.localizations ?? {})].map((t) => t.length),
			);
			const own = description === '' ? longest : longest + (name ?? '').length;
			return (
				[...options, ...choices].map(sizeOf).reduce((sum, size) => sum + size, own) +
				(value ?? '').length
			);
		};
		for (const definition of definitions) {
			expect(sizeOf(definition)).toBeLessThan(COMMAND_LIMIT);
		}
	});
});
