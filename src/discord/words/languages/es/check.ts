// What a sound check says, in Spanish.
import type { CheckTexts } from '../en/check.js';

/** Channels come as mentions, names in bold, addresses as inline code, shares with their sign. */
export const CHECK_ES: CheckTexts = {
	running: (channel) =>
		`Hay una prueba de sonido en marcha en ${channel}: termina en unos segundos.`,
	notInVoice: 'Entra primero en un canal de voz: compruebo aquel en el que estás.',
	listening: (channel, seconds) =>
		`👂 Escucho ${seconds} segundos en ${channel}: decid todos unas palabras, tan alto como en el programa. Nada sale al aire y nada se guarda.`,
	ready: (channel) => `✅ **Todo listo** para un programa en ${channel}.`,
	toLookAt: (channel, count) =>
		`⚠️ **${count === 1 ? '1 cosa' : `${count} cosas`} por mirar** antes de un programa en ${channel}:`,
	/** Sentences of the last line, each with the space behind it. */
	listened: (duration) => `He escuchado ${duration}. `,
	nothingKept: 'Nada ha salido al aire y nada se guarda. ',
	next: 'Lo siguiente: `/podcast start`',
	allTheSame: 'Puedes salir al aire igualmente: `/podcast start`',
	ends: {
		needed: 'La prueba se ha interrumpido porque me necesitaban en voz para otra cosa.',
		stopping: 'La prueba se ha interrumpido porque me están apagando.',
		moved: (channel) => `Alguien me ha movido a ${channel} y me he ido.`,
		soFar: 'Lo que se oyó hasta entonces:',
		silence: (channel) =>
			`No he podido entrar en ${channel}, así que no se ha oído a nadie. ¿Está lleno, o me lo impiden sus permisos?`,
		notJoined: (channel, why) =>
			`No he entrado en ${channel}, así que no se ha oído a nadie. ${why}`,
	},
	unannounced:
		'Alguien habla y Discord no me dice quién, así que no saldría al aire. Si no estás en esta lista, sal del canal y vuelve a entrar.',
	connection: {
		away: 'Mi conexión de voz con Discord se cortó entretanto y al final no había vuelto. Lo que se dijo desde entonces no está en esta lista.',
		'came back':
			'Mi conexión de voz con Discord se cortó entretanto y volvió. Lo que se dijo en medio no está en esta lista.',
	},
	endToEnd: (version) =>
		`🔒 Cifrado: de extremo a extremo hasta mí (DAVE, versión ${version}); un programa sigue de mí a sus oyentes.`,
	notEndToEnd: '🔓 Cifrado: hasta Discord y desde allí, no de extremo a extremo en esta llamada.',
	lossUnknown: '📶 Pérdida: desconocida, no ha llegado sonido.',
	loss: (share) => `Pérdida: ${share} del sonido no me ha llegado`,
	whoseLoss: '. Si le pasa a un solo miembro, es su red; si a todos, la mía.',
	delay: (parts) => `⏱️ Retardo: ${parts.join(', ')}.`,
	noRoundTrip: 'el servidor de voz de Discord no ha respondido a eso',
	roundTrip: (ms) => `${ms} ms hasta el servidor de voz de Discord y vuelta`,
	waiting: (ms) => `y las voces necesitan ${ms} ms de espera para oírse sin saltos`,
	permissionsThere: '🔑 Permisos: aquí tengo todos los que necesita un programa.',
	/** @param names - each with what it is for in brackets */
	missing: (names) => `Aquí falta: ${names}. Dámelo en los ajustes del canal, en Permisos.`,
	neededFor: {
		'View Channel': 'para entrar',
		Connect: 'para entrar',
		'Send Messages': 'para avisar a los miembros de que están en el aire',
		'Set Voice Channel Status': 'para mostrar en la lista de canales que está en el aire',
	},
	offAir: (count) =>
		`🚫 ${count === 1 ? '1 miembro está' : `${count} miembros están`} fuera del aire por decisión propia; sin medir.`,
	nobodyHeard: 'No se ha oído a nadie.',
	nobodyThere: 'En el canal no hay nadie más que yo.',
	nobodyOnAir: 'En el canal no hay nadie a quien se oiría en un programa.',
	/** What a voice is like, alone or after how many are. What needs a hand comes first. */
	levels: {
		unreadable: 'hablan y no se les oye',
		clipping: 'distorsiona',
		faint: 'apenas se oye',
		'too loud': 'demasiado alto',
		'too quiet': 'demasiado bajo',
		fine: 'bien',
		unmeasured: 'se oye, sin medir',
	},
	moreVoices: (counts) => `Más voces: ${counts}.`,
	lost: (share) => `; ${share} se ha perdido por el camino`,
	short: (seconds) => `, de solo ${seconds} s`,
	unreadable: (who, why) => `${who} habla y no se le oye: ${why}`,
	faint: (who, advice) => `${who}: apenas suena. ¿Es el micrófono correcto? ${advice}`,
	unmeasured: (who, lost) => `${who}: se le oye, sin medir, porque hablan demasiados${lost}.`,
	fine: (who, measured) => `${who}: bien ${measured}.`,
	advice: {
		'too quiet': 'Acércate al micrófono o súbele el volumen.',
		'too loud': 'Aléjate del micrófono o bájale el volumen.',
		clipping: 'El sonido está distorsionado: baja el volumen del micrófono.',
	},
	damaged: 'su voz llega dañada. Sal del canal y vuelve a entrar.',
	notOpened:
		'su voz cifrada no se puede abrir. Sal del canal y vuelve a entrar, o actualiza Discord.',
	silent: (names) =>
		`En silencio: ${names}. No ha llegado nada: ¿han hablado, y por el micrófono correcto?`,
	muted: (groups) => `🔇 Silenciados: ${groups}.`,
	mutedBy: {
		themselves: 'por sí mismos',
		'a moderator': 'por la moderación',
		'the stage': 'en el público del escenario',
	},
	members: (count) => (count === 1 ? '1 miembro' : `${count} miembros`),
	andMore: (shown, more) => `${shown} y ${more} más`,
	server: (why) => `Servidor de podcasts: ${why}.`,
	serverTakesMe: '📡 Servidor de podcasts: responde y me acepta.',
	link: {
		untried:
			'🌐 Enlace: lo crea el servidor de podcasts, así que no puedo probarlo antes de un programa.',
		'only here': (told) =>
			`Enlace: solo el ordenador donde funciono puede abrirlo (${told}). Quien me administra configura \`PUBLIC_URL\`.`,
		'only near': (told) =>
			`Enlace: ${told} es una dirección dentro de una sola red, y solo quien está en ella puede abrirlo. Quien me administra configura \`PUBLIC_URL\`.`,
		askDoctor: 'Quien me administra averigua más con `npm run doctor`.',
		opens: (told) => `🌐 Enlace: se abre en ${told}, probado desde el ordenador donde funciono.`,
		notLive: (told) =>
			`Enlace: la página se abre en ${told}, pero el sonido en directo (un websocket) no pasa, así que todo se oye un segundo después.`,
		foreign: (told) => `Enlace: en ${told} responde otra página.`,
		status: (told, status) => `Enlace: ${told} responde con el estado ${status} y sin página.`,
		unreachable: (told, why) =>
			`Enlace: ${told} no me responde (${why}). Pruébalo en un teléfono sin wifi: algunos routers no llevan de vuelta adentro.`,
	},
};
