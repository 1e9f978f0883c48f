// What happens in a show and how it ends, in Spanish.
import type { ShowTexts } from '../en/show.js';

/** Names and titles come escaped, channels as mentions. */
export const SHOW_ES: ShowTexts = {
	begun: (by) => `${by} lo puso en el aire.`,
	resumed: 'De vuelta después de un reinicio.',
	moved: (channel) => `Ahora en ${channel}: el programa sigue desde ahí.`,
	serverBack: (duration) => `El servidor de podcasts estuvo ausente ${duration}.`,
	serverBackAnew: (duration) =>
		`El servidor de podcasts estuvo ausente ${duration}: el podcast tiene un ID nuevo, los receptores tienen que conectarse otra vez.`,
	muted: (by) => `${by} sacó del aire a un miembro.`,
	unmuted: (by) => `${by} dejó volver al aire a un miembro.`,
	linkRenewed: (by) => `${by} creó un enlace nuevo; el anterior ya no funciona.`,
	newcomersNotTold: (channel) =>
		`No puedo escribir en ${channel}, así que quien llega no sabe que está en el aire: dame **Enviar mensajes** ahí.`,
	newcomersToldHere: (channel) =>
		`No puedo escribir en ${channel}, así que a quien llega se le avisa aquí: dame **Enviar mensajes** ahí.`,
	channelStatusNotAllowed: (channel) =>
		`La lista de canales no dice que estamos en el aire: dame **Establecer estado del canal de voz** en ${channel}.`,
	nextPart: (part) => `La grabación sigue como parte ${part}: una parte no puede ser más larga.`,
	noted: (by, text) => `${by} puso una marca: ${text}`,
	voiceStatus: (title) => `🔴 En el aire: ${title}`,
	stopped: 'Se terminó.',
	stoppedBy: (by) => `${by} lo terminó.`,
	shutDown: 'El bot se apagó.',
	restarting: 'Me están reiniciando; vuelvo en un momento.',
	returning: 'Me han reiniciado y estoy volviendo al aire.',
	idle: 'No hubo nadie más en el canal durante demasiado tiempo.',
	endQuestion: (title, listeners) =>
		`¿Terminar el programa **${title}**${listeners === undefined ? '' : ` para ${listeners === 1 ? '1 oyente' : `${listeners.toLocaleString('es')} oyentes`}`}?`,
	keptGoing: '🔴 El programa sigue.',
	ended: (title, duration) => `⚫ **Fuera del aire**: ${title}, después de ${duration}.`,
	endedUnasked: (duration, reason) => `⚫ **Fuera del aire** después de ${duration}. ${reason}`,
	noReturn: {
		notStarted: (why) => `El bot se reinició y no pudo volver al aire. ${why}`,
		unforeseen: 'Algo ha fallado por mi parte.',
		notWanted: 'El bot se reinició, y no vuelve al aire hasta que alguien empiece un programa.',
		awayTooLong: (duration) => `El bot se reinició después de estar ausente ${duration}.`,
		serverNotShown: 'El bot se reinició, y Discord no me ha mostrado este servidor desde entonces.',
		channelGone: 'El bot se reinició, y el canal de voz ya no existe.',
		nobodyThere: (channel) => `El bot se reinició, y ya no había nadie en ${channel}.`,
		noEntry: (why) => `El bot se reinició. ${why}`,
	},
};
