// What hosts read of jingles, in Portuguese.
import type { JingleTexts } from '../en/jingle.js';

/** What is set, and why a file cannot be one. */
export const JINGLE_PT: JingleTexts = {
	/** Each follows the name of the jingle. */
	faults: {
		'too large': (megabytes) =>
			`tem mais de ${megabytes} MB: salve como MP3 ou Opus e tente de novo`,
		'too long': (seconds) =>
			`tem mais de ${seconds} s: corte até a parte que você quer e tente de novo`,
		'no sound': () => 'não tem nenhum som que se possa ouvir: escolha outro arquivo',
		'needs ffmpeg': () =>
			'tem um formato que não consigo ler aqui: me dê um arquivo Ogg Opus com pacotes de 20 ms, ou peça a quem cuida de mim para instalar o ffmpeg, que lê todos os outros',
		unreadable: () => 'não pode ser lido como som: escolha outro arquivo, como um MP3 ou um WAV',
		'took too long': () => 'demorou demais para ser lido: salve como MP3 ou Opus e tente de novo',
	},
	refused: (name, why) => `Esse áudio (\`${name}\`) ${why}. Nada mudou.`,
	notFetched: 'Não consegui buscar esse arquivo no Discord: tente de novo em um minuto.',
	notKept: 'Não consegui guardar isso: quem cuida de mim encontra o motivo no log. Nada mudou.',
	intro: (length) => `🎵 **Abertura**: ${length}`,
	outro: (length) => `🎵 **Encerramento**: ${length}`,
	none: 'nenhum',
	live: '📡 **Ao vivo**: a abertura toca quando um programa começa, até alguém falar; o encerramento, quando ele é encerrado.',
	notLive: '📡 **Ao vivo**: não tocam; só nos episódios. `/podcast show onair:True` muda isso.',
	hasAny: '-# Os episódios feitos a partir de agora têm os dois. Eu os deixei no volume das vozes.',
	hasNone: '-# `/podcast show intro:` aceita um arquivo de som de até um minuto.',
};
