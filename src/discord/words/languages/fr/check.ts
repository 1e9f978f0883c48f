// What a sound check says, in French.
import type { CheckTexts } from '../en/check.js';

/** Channels come as mentions, names in bold, addresses as inline code, shares with their sign. */
export const CHECK_FR: CheckTexts = {
	running: (channel) =>
		`Un test de son est en cours dans ${channel} : il se termine dans quelques secondes.`,
	notInVoice: 'Rejoignez d’abord un salon vocal : je vérifie celui où vous êtes.',
	listening: (channel, seconds) =>
		`👂 J’écoute pendant ${seconds} secondes dans ${channel} : dites tous quelques mots, aussi fort que dans l’émission. Rien ne passe à l’antenne, et rien n’est gardé.`,
	ready: (channel) => `✅ **Tout est prêt** pour une émission dans ${channel}.`,
	toLookAt: (channel, count) =>
		`⚠️ **${count === 1 ? '1 point' : `${count} points`} à voir** avant une émission dans ${channel} :`,
	/** Sentences of the last line, each with the space behind it. */
	listened: (duration) => `Écoute de ${duration}. `,
	nothingKept: 'Rien n’est passé à l’antenne, et rien n’est gardé. ',
	next: 'La suite : `/podcast start`',
	allTheSame: 'Vous pouvez quand même passer à l’antenne : `/podcast start`',
	ends: {
		needed: 'Le test a été interrompu, car on avait besoin de moi en vocal pour autre chose.',
		stopping: 'Le test a été interrompu, car on m’arrête.',
		moved: (channel) => `On m’a déplacé dans ${channel}, et je suis parti.`,
		soFar: 'Ce qu’on a entendu jusque-là :',
		silence: (channel) =>
			`Je n’ai pas pu entrer dans ${channel}, donc on n’a entendu personne. Est-il plein, ou ses permissions m’en empêchent-elles ?`,
		notJoined: (channel, why) =>
			`Je ne suis pas entré dans ${channel}, donc on n’a entendu personne. ${why}`,
	},
	unannounced:
		'Quelqu’un parle, et Discord ne me dit pas qui : cette voix resterait hors antenne. Si vous n’êtes pas dans cette liste, quittez le salon et revenez.',
	connection: {
		away: 'Ma connexion vocale à Discord s’est coupée entre-temps, et n’était pas revenue à la fin. Ce qui a été dit depuis n’est pas dans cette liste.',
		'came back':
			'Ma connexion vocale à Discord s’est coupée entre-temps, et est revenue. Ce qui a été dit dans l’intervalle n’est pas dans cette liste.',
	},
	endToEnd: (version) =>
		`🔒 Chiffrement : de bout en bout jusqu’à moi (DAVE, version ${version}) ; une émission va de moi à ceux qui écoutent.`,
	notEndToEnd:
		'🔓 Chiffrement : jusqu’à Discord puis depuis Discord, pas de bout en bout dans cet appel.',
	lossUnknown: '📶 Pertes : inconnues, aucun son n’est venu.',
	loss: (share) => `Pertes : ${share} du son ne m’est pas parvenu`,
	whoseLoss: '. Pour un seul membre, c’est son réseau ; pour tous, le mien.',
	delay: (parts) => `⏱️ Délai : ${parts.join(', ')}.`,
	noRoundTrip: 'le serveur vocal de Discord n’y a pas répondu',
	roundTrip: (ms) => `${ms} ms jusqu’au serveur vocal de Discord et retour`,
	waiting: (ms) => `et les voix ont besoin de ${ms} ms d’attente pour être régulières`,
	permissionsThere: '🔑 Permissions : j’ai ici toutes celles dont une émission a besoin.',
	/** @param names - each with what it is for in brackets */
	missing: (names) =>
		`Il manque ici : ${names}. Donnez-le-moi dans les paramètres du salon, sous Permissions.`,
	neededFor: {
		'View Channel': 'pour entrer',
		Connect: 'pour entrer',
		'Send Messages': 'pour dire aux membres qu’ils sont à l’antenne',
		'Set Voice Channel Status': 'pour montrer dans la liste des salons qu’il est à l’antenne',
	},
	offAir: (count) =>
		`🚫 ${count === 1 ? '1 membre est' : `${count} membres sont`} hors antenne par choix, sans mesure.`,
	nobodyHeard: 'On n’a entendu personne.',
	nobodyThere: 'Il n’y a que moi dans le salon.',
	nobodyOnAir: 'Il n’y a personne dans le salon qu’on entendrait dans une émission.',
	/** What a voice is like, alone or after how many are. What needs a hand comes first. */
	levels: {
		unreadable: 'parlent sans qu’on les entende',
		clipping: 'saturé',
		faint: 'à peine audible',
		'too loud': 'trop fort',
		'too quiet': 'trop faible',
		fine: 'bien',
		unmeasured: 'audible, sans mesure',
	},
	moreVoices: (counts) => `Autres voix : ${counts}.`,
	lost: (share) => ` ; ${share} s’est perdu en route`,
	short: (seconds) => `, sur ${seconds} s seulement`,
	unreadable: (who, why) => `${who} parle sans qu’on l’entende : ${why}`,
	faint: (who, advice) => `${who} : à peine un son. Est-ce le bon micro ? ${advice}`,
	unmeasured: (who, lost) => `${who} : audible, sans mesure, car trop de monde parle${lost}.`,
	fine: (who, measured) => `${who} : bien ${measured}.`,
	advice: {
		'too quiet': 'Rapprochez-vous du micro, ou montez son volume.',
		'too loud': 'Éloignez-vous du micro, ou baissez son volume.',
		clipping: 'Le son est déformé : baissez le volume du micro.',
	},
	damaged: 'sa voix arrive abîmée. Quittez le salon et revenez.',
	notOpened:
		'sa voix chiffrée ne s’ouvre pas. Quittez le salon et revenez, ou mettez Discord à jour.',
	silent: (names) => `Silence : ${names}. Rien n’est venu : ont-ils parlé, et dans le bon micro ?`,
	muted: (groups) => `🔇 Muets : ${groups}.`,
	mutedBy: {
		themselves: 'par eux-mêmes',
		'a moderator': 'par la modération',
		'the stage': 'dans le public de la scène',
	},
	members: (count) => (count === 1 ? '1 membre' : `${count} membres`),
	andMore: (shown, more) => `${shown} et ${more} de plus`,
	server: (why) => `Serveur de podcasts : ${why}.`,
	serverTakesMe: '📡 Serveur de podcasts : il répond et m’accepte.',
	link: {
		untried:
			'🌐 Lien : c’est le serveur de podcasts qui le crée, donc je ne peux pas l’essayer avant une émission.',
		'only here': (told) =>
			`Lien : seul l’ordinateur où je tourne peut l’ouvrir (${told}). Qui m’héberge doit régler \`PUBLIC_URL\`.`,
		'only near': (told) =>
			`Lien : ${told} est une adresse interne à un réseau, et seuls ceux qui y sont peuvent l’ouvrir. Qui m’héberge doit régler \`PUBLIC_URL\`.`,
		askDoctor: 'Qui m’héberge en apprend plus avec `npm run doctor`.',
		opens: (told) => `🌐 Lien : il s’ouvre à ${told}, essayé depuis l’ordinateur où je tourne.`,
		notLive: (told) =>
			`Lien : la page s’ouvre à ${told}, mais le son en direct (un websocket) ne passe pas ; on entend tout une seconde plus tard.`,
		foreign: (told) => `Lien : une autre page répond à ${told}.`,
		status: (told, status) => `Lien : ${told} répond avec le statut ${status}, sans page.`,
		unreachable: (told, why) =>
			`Lien : ${told} ne me répond pas (${why}). Essayez sur un téléphone sans Wi-Fi : certains routeurs ne ramènent pas à l’intérieur.`,
	},
};
