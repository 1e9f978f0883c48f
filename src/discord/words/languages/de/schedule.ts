// Planned shows and those that begin by themselves, in German.
import type { ScheduleTexts } from '../en/schedule.js';

const members = (count: number) => (count === 1 ? 'ein Mitglied' : `${count} Mitglieder`);

/** Channels come as mentions, moments as Discord's own, titles escaped. */
export const SCHEDULE_DE: ScheduleTexts = {
	repeats: {
		never: 'einmal',
		daily: 'jeden Tag',
		weekdays: 'Montag bis Freitag',
		weekly: 'jede Woche',
		biweekly: 'alle zwei Wochen',
		monthly: 'jeden Monat, am gleichen Wochentag des Monats',
	},
	noPlan: 'Diesen Plan gibt es nicht mehr: `/podcast schedule list` zeigt, welche es gibt.',
	byHand: 'Dieses Event hat jemand von Hand angelegt: Sag es in Discords Eventliste ab.',
	following:
		'Events für Sprachkanäle und Stages, die Mitglieder in Discord anlegen, starten jetzt auch Sendungen.',
	notFollowing: 'Events, die Mitglieder in Discord anlegen, starten keine Sendungen mehr.',
	nothing:
		'Nichts ist geplant: `/podcast schedule add` plant eine Sendung, `/podcast auto` startet Sendungen, wenn genug Mitglieder in einem Kanal sind.',
	noTime: (text) =>
		`${text} verstehe ich nicht als Zeit. Schreib sie auf Englisch, so: \`20:00\`, \`tomorrow 20:00\`, \`fri 8pm\`, \`in 2 hours\`, \`2030-12-01 20:00\`, oder als Discord-Zeitstempel.`,
	past: (moment) => `${moment} ist vorbei: Wähl eine Zeit, die noch kommt.`,
	tooFar: (moment) => `${moment} ist zu weit weg: Wähl eine Zeit in den nächsten fünf Jahren.`,
	noZone: (text) =>
		`Eine Zeitzone ${text} kenne ich nicht: Wähl eine aus der Liste, zum Beispiel \`Europe/Berlin\`.`,
	tooMany: (limit) =>
		`Dieser Server hat ${limit} Pläne, mehr gehen nicht: \`/podcast schedule cancel\` löscht einen.`,
	unwritable: (channels) =>
		`Ich darf nicht in ${channels.join(' und ')} schreiben, dort würde also niemand erfahren, dass er auf Sendung ist: Gib mir in einem davon **Nachrichten senden**.`,
	coming: (title) => `⏳ **${title}** geht gleich auf Sendung.`,
	planned: (title, { channel, moment, often }) =>
		`📅 **${title}** startet in ${channel}: ${moment}${often}, sobald jemand da ist.`,
	zoneGuessed: (zone) =>
		`-# Die Uhrzeit gilt für ${zone}. Wenn das nicht deine Zeitzone ist, lösch den Plan und leg ihn mit \`timezone:\` noch einmal an; ich merke sie mir dann für diesen Server.`,
	noEvent: {
		permissionsMissing: (channel, names) =>
			`Discord hat kein Event dafür, also wird niemand erinnert: Gib mir ${names} in ${channel}, in den Kanaleinstellungen unter Berechtigungen. Die Sendung startet trotzdem.`,
		'too many':
			'Discord hat kein Event dafür: Dieser Server hat so viele Events, wie er haben kann. Die Sendung startet trotzdem.',
		failed: 'Discord hat kein Event dafür: Es hat keines angenommen. Die Sendung startet trotzdem.',
	},
	cancelled: (title) => `🗑️ **${title}** ist abgesagt.`,
	goesOn: 'Die Sendung, die gerade läuft, geht weiter: `/podcast stop` beendet sie.',
	auto: (channel, count) =>
		`🚪 ${channel}: startet, wenn ${members(count)} da ${count === 1 ? 'ist' : 'sind'}.`,
	followsEvents: '📌 Events, die Mitglieder anlegen, starten auch Sendungen.',
	andMore: (more) => `-# … und ${more} weitere.`,
	onAirNow: 'jetzt auf Sendung',
	autoSet: (channel, count) =>
		`🚪 Ab jetzt startet in ${channel} eine Sendung, wenn ${members(count)} da ${count === 1 ? 'ist' : 'sind'}, und sie endet eine Minute, nachdem alle gegangen sind. Wenn ein Host sie beendet, startet sie erst wieder, wenn der Kanal leer war.`,
	autoRemoved: (channel) => `In ${channel} startet keine Sendung mehr von selbst.`,
	autoWasNot: (channel) =>
		`In ${channel} startet keine Sendung von selbst: Es gab nichts abzuschalten.`,
	missed: (title, { channel, moment, why }) =>
		`📅 **${title}** war für ${moment} in ${channel} geplant und hat nicht begonnen. ${why}`,
	nextOne: (moment) => `Die nächste: ${moment}.`,
	autoNotBegun: (channel, why) =>
		`🚪 In ${channel} konnte keine Sendung von selbst starten. ${why}`,
	nobodyCame: 'Eine halbe Stunde lang war niemand im Kanal.',
	away: 'Der Bot lief zu der Zeit nicht.',
	channelGone: 'Den Sprachkanal gibt es nicht mehr.',
	planTakenAway: 'Der Plan ist gelöscht.',
	eventDescription:
		'Eine Live-Sendung aus diesem Sprachkanal: Auch außerhalb dieses Servers kann man hören, was darin gesagt wird. Sie startet von selbst, wenn jemand da ist.',
};
