// What is said of a show's link, in Spanish.
import type { LinkTexts } from '../en/link.js';

/** What stands beside a link that not everybody can open. */
export const LINK_ES: LinkTexts = {
	onlyHere:
		'⚠️ Solo el ordenador donde funciono puede abrir este programa: quien me administra configura `PUBLIC_URL`.',
	onlyNear:
		'⚠️ Solo quien está en mi propia red puede abrir este programa: quien me administra configura `PUBLIC_URL`.',
};
