// What is announced of a show in a server's channel, and what `/podcast announce` answers, in Spanish.
import type { AnnouncementTexts } from '../en/announcement.js';

/** Titles and names come escaped and in bold, channels and roles as mentions. */
export const ANNOUNCEMENT_ES: AnnouncementTexts = {
	live: (title) => `🔴 ${title} está en directo`,
	paused: (title) => `🟡 ${title} vuelve en un momento: me están reiniciando.`,
	started: (by, { ago, channel }) =>
		by ? `${by} lo empezó en ${channel}, ${ago}` : `Empezó en ${channel}, ${ago}`,
	over: (title) => `⚫ ${title} ha terminado.`,
	overAfter: (title, duration) => `⚫ ${title} estuvo en directo ${duration}.`,
	lost: 'Me reiniciaron, y el programa no volvió.',
	fromNextOn: '📣 A partir del próximo programa',
	now: '📣 Ahora',
	announces: (when, channel) =>
		`${when} anuncio cada programa en ${channel}, y al final digo ahí cuánto duró.`,
	nobodyPinged: 'No se menciona a nadie.',
	pinged: (role) => `Se menciona a ${role} una vez, al empezar.`,
	notThisOne: 'El programa que está en el aire ya no se anuncia.',
	notSet:
		'No se anuncia ningún programa de este servidor. `/podcast announce` con `channel:` los anuncia, y con `role:` menciona a un rol al empezar.',
	channelGone:
		'⚠️ El canal donde se anunciaban los programas ya no existe: `/podcast announce` con `channel:` indica otro.',
	whoCanListen: (channel) =>
		`Quien lee ${channel} puede escuchar un programa no listado: su enlace está ahí. Los programas privados no se anuncian nunca.`,
	howToEnd: '-# `/podcast announce` con `off:True` lo termina.',
	missing: (channel, names) =>
		`No puedo escribir en ${channel}: dame ${names} ahí, en los ajustes del canal, en Permisos.`,
	roleGone:
		'El rol que se iba a mencionar ya no existe: `/podcast announce` con `role:` indica otro.',
	cannotPing: (role, channel) =>
		`No puedo mencionar a ${role}: deja que cualquiera lo mencione en los ajustes del rol, o dame en ${channel} el permiso de mencionar todos los roles.`,
	off: '🔕 Los programas de este servidor ya no se anuncian.',
	wasOff: 'No se anuncia ningún programa de este servidor.',
	unkept:
		'⚠️ No se ha podido guardar, así que vale hasta que me reinicien: díselo a quien administra este bot.',
	refused: {
		everyone:
			'Nunca menciono a @everyone: elige un rol que los miembros se pongan para eso, o deja `role:` fuera para no mencionar a nadie.',
		noChannel: 'Indica también el canal: `/podcast announce` con `channel:` y `role:`.',
		offWithChannel: 'Indica un canal, o `off:True`, pero no los dos.',
	},
	mayNotWrite: (channel) =>
		`No puedes escribir en ${channel}, así que yo tampoco por ti: hace falta **Enviar mensajes** ahí, o **Gestionar servidor**.`,
	mayNotPing: (role, channel) =>
		`No puedes mencionar a ${role} en ${channel}, así que yo tampoco por ti: hace falta poder mencionar todos los roles ahí, o **Gestionar servidor**.`,
	unpingedRoleGone: (channel) =>
		`Anunciado en ${channel} sin mención: el rol ya no existe. \`/podcast announce\` indica otro.`,
	unpinged: (channel, role) =>
		`Anunciado en ${channel} sin mencionar a ${role}: dame ahí el permiso de mencionar todos los roles.`,
	not: {
		'channel gone': () =>
			'Sin anunciar: el canal para eso ya no existe. `/podcast announce` indica otro.',
		'not allowed': (channel) =>
			`Sin anunciar: no puedo escribir en ${channel}. Dame **Ver canal** y **Enviar mensajes** ahí.`,
		failed: (channel) => `Sin anunciar en ${channel}: Discord no lo aceptó.`,
	},
};
