// What a command is called and says in other languages (API documentation, "Localization").
import { Locale } from 'discord.js';
import type { FieldErrors } from '../rest/api-error.js';
import type { Payload } from './payload.js';

type Path = readonly (string | number)[];

const LOCALES: ReadonlySet<string> = new Set(Object.values(Locale));
const FIELDS = ['name_localizations', 'description_localizations'] as const;

/** Checks the texts of one command, option or choice in other languages. */
export function addLocalizationErrors(
	errors: FieldErrors,
	path: Path,
	described: Payload,
	maxLengths: { name: number; description: number },
): void {
	for (const field of ['name', 'description'] as const) {
		for (const [locale, text] of localizationsOf(described, field)) {
			const textPath = [...path, `${field}_localizations`, locale];
			if (!LOCALES.has(locale)) {
				errors.add(textPath, 'BASE_TYPE_CHOICES', 'Value must be one of the locales.');
			}
			errors.checkText(textPath, text, { min: 1, max: maxLengths[field], isRequired: true });
		}
	}
}

/** How much of a command's characters a text takes: those of its longest language. */
export function longestLength(described: Payload, field: 'name' | 'description'): number {
	return Math.max(
		...[described[field], ...localizationsOf(described, field).map(([, text]) => text)].map(
			(text) => (typeof text === 'string' ? text.length : 0),
		),
	);
}

function localizationsOf(described: Payload, field: 'name' | 'description'): [string, unknown][] {
	return Object.entries((described[`${field}_localizations`] ?? {}) as Payload);
}

/** As a list shows a command that was not asked for `with_localizations`. */
export function withoutLocalizations(described: Payload): Payload {
	const shown: Payload = { ...described };
	for (const field of FIELDS) {
		delete shown[field];
	}
	for (const field of ['options', 'choices'] as const) {
		if (Array.isArray(described[field])) {
			shown[field] = (described[field] as Payload[]).map(withoutLocalizations);
		}
	}
	return shown;
}
