// A command's definition with what Discord says of it in other languages.
import type {
	Locale,
	LocalizationMap,
	RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord.js';
import type { Language } from '../../languages.js';
import { COMMANDS_DE, type CommandTexts } from './languages/de/commands.js';
import { COMMANDS_ES } from './languages/es/commands.js';
import { COMMANDS_FR } from './languages/fr/commands.js';
import { COMMANDS_PT } from './languages/pt/commands.js';

/** What Discord says of commands, by language; English is in the definitions themselves. */
export const COMMAND_TEXTS: Readonly<Record<Exclude<Language, 'en'>, CommandTexts>> = {
	de: COMMANDS_DE,
	es: COMMANDS_ES,
	fr: COMMANDS_FR,
	pt: COMMANDS_PT,
};

/** @see {@link https://discord.com/developers/docs/reference#locales} */
const LOCALES = {
	de: ['de'],
	es: ['es-ES', 'es-419'],
	fr: ['fr'],
	pt: ['pt-BR'],
} as const satisfies Record<keyof typeof COMMAND_TEXTS, readonly `${Locale}`[]>;

/** A command, an option or a choice. */
interface Described {
	name: string;
	description?: string;
	options?: readonly Described[];
	choices?: readonly Described[];
}

/**
 * Adds all translations. Names of commands and options stay English: help and answers speak of
 * them. A choice has no description, so its name is what is translated.
 */
export function localizeCommand(
	definition: RESTPostAPIChatInputApplicationCommandsJSONBody,
): RESTPostAPIChatInputApplicationCommandsJSONBody {
	return localize(definition as Described) as RESTPostAPIChatInputApplicationCommandsJSONBody;
}

function localize(described: Described): Described {
	const { choices, description, name, options } = described;
	return {
		...described,
		...(description === undefined
			? { name_localizations: translate(name) }
			: { description_localizations: translate(description) }),
		...(options && { options: options.map(localize) }),
		...(choices && { choices: choices.map(localize) }),
	};
}

/** @returns null where there is no translation, as Discord writes it */
function translate(text: string): LocalizationMap | null {
	const translations: LocalizationMap = {};
	for (const [language, locales] of Object.entries(LOCALES)) {
		const texts: Readonly<Record<string, string>> = COMMAND_TEXTS[language as keyof typeof LOCALES];
		const translation = texts[text];
		if (translation !== undefined) {
			for (const locale of locales) {
				translations[locale] = translation;
			}
		}
	}
	return Object.keys(translations).length === 0 ? null : translations;
}
