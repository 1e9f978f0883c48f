// The words of the pages in the language of whoever asks.
import type { Language } from '../../languages.js';
import { words as de } from './browser/words/de.js';
import { words as en, type PageWords } from './browser/words/en.js';
import { words as es } from './browser/words/es.js';
import { words as fr } from './browser/words/fr.js';
import { words as pt } from './browser/words/pt.js';

const WORDS: Readonly<Record<Language, PageWords>> = { en, de, es, fr, pt };

/** All that pages say in a language. */
export function wordsOf(language: Language): PageWords {
	return WORDS[language];
}
