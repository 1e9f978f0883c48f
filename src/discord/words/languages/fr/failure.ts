// What fails in voice, at Discord and at the podcast server, in French.
import type { FailureTexts } from '../en/failure.js';

/** Channels come as mentions. */
export const FAILURE_FR: FailureTexts = {
	permissions: {
		'View Channel': 'Voir le salon',
		Connect: 'Se connecter',
		'Send Messages': 'Envoyer des messages',
		'Set Voice Channel Status': 'Définir le statut du salon vocal',
	},
	listed: (listed) => listed.join(' et '),
	voiceEnd: {
		left: () => 'C’est arrêté.',
		disconnected: (channel) => `Quelqu’un m’a déconnecté de ${channel}.`,
		'channel deleted': () => 'Le salon vocal a été supprimé.',
		'guild gone': () => 'On m’a retiré du serveur.',
		refused: (channel) =>
			`Le serveur vocal de ${channel} me refuse : ce bot a peut-être besoin d’une mise à jour.`,
		'connection lost': (channel) =>
			`La connexion vocale à ${channel} s’est perdue et n’est pas revenue.`,
		'gateway closed': () =>
			'Discord a fermé ma connexion pour de bon : la raison est dans le journal.',
		'taken over': () =>
			'Un autre processus avec mon jeton de bot a pris ma place : qui m’héberge doit arrêter l’un des deux.',
	},
	couldNotEnter: (channel, why) =>
		`Je n’ai pas pu entrer dans ${channel}. ${why}. Est-il plein, ou ses permissions m’en empêchent-elles ?`,
	endedWhileStarting: (why) => `L’émission s’est arrêtée avant d’être à l’antenne. ${why}`,
	gateway: {
		token: 'Discord n’accepte plus mon jeton : qui m’héberge doit en mettre un nouveau.',
		sharding:
			'Je suis sur plus de serveurs que Discord n’en permet avec une connexion : qui m’héberge doit m’en retirer de certains.',
		intents:
			'Discord ne m’accorde plus les intents dont j’ai besoin : qui m’héberge doit les activer.',
		other: 'Discord refuse ma connexion pour de bon : ce bot a besoin d’une mise à jour.',
	},
	server: {
		failed: (what, { code, quote }) =>
			`${what}${quote}. La raison est dans le journal, sous le code ${code}`,
		says: (text) => ` ; il dit : ${text}`,
		noAnswer: 'Le serveur de podcasts n’a pas répondu à temps',
		notLetIn: 'Le serveur de podcasts ne me laisse pas entrer',
		closed: (code) => `Le serveur de podcasts a fermé la connexion (${code})`,
		notUnderstood: 'Le serveur de podcasts a répondu quelque chose que je ne comprends pas',
		unreachable: 'Le serveur de podcasts est injoignable',
		busy: 'Le serveur de podcasts est surchargé, ou en panne',
	},
	start: {
		failed: (why) => `L’émission n’a pas pu commencer. ${why}.`,
		starting: (channel) => `Une émission est en train de commencer dans ${channel}.`,
		choicesUnheard:
			'Aucune émission ne commence encore : d’autres parties de moi ne m’ont pas dit qui veut rester hors antenne, et personne ne passe à l’antenne contre son gré. Je continue de demander ; réessayez dans une minute. Si cela dure, qui m’héberge trouve la raison dans le journal (`PRIVACY_STRICT`).',
	},
	entry: {
		permissionsMissing: (channel, names) =>
			`Je ne peux pas entrer dans ${channel} : donnez-moi ${names} là-bas, dans les paramètres du salon, sous Permissions.`,
		timedOut: (channel) =>
			`Je suis en exclusion temporaire sur ce serveur et ne peux pas entrer dans ${channel}.`,
		full: (channel, members) =>
			`${channel} est plein (${members} membres) : augmentez sa limite, ou donnez-moi **Déplacer des membres** là-bas, et j’entrerai quand même.`,
		notSeen: (channel) => `Je ne vois pas ${channel} : donnez-moi **Voir le salon** là-bas.`,
		mayNotSpeak: (channel) =>
			`Je ne peux pas parler dans ${channel} : donnez-moi **Parler** là-bas, dans les paramètres du salon, sous Permissions.`,
	},
	seat: {
		show: (channel) =>
			`Ce serveur est déjà à l’antenne depuis ${channel} : \`/podcast stop\` l’arrête, \`/podcast status\` le montre.`,
		listening: (channel) =>
			`Je diffuse une émission dans ${channel}, et je ne peux être que dans un salon vocal à la fois sur un serveur : \`/podcast leave\` l’arrête. Qui héberge ce bot peut ajouter des comptes qui diffusent, avec \`DISCORD_LISTENER_TOKENS\`.`,
		'another process': (channel) =>
			`Un autre processus avec mon jeton de bot est dans ${channel}, et un seul de nous peut être en vocal ici : qui m’héberge doit arrêter l’un des deux.`,
	},
};
