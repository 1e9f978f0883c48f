// All that the pages say, in German.
import { lengthInWords, type PageWords } from './en.js';

/** German. */
export const words: PageWords = {
	language: 'de',

	skip: 'Zum Inhalt springen',
	siteDescription: 'Live-Sendungen aus Discord-Sprachkanälen. Hör sie im Browser.',
	source: 'Quelltext',
	runs: (version) => `Discord Podcasts ${version}`,

	untitled: 'Sendung ohne Titel',
	liveFrom: (serverName) => `Live aus ${serverName}`,
	origin: ({ hostName, serverName }) => {
		if (hostName === '') {
			return serverName === '' ? '' : `Aus ${serverName}`;
		}
		return serverName === '' ? `Mit ${hostName}` : `Mit ${hostName} in ${serverName}`;
	},

	live: 'Live',
	interruptedSign: 'Unterbrochen',
	reconnectingSign: 'Verbinde neu …',
	offAirSign: 'Nicht auf Sendung',
	endedTitle: 'zu Ende',

	onAirNow: 'Jetzt auf Sendung',
	liveCount: (count) => `${count} jetzt live`,
	nothingLive: 'Gerade ist nichts live.',
	quiet: 'Im Moment ist es still.',
	quietHint: 'Sobald jemand eine öffentliche Sendung startet, erscheint sie hier von selbst.',
	listenTo: (title) => `${title} hören`,
	serverAway: (lastNews) =>
		`Der Server antwortet nicht. Neuer Versuch läuft … Was du siehst, ist von ${lastNews}.`,

	listening: (count) => (count === 1 ? 'hört zu' : 'hören zu'),
	speakingNow: 'Es sprechen',
	nobodySpeaks: 'Gerade spricht niemand.',
	speakersUnknown: 'Im Moment nicht bekannt.',
	moreSpeakers: (count) => `und ${count} weitere`,

	play: 'Abspielen',
	pause: 'Pause',
	fromStart: 'Von Anfang an',
	backToLive: 'Zurück zu live',
	beginningWaits: 'Einen Moment, es kommt gleich.',
	beginningOver: 'Das war alles.',
	beginningGone: 'Von Anfang an ist sie nicht mehr zu hören.',
	mute: 'Stumm schalten',
	unmute: 'Ton einschalten',
	volume: 'Lautstärke',
	noScript: 'Der Player braucht JavaScript; dieser hier nicht:',

	pressPlay: 'Drück auf Abspielen, um zuzuhören.',
	connecting: 'Verbinde …',
	listeningLive: 'Du hörst live zu.',
	interrupted: 'Die Sendung ist unterbrochen. Sie geht hier von selbst weiter.',
	offline: 'Du bist offline.',
	offlinePlaying: 'Du bist offline. Es geht weiter, sobald du zurück bist.',
	noConnection: 'Keine Verbindung. Neuer Versuch läuft …',
	connectionLost: 'Verbindung verloren, verbinde neu …',
	stillNoConnection: 'Noch immer keine Verbindung. Neuer Versuch läuft …',
	showEnded: 'Die Sendung ist zu Ende.',
	linkClosed: 'Dieser Link öffnet die Sendung nicht mehr. Frag nach einem neuen.',
	cannotPlay:
		'Dieser Browser kann hier keinen Ton abspielen. Nimm einen anderen oder öffne unten das MP3.',
	pressAgain: 'Tipp noch einmal auf Abspielen.',

	thanks: 'Danke fürs Zuhören.',
	wasOnAir: (durationMs) => `${lengthInWords(durationMs)} auf Sendung.`,
	whatElse: 'Sieh, was sonst noch läuft',
	toShow: (title) => `Mehr von ${title}`,

	share: 'Teilen',
	copy: 'Kopieren',
	copied: 'Kopiert',
	otherPlayer: 'In einem anderen Player hören',
	openInPlayer: 'In deinem Player öffnen',
	mp3Address: 'MP3-Adresse',
	mp3Hint: 'Für VLC, die Radio-App deines Telefons oder ein Internetradio.',
	moreFormats: 'Weitere Formate',
	formatOgg: 'Ogg Opus',
	formatPls: 'PLS, für ältere Radios',

	soundProblems: 'Probleme mit dem Ton?',
	soundHelp:
		'Wenn der Ton abreißt, hör den MP3-Stream: Er läuft ruhiger und etwa eine Sekunde später.',
	playMp3: 'MP3-Stream abspielen',
	onAirSince: 'Auf Sendung seit',
	delay: 'Verzögerung',
	delayParts: 'Verzögerung im Einzelnen',
	decoder: 'Decoder',
	framesReceived: 'Empfangene Frames',
	framesUnreadable: 'Unlesbare Frames',
	underruns: 'Lücken',
	skipped: 'Übersprungen, um aufzuholen',
	reconnects: 'Neue Verbindungen',
	decodeWith: 'Decodieren mit',
	automatic: 'Automatisch',
	decoderMp3: 'MP3, vom Browser selbst',
	decoderOwn: 'WebCodecs, vom Browser selbst',
	buffer: 'Puffer',
	loudspeaker: 'Lautsprecher',
	network: 'Netz',
	networkUnknown: 'Netz noch nicht bekannt',

	keyboard: 'Tastatur',
	keyboardTitle: 'Tastenkürzel',
	keySpace: 'Leertaste',
	keyPlay: 'Abspielen oder Pause',
	keyMute: 'Ton aus oder an',
	keyLouder: 'Lauter',
	keyQuieter: 'Leiser',
	keyHelp: 'Diese Liste zeigen',
	close: 'Schließen',

	offAir: 'Gerade nicht auf Sendung.',
	offAirHint: 'Wenn die Sendung beginnt, geht diese Seite von selbst live.',
	listenElsewhere: 'Jetzt zuhören',
	elsewhereHint: (host) => `Zu hören ist sie auf ${host}.`,
	nowhereHint: 'Sie läuft über einen anderen Server, der keine Seite zum Zuhören hat.',
	nextShows: 'Demnächst',
	noPlans: 'Noch ist keine Sendung geplant.',
	addToCalendar: 'In den Kalender',
	episodes: 'Folgen',
	latestEpisodes: 'Neueste Folgen',
	noEpisodes: 'Es gibt noch keine Folgen.',
	playEpisode: (title) => `${title} abspielen`,
	withPart: (title, part) => `${title}, Teil ${part}`,
	untitledEpisode: 'Folge ohne Titel',
	subscribe: 'Nichts verpassen',
	subscribeHint: 'Füg die Feed-Adresse in deine Podcast-App ein, und jede Folge kommt zu dir.',
	feedAddress: 'Feed-Adresse',
	openFeed: 'Feed öffnen (RSS)',
	shareShow: 'Sendung teilen',
	link: 'Link',
	qrCode: 'QR-Code mit der Adresse dieser Sendung',
	qrHint: 'Scann ihn mit dem Telefon, um dort zuzuhören.',
	embedCode: 'Code für eine Website',
	about: 'Über die Sendung',
	joinServer: 'Zum Discord-Server',
	website: 'Website',

	notFoundTitle: 'Sendung nicht gefunden',
	notFound: 'Hier ist keine Sendung',
	notFoundHint:
		'Vielleicht ist die Sendung zu Ende, oder ihr Link wurde ersetzt. Frag, wer ihn dir geschickt hat, oder sieh, was sonst läuft.',
	toHome: 'Sieh, was gerade läuft',

	previewLive: (serverName) =>
		serverName === ''
			? 'Jetzt auf Sendung. Drück auf Abspielen, um zuzuhören.'
			: `Jetzt auf Sendung in ${serverName}. Drück auf Abspielen, um zuzuhören.`,
	previewOffAir: 'Live-Sendungen und Folgen.',
};
