// Whose voice goes on air and whose does not, in Spanish.
import type { VoiceTexts } from '../en/voice.js';

const LABELS = {
	keepOff: 'No emitir mi voz',
	putOn: 'Emitir mi voz',
	putBack: 'Volver a emitir mi voz',
	dontRecord: 'No grabarme',
	record: 'Volver a grabarme',
};

/** Answers to the host and to the member, and the notice. */
export const VOICE_ES: VoiceTexts = {
	labels: LABELS,
	muted: (member) =>
		`🔇 ${member} está **fuera del aire** hasta que termine este programa; con \`/podcast unmute\` lo deshaces.`,
	unmuted: {
		optedOut: (member) =>
			`🔇 ${member} no quiere salir en ningún programa, y nadie más puede cambiarlo: solo \`/podcast-privacy optin\`, usado por esa persona.`,
		notAgreed: (member) =>
			`🎙️ ${member} ya no está en silencio. Este programa pregunta antes: se le oirá cuando pulse **${LABELS.putOn}**.`,
		bot: (member) =>
			`🔇 ${member} es un bot, y aquí los bots no salen al aire (el ajuste \`BOTS_ON_AIR\` de quien me administra).`,
		onAir: (member, channel) => `🎙️ ${member} sale **al aire** cuando habla en ${channel}.`,
	},
	optedOut:
		'🔇 Tu voz está **fuera del aire**: en todos los programas de este bot, en todas partes. En Discord oyes y se te oye como siempre.',
	notRecorded:
		'⏺️ Desde ahora **no se te graba** en ningún programa de este bot. En directo se te sigue oyendo.',
	named:
		'🏷️ Desde ahora tu nombre puede aparecer en **transcripciones y feeds** de episodios, junto a lo que dices.',
	notNamed:
		'🏷️ Tu nombre ya no aparece en **ningún feed** ni en **ninguna transcripción**: pone «Speaker» y un número.',
	recordedAgain:
		'⏺️ Se te vuelve a **grabar** cuando hablas en un programa de este servidor que se graba.',
	optedOutSoNotRecorded:
		'🔇 Has dejado tu voz fuera de todos los programas de este bot, así que no se graba nada de ti: con `/podcast-privacy optin` lo deshaces.',
	stillOptedOut:
		'🔇 Has dejado tu voz fuera de **todos** los programas de este bot, en todas partes. ¿Quieres deshacerlo?',
	optedIn: '🎙️ Tu voz vuelve a salir **al aire** cuando hablas en un canal que está en el aire.',
	agreed: '🎙️ Tu voz sale **al aire** cuando hablas en un programa de este servidor.',
	agreedRecorded: 'También se **graba**.',
	canTakeBack: 'Puedes deshacerlo en cualquier momento.',
	asked: `Este programa pregunta antes: nadie te oye fuera hasta que pulsas **${LABELS.putOn}**.`,
	mutedByHost: 'En este programa, quien lo dirige te ha sacado del aire.',
	privacy: {
		optedOut:
			'🔇 Has dicho que **no**: tu voz no está en ningún programa de este bot, en ningún servidor. Con `/podcast-privacy optin` lo deshaces.',
		onAir: '🎙️ Tu voz sale **al aire** cuando hablas en un canal que está en el aire.',
		hasAgreed: 'En este servidor lo has aceptado.',
		optOut: 'Con `/podcast-privacy optout` queda fuera de todos los programas de este bot.',
		neverRecorded: '⏺️ **No se te graba** en ningún programa de este bot.',
		kept: '-# Qué más guardo: tu decisión, con tu ID de usuario.',
		keptAndTold:
			'-# Qué más guardo: tu decisión, con tu ID de usuario, y que te he avisado de este programa.',
	},
	unsaved:
		'⚠️ No he podido guardarlo: si me reinician antes de lograrlo, se olvida. Lo sigo intentando; quien me administra encuentra el motivo en mi registro.',
	hearers: {
		public: '**Cualquiera** puede oírte, también fuera de este servidor.',
		unlisted: '**Quien tenga el enlace** puede oírte, también fuera de este servidor.',
		private:
			'**Solo este servidor** puede oírte, y los programas que haya autorizado quien me administra.',
		unknown:
			'**Quien tenga acceso al servidor de podcasts** puede oírte, también fuera de este servidor.',
	},
	started: (by, { at, ago }) =>
		by ? `${by} lo puso en el aire a las ${at}, ${ago}.` : `En el aire desde las ${at}, ${ago}.`,
	onAir: (channel) => `🔴 **${channel} está en el aire.**`,
	onAirAsked: (channel) =>
		`🔴 **${channel} está en el aire, y se te pregunta antes.** Tu voz se queda aquí hasta que pulses **${LABELS.putOn}**, ahora o en un programa anterior de este servidor. Entonces:`,
	recorded: (channel) => `🔴 **${channel} está en el aire, y se graba.**`,
	recordedAsked: (channel) =>
		`🔴 **${channel} está en el aire y se graba, y se te pregunta antes.** No se graba nada de ti hasta que pulses **${LABELS.putOn}**, y nadie te oye fuera si no lo has pulsado ya antes en este servidor. Entonces:`,
	howToKeepOff:
		'¿No lo quieres? Pulsa el botón y tu voz queda fuera al momento. O usa `/podcast-privacy optout`.',
	howToKeepOffAsked: `**${LABELS.keepOff}** vale para todos los programas, y al momento. \`/podcast-privacy optout\` también.`,
	howToKeepOut: `**${LABELS.dontRecord}** es solo para la grabación, **${LABELS.keepOff}** para las dos cosas; valen al momento, en todos los programas. \`/podcast-privacy erase\` quita lo que esté grabado, también más tarde.`,
	dontWantThat: '¿No lo quieres?',
	nobodyHears: (channel) =>
		`🔇 **Nadie te oye fuera de ${channel}.** Si quieres que te oigan, pulsa **${LABELS.putOn}**: vale para todos los programas de este servidor, hasta que lo deshagas.`,
	forThese: (members) => `-# Para ${members}`,
	andMore: (listed, more) => `${listed} y ${more} más`,
};
