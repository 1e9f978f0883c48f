// What fails in voice, at Discord and at the podcast server, in Spanish.
import type { FailureTexts } from '../en/failure.js';

/** Channels come as mentions. */
export const FAILURE_ES: FailureTexts = {
	permissions: {
		'View Channel': 'Ver canal',
		Connect: 'Conectar',
		'Send Messages': 'Enviar mensajes',
		'Set Voice Channel Status': 'Establecer estado del canal de voz',
	},
	listed: (listed) => listed.join(' y '),
	voiceEnd: {
		left: () => 'Se terminó.',
		disconnected: (channel) => `Alguien me desconectó de ${channel}.`,
		'channel deleted': () => 'Se borró el canal de voz.',
		'guild gone': () => 'Me quitaron del servidor.',
		refused: (channel) =>
			`El servidor de voz de ${channel} me rechaza: puede que este bot necesite una actualización.`,
		'connection lost': (channel) => `La conexión de voz con ${channel} se perdió y no volvió.`,
		'gateway closed': () =>
			'Discord ha cerrado mi conexión definitivamente: el motivo está en el registro.',
		'taken over': () =>
			'Otro proceso con mi token de bot ocupó mi sitio: quien me administra tiene que parar uno de los dos.',
	},
	couldNotEnter: (channel, why) =>
		`No he podido entrar en ${channel}. ${why}. ¿Está lleno, o no me dejan entrar sus permisos?`,
	endedWhileStarting: (why) => `El programa terminó antes de salir al aire. ${why}`,
	gateway: {
		token: 'Discord ya no acepta mi token: quien me administra tiene que poner uno nuevo.',
		sharding:
			'Estoy en más servidores de los que Discord permite con una conexión: quien me administra tiene que sacarme de algunos.',
		intents:
			'Discord ya no me permite los intents que necesito: quien me administra tiene que activarlos.',
		other: 'Discord rechaza mi conexión definitivamente: este bot necesita una actualización.',
	},
	server: {
		failed: (what, { code, quote }) =>
			`${what}${quote}. El motivo está en el registro, con el código ${code}`,
		says: (text) => `; dice: ${text}`,
		noAnswer: 'El servidor de podcasts no respondió a tiempo',
		notLetIn: 'El servidor de podcasts no me deja entrar',
		closed: (code) => `El servidor de podcasts cerró la conexión (${code})`,
		notUnderstood: 'El servidor de podcasts respondió algo que no entiendo',
		unreachable: 'No se puede llegar al servidor de podcasts',
		busy: 'El servidor de podcasts está saturado o averiado',
	},
	start: {
		failed: (why) => `No se ha podido empezar el programa. ${why}.`,
		starting: (channel) => `Un programa está empezando en ${channel}.`,
		choicesUnheard:
			'Todavía no empieza ningún programa: otras partes de mí no me han dicho quién quiere quedar fuera del aire, y nadie sale contra su voluntad. Sigo preguntando; inténtalo de nuevo en un minuto. Si esto dura, quien me administra encuentra el motivo en el registro (`PRIVACY_STRICT`).',
	},
	entry: {
		permissionsMissing: (channel, names) =>
			`No puedo entrar en ${channel}: dame ${names} ahí, en los ajustes del canal, en Permisos.`,
		timedOut: (channel) =>
			`Estoy aislado temporalmente en este servidor y no puedo entrar en ${channel}.`,
		full: (channel, members) =>
			`${channel} está lleno (${members} miembros): sube su límite de usuarios, o dame **Mover miembros** ahí, y entro igualmente.`,
		notSeen: (channel) => `No veo ${channel}: dame **Ver canal** ahí.`,
		mayNotSpeak: (channel) =>
			`No puedo hablar en ${channel}: dame **Hablar** ahí, en los ajustes del canal, en Permisos.`,
	},
	seat: {
		show: (channel) =>
			`Este servidor ya está en el aire desde ${channel}: \`/podcast stop\` lo termina, \`/podcast status\` lo muestra.`,
		listening: (channel) =>
			`Estoy reproduciendo un programa en ${channel}, y en un servidor solo puedo estar en un canal de voz a la vez: \`/podcast leave\` lo termina. Quien administra este bot puede añadir cuentas que reproduzcan, con \`DISCORD_LISTENER_TOKENS\`.`,
		'another process': (channel) =>
			`Otro proceso con mi token de bot está en ${channel}, y aquí solo puede haber uno de los dos en voz: quien me administra tiene que parar uno.`,
	},
};
