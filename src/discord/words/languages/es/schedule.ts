// Planned shows and those that begin by themselves, in Spanish.
import type { ScheduleTexts } from '../en/schedule.js';

const members = (count: number) => (count === 1 ? 'hay un miembro' : `hay ${count} miembros`);

/** Channels come as mentions, moments as Discord's own, titles escaped. */
export const SCHEDULE_ES: ScheduleTexts = {
	repeats: {
		never: 'una sola vez',
		daily: 'todos los días',
		weekdays: 'de lunes a viernes',
		weekly: 'cada semana',
		biweekly: 'cada dos semanas',
		monthly: 'cada mes, el mismo día de la semana del mes',
	},
	noPlan: 'Ese plan ya no existe: `/podcast schedule list` muestra los que hay.',
	byHand: 'Ese evento se creó a mano: cancélalo en la lista de eventos de Discord.',
	following:
		'Los eventos para canales de voz y escenarios que los miembros crean en Discord ahora también empiezan programas.',
	notFollowing: 'Los eventos que los miembros crean en Discord ya no empiezan programas.',
	nothing:
		'No hay nada planeado: `/podcast schedule add` planea un programa, `/podcast auto` los empieza cuando hay bastantes miembros en un canal.',
	noTime: (text) =>
		`No entiendo ${text} como hora. Escríbela en inglés, así: \`20:00\`, \`tomorrow 20:00\`, \`fri 8pm\`, \`in 2 hours\`, \`2030-12-01 20:00\`, o como marca de tiempo de Discord.`,
	past: (moment) => `${moment} ya ha pasado: elige una hora que esté por venir.`,
	tooFar: (moment) => `${moment} queda demasiado lejos: elige una hora dentro de cinco años.`,
	noZone: (text) =>
		`No conozco la zona horaria ${text}: elige una de la lista, como \`Europe/Madrid\`.`,
	tooMany: (limit) =>
		`Este servidor tiene ${limit} planes, y no puede tener más: \`/podcast schedule cancel\` borra uno.`,
	unwritable: (channels) =>
		`No puedo escribir en ${channels.join(' ni en ')}, así que nadie sabría ahí que está en el aire: dame **Enviar mensajes** en uno de ellos.`,
	coming: (title) => `⏳ **${title}** está a punto de salir al aire.`,
	planned: (title, { channel, moment, often }) =>
		`📅 **${title}** empieza en ${channel}: ${moment}${often}, en cuanto haya alguien.`,
	zoneGuessed: (zone) =>
		`-# La hora es la de ${zone}. Si no es la tuya, cancélalo y añádelo otra vez con \`timezone:\`, y la guardo para este servidor.`,
	noEvent: {
		permissionsMissing: (channel, names) =>
			`Discord no tiene un evento para esto, así que no se le recuerda a nadie: dame ${names} en ${channel}, en los ajustes del canal, en Permisos. El programa empieza igualmente.`,
		'too many':
			'Discord no tiene un evento para esto: este servidor ya tiene todos los eventos que puede tener. El programa empieza igualmente.',
		failed:
			'Discord no tiene un evento para esto: no aceptó ninguno. El programa empieza igualmente.',
	},
	cancelled: (title) => `🗑️ **${title}** está cancelado.`,
	goesOn: 'El programa que está en el aire sigue: `/podcast stop` lo termina.',
	auto: (channel, count) => `🚪 ${channel}: empieza cuando ${members(count)}.`,
	followsEvents: '📌 Los eventos que crean los miembros también empiezan programas.',
	andMore: (more) => `-# … y ${more} más.`,
	onAirNow: 'en el aire ahora',
	autoSet: (channel, count) =>
		`🚪 Desde ahora empieza un programa en ${channel} cuando ${members(count)}, y termina un minuto después de que se vaya la última persona. Si alguien lo termina, no empieza otra vez hasta que el canal se haya vaciado.`,
	autoRemoved: (channel) => `En ${channel} ya no empieza ningún programa por sí solo.`,
	autoWasNot: (channel) =>
		`En ${channel} no empieza ningún programa por sí solo: no había nada que desactivar.`,
	missed: (title, { channel, moment, why }) =>
		`📅 **${title}** estaba planeado para ${moment} en ${channel}, y no empezó. ${why}`,
	nextOne: (moment) => `El siguiente: ${moment}.`,
	autoNotBegun: (channel, why) =>
		`🚪 No pudo empezar ningún programa por sí solo en ${channel}. ${why}`,
	nobodyCame: 'No hubo nadie en el canal durante media hora.',
	away: 'El bot no estaba en marcha a esa hora.',
	channelGone: 'El canal de voz ya no existe.',
	planTakenAway: 'El plan queda borrado.',
	eventDescription:
		'Un programa en directo desde este canal de voz: fuera de este servidor se puede oír lo que se dice en él. Empieza por sí solo cuando hay alguien.',
};
