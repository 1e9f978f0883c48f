// Which language somebody in Discord is spoken to in; English where Discord does not tell.
import { type Language, languageOfLocale } from '../../languages.js';

/** A member's own: that of their Discord. */
export function languageOf({ locale }: { locale: string | undefined }): Language {
	return languageOfLocale(locale ?? '');
}

/** A server's, for what all its members see: its setting "Primary Language". */
export function languageOfServer(server: { preferredLocale: string } | undefined): Language {
	return languageOfLocale(server?.preferredLocale ?? '');
}
