// What is played into voice channels, and why it is not, in German.
import type { ListeningTexts } from '../en/listening.js';

const notToBeHeard =
	'Diese Sendung läuft nicht, oder der Link ist alt. Frag nach einem neuen, oder such eine aus der Liste aus.';

/** Channels and accounts come as mentions, titles and names escaped. */
export const LISTENING_DE: ListeningTexts = {
	headings: {
		playing: '🔊 Läuft:',
		over: '⚫ Läuft nicht mehr:',
		restarting: '🟡 Neustart:',
	},
	nothingPlayed: 'Dort läuft nichts: `/podcast listen` spielt eine Sendung ab.',
	nothingOwn:
		'Dieser Server ist nicht auf Sendung: Nenn eine Sendung, `/podcast relay podcast:`, oder starte eine mit `/podcast start`.',
	noChannels: 'In dieser Kategorie ist kein Sprachkanal, in dem die Sendung laufen könnte.',
	notToBeHeard,
	noSuchPodcast: `${notToBeHeard} Eine ID allein öffnet öffentliche Sendungen und die dieses Servers; für andere füg den Link ein.`,
	noAddress: 'Das ist kein Link zu einer Sendung: Die sehen so aus: `https://…/p/AbC12?key=…`.',
	serverNotAllowed: (host) =>
		`Links zu \`${host}\` öffne ich nicht: Wer diesen Bot betreibt, kann das mit \`PODCAST_LINK_ORIGINS\` erlauben.`,
	ownChannel: (channel) =>
		`Aus ${channel} kommt die Sendung: Sie würde sich selbst hören. Such einen anderen Kanal aus.`,
	alreadyPlayed: (channel) =>
		`In ${channel} läuft schon eine Sendung: \`/podcast leave\` beendet das.`,
	endedBefore: (why) => `Es war vorbei, bevor es begonnen hat. ${why}`,
	stopped: 'Es wurde beendet.',
	stoppedBy: (by) => `${by} hat es beendet.`,
	idle: (channel, duration) => `In ${channel} war ${duration} lang niemand.`,
	movedToSource: (channel) => `Ich wurde nach ${channel} verschoben, woher die Sendung kommt.`,
	over: (title, channel, why) => `⚫ **${title}** läuft nicht mehr in ${channel}. ${why}`,
	serverAway:
		'Die Verbindung zum Podcast-Server ist weg. Ich verbinde mich neu; du musst nichts tun.',
	unplayed: (channels, why) => `⚠️ Nicht in ${channels}: ${why}`,
	cannotHear: (why) => `Ich kann die Sendung nicht hören. ${why}.`,
	unreachable:
		'Der Podcast-Server ist nicht erreichbar: Versuch es gleich noch einmal; wenn das dauert, sollte nachsehen, wer ihn betreibt.',
	podcastOver: 'Die Sendung ist zu Ende.',
	closedToUs: 'Der Link, mit dem sie geöffnet wurde, gilt nicht mehr: Frag nach dem neuen.',
	lost: (why) => `Die Sendung war nicht mehr erreichbar. ${why}`,
	closed: (code) => `Ihr Server hat die Verbindung geschlossen (Code ${code}).`,
	refused: (status) =>
		`Ihr Server, oder ein Proxy davor, weist die Verbindung ab (Status ${status}).`,
	left: (channels) => `⚫ Verlassen: ${channels}.`,
	place: (channel, { account, ago }) => `${channel} · durch ${account} · gestartet ${ago}`,
	speaking: {
		'asked to speak':
			'Ich bin im Publikum der Stage und habe darum gebeten, zu sprechen: Die Moderation muss mich lassen. Mit **Mitglieder stummschalten** dort mache ich das selbst.',
		declined:
			'Die Moderation hat meine Anfrage zu sprechen abgelehnt, und ich frage nicht noch einmal: Rechtsklick auf meinen Namen in der Stage, dann **Zum Sprechen einladen**.',
		'sent back':
			'Die Moderation hat mich ins Publikum zurückgeschickt, und dort bleibe ich: Rechtsklick auf meinen Namen in der Stage, dann **Zum Sprechen einladen**, um mich wieder zu hören.',
		'stage over':
			'Die Stage ist beendet, und ich bin im Publikum. Wenn die nächste beginnt, bitte ich darum, zu sprechen; bis dahin: Rechtsklick auf meinen Namen, dann **Zum Sprechen einladen**.',
		'could not ask':
			'Ich bin im Publikum der Stage, und meine Anfrage zu sprechen ist an Discord gescheitert: Rechtsklick auf meinen Namen in der Stage, dann **Zum Sprechen einladen**.',
		'in the audience':
			'Ich bin im Publikum der Stage und darf nicht darum bitten, zu sprechen: Lad mich zum Sprechen ein, oder gib mir dort **Redeanfrage**.',
		'not allowed': 'Ich darf dort nicht sprechen: Gib mir **Sprechen** in den Kanaleinstellungen.',
		muted:
			'Die Moderation hat mich stummgeschaltet. Rechtsklick auf meinen Namen im Sprachkanal, und die **Server-Stummschaltung** ausschalten.',
	},
	accountSays: (account, what) => `${account} sagt: ${what}`,
	inviteAnother: (invites) =>
		`Jedes meiner Konten kann auf einem Server nur in einem Sprachkanal sein, und alle auf diesem Server sind belegt. Lad ein weiteres ein: ${invites}.`,
	allInUse:
		'Jedes meiner Konten kann auf einem Server nur in einem Sprachkanal sein, und alle sind belegt. `/podcast leave` macht eines frei; wer diesen Bot betreibt, kann mit `DISCORD_LISTENER_TOKENS` weitere hinzufügen.',
	noReturn: {
		'channel gone': 'Den Sprachkanal gibt es nicht mehr.',
		'nobody there': 'Dort war niemand mehr.',
		disconnected: 'Dort hat mich jemand getrennt.',
		byCommand: 'Der Bot wurde neu gestartet: `/podcast listen` spielt sie wieder ab.',
		awayTooLong: (duration) => `Der Bot wurde neu gestartet, nachdem er ${duration} lang weg war.`,
		podcastOver: 'Der Bot wurde neu gestartet, und die Sendung ist vorbei.',
		serverNotSeen: 'Der Bot wurde neu gestartet, und Discord hat mir diesen Server nicht gezeigt.',
		noChannel: 'Der Bot wurde neu gestartet.',
	},
};
