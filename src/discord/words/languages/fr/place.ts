// What `/podcast show` answers, in French.
import type { PlaceTexts } from '../en/place.js';

/** Names of options come in bold, what came as inline code. */
export const PLACE_FR: PlaceTexts = {
	who: {
		public: 'publique : tout le monde peut l’ouvrir',
		unlisted: 'non répertoriée : quiconque a ce lien peut l’ouvrir',
		private: 'privée : seuls les programmes munis d’identifiants peuvent l’ouvrir',
	},
	notSaved:
		'⚠️ Impossible de l’enregistrer : cela tient jusqu’à mon prochain redémarrage. Prévenez qui héberge ce bot.',
	transparent:
		'⚠️ L’image a des parties transparentes, que certains annuaires montrent en noir : sans elles, c’est plus sûr.',
	emailIsPublic: '⚠️ L’adresse e-mail est publique : quiconque lit le flux la voit.',
	none: 'non défini',
	yes: 'oui',
	no: 'non',
	labels: {
		description: '**Description** : ',
		category: '**Catégorie** : ',
		language: '**Langue** : ',
		explicit: '**Contenu explicite** : ',
		author: '**Auteur** : ',
		email: '**E-mail** : ',
		website: '**Site web** : ',
		invite: '**Invitation** : ',
		cover: '**Image** : ',
	},
	uploaded: 'fournie par vous',
	made: 'faite par moi ; `/podcast show cover:` en prend une de vous',
	feed: (feed) => `📡 Flux, pour les applis de podcasts : ${feed}`,
	noFeed: '📡 Flux : aucun, tant qu’elle est privée',
	nothingChanged: 'Rien n’a changé.',
	taken: ({ name, address }) =>
		`${name} : l’émission d’un autre serveur a déjà ${address} ; choisissez-en une autre.`,
	tooManyBytes: ({ name, most, bytes }) =>
		`${name} : ${most} octets au plus, il y en a ${bytes} ; les lettres hors de a à z en prennent deux ou plus.`,
	nothing: 'rien',
	noAddress: ({ name, most, came, like }) =>
		`${name} : il faut des minuscules, des chiffres et des traits d’union isolés entre eux, ${most} au plus en tout ; reçu : ${came}. ${like} conviendrait.`,
	unfit: ({ name, expected, came }) => `${name} : il faut ${expected} ; reçu : ${came}.`,
	expected: {
		title: 'un nom avec au moins un caractère visible',
		author: 'un nom avec au moins un caractère visible',
		category: 'une de la liste que je propose pendant la saisie, comme `Comedy: Improv`',
		language: 'une langue que je propose pendant la saisie, ou son code, comme `en` ou `pt-BR`',
		email: 'une adresse comme `host@example.org`',
		website: 'une adresse qui commence par `https://` ou `http://`, de 200 caractères au plus',
		invite: 'une invitation à un serveur, comme `https://discord.gg/abc123`, ou `-` pour aucune',
	},
	/** The cover, and why a file does not become one. */
	cover: {
		square: ({ min, max }) => `un JPEG ou PNG carré de ${min} à ${max} pixels`,
		refused: (why) => `**cover** : ${why}. Rien n’a changé.`,
		tooLarge: ({ most, came }) => `${most} Mo au plus, il y en a ${came} : enregistrez-la en JPEG`,
		noPicture: ({ square, found }) => `il faut ${square} ; reçu : ${found}, quoi que dise son nom`,
		neither: 'un fichier qui n’est ni l’un ni l’autre',
		broken: ({ square, kind, why }) =>
			`il faut ${square} ; ce ${kind} est inutilisable, car ${why} : enregistrez-le de nouveau`,
		notSquare: ({ square, width, height }) =>
			`il faut ${square} ; reçu : ${width} × ${height}. Recadrez-le en carré`,
		tooFewPixels: ({ square, pixels }) =>
			`il faut ${square} ; reçu : ${pixels} × ${pixels}. Agrandissez-le`,
		tooManyPixels: ({ square, pixels }) =>
			`il faut ${square} ; reçu : ${pixels} × ${pixels}. Réduisez-le`,
		colours: {
			CMYK: 'il faut des couleurs d’écran (RGB) ; reçu : celles de l’imprimerie (CMYK). Enregistrez-la en RGB',
			grey: 'il faut des couleurs d’écran (RGB) ; reçu : des gris seulement. Enregistrez-la en RGB',
		},
		flaws: {
			'it is compressed in a way that few programs can read':
				'il est compressé d’une façon que peu de programmes savent lire',
			'its header does not say how large it is': 'son en-tête ne dit pas sa taille',
			'it breaks off before its end': 'il s’interrompt avant la fin',
			'its header is garbled': 'son en-tête est abîmé',
			'its header says what no usual JPEG is': 'son en-tête dit ce qu’aucun JPEG usuel ne dit',
			'it does not begin with a header': 'il ne commence pas par un en-tête',
			'its header says what no PNG is': 'son en-tête dit ce qu’aucun PNG ne dit',
			'a check sum in it is wrong': 'une somme de contrôle y est fausse',
		},
		others: {
			'a GIF': 'un GIF',
			'a WebP': 'un WebP',
			'an AVIF or HEIC': 'un AVIF ou HEIC',
			'a BMP': 'un BMP',
			'a TIFF': 'un TIFF',
			'a PDF': 'un PDF',
			'an SVG': 'un SVG',
			'a web page': 'une page web',
		},
		notFetched:
			'**cover** : je n’ai pas pu obtenir ce fichier de Discord : réessayez dans une minute. Rien n’a changé.',
		notKept:
			'**cover** : je n’ai pas pu la noter : qui m’héberge en trouve la raison dans le journal. L’image est restée la même.',
	},
};
