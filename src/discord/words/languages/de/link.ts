// What is said of a show's link, in German.
import type { LinkTexts } from '../en/link.js';

/** What stands beside a link that not everybody can open. */
export const LINK_DE: LinkTexts = {
	onlyHere:
		'⚠️ Nur der Rechner, auf dem ich laufe, kann diese Sendung öffnen: Wer mich betreibt, setzt `PUBLIC_URL`.',
	onlyNear:
		'⚠️ Nur wer in meinem eigenen Netz ist, kann diese Sendung öffnen: Wer mich betreibt, setzt `PUBLIC_URL`.',
};
