// What keeps sound from getting through, in French: what is wrong, what is done, what helps.
import type { TroubleTexts } from '../en/trouble.js';

const REJOIN = {
	advice: 'Quittez le salon vocal et revenez.',
	adviceAfterColon: 'quittez le salon vocal et revenez.',
};

/** Sentences in Discord's markdown. */
export const TROUBLE_FR: TroubleTexts = {
	minutes: (count) => (count < 2 ? `${count} minute` : `${count} minutes`),
	voiceAway:
		'La connexion vocale à Discord est coupée : on n’entend personne. Je me reconnecte ; vous n’avez rien à faire.',
	voiceShut: (why) =>
		`La connexion vocale à Discord est coupée : on n’entend personne. ${why} Dès que je le pourrai, je reviendrai de moi-même.`,
	serverAway:
		'La connexion au serveur de podcasts est coupée : l’auditoire n’entend rien. Je me reconnecte ; si cela dure, qui gère le serveur de podcasts devrait regarder.',
	deafened:
		'La modération m’a mis en sourdine, donc Discord ne m’envoie aucun son. Faites un clic droit sur mon nom dans le salon vocal et décochez **Mettre en sourdine sur le serveur**.',
	nothingComes:
		'Discord dit que quelqu’un parle, mais aucun son de personne ne me parvient. Je me reconnecte ; si cela dure, la personne qui m’héberge doit regarder le réseau : le son de Discord arrive par UDP, qu’un pare-feu ou un routeur peut avoir coupé.',
	unreadable:
		'Ce qu’envoie le serveur vocal de Discord ne s’ouvre pas avec ses clés : on n’entend personne. Je me reconnecte ; si cela dure, arrêtez l’émission et relancez-la.',
	alone: (time) =>
		`Il n’y a plus que moi dans le salon. L’émission s’arrête si personne ne vient d’ici ${time}.`,
	silence: (time) =>
		`On n’a entendu personne depuis ${time}. Si quelqu’un parle, son micro est peut-être coupé dans Discord, ou ne capte rien.`,
	late: (seconds) => `Le son a ${seconds} s de retard. La machine où je tourne est surchargée.`,
	rival:
		'Un autre processus répond avec mon jeton de bot, donc des commandes peuvent échouer : qui m’héberge doit arrêter l’un des deux.',
	choicesUnseen:
		'Je ne joins plus mes autres parties, donc je ne vois pas qui demande sur d’autres serveurs à rester hors antenne. Qui ne veut pas être entendu ici tape `/podcast-privacy optout` ici, et cela compte aussitôt. Si cela dure, qui m’héberge trouve la raison dans le journal.',
	notRecorded: {
		'disk full':
			'L’enregistrement s’est arrêté : mon disque est presque plein. L’émission continue ; ce qui est enregistré jusqu’ici est gardé.',
		'disk slow':
			'L’enregistrement s’est arrêté : mon disque ne suit pas. L’émission continue ; ce qui est enregistré jusqu’ici est gardé.',
		'disk failed':
			'L’enregistrement s’est arrêté : mon disque a échoué. L’émission continue ; ce qui est enregistré jusqu’ici est gardé. La raison est dans le journal.',
		'not begun':
			'L’émission n’est pas enregistrée : je ne peux pas écrire sur mon disque. Elle continue sans ; la raison est dans le journal.',
	},
	unheard: {
		notReady: {
			cause: 'le chiffrement de bout en bout de Discord ne m’a pas encore laissé entrer',
			...REJOIN,
		},
		notDecrypted: {
			cause: 'sa voix chiffrée de bout en bout ne s’ouvre pas avec les clés de l’appel',
			advice: 'Quittez le salon vocal et revenez, ou mettez Discord à jour.',
			adviceAfterColon: 'quittez le salon vocal et revenez, ou mettez Discord à jour.',
		},
		damaged: { cause: 'sa voix arrive abîmée', ...REJOIN },
	},
	unheardExhausted: (member, { advice, cause }) =>
		`${member} parle, mais on ne l’entend pas : ${cause}. J’ai essayé tout ce que je peux. ${advice}`,
	unheardYet: (member, { adviceAfterColon, cause }) =>
		`${member} parle, mais on ne l’entend pas : ${cause}. Je m’en occupe ; si cela dure : ${adviceAfterColon}`,
	unannounced: {
		notReady:
			'Quelqu’un parle, et le chiffrement de bout en bout de Discord ne m’a pas encore laissé entrer, donc je ne l’entends pas. Je m’en occupe ; si cela dure, quittez le salon vocal et revenez.',
		noKey:
			'Une voix chiffrée de bout en bout ne s’ouvre avec aucune clé que j’ai : je ne sais pas de qui elle est, et elle reste hors antenne. Si on ne vous entend pas, quittez le salon vocal et revenez, ou mettez Discord à jour.',
		unknown: ({ hasRejoined }) =>
			`Quelqu’un parle dont Discord ne m’a rien dit : je ne sais pas de qui est cette voix, et elle reste hors antenne.${hasRejoined ? ' Je me suis reconnecté, sans succès.' : ''} Si on ne vous entend pas, coupez et rétablissez votre micro, ou quittez le salon et revenez.`,
	},
	over: {
		voiceAway: 'La connexion vocale est de retour.',
		serverAway: 'Le serveur de podcasts est de retour.',
		deafened: 'J’entends de nouveau.',
		nothingComes: 'Le son me parvient de nouveau.',
		unreadable: 'On entend de nouveau tout le monde.',
		unheard: (member) => `On entend de nouveau ${member}.`,
		unannounced: 'Je sais de nouveau de qui est chaque voix.',
		alone: 'Il y a de nouveau quelqu’un dans le salon.',
		silence: 'On entend de nouveau quelqu’un.',
		late: 'Le son est de nouveau à l’heure.',
		choicesUnseen: 'Je vois de nouveau qui demande sur d’autres serveurs à rester hors antenne.',
	},
};
