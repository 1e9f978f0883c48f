// Permissions by the names that Discord's settings have in the reader's language.
import type { Language } from '../../languages.js';
import { textsIn } from './languages/texts.js';

/**
 * All of them in bold, as a list in a sentence.
 *
 * @param names - as Discord's settings call them in English
 */
export function listPermissions(names: readonly string[], language: Language): string {
	const { listed, permissions } = textsIn(language).failure;
	const known: Readonly<Record<string, string>> = permissions;
	return listed(names.map((name) => `**${known[name] ?? name}**`));
}
