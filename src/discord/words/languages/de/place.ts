// What `/podcast show` answers, in German.
import type { PlaceTexts } from '../en/place.js';

/** Names of options come in bold, what came as inline code. */
export const PLACE_DE: PlaceTexts = {
	who: {
		public: 'öffentlich: alle können sie öffnen',
		unlisted: 'nicht gelistet: wer diesen Link hat, kann sie öffnen',
		private: 'privat: nur Programme mit Zugangsdaten können sie öffnen',
	},
	notSaved:
		'⚠️ Das ließ sich nicht speichern und gilt daher nur bis zu meinem nächsten Neustart: Sag es dem, der diesen Bot betreibt.',
	transparent:
		'⚠️ Das Bild hat durchsichtige Stellen, die manche Verzeichnisse schwarz zeigen: Eines ohne ist sicherer.',
	emailIsPublic: '⚠️ Die E-Mail-Adresse ist öffentlich: Wer den Feed liest, sieht sie.',
	none: 'nichts',
	yes: 'ja',
	no: 'nein',
	labels: {
		description: '**Beschreibung**: ',
		category: '**Kategorie**: ',
		language: '**Sprache**: ',
		explicit: '**Nicht für Kinder**: ',
		author: '**Von**: ',
		email: '**E-Mail**: ',
		website: '**Webseite**: ',
		invite: '**Einladung**: ',
		cover: '**Bild**: ',
	},
	uploaded: 'hochgeladen',
	made: 'von mir gemacht; `/podcast show cover:` nimmt eines von dir',
	feed: (feed) => `📡 Feed, für Podcast-Apps: ${feed}`,
	noFeed: '📡 Feed: keiner, solange sie privat ist',
	nothingChanged: 'Es hat sich nichts geändert.',
	taken: ({ name, address }) =>
		`${name}: Die Sendung eines anderen Servers hat schon ${address}; such eine andere aus.`,
	tooManyBytes: ({ name, most, bytes }) =>
		`${name}: höchstens ${most} Bytes, es sind ${bytes}; Buchstaben außer a bis z haben zwei oder mehr.`,
	nothing: 'nichts',
	noAddress: ({ name, most, came, like }) =>
		`${name}: Erlaubt sind kleine Buchstaben, Ziffern und einzelne Bindestriche dazwischen, höchstens ${most} Zeichen; es kam ${came}. ${like} ginge.`,
	unfit: ({ name, expected, came }) => `${name}: Erwartet wird ${expected}; es kam ${came}.`,
	expected: {
		title: 'ein Name mit mindestens einem sichtbaren Zeichen',
		author: 'ein Name mit mindestens einem sichtbaren Zeichen',
		category: 'ein Eintrag der Liste, die ich beim Tippen vorschlage, etwa `Comedy: Improv`',
		language:
			'eine Sprache, die ich beim Tippen vorschlage, oder ihr Kürzel, etwa `en` oder `pt-BR`',
		email: 'eine Adresse wie `host@example.org`',
		website: 'eine Adresse, die mit `https://` oder `http://` beginnt, mit höchstens 200 Zeichen',
		invite: 'eine Einladung zu einem Server, etwa `https://discord.gg/abc123`, oder `-` für keine',
	},
	/** The cover, and why a file does not become one. */
	cover: {
		square: ({ min, max }) => `ein quadratisches JPEG oder PNG von ${min} bis ${max} Pixeln`,
		refused: (why) => `**cover**: ${why}. Es hat sich nichts geändert.`,
		tooLarge: ({ most, came }) => `Höchstens ${most} MB, es sind ${came} MB: Speichere es als JPEG`,
		noPicture: ({ square, found }) =>
			`Erwartet wird ${square}; es kam ${found}, was auch immer der Name sagt`,
		neither: 'eine Datei, die keines von beiden ist',
		broken: ({ square, kind, why }) =>
			`Erwartet wird ${square}; dieses ${kind} ist nicht zu gebrauchen, denn ${why}: Speichere es neu`,
		notSquare: ({ square, width, height }) =>
			`Erwartet wird ${square}; es hat ${width} × ${height}: Schneide es quadratisch zu`,
		tooFewPixels: ({ square, pixels }) =>
			`Erwartet wird ${square}; es hat ${pixels} × ${pixels}: Mach es größer`,
		tooManyPixels: ({ square, pixels }) =>
			`Erwartet wird ${square}; es hat ${pixels} × ${pixels}: Mach es kleiner`,
		colours: {
			CMYK: 'Erwartet werden Farben für Bildschirme (RGB), es kamen die für den Druck (CMYK): Speichere es in RGB',
			grey: 'Erwartet werden Farben für Bildschirme (RGB), es kamen nur Grautöne: Speichere es in RGB',
		},
		flaws: {
			'it is compressed in a way that few programs can read':
				'es ist so komprimiert, dass wenige Programme es lesen können',
			'its header does not say how large it is': 'sein Kopf sagt nicht, wie groß es ist',
			'it breaks off before its end': 'es bricht vor seinem Ende ab',
			'its header is garbled': 'sein Kopf ist beschädigt',
			'its header says what no usual JPEG is': 'in seinem Kopf steht, was kein übliches JPEG hat',
			'it does not begin with a header': 'es beginnt nicht mit einem Kopf',
			'its header says what no PNG is': 'in seinem Kopf steht, was kein PNG hat',
			'a check sum in it is wrong': 'eine Prüfsumme darin ist falsch',
		},
		others: {
			'a GIF': 'ein GIF',
			'a WebP': 'ein WebP',
			'an AVIF or HEIC': 'ein AVIF oder HEIC',
			'a BMP': 'ein BMP',
			'a TIFF': 'ein TIFF',
			'a PDF': 'ein PDF',
			'an SVG': 'ein SVG',
			'a web page': 'eine Webseite',
		},
		notFetched:
			'**cover**: Ich konnte diese Datei nicht von Discord holen: Versuch es in einer Minute noch einmal. Es hat sich nichts geändert.',
		notKept:
			'**cover**: Das konnte ich nicht speichern: Wer mich betreibt, findet den Grund im Log. Das Bild ist, wie es war.',
	},
};
