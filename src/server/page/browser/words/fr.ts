// All that the pages say, in French.
import { lengthInWords, type PageWords } from './en.js';

/** French. */
export const words: PageWords = {
	language: 'fr',

	skip: 'Aller au contenu',
	siteDescription:
		'Des émissions en direct de salons vocaux Discord. Écoutez-les dans votre navigateur.',
	source: 'Code source',
	runs: (version) => `Discord Podcasts ${version}`,

	untitled: 'Émission sans titre',
	liveFrom: (serverName) => `En direct de ${serverName}`,
	origin: ({ hostName, serverName }) => {
		if (hostName === '') {
			return serverName === '' ? '' : `De ${serverName}`;
		}
		return serverName === '' ? `Avec ${hostName}` : `Avec ${hostName}, sur ${serverName}`;
	},

	live: 'En direct',
	interruptedSign: 'Interrompue',
	reconnectingSign: 'Reconnexion…',
	offAirSign: 'Hors antenne',
	endedTitle: 'terminée',

	onAirNow: 'À l’antenne',
	liveCount: (count) => `${count} en direct`,
	nothingLive: 'Rien n’est en direct pour le moment.',
	quiet: 'Tout est calme pour le moment.',
	quietHint: 'Dès que quelqu’un lance une émission publique, elle apparaît ici d’elle-même.',
	listenTo: (title) => `Écouter ${title}`,
	serverAway: (lastNews) =>
		`Le serveur ne répond pas. Nouvel essai… Ce que vous voyez date de ${lastNews}.`,

	listening: (_count) => 'à l’écoute',
	speakingNow: 'Au micro',
	nobodySpeaks: 'Personne ne parle en ce moment.',
	speakersUnknown: 'Inconnu pour le moment.',
	moreSpeakers: (count) => `et ${count} de plus`,

	play: 'Lecture',
	pause: 'Pause',
	fromStart: 'Depuis le début',
	backToLive: 'Revenir au direct',
	beginningWaits: 'Un instant, ça arrive.',
	beginningOver: 'C’est tout.',
	beginningGone: 'On ne peut plus l’écouter depuis le début.',
	mute: 'Couper le son',
	unmute: 'Rétablir le son',
	volume: 'Volume',
	noScript: 'Le lecteur a besoin de JavaScript ; celui-ci non :',

	pressPlay: 'Appuyez sur lecture pour écouter.',
	connecting: 'Connexion…',
	listeningLive: 'Vous écoutez en direct.',
	interrupted: 'L’émission est interrompue. Elle reprendra ici d’elle-même.',
	offline: 'Vous êtes hors ligne.',
	offlinePlaying: 'Vous êtes hors ligne. La lecture reprendra à votre retour.',
	noConnection: 'Pas de connexion. Nouvel essai…',
	connectionLost: 'Connexion perdue, reconnexion…',
	stillNoConnection: 'Toujours pas de connexion. Nouvel essai…',
	showEnded: 'L’émission est terminée.',
	linkClosed: 'Ce lien n’ouvre plus l’émission. Demandez-en un nouveau.',
	cannotPlay:
		'Ce navigateur ne peut pas jouer de son ici. Essayez-en un autre, ou ouvrez le MP3 ci-dessous.',
	pressAgain: 'Appuyez de nouveau sur lecture.',

	thanks: 'Merci d’avoir écouté.',
	wasOnAir: (durationMs) => `${lengthInWords(durationMs)} à l’antenne.`,
	whatElse: 'Voir les autres émissions',
	toShow: (title) => `Plus de ${title}`,

	share: 'Partager',
	copy: 'Copier',
	copied: 'Copié',
	otherPlayer: 'Écouter dans un autre lecteur',
	openInPlayer: 'Ouvrir dans votre lecteur',
	mp3Address: 'Adresse MP3',
	mp3Hint: 'Pour VLC, l’application radio de votre téléphone ou une radio internet.',
	moreFormats: 'Autres formats',
	formatOgg: 'Ogg Opus',
	formatPls: 'PLS, pour les radios plus anciennes',

	soundProblems: 'Un problème de son ?',
	soundHelp:
		'Si le son se coupe, écoutez le flux MP3 : il est plus stable, avec environ une seconde de retard.',
	playMp3: 'Écouter le flux MP3',
	onAirSince: 'À l’antenne depuis',
	delay: 'Retard',
	delayParts: 'Retard, en détail',
	decoder: 'Décodeur',
	framesReceived: 'Trames reçues',
	framesUnreadable: 'Trames illisibles',
	underruns: 'Coupures',
	skipped: 'Sauté pour rattraper le direct',
	reconnects: 'Reconnexions',
	decodeWith: 'Décoder avec',
	automatic: 'Automatique',
	decoderMp3: 'MP3, par le navigateur',
	decoderOwn: 'WebCodecs, par le navigateur',
	buffer: 'tampon',
	loudspeaker: 'haut-parleur',
	network: 'réseau',
	networkUnknown: 'réseau pas encore connu',

	keyboard: 'Clavier',
	keyboardTitle: 'Raccourcis clavier',
	keySpace: 'Espace',
	keyPlay: 'Lecture ou pause',
	keyMute: 'Couper ou rétablir le son',
	keyLouder: 'Plus fort',
	keyQuieter: 'Moins fort',
	keyHelp: 'Afficher cette liste',
	close: 'Fermer',

	offAir: 'Hors antenne pour le moment.',
	offAirHint: 'Quand l’émission commencera, cette page passera d’elle-même en direct.',
	listenElsewhere: 'Écouter maintenant',
	elsewhereHint: (host) => `Elle s’écoute sur ${host}.`,
	nowhereHint: 'Elle passe par un autre serveur, qui n’a pas de page d’écoute.',
	nextShows: 'À venir',
	noPlans: 'Aucune émission n’est encore prévue.',
	addToCalendar: 'Ajouter au calendrier',
	episodes: 'Épisodes',
	latestEpisodes: 'Derniers épisodes',
	noEpisodes: 'Il n’y a pas encore d’épisode.',
	playEpisode: (title) => `Écouter ${title}`,
	withPart: (title, part) => `${title}, partie ${part}`,
	untitledEpisode: 'Épisode sans titre',
	subscribe: 'Ne rien manquer',
	subscribeHint:
		'Collez l’adresse du flux dans votre application de podcasts : chaque épisode viendra à vous.',
	feedAddress: 'Adresse du flux',
	openFeed: 'Ouvrir le flux (RSS)',
	shareShow: 'Partager cette émission',
	link: 'Lien',
	qrCode: 'Code QR de l’adresse de cette émission',
	qrHint: 'Scannez-le avec un téléphone pour y écouter.',
	embedCode: 'Code pour un site web',
	about: 'À propos',
	joinServer: 'Rejoindre le serveur Discord',
	website: 'Site web',

	notFoundTitle: 'Émission introuvable',
	notFound: 'Il n’y a pas d’émission ici',
	notFoundHint:
		'L’émission est peut-être terminée, ou son lien a été remplacé. Demandez à qui vous l’a envoyé, ou voyez ce qui passe d’autre.',
	toHome: 'Voir ce qui passe maintenant',

	previewLive: (serverName) =>
		serverName === ''
			? 'À l’antenne. Appuyez sur lecture pour écouter.'
			: `À l’antenne sur ${serverName}. Appuyez sur lecture pour écouter.`,
	previewOffAir: 'Émissions en direct et épisodes.',
};
