// What a sound check says, in German.
import type { CheckTexts } from '../en/check.js';

/** Channels come as mentions, names in bold, addresses as inline code, shares with their sign. */
export const CHECK_DE: CheckTexts = {
	running: (channel) =>
		`In ${channel} läuft gerade ein Soundcheck: In ein paar Sekunden ist er vorbei.`,
	notInVoice: 'Geh zuerst in einen Sprachkanal: Ich prüfe den, in dem du bist.',
	listening: (channel, seconds) =>
		`👂 Ich höre ${seconds} Sekunden in ${channel} zu: Sagt alle ein paar Worte, so laut wie in der Sendung. Nichts wird gesendet, und nichts bleibt gespeichert.`,
	ready: (channel) => `✅ **Bereit** für eine Sendung in ${channel}.`,
	toLookAt: (channel, count) =>
		`⚠️ **${count === 1 ? '1 Sache' : `${count} Sachen`} anzusehen** vor einer Sendung in ${channel}:`,
	/** Sentences of the last line, each with the space behind it. */
	listened: (duration) => `${duration} zugehört. `,
	nothingKept: 'Nichts wurde gesendet, und nichts bleibt gespeichert. ',
	next: 'Weiter mit `/podcast start`',
	allTheSame: 'Auf Sendung gehen kannst du trotzdem: `/podcast start`',
	ends: {
		needed:
			'Der Check wurde abgebrochen, weil ich im Sprachkanal für etwas anderes gebraucht wurde.',
		stopping: 'Der Check wurde abgebrochen, weil ich gerade beendet werde.',
		moved: (channel) => `Jemand hat mich in ${channel} verschoben, und ich bin gegangen.`,
		soFar: 'Was bis dahin zu hören war:',
		silence: (channel) =>
			`Ich kam nicht in ${channel}, also war niemand zu hören. Ist er voll, oder lassen mich seine Rechte nicht hinein?`,
		notJoined: (channel, why) => `Ich kam nicht in ${channel}, also war niemand zu hören. ${why}`,
	},
	unannounced:
		'Jemand spricht, und Discord sagt mir nicht, wer, käme also nicht auf Sendung. Wer nicht in dieser Liste steht: Verlass den Kanal und komm wieder.',
	connection: {
		away: 'Meine Sprachverbindung zu Discord brach zwischendurch ab und war am Ende nicht zurück. Was seitdem gesagt wurde, fehlt in dieser Liste.',
		'came back':
			'Meine Sprachverbindung zu Discord brach zwischendurch ab und kam zurück. Was dazwischen gesagt wurde, fehlt in dieser Liste.',
	},
	endToEnd: (version) =>
		`🔒 Verschlüsselung: Ende-zu-Ende bis zu mir (DAVE-Version ${version}); eine Sendung geht von mir weiter an alle, die zuhören.`,
	notEndToEnd:
		'🔓 Verschlüsselung: bis zu Discord und von dort weiter, in diesem Anruf nicht Ende-zu-Ende.',
	lossUnknown: '📶 Verlust: unbekannt, es kam kein Ton.',
	loss: (share) => `Verlust: ${share} des Tons kamen nicht bei mir an`,
	whoseLoss: '. Trifft es nur ein Mitglied, liegt es an dessen Netz; trifft es alle, an meinem.',
	delay: (parts) => `⏱️ Verzögerung: ${parts.join(', ')}.`,
	noRoundTrip: 'der Sprachserver von Discord hat darauf nicht geantwortet',
	roundTrip: (ms) => `${ms} ms zum Sprachserver von Discord und zurück`,
	waiting: (ms) => `und Stimmen müssen ${ms} ms warten, damit sie gleichmäßig klingen`,
	permissionsThere: '🔑 Rechte: Ich habe hier alle, die eine Sendung braucht.',
	/** @param names - each with what it is for in brackets */
	missing: (names) =>
		`Hier fehlt: ${names}. Gib es mir in den Einstellungen des Kanals unter Berechtigungen.`,
	neededFor: {
		'View Channel': 'um hineinzukommen',
		Connect: 'um hineinzukommen',
		'Send Messages': 'um Mitgliedern zu sagen, dass sie auf Sendung sind',
		'Set Voice Channel Status': 'um in der Kanalliste zu zeigen, dass er auf Sendung ist',
	},
	offAir: (count) =>
		`🚫 ${count === 1 ? '1 Mitglied will' : `${count} Mitglieder wollen`} nicht gesendet werden; nicht gemessen.`,
	nobodyHeard: 'Niemand war zu hören.',
	nobodyThere: 'Außer mir ist niemand im Kanal.',
	nobodyOnAir: 'Im Kanal ist niemand, der in einer Sendung zu hören wäre.',
	/** What a voice is like, alone or after how many are. What needs a hand comes first. */
	levels: {
		unreadable: 'sprechen und sind nicht zu hören',
		clipping: 'übersteuert',
		faint: 'kaum zu hören',
		'too loud': 'zu laut',
		'too quiet': 'zu leise',
		fine: 'gut',
		unmeasured: 'zu hören und nicht gemessen',
	},
	moreVoices: (counts) => `Weitere Stimmen: ${counts}.`,
	lost: (share) => `; ${share} davon gingen unterwegs verloren`,
	short: (seconds) => `, von nur ${seconds} s`,
	unreadable: (who, why) => `${who} spricht und ist nicht zu hören: ${why}`,
	faint: (who, advice) => `${who}: kaum ein Ton: Ist es das richtige Mikrofon? ${advice}`,
	unmeasured: (who, lost) =>
		`${who}: zu hören, aber nicht gemessen, weil zu viele sprechen${lost}.`,
	fine: (who, measured) => `${who}: gut ${measured}.`,
	advice: {
		'too quiet': 'Geh näher ans Mikrofon oder stell es lauter.',
		'too loud': 'Geh weiter weg vom Mikrofon oder stell es leiser.',
		clipping: 'Der Ton ist verzerrt: Stell das Mikrofon leiser.',
	},
	damaged: 'Die Stimme kommt beschädigt an. Verlass den Kanal und komm wieder.',
	notOpened:
		'Die verschlüsselte Stimme lässt sich nicht öffnen. Verlass den Kanal und komm wieder, oder aktualisiere Discord.',
	silent: (names) => `Stumm: ${names}. Es kam nichts: Wurde gesprochen, und ins richtige Mikrofon?`,
	muted: (groups) => `🔇 Stummgeschaltet: ${groups}.`,
	mutedBy: {
		themselves: 'selbst',
		'a moderator': 'von der Moderation',
		'the stage': 'im Publikum der Bühne',
	},
	members: (count) => (count === 1 ? '1 Mitglied' : `${count} Mitglieder`),
	andMore: (shown, more) => `${shown} und ${more} weitere`,
	server: (why) => `Podcast-Server: ${why}.`,
	serverTakesMe: '📡 Podcast-Server: Er antwortet und lässt mich hinein.',
	link: {
		untried:
			'🌐 Link: Ihn macht der Podcast-Server, also kann ich ihn vor einer Sendung nicht ausprobieren.',
		'only here': (told) =>
			`Link: Nur der Rechner, auf dem ich laufe, kann ihn öffnen (${told}). Wer mich betreibt, setzt \`PUBLIC_URL\`.`,
		'only near': (told) =>
			`Link: ${told} ist eine Adresse in einem einzelnen Netz, und nur wer darin ist, kann den Link öffnen. Wer mich betreibt, setzt \`PUBLIC_URL\`.`,
		askDoctor: 'Wer mich betreibt, erfährt mehr mit `npm run doctor`.',
		opens: (told) =>
			`🌐 Link: Er öffnet sich unter ${told}, ausprobiert von dem Rechner aus, auf dem ich laufe.`,
		notLive: (told) =>
			`Link: Die Seite öffnet sich unter ${told}, aber der Live-Ton (ein Websocket) kommt nicht durch, alle hören also eine Sekunde später.`,
		foreign: (told) => `Link: Unter ${told} antwortet eine andere Seite.`,
		status: (told, status) => `Link: ${told} antwortet mit Status ${status} und ohne Seite.`,
		unreachable: (told, why) =>
			`Link: ${told} antwortet mir nicht (${why}). Versuch es mit einem Telefon ohne WLAN: Manche Router führen nicht wieder nach innen.`,
	},
};
