// What a host reads first: the steps to a show, in French.
import type { HelpTexts } from '../en/help.js';

const steps = [
	'1. Rejoignez un salon vocal et tapez `/podcast start`. Tout le monde dans le salon est prévenu.',
	'2. Partagez le lien du panneau : pour écouter, un navigateur suffit.',
	'3. `/podcast stop` arrête l’émission.',
];

/** Lines, from the first to the last. */
export const HELP_FR: HelpTexts = {
	welcome: [
		'👋 **Je mets des salons vocaux à l’antenne.** Trois étapes :',
		...steps,
		'-# Pour les membres qui ont **Gérer le serveur**, et ceux à qui on accorde la commande dans Paramètres du serveur → Intégrations. `/podcast help` en dit plus.',
	],
	help: [
		'**Votre émission en trois étapes**',
		...steps,
		'',
		'**Avant une émission :** `/podcast check` dit qui on entend, à quel volume, et ce qui manque.',
		'**D’elle-même :** `/podcast schedule add` planifie une émission, `/podcast auto` en lance une quand il y a du monde, `/podcast announce` prévient un salon.',
		'**À l’antenne :** `/podcast status` dit si tout marche, `/podcast link` crée un nouveau lien, `/podcast mute` retire un membre de l’antenne.',
		'**Ailleurs :** `/podcast listen` diffuse une émission dans un salon vocal, `/podcast leave` l’arrête.',
		'**Pour tout le monde :** `/podcast-privacy optout` garde votre voix hors de toute émission, `/podcast-privacy show` dit ce qui est gardé de vous.',
	],
};
