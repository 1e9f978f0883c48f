// What happens in a show and how it ends, in French.
import type { ShowTexts } from '../en/show.js';

/** Names and titles come escaped, channels as mentions. */
export const SHOW_FR: ShowTexts = {
	begun: (by) => `${by} l’a mise à l’antenne.`,
	resumed: 'De retour après un redémarrage.',
	moved: (channel) => `Passée dans ${channel} : l’émission continue de là.`,
	serverBack: (duration) => `Le serveur de podcasts a été absent pendant ${duration}.`,
	serverBackAnew: (duration) =>
		`Le serveur de podcasts a été absent pendant ${duration} : le podcast a un nouvel identifiant, les récepteurs doivent se reconnecter.`,
	muted: (by) => `${by} a retiré un membre de l’antenne.`,
	unmuted: (by) => `${by} a laissé un membre revenir à l’antenne.`,
	linkRenewed: (by) => `${by} a créé un nouveau lien ; l’ancien ne fonctionne plus.`,
	newcomersNotTold: (channel) =>
		`Je ne peux pas écrire dans ${channel}, donc qui arrive ne sait pas qu’on l’entend à l’antenne : donnez-moi **Envoyer des messages** là-bas.`,
	newcomersToldHere: (channel) =>
		`Je ne peux pas écrire dans ${channel}, donc je préviens ici les nouveaux venus : donnez-moi **Envoyer des messages** là-bas.`,
	channelStatusNotAllowed: (channel) =>
		`La liste des salons n’indique pas que nous sommes à l’antenne : donnez-moi **Définir le statut du salon vocal** dans ${channel}.`,
	nextPart: (part) =>
		`L’enregistrement continue en partie ${part} : une partie ne peut pas être plus longue.`,
	noted: (by, text) => `${by} a posé un repère : ${text}`,
	voiceStatus: (title) => `🔴 À l’antenne : ${title}`,
	stopped: 'Elle a été arrêtée.',
	stoppedBy: (by) => `${by} l’a arrêtée.`,
	shutDown: 'Le bot a été arrêté.',
	restarting: 'On me redémarre, je reviens dans un instant.',
	returning: 'J’ai redémarré et je reviens à l’antenne.',
	idle: 'Il n’y a eu personne d’autre dans le salon pendant trop longtemps.',
	endQuestion: (title, listeners) =>
		`Arrêter l’émission **${title}**${listeners === undefined ? '' : ` (${listeners.toLocaleString('fr')} à l’écoute)`} ?`,
	keptGoing: '🔴 L’émission continue.',
	ended: (title, duration) => `⚫ **Hors antenne** : ${title}, après ${duration}.`,
	endedUnasked: (duration, reason) => `⚫ **Hors antenne** après ${duration}. ${reason}`,
	noReturn: {
		notStarted: (why) => `Le bot a redémarré et n’a pas pu revenir à l’antenne. ${why}`,
		unforeseen: 'Quelque chose a échoué de mon côté.',
		notWanted:
			'Le bot a redémarré, et reste hors antenne jusqu’à ce que quelqu’un relance une émission.',
		awayTooLong: (duration) => `Le bot a redémarré, après une absence de ${duration}.`,
		serverNotShown: 'Le bot a redémarré, et Discord ne m’a plus montré ce serveur depuis.',
		channelGone: 'Le bot a redémarré, et le salon vocal n’existe plus.',
		nobodyThere: (channel) => `Le bot a redémarré, et il n’y avait plus personne dans ${channel}.`,
		noEntry: (why) => `Le bot a redémarré. ${why}`,
	},
};
