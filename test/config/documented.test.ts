// docs/settings.md and .env.example say of every setting what the program itself checks.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { SETTING_NAMES } from '../../src/config/config.js';
import { SETTING_GROUPS, type SettingName } from '../../src/config/setting-descriptions.js';
import { envExample, settingsPage, writtenDefault } from '../documents/settings-pages.js';
import { textsPage } from '../documents/texts-page.js';

function readProjectFile(name: string): string {
	return readFileSync(join(import.meta.dirname, '../..', name), 'utf8');
}

/** What a file has for each name, by a pattern of two groups. */
function readValues(file: string, pattern: RegExp): Map<string, string> {
	return new Map(
		[...readProjectFile(file).matchAll(pattern)].map(([, name = '', value = '']) => [name, value]),
	);
}

const told = readValues('docs/settings.md', /^\| `([A-Z][A-Z\d_]+)` \| `?([^`|]+)/gm);
const exemplified = readValues('.env.example', /^#?([A-Z][A-Z\d_]+)=(.*)$/gm);

test.each([
	['docs/settings.md', settingsPage],
	['.env.example', envExample],
	['docs/texts.md', textsPage],
])('%s is as `npm run docs` writes it', (file, write) => {
	expect(readProjectFile(file)).toBe(write());
});

describe('the settings', () => {
	test('are described once each', () => {
		const described = SETTING_GROUPS.flatMap(({ settings }) => Object.keys(settings));
		expect(described.sort()).toEqual([...SETTING_NAMES].sort());
		expect([...told.keys()].sort()).toEqual(described);
		expect([...exemplified.keys()].sort()).toEqual(described);
	});

	test.each(SETTING_NAMES as readonly SettingName[])(
		'have the default that is told: %s',
		(name) => {
			const value = writtenDefault(name);
			expect(told.get(name)).toMatch(/\S/);
			if (value !== undefined) {
				expect(told.get(name)).toBe(value);
				expect(exemplified.get(name)).toBe(value);
			}
		},
	);

	test('are told in words, with the unit and the range of the shape', () => {
		const row = (name: string) =>
			readProjectFile('docs/settings.md')
				.split('\n')
				.find((line) => line.startsWith(`| \`${name}\``));
		expect(row('IDLE_STOP_MS')).toContain('| `300000` (5 min) | 1 ms or more |');
		expect(row('MAX_MESSAGE_BYTES')).toContain('| `8192` (8 KiB) | 42 bytes to 1 MiB |');
		expect(row('MIX_BITRATE')).toContain('| 16000 to 510000 bits a second |');
	});
});

test('compose.yaml passes every setting on but those that the image itself has', () => {
	const passed = [...readProjectFile('compose.yaml').matchAll(/^ {6}- ([A-Z\d_]+)$/gm)];
	const names = new Set(passed.map(([, name = '']) => name).filter((name) => name !== 'DOMAIN'));
	const ofImage = ['HOST', 'PORT', 'DATA_DIR'];
	const wanted = SETTING_NAMES.filter((name) => !ofImage.includes(name));
	expect([...names].sort()).toEqual([...wanted].sort());
});
