// Every setting stands in the README's tables and in .env.example, with the default that it has.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SETTING_NAMES, settingsShape } from '../../src/config/config.js';

function readProjectFile(name: string): string {
	return readFileSync(join(import.meta.dirname, '../..', name), 'utf8');
}

/** What the README's tables give as defaults, by name. */
function documentedDefaults(): Map<string, string> {
	const defaults = new Map<string, string>();
	const [, settings = ''] = readProjectFile('README.md').split(/^## Settings$|^## Protocol$/m);
	for (const [, names = '', values = ''] of settings.matchAll(
		/^\| (`[A-Z][A-Z\d_]+`(?:, `[A-Z\d_]+`)*) \| ([^|]+) \|/gm,
	)) {
		const all = names.split(', ');
		const each = values.split(', ');
		for (const [index, name] of all.entries()) {
			const value = each.length === all.length ? each[index] : values;
			defaults.set(name.replaceAll('`', ''), (value ?? '').replaceAll('`', ''));
		}
	}
	return defaults;
}

/** What `.env.example` has behind each name. */
function exampleValues(): Map<string, string> {
	return new Map(
		[...readProjectFile('.env.example').matchAll(/^#?([A-Z][A-Z\d_]+)=(.*)$/gm)].map(
			([, name = '', value = '']) => [name, value],
		),
	);
}

/** The default as it would be written; undefined where there is none, or none that is a word. */
function writtenDefault(name: string): string | undefined {
	const shape = settingsShape.shape[name as keyof typeof settingsShape.shape];
	const value: unknown = shape.parse(undefined);
	if (value instanceof URL) {
		return value.href;
	}
	return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

describe('the settings', () => {
	test.each(['README.md', '.env.example'])('stand in %s, all of them and no others', (file) => {
		const names = file === 'README.md' ? documentedDefaults().keys() : exampleValues().keys();
		expect([...names].sort()).toEqual([...SETTING_NAMES].sort());
	});

	test.each(SETTING_NAMES)('have the default that is told: %s', (name) => {
		const told = documentedDefaults().get(name) ?? '';
		const example = exampleValues().get(name) ?? '';
		const value = writtenDefault(name);
		expect(told).not.toBe('');
		if (value !== undefined) {
			expect(told).toBe(value);
			expect(example).toBe(value);
		}
	});
});
