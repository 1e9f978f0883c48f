// Whose voice goes on air and whose does not, in German.
import type { VoiceTexts } from '../en/voice.js';

const LABELS = {
	keepOff: 'Meine Stimme nicht senden',
	putOn: 'Meine Stimme senden',
	putBack: 'Mich wieder senden',
	dontRecord: 'Mich nicht aufnehmen',
	record: 'Mich wieder aufnehmen',
};

/** Answers to the host and to the member, and the notice. */
export const VOICE_DE: VoiceTexts = {
	labels: LABELS,
	muted: (member) =>
		`🔇 ${member} ist **nicht auf Sendung**, bis diese Sendung endet; \`/podcast unmute\` nimmt das zurück.`,
	unmuted: {
		optedOut: (member) =>
			`🔇 ${member} möchte in keiner Sendung zu hören sein, und niemand sonst kann das ändern: Das geht nur selbst, mit \`/podcast-privacy optin\`.`,
		notAgreed: (member) =>
			`🎙️ ${member} ist nicht mehr stummgeschaltet. Diese Sendung fragt zuerst: ${member} ist zu hören, sobald **${LABELS.putOn}** gedrückt ist.`,
		bot: (member) =>
			`🔇 ${member} ist ein Bot, und Bots werden hier nicht gesendet (Einstellung \`BOTS_ON_AIR\`, für die, die mich betreiben).`,
		onAir: (member, channel) => `🎙️ Was ${member} in ${channel} sagt, ist **auf Sendung**.`,
	},
	optedOut:
		'🔇 Deine Stimme wird **nicht gesendet**: in keiner Sendung dieses Bots, nirgends. In Discord hörst du und wirst du gehört wie immer.',
	notRecorded:
		'⏺️ Du wirst ab jetzt **nicht aufgenommen**, in keiner Sendung dieses Bots. Live bist du weiter zu hören.',
	named:
		'🏷️ Dein Name darf ab jetzt in **Transkripten und Feeds** von Folgen stehen, neben dem, was du sagst.',
	notNamed:
		'🏷️ Dein Name steht in **keinem Feed** und **keinem Transkript** mehr: Dort steht „Speaker“ und eine Nummer.',
	recordedAgain:
		'⏺️ Du wirst wieder **aufgenommen**, wenn du in einer Sendung dieses Servers sprichst, die aufgenommen wird.',
	optedOutSoNotRecorded:
		'🔇 Deine Stimme ist in keiner Sendung dieses Bots, also wird von dir auch nichts aufgenommen: `/podcast-privacy optin` nimmt das zurück.',
	stillOptedOut:
		'🔇 Du hast entschieden, dass deine Stimme in **keiner** Sendung dieses Bots ist, nirgends. Willst du das zurücknehmen?',
	optedIn:
		'🎙️ Deine Stimme wird wieder **gesendet**, wenn du in einem Kanal sprichst, der auf Sendung ist.',
	agreed: '🎙️ Deine Stimme wird **gesendet**, wenn du in einer Sendung dieses Servers sprichst.',
	agreedRecorded: 'Sie wird auch **aufgenommen**.',
	canTakeBack: 'Das kannst du jederzeit zurücknehmen.',
	asked: `Diese Sendung fragt zuerst: Draußen hört dich niemand, bis du **${LABELS.putOn}** drückst.`,
	mutedByHost: 'In dieser Sendung hat der Host dich von der Sendung genommen.',
	privacy: {
		optedOut:
			'🔇 Du hast **Nein gesagt**: Deine Stimme ist in keiner Sendung dieses Bots, auf keinem Server. `/podcast-privacy optin` nimmt das zurück.',
		onAir:
			'🎙️ Deine Stimme wird **gesendet**, wenn du in einem Kanal sprichst, der auf Sendung ist.',
		hasAgreed: 'Auf diesem Server hast du dem zugestimmt.',
		optOut: '`/podcast-privacy optout` hält sie aus allen Sendungen dieses Bots heraus.',
		neverRecorded: '⏺️ Du wirst **nicht aufgenommen**, in keiner Sendung dieses Bots.',
		kept: '-# Was ich sonst speichere: deine Entscheidung mit deiner Nutzer-ID.',
		keptAndTold:
			'-# Was ich sonst speichere: deine Entscheidung mit deiner Nutzer-ID, und dass ich dir von dieser Sendung gesagt habe.',
	},
	unsaved:
		'⚠️ Das konnte ich nicht speichern: Wenn ich vorher neu gestartet werde, ist es vergessen. Ich versuche es weiter; wer mich betreibt, findet den Grund in meinem Log.',
	hearers: {
		public: '**Alle** können dich hören, auch außerhalb dieses Servers.',
		unlisted: '**Wer den Link hat**, kann dich hören, auch außerhalb dieses Servers.',
		private:
			'**Nur dieser Server** kann dich hören, und Programme, die zugelassen hat, wer mich betreibt.',
		unknown:
			'**Wen der Podcast-Server hereinlässt**, der kann dich hören, auch außerhalb dieses Servers.',
	},
	started: (by, { at, ago }) => `Gestartet${by ? ` von ${by}` : ''} um ${at}, ${ago}.`,
	onAir: (channel) => `🔴 **${channel} ist auf Sendung.**`,
	onAirAsked: (channel) =>
		`🔴 **${channel} ist auf Sendung, und du wirst zuerst gefragt.** Deine Stimme bleibt hier, bis du **${LABELS.putOn}** drückst, jetzt oder in einer früheren Sendung dieses Servers. Dann gilt:`,
	recorded: (channel) => `🔴 **${channel} ist auf Sendung und wird aufgenommen.**`,
	recordedAsked: (channel) =>
		`🔴 **${channel} ist auf Sendung und wird aufgenommen, und du wirst zuerst gefragt.** Von dir wird nichts aufgenommen, bis du **${LABELS.putOn}** drückst, und draußen hört dich niemand, wenn du das auf diesem Server nicht schon einmal getan hast. Dann gilt:`,
	howToKeepOff:
		'Das willst du nicht? Drück den Button, und deine Stimme bleibt sofort draußen. Oder nimm `/podcast-privacy optout`.',
	howToKeepOffAsked: `**${LABELS.keepOff}** gilt für jede Sendung und sofort. \`/podcast-privacy optout\` auch.`,
	howToKeepOut: `**${LABELS.dontRecord}** gilt nur für die Aufnahme, **${LABELS.keepOff}** für beides; das zählt sofort, in jeder Sendung. \`/podcast-privacy erase\` entfernt, was aufgenommen ist, auch später.`,
	dontWantThat: 'Das willst du nicht?',
	nobodyHears: (channel) =>
		`🔇 **Draußen hört dich in ${channel} niemand.** Wenn du das willst, drück **${LABELS.putOn}**: Das gilt in jeder Sendung dieses Servers, bis du es zurücknimmst.`,
	forThese: (members) => `-# Für ${members}`,
	andMore: (listed, more) => `${listed} und ${more} weitere`,
};
