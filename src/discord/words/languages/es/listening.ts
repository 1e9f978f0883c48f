// What is played into voice channels, and why it is not, in Spanish.
import type { ListeningTexts } from '../en/listening.js';

const notToBeHeard =
	'Ese programa no está en el aire, o el enlace es antiguo. Pide uno nuevo, o elige de la lista.';

/** Channels and accounts come as mentions, titles and names escaped. */
export const LISTENING_ES: ListeningTexts = {
	headings: {
		playing: '🔊 Suena:',
		over: '⚫ Ya no suena:',
		restarting: '🟡 Reiniciando:',
	},
	nothingPlayed: 'Ahí no suena nada: `/podcast listen` reproduce un programa.',
	nothingOwn:
		'Este servidor no está en el aire: indica un programa, `/podcast relay podcast:`, o empieza uno con `/podcast start`.',
	noChannels: 'Esa categoría no tiene ningún canal de voz donde reproducir el programa.',
	notToBeHeard,
	noSuchPodcast: `${notToBeHeard} Un ID solo abre programas públicos y los de este servidor; para otros pega el enlace.`,
	noAddress: 'Eso no es un enlace de un programa: son como `https://…/p/AbC12?key=…`.',
	serverNotAllowed: (host) =>
		`No abro enlaces a \`${host}\`: quien administra este bot puede permitirlo con \`PODCAST_LINK_ORIGINS\`.`,
	ownChannel: (channel) =>
		`De ${channel} viene el programa: se oiría a sí mismo. Elige otro canal.`,
	alreadyPlayed: (channel) => `En ${channel} ya suena un programa: \`/podcast leave\` lo termina.`,
	endedBefore: (why) => `Terminó antes de empezar. ${why}`,
	stopped: 'Se terminó.',
	stoppedBy: (by) => `${by} lo terminó.`,
	idle: (channel, duration) => `No ha habido nadie en ${channel} durante ${duration}.`,
	movedToSource: (channel) => `Me movieron a ${channel}, de donde viene el programa.`,
	over: (title, channel, why) => `⚫ **${title}** ya no suena en ${channel}. ${why}`,
	serverAway:
		'Se ha cortado la conexión con el servidor de podcasts. Me estoy reconectando; no tienes que hacer nada.',
	unplayed: (channels, why) => `⚠️ No en ${channels}: ${why}`,
	cannotHear: (why) => `No puedo oír el programa. ${why}.`,
	unreachable:
		'No se puede llegar al servidor de podcasts: inténtalo otra vez dentro de un momento; si esto dura, quien lo lleva debería mirarlo.',
	podcastOver: 'El programa ha terminado.',
	closedToUs: 'El enlace con el que se abrió ya no vale: pide el nuevo.',
	lost: (why) => `Ya no se pudo llegar al programa. ${why}`,
	closed: (code) => `Su servidor cerró la conexión (código ${code}).`,
	refused: (status) => `Su servidor, o un proxy delante, rechaza la conexión (estado ${status}).`,
	left: (channels) => `⚫ He salido de ${channels}.`,
	place: (channel, { account, ago }) => `${channel} · con ${account} · empezó ${ago}`,
	speaking: {
		'asked to speak':
			'Estoy entre el público del escenario y he pedido hablar: la moderación tiene que dejarme. Con **Silenciar miembros** ahí lo hago yo.',
		declined:
			'La moderación rechazó mi petición de hablar, y no la repito: clic derecho en mi nombre en el escenario y elige **Invitar a hablar**.',
		'sent back':
			'La moderación me devolvió al público, y ahí me quedo: clic derecho en mi nombre en el escenario y elige **Invitar a hablar** para oírme otra vez.',
		'stage over':
			'El escenario ha terminado, y estoy entre el público. Pido hablar cuando empiece el siguiente; hasta entonces, clic derecho en mi nombre y **Invitar a hablar**.',
		'could not ask':
			'Estoy entre el público del escenario, y Discord falló cuando pedí hablar: clic derecho en mi nombre en el escenario y elige **Invitar a hablar**.',
		'in the audience':
			'Estoy entre el público del escenario y no puedo pedir hablar: invítame a hablar, o dame **Solicitar hablar** ahí.',
		'not allowed': 'No puedo hablar ahí: dame **Hablar** en los ajustes del canal.',
		muted:
			'La moderación me ha silenciado. Clic derecho en mi nombre en el canal de voz y desmarca **Silenciar en el servidor**.',
	},
	accountSays: (account, what) => `${account} dice: ${what}`,
	inviteAnother: (invites) =>
		`Cada una de mis cuentas puede estar en un canal de voz de un servidor a la vez, y todas las de este servidor están ocupadas. Invita otra: ${invites}.`,
	allInUse:
		'Cada una de mis cuentas puede estar en un canal de voz de un servidor a la vez, y todas están ocupadas. `/podcast leave` libera una; quien administra este bot puede añadir más con `DISCORD_LISTENER_TOKENS`.',
	noReturn: {
		'channel gone': 'el canal de voz ya no existe.',
		'nobody there': 'ya no había nadie.',
		disconnected: 'alguien me desconectó de ahí.',
		byCommand: 'El bot se reinició: `/podcast listen` lo reproduce otra vez.',
		awayTooLong: (duration) => `El bot se reinició después de estar ausente ${duration}.`,
		podcastOver: 'El bot se reinició, y el programa ha terminado.',
		serverNotSeen: 'El bot se reinició, y Discord no me ha mostrado este servidor.',
		noChannel: 'El bot se reinició.',
	},
};
