// What is said of a show's link, in French.
import type { LinkTexts } from '../en/link.js';

/** What stands beside a link, and what `/podcast link` answers. */
export const LINK_FR: LinkTexts = {
	onlyHere:
		'⚠️ Seul l’ordinateur où je tourne peut ouvrir cette émission : qui m’héberge doit régler `PUBLIC_URL`.',
	onlyNear:
		'⚠️ Seuls ceux qui sont sur mon propre réseau peuvent ouvrir cette émission : qui m’héberge doit régler `PUBLIC_URL`.',
	unsupported:
		'Ce serveur de podcasts n’a pas de liens : les programmes écoutent avec des identifiants, à l’adresse que montre `/podcast status`.',
	private:
		'🔒 Cette émission est privée et n’a pas de lien : seuls les programmes munis d’identifiants peuvent écouter.',
	privatePlace:
		'🔒 L’émission de ce serveur est privée et n’a pas de lien : seuls les programmes munis d’identifiants peuvent ouvrir son adresse. `/podcast show visibility:unlisted` change cela.',
	away: 'Le serveur de podcasts est absent en ce moment, et son lien avec lui : réessayez quand le panneau dit **À l’antenne**.',
	publicShow: '🔊 Cette émission est publique : tout le monde peut écouter, avec ou sans clé.',
	publicPlace:
		'🔊 L’émission de ce serveur est publique : tout le monde peut ouvrir son adresse, qui n’a pas de clé à renouveler.',
	renewedPlace:
		'🔗 C’est fait. L’ancien lien vers l’émission de ce serveur ne fonctionne plus. Ce qui est à l’antenne est public : qui sait où le trouver continue d’écouter. Le nouveau lien :',
	renewed:
		'🔗 C’est fait. L’ancien lien ne fonctionne plus, même pour ceux qui écoutaient par lui. Le nouveau :',
	newFeed:
		'Le flux a aussi une nouvelle adresse. Qui s’y était abonné dans une appli de podcasts doit s’y abonner de nouveau :',
	notSaved:
		'⚠️ Impossible de l’enregistrer : l’ancien lien fonctionnera de nouveau à mon prochain redémarrage. Prévenez qui héberge ce bot.',
	notRenewed: (why) => `Impossible de créer un nouveau lien. ${why}.`,
	stillWorks: ' L’ancien fonctionne toujours.',
	noVisibility:
		'Ce serveur de podcasts ne connaît ni liens ni visibilité : seuls les programmes munis de ses identifiants peuvent écouter, quel que soit votre choix.',
};
