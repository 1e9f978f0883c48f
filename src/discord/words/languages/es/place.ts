// What `/podcast show` answers, in Spanish.
import type { PlaceTexts } from '../en/place.js';

/** Names of options come in bold, what came as inline code. */
export const PLACE_ES: PlaceTexts = {
	who: {
		public: 'público: cualquiera puede abrirla',
		unlisted: 'no listado: puede abrirla quien tenga este enlace',
		private: 'privado: solo programas con credenciales pueden abrirla',
	},
	notSaved:
		'⚠️ No se ha podido guardar, así que dura hasta que me reinicien: avisa a quien administra este bot.',
	transparent:
		'⚠️ La portada tiene partes transparentes, que algunos directorios muestran en negro: sin ellas es más seguro.',
	emailIsPublic: '⚠️ El correo es público: lo ve cualquiera que lea el feed.',
	none: 'ninguno',
	yes: 'sí',
	no: 'no, apto para todos',
	labels: {
		description: '**Descripción**: ',
		category: '**Categoría**: ',
		language: '**Idioma**: ',
		explicit: '**Explícito**: ',
		author: '**Autoría**: ',
		email: '**Correo**: ',
		website: '**Web**: ',
		invite: '**Invitación**: ',
		cover: '**Portada**: ',
	},
	uploaded: 'subida',
	made: 'hecha por mí; `/podcast show cover:` acepta una tuya',
	feed: (feed) => `📡 Feed, para apps de podcasts: ${feed}`,
	noFeed: '📡 Feed: ninguno mientras sea privado',
	nothingChanged: 'No ha cambiado nada.',
	taken: ({ name, address }) =>
		`${name}: el programa de otro servidor ya tiene ${address}; elige otra.`,
	tooManyBytes: ({ name, most, bytes }) =>
		`${name}: se esperaban ${most} bytes como mucho y hay ${bytes}; las letras fuera de a–z ocupan dos o más.`,
	nothing: 'nada',
	noAddress: ({ name, most, came, like }) =>
		`${name}: se esperaban minúsculas, cifras y guiones sueltos entre ellas, ${most} en total como mucho; llegó ${came}. Valdría ${like}.`,
	unfit: ({ name, expected, came }) => `${name}: se esperaba ${expected}; llegó ${came}.`,
	expected: {
		title: 'un nombre con al menos un carácter visible',
		author: 'un nombre con al menos un carácter visible',
		category: 'una de la lista que sugiero mientras escribes, como `Comedy: Improv`',
		language: 'un idioma que sugiero mientras escribes, o su código, como `en` o `pt-BR`',
		email: 'una dirección como `host@example.org`',
		website: 'una dirección que empiece por `https://` o `http://`, de 200 caracteres como mucho',
		invite: 'una invitación a un servidor, como `https://discord.gg/abc123`, o `-` para ninguna',
	},
	/** The cover, and why a file does not become one. */
	cover: {
		square: ({ min, max }) => `un JPEG o PNG cuadrado de ${min} a ${max} píxeles`,
		refused: (why) => `**cover**: ${why}. No ha cambiado nada.`,
		tooLarge: ({ most, came }) =>
			`se esperaban ${most} MB como mucho y hay ${came} MB: guárdala como JPEG`,
		noPicture: ({ square, found }) =>
			`se esperaba ${square} y llegó ${found}, diga lo que diga su nombre`,
		neither: 'un archivo que no es ninguno de los dos',
		broken: ({ square, kind, why }) =>
			`se esperaba ${square} y llegó un ${kind} que no se puede usar, porque ${why}: guárdalo de nuevo`,
		notSquare: ({ square, width, height }) =>
			`se esperaba ${square} y llegó uno de ${width} × ${height}: córtalo en cuadrado`,
		tooFewPixels: ({ square, pixels }) =>
			`se esperaba ${square} y llegó uno de ${pixels} × ${pixels}: hazlo más grande`,
		tooManyPixels: ({ square, pixels }) =>
			`se esperaba ${square} y llegó uno de ${pixels} × ${pixels}: hazlo más pequeño`,
		colours: {
			CMYK: 'se esperaban colores de pantalla (RGB) y llegaron los de imprenta (CMYK): guárdala en RGB',
			grey: 'se esperaban colores de pantalla (RGB) y llegaron solo grises: guárdala en RGB',
		},
		flaws: {
			'it is compressed in a way that few programs can read':
				'está comprimido de un modo que pocos programas leen',
			'its header does not say how large it is': 'su cabecera no dice qué tamaño tiene',
			'it breaks off before its end': 'se corta antes del final',
			'its header is garbled': 'su cabecera está dañada',
			'its header says what no usual JPEG is': 'su cabecera dice lo que ningún JPEG normal',
			'it does not begin with a header': 'no empieza con una cabecera',
			'its header says what no PNG is': 'su cabecera dice lo que ningún PNG',
			'a check sum in it is wrong': 'una suma de control no cuadra',
		},
		others: {
			'a GIF': 'un GIF',
			'a WebP': 'un WebP',
			'an AVIF or HEIC': 'un AVIF o HEIC',
			'a BMP': 'un BMP',
			'a TIFF': 'un TIFF',
			'a PDF': 'un PDF',
			'an SVG': 'un SVG',
			'a web page': 'una página web',
		},
		notFetched:
			'**cover**: no he podido obtener ese archivo de Discord: inténtalo otra vez en un minuto. No ha cambiado nada.',
		notKept:
			'**cover**: no he podido guardarla: quien me administra encuentra el motivo en el registro. La portada sigue como estaba.',
	},
};
