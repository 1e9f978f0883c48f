// What hosts read of episodes, in Spanish.
import type { EpisodeTexts } from '../en/episode.js';

/** Titles come escaped and in bold where they stand in a sentence, channels as mentions. */
export const EPISODE_ES: EpisodeTexts = {
	labels: {
		publish: 'Publicar',
		hide: 'Retirar',
		listen: '🎧 Escuchar',
		rename: 'Renombrar',
		files: 'Descargar',
		delete: 'Borrar',
		gone: 'Sí, borrar',
		keep: 'Conservar',
		retry: 'Intentar otra vez',
		pick: 'Elige un episodio',
		newTitle: 'Título del episodio',
		voice: 'Quitar una voz',
		takeOut: 'Sí, quitarla',
	},
	part: (part) => `, parte ${part}`,
	kept: 'Se guarda hasta que alguien lo borre.',
	keptUntil: (moment) => `Se guarda hasta el ${moment}.`,
	keptUntilUnlessPublished: (moment) => `Se guarda hasta el ${moment}, si no se publica antes.`,
	becomes: (title, progress) => `🎙️ ${title} se convierte en un episodio: ${progress}.`,
	lastParts: (shown, count) =>
		`🎙️ Las últimas ${shown} de ${count} partes; las demás están en \`/podcast episodes\`.`,
	wasDeleted: '🗑️ El episodio se borró.',
	endedFor: {
		'disk full': 'Termina antes de tiempo: el disco estaba lleno.',
		'disk slow': 'Termina antes de tiempo: el disco no daba abasto.',
		'disk failed': 'Termina antes de tiempo: el disco falló.',
		'too long': 'Sigue en la parte siguiente.',
	},
	states: {
		recording: 'se está grabando',
		published: 'publicado',
		notPublished: 'sin publicar',
		failed: 'no se pudo crear: el motivo está en el registro',
		waiting: 'en espera de crearse',
	},
	made: (percent) => `creado al ${percent} %`,
	somebody: 'alguien',
	andMore: (listed, more) => `${listed} y ${more} más`,
	takenOut: (count) => `${count} fuera`,
	none: '🎙️ Este servidor no tiene episodios: `/podcast start record:tracks` empieza un programa que se graba.',
	list: (count) => `🎙️ **Episodios**, ${count}, los más nuevos primero:`,
	listOfLast: (shown, count) =>
		`🎙️ **Episodios**, los últimos ${shown} de ${count}, los más nuevos primero:`,
	gone: 'Ese episodio ya no existe.',
	notReady: 'Ese episodio aún no está listo: inténtalo otra vez cuando lo esté.',
	deleted: '🗑️ El episodio está borrado, con todo lo que se grabó para él.',
	stays: '🎙️ El episodio se queda.',
	retried: '🎙️ Se crea de nuevo: el panel muestra cuánto falta.',
	notRecorded:
		'Este programa no se graba, así que no hay dónde poner una marca: `/podcast start record:tracks` empieza uno que se graba.',
	noTitle: 'Un título necesita al menos un carácter visible.',
	askToDelete: (title) => `🗑️ **¿Borrar ${title}**, con todas sus pistas? No se puede deshacer.`,
	askToDeletePublished: (title) =>
		`🗑️ **¿Borrar ${title}**, con todas sus pistas? Su dirección ya no abrirá nada. No se puede deshacer.`,
	spoke: (duration) => `habló ${duration}`,
	voiceGone: 'Esa voz ya no está en el episodio.',
	askToTakeOut: (name, title) => `🗑️ **¿Quitar la voz de ${name} de ${title}?**`,
	takingOut: {
		madeAnew:
			'Al momento nadie puede oírla ahí, y el episodio se crea de nuevo sin ella. No se puede deshacer.',
		deleted: 'Entonces no queda nada del episodio, así que se borra. No se puede deshacer.',
	},
	tookOut: (name, title) => `🗑️ La voz de ${name} ya no está en ${title}: nadie puede oírla ahí.`,
	published: (title) => `🎙️ ${title} está publicado.`,
	hearers: {
		public: 'Cualquiera puede oírlo',
		unlisted: 'Puede oírlo quien tenga el enlace',
		private: 'Es para este servidor: quienes lo dirigen obtienen enlaces con **Descargar**',
	},
	hidden: (title) => `🎙️ ${title} ya no está publicado; nadie puede abrirlo.`,
	renamed: (title) => `🎙️ Ahora se llama ${title}.`,
	noted: (at, text) => `📍 **${at}** ${text}: aquí empieza un capítulo del episodio.`,
	files: (title, moment) => `⬇️ ${title}, solo para ti hasta el ${moment}:`,
	page: 'Escuchar en la página',
	allTracks: (format) => `Todas las pistas, ${format} (zip)`,
};
