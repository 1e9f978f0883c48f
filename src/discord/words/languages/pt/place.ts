// What `/podcast show` answers, in Portuguese.
import type { PlaceTexts } from '../en/place.js';

/** Names of options come in bold, what came as inline code. */
export const PLACE_PT: PlaceTexts = {
	who: {
		public: 'público: todo mundo pode abrir',
		unlisted: 'não listado: quem tem este link pode abrir',
		private: 'privado: só programas com credenciais podem abrir',
	},
	notSaved:
		'⚠️ Não foi possível salvar, então vale até eu ser reiniciado: avise quem cuida deste bot.',
	transparent:
		'⚠️ A capa tem partes transparentes, que alguns diretórios mostram em preto: sem elas é mais seguro.',
	emailIsPublic: '⚠️ O e-mail é público: quem lê o feed o vê.',
	none: 'não definido',
	yes: 'sim',
	no: 'não',
	labels: {
		description: '**Descrição**: ',
		category: '**Categoria**: ',
		language: '**Idioma**: ',
		explicit: '**Explícito**: ',
		author: '**Autoria**: ',
		email: '**E-mail (público)**: ',
		website: '**Site**: ',
		invite: '**Convite**: ',
		cover: '**Capa**: ',
	},
	uploaded: 'enviada',
	made: 'feita por mim; `/podcast show cover:` aceita uma sua',
	feed: (feed) => `📡 Feed, para apps de podcast: ${feed}`,
	noFeed: '📡 Feed: nenhum, enquanto for privado',
	nothingChanged: 'Nada mudou.',
	taken: ({ name, address }) =>
		`${name}: o programa de outro servidor já tem ${address}; escolha outro.`,
	tooManyBytes: ({ name, most, bytes }) =>
		`${name}: no máximo ${most} bytes, e são ${bytes}; letras fora de a–z ocupam dois ou mais.`,
	nothing: 'nada',
	noAddress: ({ name, most, came, like }) =>
		`${name}: use letras minúsculas, algarismos e hifens isolados entre eles, no máximo ${most} ao todo; veio ${came}. ${like} serviria.`,
	unfit: ({ name, expected, came }) => `${name}: era esperado ${expected}; veio ${came}.`,
	expected: {
		title: 'um nome com pelo menos um caractere visível',
		author: 'um nome com pelo menos um caractere visível',
		category: 'um item da lista que sugiro enquanto você digita, como `Comedy: Improv`',
		language: 'um idioma que sugiro enquanto você digita, ou o código dele, como `en` ou `pt-BR`',
		email: 'um endereço como `host@example.org`',
		website: 'um endereço que comece com `https://` ou `http://`, de até 200 caracteres',
		invite: 'um convite para um servidor, como `https://discord.gg/abc123`, ou `-` para nenhum',
	},
	/** The cover, and why a file does not become one. */
	cover: {
		square: ({ min, max }) => `um JPEG ou PNG quadrado de ${min} a ${max} pixels`,
		refused: (why) => `**cover**: ${why}. Nada mudou.`,
		tooLarge: ({ most, came }) => `no máximo ${most} MB, e são ${came} MB: salve como JPEG`,
		noPicture: ({ square, found }) =>
			`era esperado ${square} e veio ${found}, diga o nome o que disser`,
		neither: 'um arquivo que não é nenhum dos dois',
		broken: ({ square, kind, why }) =>
			`era esperado ${square} e veio um ${kind} que não dá para usar, porque ${why}: salve de novo`,
		notSquare: ({ square, width, height }) =>
			`era esperado ${square} e veio um de ${width} × ${height}: corte em quadrado`,
		tooFewPixels: ({ square, pixels }) =>
			`era esperado ${square} e veio um de ${pixels} × ${pixels}: deixe maior`,
		tooManyPixels: ({ square, pixels }) =>
			`era esperado ${square} e veio um de ${pixels} × ${pixels}: deixe menor`,
		colours: {
			CMYK: 'eram esperadas cores de tela (RGB) e vieram as de impressão (CMYK): salve em RGB',
			grey: 'eram esperadas cores de tela (RGB) e vieram só tons de cinza: salve em RGB',
		},
		flaws: {
			'it is compressed in a way that few programs can read':
				'está comprimido de um jeito que poucos programas leem',
			'its header does not say how large it is': 'o cabeçalho não diz o tamanho',
			'it breaks off before its end': 'acaba antes do fim',
			'its header is garbled': 'o cabeçalho está danificado',
			'its header says what no usual JPEG is': 'o cabeçalho diz o que nenhum JPEG comum diz',
			'it does not begin with a header': 'não começa com um cabeçalho',
			'its header says what no PNG is': 'o cabeçalho diz o que nenhum PNG diz',
			'a check sum in it is wrong': 'uma soma de verificação está errada',
		},
		others: {
			'a GIF': 'um GIF',
			'a WebP': 'um WebP',
			'an AVIF or HEIC': 'um AVIF ou HEIC',
			'a BMP': 'um BMP',
			'a TIFF': 'um TIFF',
			'a PDF': 'um PDF',
			'an SVG': 'um SVG',
			'a web page': 'uma página web',
		},
		notFetched:
			'**cover**: não consegui buscar esse arquivo no Discord: tente de novo em um minuto. Nada mudou.',
		notKept:
			'**cover**: não consegui guardar isso: quem cuida de mim encontra o motivo no log. A capa continua como estava.',
	},
};
