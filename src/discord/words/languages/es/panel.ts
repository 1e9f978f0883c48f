// What a panel says of its show, in Spanish.
import type { PanelTexts } from '../en/panel.js';

const listeners = (count: number) =>
	count === 1 ? '1 oyente' : `${count.toLocaleString('es')} oyentes`;

/** Texts and buttons of panels. */
export const PANEL_ES: PanelTexts = {
	phases: {
		'on air': 'En el aire',
		interrupted: 'Interrumpido',
		restarting: 'Reiniciando',
		'off air': 'Fuera del aire',
	},
	colon: ': ',
	whoCanListen: {
		public: '-# Público: cualquiera puede escuchar, y aparece en la página web.',
		unlisted: '-# No listado: puede escuchar quien tenga el enlace.',
		private: '-# Privado: solo pueden escuchar programas con credenciales.',
	},
	labels: {
		listen: '🎧 Escuchar',
		page: 'Página del programa',
		stop: 'Terminar',
		link: 'Enlace nuevo',
		refresh: 'Actualizar',
		again: 'Empezar otra vez',
		end: 'Sí, terminar',
		keep: 'Seguir en el aire',
		leave: 'Salir',
	},
	pageStays: '-# Esta dirección se queda, para este programa y los que vengan: puedes fijarla.',
	after: (duration) => `, después de ${duration}`,
	started: (channel, ago) => `Desde ${channel} · empezó ${ago}`,
	podcast: (id) => `-# Podcast ${id}`,
	newIdLater: 'El podcast recibe un ID nuevo en cuanto vuelva su servidor.',
	was: (channel, moment) => `Desde ${channel} · ${moment}`,
	onAirFor: (duration) => ` · ${duration} en el aire`,
	listeners,
	upTo: (count) => `hasta ${listeners(count)}`,
	spoke: (count) =>
		count === 1 ? 'habló 1 miembro' : `hablaron ${count.toLocaleString('es')} miembros`,
	sinceRestart: (figures) => `Desde el último reinicio: ${figures}`,
	moreWarnings: (count) => `⚠️ Y ${count} más.`,
	quiet: 'Ahora mismo hay silencio',
	heard: (names) => `Se oye a: ${names}`,
	asked: 'Se pregunta a los miembros antes de que se les oiga.',
	askedAndNotAnswered: (count) =>
		`Se pregunta a los miembros antes de que se les oiga: ${count === 1 ? '1 no ha' : `${count.toLocaleString('es')} no han`} respondido todavía.`,
	offAir: (count) =>
		count === 1
			? '1 miembro está fuera del aire'
			: `${count.toLocaleString('es')} miembros están fuera del aire`,
	andMore: (listed, more) => `${listed} y ${more} más`,
};
