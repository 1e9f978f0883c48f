// Which language somebody is spoken to in.
import { describe, expect, it } from 'vitest';
import { languageOfLocale, pickLanguage } from '../src/languages.js';

describe('pickLanguage', () => {
	it.each([
		[undefined, 'en'],
		['', 'en'],
		['de', 'de'],
		['de-AT', 'de'],
		['DE-at', 'de'],
		['pt-BR,pt;q=0.9,en;q=0.8', 'pt'],
		['pt-PT', 'pt'],
		['es-419', 'es'],
		['nl,fr;q=0.7,de;q=0.9', 'de'],
		['fr;q=0.5, es;q=0.5', 'fr'],
		['en;q=0.1, fr ; q=0.2', 'fr'],
		['de;q=0, fr;q=0.001', 'fr'],
		['de;q=0', 'en'],
		['*', 'en'],
		['*, de;q=0.1', 'de'],
		['ja, ko;q=0.5', 'en'],
		['de;q=2, fr;q=0.3', 'fr'],
		['de;q=abc, ;;;, fr;q=0.3, ,', 'fr'],
		['deutsch', 'en'],
		['\u0000\uFFFF;q=-1', 'en'],
	])('answers %j with %s', (header, language) => {
		expect(pickLanguage(header)).toBe(language);
	});

	it('reads no more of a header than browsers send', () => {
		expect(pickLanguage(`${'x,'.repeat(1_000_000)}de`)).toBe('en');
	});
});

describe('languageOfLocale', () => {
	it.each([
		['de', 'de'],
		['es-ES', 'es'],
		['es-419', 'es'],
		['fr', 'fr'],
		['pt-BR', 'pt'],
		['en-US', 'en'],
		['en-GB', 'en'],
		['zh-CN', 'en'],
		['', 'en'],
	])('takes %s for %s', (locale, language) => {
		expect(languageOfLocale(locale)).toBe(language);
	});
});
