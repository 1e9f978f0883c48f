// What hosts read of jingles, in French.
import type { JingleTexts } from '../en/jingle.js';

/** What is set, and why a file cannot be one. */
export const JINGLE_FR: JingleTexts = {
	/** Each follows the name of the jingle. */
	faults: {
		'too large': (megabytes) =>
			`dépasse ${megabytes} Mo : enregistrez-le en MP3 ou en Opus, puis réessayez`,
		'too long': (seconds) =>
			`dure plus de ${seconds} s : coupez-le à la partie que vous voulez, puis réessayez`,
		'no sound': () => 'ne contient aucun son audible : choisissez un autre fichier',
		'needs ffmpeg': () =>
			'est dans un format que je ne sais pas lire ici : donnez-moi un fichier Ogg Opus avec des paquets de 20 ms, ou demandez à qui m’héberge d’installer ffmpeg, qui lit tous les autres',
		unreadable: () =>
			'ne se lit pas comme du son : choisissez un autre fichier, par exemple un MP3 ou un WAV',
		'took too long': () =>
			'a été trop long à lire : enregistrez-le en MP3 ou en Opus, puis réessayez',
	},
	refused: (name, why) => `Ce son (\`${name}\`) ${why}. Rien n’a changé.`,
	notFetched: 'Je n’ai pas pu obtenir ce fichier de Discord : réessayez dans une minute.',
	notKept:
		'Je n’ai pas pu le noter : qui m’héberge en trouve la raison dans le journal. Rien n’a changé.',
	intro: (length) => `🎵 **Intro** : ${length}`,
	outro: (length) => `🎵 **Outro** : ${length}`,
	none: 'aucune',
	live: '📡 **En direct** : l’intro passe au début d’une émission, jusqu’à ce que quelqu’un parle ; l’outro quand on l’arrête.',
	notLive:
		'📡 **En direct** : pas jouées, seulement dans les épisodes. `/podcast show onair:True` change cela.',
	hasAny:
		'-# Les épisodes faits à partir de maintenant les contiennent. Je les ai amenées au volume des voix.',
	hasNone: '-# `/podcast show intro:` prend un fichier son d’une minute au plus.',
};
