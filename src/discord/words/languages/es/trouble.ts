// What keeps sound from getting through, in Spanish: what is wrong, what is done, what helps.
import type { TroubleTexts } from '../en/trouble.js';

const REJOIN = {
	advice: 'Sal del canal de voz y vuelve a entrar.',
	adviceAfterColon: 'sal del canal de voz y vuelve a entrar.',
};

/** Sentences in Discord's markdown. */
export const TROUBLE_ES: TroubleTexts = {
	minutes: (count) => (count === 1 ? '1 minuto' : `${count} minutos`),
	voiceAway:
		'Se ha cortado la conexión de voz con Discord: no se oye a nadie. Me estoy reconectando; no tienes que hacer nada.',
	voiceShut: (why) =>
		`Se ha cortado la conexión de voz con Discord: no se oye a nadie. ${why} En cuanto pueda, vuelvo por mi cuenta.`,
	serverAway:
		'Se ha cortado la conexión con el servidor de podcasts: los oyentes no oyen nada. Me estoy reconectando; si esto dura, quien lleva el servidor de podcasts debería mirarlo.',
	deafened:
		'La moderación me ha ensordecido, así que Discord no me envía sonido. Haz clic derecho en mi nombre en el canal de voz y desmarca **Ensordecer en el servidor**.',
	nothingComes:
		'Discord dice que alguien habla, pero no me llega sonido de nadie. Me estoy reconectando; si esto dura, quien me aloja tiene que mirar la red: el sonido de Discord llega por UDP, que un cortafuegos o un router puede haber cortado.',
	unreadable:
		'Lo que envía el servidor de voz de Discord no se abre con sus claves: no se oye a nadie. Me estoy reconectando; si esto dura, termina el programa y empiézalo otra vez.',
	alone: (time) => `No hay nadie más en el canal. El programa termina si nadie entra en ${time}.`,
	silence: (time) =>
		`No se ha oído a nadie durante ${time}. Si alguien está hablando, puede estar en silencio en Discord, o su micrófono no lo capta.`,
	late: (seconds) =>
		`El sonido llega ${seconds} s tarde. La máquina donde funciono está sobrecargada.`,
	rival:
		'Otro proceso responde con mi token de bot, así que los comandos pueden fallar: quien me administra tiene que parar uno de los dos.',
	choicesUnseen:
		'No alcanzo mis otras partes, así que no veo quién pide en otros servidores quedar fuera del aire. Quien no quiera que se le oiga aquí escribe `/podcast-privacy optout` aquí, y vale enseguida. Si esto dura, quien me administra encuentra el motivo en el registro.',
	notRecorded: {
		'disk full':
			'La grabación se ha parado: mi disco está casi lleno. El programa sigue; lo grabado hasta ahora se conserva.',
		'disk slow':
			'La grabación se ha parado: mi disco no da abasto. El programa sigue; lo grabado hasta ahora se conserva.',
		'disk failed':
			'La grabación se ha parado: mi disco ha fallado. El programa sigue; lo grabado hasta ahora se conserva. El motivo está en el registro.',
		'not begun':
			'El programa no se graba: no puedo escribir en mi disco. Sigue sin grabación; el motivo está en el registro.',
	},
	unheard: {
		notReady: {
			cause: 'el cifrado de extremo a extremo de Discord aún no me ha dejado entrar',
			...REJOIN,
		},
		notDecrypted: {
			cause: 'su voz cifrada de extremo a extremo no se abre con las claves de la llamada',
			advice: 'Sal del canal de voz y vuelve a entrar, o actualiza Discord.',
			adviceAfterColon: 'sal del canal de voz y vuelve a entrar, o actualiza Discord.',
		},
		damaged: { cause: 'su voz llega dañada', ...REJOIN },
	},
	unheardExhausted: (member, { advice, cause }) =>
		`${member} habla pero no se le oye: ${cause}. He intentado todo lo que puedo. ${advice}`,
	unheardYet: (member, { adviceAfterColon, cause }) =>
		`${member} habla pero no se le oye: ${cause}. Lo estoy arreglando; si esto dura: ${adviceAfterColon}`,
	unannounced: {
		notReady:
			'Alguien habla, y el cifrado de extremo a extremo de Discord aún no me ha dejado entrar, así que no le oigo. Lo estoy arreglando; si esto dura, sal del canal de voz y vuelve a entrar.',
		noKey:
			'Una voz cifrada de extremo a extremo no se abre con ninguna clave que tenga, así que no sé de quién es, y queda fuera del aire. Si no se te oye, sal del canal de voz y vuelve a entrar, o actualiza Discord.',
		unknown: ({ hasRejoined }) =>
			`Habla alguien de quien Discord no me ha avisado, así que no sé de quién es la voz, y queda fuera del aire.${hasRejoined ? ' Me he reconectado, sin éxito.' : ''} Si no se te oye, silencia y activa tu micrófono, o sal del canal y vuelve a entrar.`,
	},
	over: {
		voiceAway: 'La conexión de voz ha vuelto.',
		serverAway: 'El servidor de podcasts ha vuelto.',
		deafened: 'Ya puedo oír otra vez.',
		nothingComes: 'Vuelve a llegarme sonido.',
		unreadable: 'Se oye a todos otra vez.',
		unheard: (member) => `Se oye otra vez a ${member}.`,
		unannounced: 'Ya sé otra vez de quién es cada voz.',
		alone: 'Hay alguien en el canal otra vez.',
		silence: 'Se oye a alguien otra vez.',
		late: 'El sonido llega a tiempo otra vez.',
		choicesUnseen: 'Vuelvo a ver quién pide en otros servidores quedar fuera del aire.',
	},
};
