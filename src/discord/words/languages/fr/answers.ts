// Short answers to commands and buttons that more than one of them gives, in French.
import type { AnswerTexts } from '../en/answers.js';

/** With facts or without. */
export const ANSWERS_FR: AnswerTexts = {
	notInvited: 'Cela fonctionne sur les serveurs où l’on m’a invité comme bot.',
	starting: 'Le bot démarre : réessayez dans un instant.',
	closing: 'Le bot s’arrête : réessayez quand il sera de retour.',
	returning: 'Un instant : le bot a redémarré et revient.',
	unknownCommand: 'Je ne connais plus cette commande ; elle va bientôt disparaître.',
	unknownButton: 'Je ne connais plus ce bouton.',
	notOnAir: 'Ce serveur n’est pas à l’antenne : `/podcast start` lance une émission.',
	over: 'Cette émission est terminée.',
	mayNot:
		'C’est réservé aux membres qui peuvent utiliser `/podcast` ici : ceux qui ont **Gérer le serveur**, et ceux à qui on l’accorde dans Paramètres du serveur → Intégrations.',
	ended: '⚫ L’émission est terminée.',
	givenUp: '⚫ L’émission qui allait commencer est abandonnée.',
	channelGone:
		'Le salon vocal de cette émission n’existe plus : `/podcast start` en lance une nouvelle.',
	notInRecording: 'Votre voix n’est pas dans cet enregistrement, ou elle n’y est plus.',
	noMember: 'Cet utilisateur n’est pas membre de ce serveur.',
	failed: (code) =>
		`Quelque chose a échoué de mon côté. Réessayez ; si rien n’y fait, qui héberge ce bot trouve la cause dans son journal${code === undefined ? '' : `, sous le code ${code}`}.`,
	tooEarly: (channel) =>
		`Une émission est en train de commencer dans ${channel} : réessayez quand elle sera à l’antenne.`,
	noChannel: (command) =>
		`Rejoignez d’abord un salon vocal, ou indiquez-en un : \`${command} channel:\`, puis choisissez-le.`,
	wrongChannel: (channel) => `${channel} n’est pas un salon vocal : choisissez-en un.`,
};
