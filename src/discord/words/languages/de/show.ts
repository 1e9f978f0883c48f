// What happens in a show and how it ends, in German.
import type { ShowTexts } from '../en/show.js';

/** Names and titles come escaped, channels as mentions. */
export const SHOW_DE: ShowTexts = {
	begun: (by) => `${by} hat die Sendung gestartet.`,
	resumed: 'Nach einem Neustart wieder da.',
	moved: (channel) => `Umgezogen nach ${channel}: Die Sendung geht dort weiter.`,
	serverBack: (duration) => `Der Podcast-Server war ${duration} lang weg.`,
	serverBackAnew: (duration) =>
		`Der Podcast-Server war ${duration} lang weg: Der Podcast hat eine neue ID, Empfänger müssen sich neu verbinden.`,
	muted: (by) => `${by} hat ein Mitglied von der Sendung genommen.`,
	unmuted: (by) => `${by} hat ein Mitglied wieder auf Sendung gelassen.`,
	linkRenewed: (by) => `${by} hat einen neuen Link gemacht; der alte gilt nicht mehr.`,
	newcomersNotTold: (channel) =>
		`Ich darf in ${channel} nicht schreiben, deshalb erfährt dort niemand, dass er auf Sendung ist: Gib mir dort **Nachrichten senden**.`,
	newcomersToldHere: (channel) =>
		`Ich darf in ${channel} nicht schreiben, deshalb steht hier, wer neu auf Sendung ist: Gib mir dort **Nachrichten senden**.`,
	channelStatusNotAllowed: (channel) =>
		`In der Kanalliste steht nicht, dass wir auf Sendung sind: Gib mir **Sprachkanalstatus festlegen** in ${channel}.`,
	nextPart: (part) => `Die Aufnahme geht als Teil ${part} weiter: Länger darf ein Teil nicht sein.`,
	noted: (by, text) => `${by} hat eine Marke gesetzt: ${text}`,
	voiceStatus: (title) => `🔴 Auf Sendung: ${title}`,
	stopped: 'Die Sendung wurde beendet.',
	stoppedBy: (by) => `${by} hat die Sendung beendet.`,
	shutDown: 'Der Bot wurde beendet.',
	restarting: 'Ich werde neu gestartet und bin gleich wieder da.',
	returning: 'Ich wurde neu gestartet und gehe wieder auf Sendung.',
	idle: 'Zu lange war sonst niemand im Kanal.',
	endQuestion: (title, listeners) =>
		`Die Sendung **${title}** beenden?${listeners === undefined ? '' : listeners === 1 ? ' 1 Person hört zu.' : ` ${listeners.toLocaleString('de')} hören zu.`}`,
	keptGoing: '🔴 Die Sendung geht weiter.',
	ended: (title, duration) => `⚫ **Nicht mehr auf Sendung**: ${title}, nach ${duration}.`,
	endedUnasked: (duration, reason) => `⚫ **Nicht mehr auf Sendung**, nach ${duration}. ${reason}`,
	noReturn: {
		notStarted: (why) =>
			`Der Bot wurde neu gestartet und konnte nicht wieder auf Sendung gehen. ${why}`,
		unforeseen: 'Bei mir ist etwas schiefgegangen.',
		notWanted:
			'Der Bot wurde neu gestartet und ist nicht auf Sendung, bis jemand wieder eine startet.',
		awayTooLong: (duration) => `Der Bot wurde neu gestartet, nachdem er ${duration} lang weg war.`,
		serverNotShown:
			'Der Bot wurde neu gestartet, und Discord hat mir diesen Server seitdem nicht gezeigt.',
		channelGone: 'Der Bot wurde neu gestartet, und den Sprachkanal gibt es nicht mehr.',
		nobodyThere: (channel) => `Der Bot wurde neu gestartet, und in ${channel} war niemand mehr.`,
		noEntry: (why) => `Der Bot wurde neu gestartet. ${why}`,
	},
};
