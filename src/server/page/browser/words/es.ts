// All that the pages say, in Spanish.
import { lengthInWords, type PageWords } from './en.js';

/** Spanish. */
export const words: PageWords = {
	language: 'es',

	skip: 'Ir al contenido',
	siteDescription:
		'Programas en directo desde canales de voz de Discord. Escúchalos en tu navegador.',
	source: 'Código fuente',
	runs: (version) => `Discord Podcasts ${version}`,

	untitled: 'Programa sin título',
	liveFrom: (serverName) => `En directo desde ${serverName}`,
	origin: ({ hostName, serverName }) => {
		if (hostName === '') {
			return serverName === '' ? '' : `Desde ${serverName}`;
		}
		return serverName === '' ? `Con ${hostName}` : `Con ${hostName} en ${serverName}`;
	},

	live: 'En directo',
	interruptedSign: 'Interrumpido',
	reconnectingSign: 'Reconectando…',
	offAirSign: 'Fuera de antena',
	endedTitle: 'terminado',

	onAirNow: 'En antena ahora',
	liveCount: (count) => `${count} en directo ahora`,
	nothingLive: 'Ahora mismo no hay nada en directo.',
	quiet: 'Todo está en silencio por ahora.',
	quietHint: 'Cuando alguien empiece un programa público, aparecerá aquí solo.',
	listenTo: (title) => `Escuchar ${title}`,
	serverAway: (lastNews) =>
		`El servidor no responde. Intentándolo de nuevo… Lo que ves es de las ${lastNews}.`,

	listening: (_count) => 'escuchando',
	speakingNow: 'Hablan ahora',
	nobodySpeaks: 'Nadie habla en este momento.',
	speakersUnknown: 'No se sabe en este momento.',
	moreSpeakers: (count) => `y ${count} más`,

	play: 'Reproducir',
	pause: 'Pausa',
	fromStart: 'Desde el principio',
	backToLive: 'Volver al directo',
	beginningWaits: 'Un momento, ya viene.',
	beginningOver: 'Eso fue todo.',
	beginningGone: 'Ya no se puede oír desde el principio.',
	mute: 'Silenciar',
	unmute: 'Activar el sonido',
	volume: 'Volumen',
	noScript: 'El reproductor necesita JavaScript; este no:',

	pressPlay: 'Pulsa reproducir para escuchar.',
	connecting: 'Conectando…',
	listeningLive: 'Estás escuchando en directo.',
	interrupted: 'El programa está interrumpido. Seguirá aquí por sí solo.',
	offline: 'No tienes conexión.',
	offlinePlaying: 'No tienes conexión. Seguirá sonando cuando vuelvas.',
	noConnection: 'Sin conexión. Intentándolo de nuevo…',
	connectionLost: 'Conexión perdida, reconectando…',
	stillNoConnection: 'Sigue sin haber conexión. Intentándolo de nuevo…',
	showEnded: 'El programa ha terminado.',
	linkClosed: 'Este enlace ya no abre el programa. Pide uno nuevo.',
	cannotPlay: 'Este navegador no puede reproducir sonido aquí. Prueba otro o abre el MP3 de abajo.',
	pressAgain: 'Pulsa reproducir otra vez.',

	thanks: 'Gracias por escuchar.',
	wasOnAir: (durationMs) => `${lengthInWords(durationMs)} en antena.`,
	whatElse: 'Mira qué más hay',
	toShow: (title) => `Más de ${title}`,

	share: 'Compartir',
	copy: 'Copiar',
	copied: 'Copiado',
	otherPlayer: 'Escuchar en otro reproductor',
	openInPlayer: 'Abrir en tu reproductor',
	mp3Address: 'Dirección MP3',
	mp3Hint: 'Para VLC, la app de radio de tu teléfono o una radio por internet.',
	moreFormats: 'Más formatos',
	formatOgg: 'Ogg Opus',
	formatPls: 'PLS, para radios antiguas',

	soundProblems: '¿Problemas con el sonido?',
	soundHelp:
		'Si el sonido se corta, escucha el flujo MP3: es más estable y va un segundo por detrás.',
	playMp3: 'Escuchar el flujo MP3',
	onAirSince: 'En antena desde',
	delay: 'Retardo',
	delayParts: 'Retardo, por partes',
	decoder: 'Decodificador',
	framesReceived: 'Tramas recibidas',
	framesUnreadable: 'Tramas ilegibles',
	underruns: 'Cortes',
	skipped: 'Saltado para ponerse al día',
	reconnects: 'Reconexiones',
	decodeWith: 'Decodificar con',
	automatic: 'Automático',
	decoderMp3: 'MP3, del navegador',
	decoderOwn: 'WebCodecs, del navegador',
	buffer: 'búfer',
	loudspeaker: 'altavoz',
	network: 'red',
	networkUnknown: 'red aún desconocida',

	keyboard: 'Teclado',
	keyboardTitle: 'Atajos de teclado',
	keySpace: 'Espacio',
	keyPlay: 'Reproducir o pausar',
	keyMute: 'Silenciar o activar el sonido',
	keyLouder: 'Más alto',
	keyQuieter: 'Más bajo',
	keyHelp: 'Mostrar esta lista',
	close: 'Cerrar',

	offAir: 'Fuera de antena en este momento.',
	offAirHint: 'Cuando empiece el programa, esta página pasará sola al directo.',
	listenElsewhere: 'Escuchar ahora',
	elsewhereHint: (host) => `Se escucha en ${host}.`,
	nowhereHint: 'Se emite desde otro servidor que no tiene página para escuchar.',
	nextShows: 'Próximamente',
	noPlans: 'Todavía no hay ningún programa previsto.',
	addToCalendar: 'Añadir al calendario',
	episodes: 'Episodios',
	latestEpisodes: 'Últimos episodios',
	noEpisodes: 'Todavía no hay episodios.',
	playEpisode: (title) => `Reproducir ${title}`,
	withPart: (title, part) => `${title}, parte ${part}`,
	untitledEpisode: 'Episodio sin título',
	subscribe: 'No te pierdas nada',
	subscribeHint: 'Pega la dirección del feed en tu app de podcasts y recibirás cada episodio.',
	feedAddress: 'Dirección del feed',
	openFeed: 'Abrir el feed (RSS)',
	shareShow: 'Compartir este programa',
	link: 'Enlace',
	qrCode: 'Código QR con la dirección de este programa',
	qrHint: 'Escanéalo con el teléfono para escuchar ahí.',
	embedCode: 'Código para un sitio web',
	about: 'Sobre el programa',
	joinServer: 'Entrar en el servidor de Discord',
	website: 'Sitio web',

	notFoundTitle: 'Programa no encontrado',
	notFound: 'Aquí no hay ningún programa',
	notFoundHint:
		'Puede que haya terminado o que su enlace haya cambiado. Pregunta a quien te lo envió o mira qué más hay.',
	toHome: 'Mira qué hay ahora',

	previewLive: (serverName) =>
		serverName === ''
			? 'En antena ahora. Pulsa reproducir para escuchar.'
			: `En antena ahora en ${serverName}. Pulsa reproducir para escuchar.`,
	previewOffAir: 'Programas en directo y episodios.',
};
