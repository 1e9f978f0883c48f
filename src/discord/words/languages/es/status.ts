// What `/podcast status` answers, in Spanish.
import type { StatusTexts } from '../en/status.js';

/** Channels and members come as mentions, titles escaped. */
export const STATUS_ES: StatusTexts = {
	starting: (channel) => `🟡 Un programa está empezando en ${channel}.`,
	onAir: (ago, what) => `🔴 **En el aire**, empezó ${ago}: ${what}`,
	interrupted: (what) => `🟡 **Interrumpido**: ${what}`,
	from: (title, channel) => `${title}, desde ${channel}`,
	working: (heard) =>
		`✅ **Funciona**: ${heard === 0 ? 'ahora mismo no habla nadie' : `ahora mismo se oye a ${heard === 1 ? '1 persona' : `${heard} personas`}`}.`,
	listeners: (count) => `Oyentes: ${count ?? 'no se sabe'}`,
	visibility: { public: 'público', unlisted: 'no listado', private: 'privado' },
	access: (visibility, link) => `Visibilidad: ${visibility}, ${link ?? 'sin enlace'}`,
	reasons: {
		'opted out': 'no quiere',
		'muted by the host': 'en silencio por quien dirige',
		'a bot': 'un bot',
		'not agreed': 'no ha aceptado',
	},
	offAir: (members) => `Fuera del aire: ${members}`,
	undecided: (members) => `Sin responder todavía: ${members}`,
	andMore: (listed, more) => `${listed} y ${more} más`,
	podcast: (id) => `Podcast: ${id ?? 'ninguno por ahora'}`,
	websocket: (address) => `Websocket ${address}`,
	frames: ({ heard, mixed, passed, sent }) =>
		`-# Tramas: ${heard} oídas, ${passed} pasadas tal cual, ${mixed} mezcladas, ${sent} enviadas`,
	dropped: (counts) => `-# Descartadas: ${counts}`,
	delay: (ms) =>
		`-# Retardo añadido: ${ms === undefined ? 'todavía no se ha enviado nada' : `${ms} ms (99 % de las últimas tramas)`}`,
	encryption: (version) =>
		`-# Cifrado de extremo a extremo: ${version > 0 ? `activado (DAVE versión ${version})` : 'desactivado en esta llamada'}`,
};
