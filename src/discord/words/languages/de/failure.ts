// What fails in voice, at Discord and at the podcast server, in German.
import type { FailureTexts } from '../en/failure.js';

/** Channels come as mentions. */
export const FAILURE_DE: FailureTexts = {
	permissions: {
		'View Channel': 'Kanal anzeigen',
		Connect: 'Verbinden',
		'Send Messages': 'Nachrichten senden',
		'Set Voice Channel Status': 'Sprachkanalstatus festlegen',
	},
	listed: (listed) => listed.join(' und '),
	voiceEnd: {
		left: () => 'Es wurde beendet.',
		disconnected: (channel) => `Jemand hat mich aus ${channel} geworfen.`,
		'channel deleted': () => 'Der Sprachkanal wurde gelöscht.',
		'guild gone': () => 'Ich wurde vom Server entfernt.',
		refused: (channel) =>
			`Der Sprachserver von ${channel} weist mich ab: Vielleicht braucht dieser Bot ein Update.`,
		'connection lost': (channel) =>
			`Die Sprachverbindung zu ${channel} ging verloren und kam nicht zurück.`,
		'gateway closed': () =>
			'Discord hat meine Verbindung endgültig geschlossen: Der Grund steht im Log.',
		'taken over': () =>
			'Ein zweiter Prozess mit meinem Bot-Token hat meinen Platz eingenommen: Wer mich betreibt, muss einen der beiden beenden.',
	},
	couldNotEnter: (channel, why) =>
		`Ich kam nicht in ${channel}. ${why}. Ist er voll, oder lassen mich seine Rechte nicht hinein?`,
	endedWhileStarting: (why) => `Es war zu Ende, bevor es auf Sendung ging. ${why}`,
	gateway: {
		token: 'Discord nimmt mein Token nicht mehr an: Wer mich betreibt, muss ein neues setzen.',
		sharding:
			'Ich bin auf mehr Servern, als Discord mit einer Verbindung erlaubt: Wer mich betreibt, muss mich von einigen entfernen.',
		intents:
			'Discord erlaubt mir nicht mehr die Intents, die ich brauche: Wer mich betreibt, muss sie einschalten.',
		other: 'Discord weist meine Verbindung endgültig ab: Dieser Bot braucht ein Update.',
	},
	server: {
		failed: (what, { code, quote }) =>
			`${what}${quote}. Mehr dazu steht im Log, unter dem Code ${code}`,
		says: (text) => `; er sagt: ${text}`,
		noAnswer: 'Der Podcast-Server hat nicht rechtzeitig geantwortet',
		notLetIn: 'Der Podcast-Server lässt mich nicht herein',
		closed: (code) => `Der Podcast-Server hat die Verbindung geschlossen (${code})`,
		notUnderstood: 'Der Podcast-Server hat etwas geantwortet, das ich nicht verstehe',
		unreachable: 'Der Podcast-Server ist nicht erreichbar',
		busy: 'Der Podcast-Server ist überlastet oder gestört',
	},
	start: {
		failed: (why) => `Die Sendung konnte nicht starten. ${why}.`,
		starting: (channel) => `In ${channel} startet gerade eine Sendung.`,
		choicesUnheard:
			'Noch startet keine Sendung: Andere Teile von mir haben mir nicht gesagt, wer Nein gesagt hat, und niemand kommt gegen den eigenen Willen auf Sendung. Ich frage weiter; versuch es in einer Minute noch einmal. Wenn das dauert, steht der Grund im Log (`PRIVACY_STRICT`).',
	},
	entry: {
		permissionsMissing: (channel, names) =>
			`Ich darf nicht in ${channel}: Gib mir dort ${names}, in den Kanaleinstellungen unter Berechtigungen.`,
		timedOut: (channel) =>
			`Ich habe auf diesem Server einen Timeout und komme nicht in ${channel}.`,
		full: (channel, members) =>
			`${channel} ist voll (${members} Mitglieder): Erhöh das Nutzerlimit, oder gib mir dort **Mitglieder verschieben**, dann komme ich trotzdem hinein.`,
		notSeen: (channel) => `Ich sehe ${channel} nicht: Gib mir dort **Kanal anzeigen**.`,
		mayNotSpeak: (channel) =>
			`Ich darf in ${channel} nicht sprechen: Gib mir dort **Sprechen**, in den Kanaleinstellungen unter Berechtigungen.`,
	},
	seat: {
		show: (channel) =>
			`Dieser Server ist schon auf Sendung, aus ${channel}: \`/podcast stop\` beendet das, \`/podcast status\` zeigt es.`,
		listening: (channel) =>
			`Ich spiele gerade eine Sendung in ${channel} und kann auf einem Server nur in einem Sprachkanal sein: \`/podcast leave\` beendet das. Wer diesen Bot betreibt, kann mit \`DISCORD_LISTENER_TOKENS\` Konten zum Abspielen hinzufügen.`,
		'another process': (channel) =>
			`Ein zweiter Prozess mit meinem Bot-Token ist in ${channel}, und nur einer von uns kann hier sprechen: Wer mich betreibt, muss einen der beiden beenden.`,
	},
};
