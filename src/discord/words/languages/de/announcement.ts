// What is announced of a show in a server's channel, and what `/podcast announce` answers, in German.
import type { AnnouncementTexts } from '../en/announcement.js';

/** Titles and names come escaped and in bold, channels and roles as mentions. */
export const ANNOUNCEMENT_DE: AnnouncementTexts = {
	live: (title) => `🔴 ${title} ist live`,
	paused: (title) => `🟡 ${title} ist gleich wieder da: Ich werde neu gestartet.`,
	started: (by, { ago, channel }) => `Gestartet${by ? ` von ${by}` : ''} in ${channel}, ${ago}`,
	over: (title) => `⚫ ${title} ist vorbei.`,
	overAfter: (title, duration) => `⚫ ${title} war ${duration} lang live.`,
	lost: 'Ich wurde neu gestartet, und die Sendung kam nicht zurück.',
	fromNextOn: '📣 Ab der nächsten Sendung',
	now: '📣 Zurzeit',
	announces: (when, channel) =>
		`${when} kündige ich jede Sendung in ${channel} an und sage dort am Ende, wie lang sie war.`,
	nobodyPinged: 'Niemand wird angepingt.',
	pinged: (role) => `${role} wird einmal angepingt, am Anfang.`,
	notThisOne: 'Die Sendung, die gerade läuft, wird nicht mehr angekündigt.',
	notSet:
		'Sendungen dieses Servers werden nicht angekündigt. `/podcast announce` mit `channel:` kündigt sie an, mit `role:` gibt es am Anfang einen Ping.',
	channelGone:
		'⚠️ Den Kanal, in dem Sendungen angekündigt wurden, gibt es nicht mehr: `/podcast announce` mit `channel:` nennt einen anderen.',
	whoCanListen: (channel) =>
		`Wer ${channel} liest, kann auch eine nicht gelistete Sendung hören: Ihr Link steht dort. Private Sendungen werden nie angekündigt.`,
	howToEnd: '-# `/podcast announce` mit `off:True` beendet das.',
	missing: (channel, names) =>
		`Ich darf in ${channel} nicht schreiben: Gib mir dort ${names}, in den Kanaleinstellungen unter Berechtigungen.`,
	roleGone:
		'Die Rolle, die angepingt werden sollte, gibt es nicht mehr: `/podcast announce` mit `role:` nennt eine andere.',
	cannotPing: (role, channel) =>
		`Ich kann ${role} nicht anpingen: Erlaube in den Einstellungen der Rolle allen, sie zu erwähnen, oder gib mir in ${channel} das Recht, alle Rollen zu erwähnen.`,
	off: '🔕 Sendungen dieses Servers werden nicht mehr angekündigt.',
	wasOff: 'Sendungen dieses Servers werden nicht angekündigt.',
	unkept:
		'⚠️ Das konnte nicht gespeichert werden und gilt nur, bis ich neu gestartet werde: Sag es denen, die diesen Bot betreiben.',
	refused: {
		everyone:
			'Ich pinge nie @everyone an: Such eine Rolle aus, die Mitglieder sich dafür geben, oder lass `role:` weg, dann wird niemand angepingt.',
		noChannel: 'Nenn auch den Kanal: `/podcast announce` mit `channel:` und `role:`.',
		offWithChannel: 'Nenn einen Kanal oder `off:True`, nicht beides.',
	},
	mayNotWrite: (channel) =>
		`Du darfst in ${channel} nicht schreiben, also tue ich es auch nicht für dich: Dafür brauchst du dort **Nachrichten senden** oder **Server verwalten**.`,
	mayNotPing: (role, channel) =>
		`Du darfst ${role} in ${channel} nicht anpingen, also tue ich es auch nicht für dich: Dafür musst du dort alle Rollen erwähnen dürfen, oder du brauchst **Server verwalten**.`,
	unpingedRoleGone: (channel) =>
		`In ${channel} ohne Ping angekündigt: Die Rolle gibt es nicht mehr. \`/podcast announce\` nennt eine andere.`,
	unpinged: (channel, role) =>
		`In ${channel} angekündigt, ohne ${role} anzupingen: Gib mir dort das Recht, alle Rollen zu erwähnen.`,
	not: {
		'channel gone': () =>
			'Nicht angekündigt: Den Kanal dafür gibt es nicht mehr. `/podcast announce` nennt einen anderen.',
		'not allowed': (channel) =>
			`Nicht angekündigt: Ich darf in ${channel} nicht schreiben. Gib mir dort **Kanal anzeigen** und **Nachrichten senden**.`,
		failed: (channel) => `Nicht angekündigt in ${channel}: Discord hat es nicht angenommen.`,
	},
};
