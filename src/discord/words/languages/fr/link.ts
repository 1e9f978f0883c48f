// What is said of a show's link, in French.
import type { LinkTexts } from '../en/link.js';

/** What stands beside a link that not everybody can open. */
export const LINK_FR: LinkTexts = {
	onlyHere:
		'⚠️ Seul l’ordinateur où je tourne peut ouvrir cette émission : qui m’héberge doit régler `PUBLIC_URL`.',
	onlyNear:
		'⚠️ Seuls ceux qui sont sur mon propre réseau peuvent ouvrir cette émission : qui m’héberge doit régler `PUBLIC_URL`.',
};
