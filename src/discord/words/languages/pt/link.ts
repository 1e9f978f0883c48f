// What is said of a show's link, in Portuguese.
import type { LinkTexts } from '../en/link.js';

/** What stands beside a link that not everybody can open. */
export const LINK_PT: LinkTexts = {
	onlyHere:
		'⚠️ Só o computador em que eu rodo pode abrir este programa: quem cuida de mim configura `PUBLIC_URL`.',
	onlyNear:
		'⚠️ Só quem está na minha própria rede pode abrir este programa: quem cuida de mim configura `PUBLIC_URL`.',
};
