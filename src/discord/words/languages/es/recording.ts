// What becomes of recordings, and how a member takes their voice out of them, in Spanish.
import type { RecordingTexts } from '../en/recording.js';

const days = (count: number) => {
	switch (count) {
		case 0:
			return 'hasta que alguien lo borre';
		case 1:
			return 'durante un día';
		default:
			return `durante ${count.toLocaleString('es')} días`;
	}
};

const recordings = (count: number) =>
	count === 1 ? '1 grabación' : `${count.toLocaleString('es')} grabaciones`;

/** What members are told of what is recorded. */
export const RECORDING_ES: RecordingTexts = {
	episodeFor: {
		public: 'un episodio que **cualquiera** puede oír',
		unlisted: 'un episodio que puede oír **quien tenga el enlace**',
		private: 'un episodio para **este servidor**',
	},
	becomes: (episode, keptDays) =>
		`⏺️ Cada voz se graba en su propia pista. De ahí sale ${episode}, que se guarda ${days(keptDays)}.`,
	mayBecome: (episode, { published, unpublished }) =>
		`⏺️ Cada voz se graba en su propia pista. Si quien dirige el programa lo publica, sale ${episode}, que se guarda ${days(published)}; si no, se guarda ${days(unpublished)}.`,
	fromTheStart:
		'Mientras el programa está en el aire, y un poco después, quien escucha puede volver al principio.',
	alsoSentTo: (transcriber) =>
		`Lo que dices se envía también a **${transcriber}**, que lo pone por escrito.`,
	briefly: {
		toBePublished: (keptDays) => `⏺️ **Grabando**, para publicarlo; se guarda ${days(keptDays)}`,
		kept: ({ published, unpublished }) =>
			`⏺️ **Grabando**; se guarda ${days(unpublished)}, y si se publica, ${days(published)}`,
	},
	oneOfTheEnds:
		'-# Discord cifra las llamadas de extremo a extremo. Yo soy uno de los extremos: oigo lo que dices y lo transmito.',
	inNone: '⏺️ Tu voz no está en ninguna grabación.',
	inThese: (count) => `⏺️ Tu voz está en ${recordings(count)}:`,
	andMore: (more) => `- y ${more.toLocaleString('es')} más`,
	howToErase: 'Con `/podcast-privacy erase` la quitas.',
	states: {
		'being recorded': 'se está grabando',
		published: 'publicada',
		'not published': 'sin publicar',
	},
	keptUntil: (moment) => `se guarda hasta el ${moment}`,
	keptUntilDeleted: 'se guarda hasta que alguien la borre',
	askToEraseOne: (title) => `🗑️ **¿Quitar tu voz de la grabación de ${title}?**`,
	askToErase: (count) => `🗑️ **¿Quitar tu voz de ${recordings(count)}?**`,
	whatErasingDoes:
		'Al momento nadie puede oírla ahí; un episodio publicado vuelve sin ti, y los demás se quedan como estaban. Una grabación en la que solo hablaste tú se borra.',
	cannotBeUndone:
		'-# No se puede deshacer. Lo que alguien haya descargado antes no puedo recuperarlo.',
	nothingToErase: '⏺️ Tu voz no está en ninguna grabación: no hay nada que borrar.',
	onlyElsewhere:
		'⏺️ Aquí no veo ninguna grabación con tu voz; las de otros servidores las guardan otras partes de mí. El botón borra tu voz de todas ellas.',
	alsoElsewhere:
		'Lo que otras partes de mí tengan de ti, de otros servidores, lo borran en segundos.',
	eraseLabel: (count) =>
		count === 1 ? 'Borrar mi voz' : `Borrar mi voz de ${count.toLocaleString('es')}`,
	erased: (count) => `Tu voz está fuera de ${recordings(count)}.`,
	deleted: (count) =>
		count === 1
			? 'En una solo estabas tú, y está borrada.'
			: `En ${count.toLocaleString('es')} solo estabas tú, y están borradas.`,
	nobodyHears: 'Ahí ya nadie puede oírla.',
	busy: (count) =>
		`${recordings(count)} se ${count === 1 ? 'está' : 'están'} preparando después de un reinicio: repite el comando dentro de un minuto.`,
	stillRecorded:
		'Lo que se ha grabado de ti en este programa hasta ahora sigue ahí. ¿Quieres quitarlo también?',
};
