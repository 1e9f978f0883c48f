// The words of the pages in the language of whoever asks.
import type { Language } from '../../languages.js';
import { words as en, type PageWords } from './browser/words/en.js';

const WORDS: Readonly<Record<Language, PageWords>> = { en, de: en, es: en, fr: en, pt: en };

/** All that pages say in a language. */
export function wordsOf(language: Language): PageWords {
	return WORDS[language];
}
