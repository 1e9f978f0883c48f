// What hosts read of jingles, in Spanish.
import type { JingleTexts } from '../en/jingle.js';

/** What is set, and why a file cannot be one. */
export const JINGLE_ES: JingleTexts = {
	/** Each follows the name of the jingle. */
	faults: {
		'too large': (megabytes) =>
			`ocupa más de ${megabytes} MB: guárdalo como MP3 u Opus e inténtalo otra vez`,
		'too long': (seconds) =>
			`dura más de ${seconds} s: córtalo a la parte que quieras e inténtalo otra vez`,
		'no sound': () => 'no tiene ningún sonido que se pueda oír: elige otro archivo',
		'needs ffmpeg': () =>
			'tiene un formato que aquí no puedo leer: dame un archivo Ogg Opus con paquetes de 20 ms, o pide a quien me administra que instale ffmpeg, que lee todos los demás',
		unreadable: () => 'no se puede leer como sonido: elige otro archivo, como un MP3 o un WAV',
		'took too long': () =>
			'ha tardado demasiado en leerse: guárdalo como MP3 u Opus e inténtalo otra vez',
	},
	refused: (name, why) => `Ese audio (\`${name}\`) ${why}. No ha cambiado nada.`,
	notFetched: 'No he podido obtener ese archivo de Discord: inténtalo otra vez en un minuto.',
	notKept:
		'No he podido guardarlo: quien me administra encuentra el motivo en el registro. Todo sigue como estaba.',
	intro: (length) => `🎵 **La intro**: ${length}`,
	outro: (length) => `🎵 **El cierre**: ${length}`,
	none: 'ninguno',
	live: '📡 **En directo**: la intro suena cuando empieza un programa, hasta que alguien habla; el cierre, al terminarlo.',
	notLive: '📡 **En directo**: no suenan; solo en episodios. `/podcast show onair:True` lo cambia.',
	hasAny:
		'-# Los episodios que se hagan a partir de ahora los llevan. Los he ajustado al volumen de las voces.',
	hasNone: '-# `/podcast show intro:` acepta un archivo de sonido de un minuto como mucho.',
};
