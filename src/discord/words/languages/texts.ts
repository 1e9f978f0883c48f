// The sentences that people in Discord read, in each language.
import type { Language } from '../../../languages.js';
import { DE } from './de/index.js';
import { EN, type Texts } from './en/index.js';
import { ES } from './es/index.js';
import { FR } from './fr/index.js';
import { PT } from './pt/index.js';

const TEXTS: Readonly<Record<Language, Texts>> = { en: EN, de: DE, es: ES, fr: FR, pt: PT };

/** What is said in that language; in English where there is none such. */
export function textsIn(language: Language): Texts {
	return TEXTS[language] ?? EN;
}

/** The same in all languages, each once. */
export function inAllLanguages<T>(pick: (texts: Texts) => T): T[] {
	return Object.values(TEXTS).map(pick);
}
