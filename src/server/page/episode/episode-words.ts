// The texts of episodes' pages in the language of whoever reads them.
import type { Language } from '../../../languages.js';
import { de } from '../browser/words/episode/de.js';
import { type EpisodeWords, en } from '../browser/words/episode/en.js';
import { es } from '../browser/words/episode/es.js';
import { fr } from '../browser/words/episode/fr.js';
import { pt } from '../browser/words/episode/pt.js';

const WORDS: Readonly<Record<Language, EpisodeWords>> = { en, de, es, fr, pt };

/** All texts of a language. */
export function episodeWords(language: Language): EpisodeWords {
	return WORDS[language];
}
