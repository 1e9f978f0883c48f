// What a panel says of its show, in German.
import type { PanelTexts } from '../en/panel.js';

const listeners = (count: number) =>
	count === 1 ? '1 Person hört zu' : `${count.toLocaleString('de')} hören zu`;

/** Texts and buttons of panels. */
export const PANEL_DE: PanelTexts = {
	phases: {
		'on air': 'Auf Sendung',
		interrupted: 'Unterbrochen',
		restarting: 'Neustart',
		'off air': 'Nicht auf Sendung',
	},
	colon: ': ',
	whoCanListen: {
		public: '-# Öffentlich: Alle können zuhören, und sie steht auf der Webseite.',
		unlisted: '-# Nicht gelistet: Wer den Link hat, kann zuhören.',
		private: '-# Privat: Nur Programme mit Zugangsdaten können zuhören.',
	},
	labels: {
		listen: '🎧 Anhören',
		page: 'Seite der Sendung',
		stop: 'Beenden',
		link: 'Neuer Link',
		refresh: 'Aktualisieren',
		again: 'Noch einmal starten',
		end: 'Ja, beenden',
		keep: 'Weitersenden',
		leave: 'Verlassen',
	},
	pageStays:
		'-# Diese Adresse bleibt, für diese Sendung und alle, die folgen: Du kannst sie anpinnen.',
	after: (duration) => `, nach ${duration}`,
	started: (channel, ago) => `Aus ${channel} · gestartet ${ago}`,
	podcast: (id) => `-# Podcast ${id}`,
	newIdLater: 'Der Podcast bekommt eine neue ID, sobald sein Server wieder da ist.',
	was: (channel, moment) => `Aus ${channel} · ${moment}`,
	onAirFor: (duration) => ` · ${duration} auf Sendung`,
	listeners,
	upTo: (count) =>
		count === 1
			? 'höchstens 1 Person hat zugehört'
			: `bis zu ${count.toLocaleString('de')} haben zugehört`,
	spoke: (count) =>
		count === 1
			? '1 Mitglied hat gesprochen'
			: `${count.toLocaleString('de')} Mitglieder haben gesprochen`,
	sinceRestart: (figures) => `Seit dem letzten Neustart: ${figures}`,
	moreWarnings: (count) => `⚠️ Und ${count} weitere.`,
	quiet: 'Gerade ist es still',
	heard: (names) => `Jetzt zu hören: ${names}`,
	asked: 'Mitglieder werden gefragt, bevor sie zu hören sind.',
	askedAndNotAnswered: (count) =>
		`Mitglieder werden gefragt, bevor sie zu hören sind: ${count === 1 ? '1 hat' : `${count.toLocaleString('de')} haben`} noch nicht geantwortet.`,
	offAir: (count) =>
		count === 1
			? '1 Mitglied wird nicht gesendet'
			: `${count.toLocaleString('de')} Mitglieder werden nicht gesendet`,
	andMore: (listed, more) => `${listed} und ${more} weitere`,
};
