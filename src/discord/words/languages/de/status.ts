// What `/podcast status` answers, in German.
import type { StatusTexts } from '../en/status.js';

/** Channels and members come as mentions, titles escaped. */
export const STATUS_DE: StatusTexts = {
	starting: (channel) => `🟡 In ${channel} startet gerade eine Sendung.`,
	onAir: (ago, what) => `🔴 **Auf Sendung**, gestartet ${ago}: ${what}`,
	interrupted: (what) => `🟡 **Unterbrochen**: ${what}`,
	from: (title, channel) => `${title}, aus ${channel}`,
	working: (heard) =>
		`✅ **Läuft**: ${heard === 0 ? 'Gerade spricht niemand' : `Gerade ${heard === 1 ? 'ist 1 Person' : `sind ${heard} Personen`} zu hören`}.`,
	listeners: (count) => `Zuhörende: ${count ?? 'unbekannt'}`,
	visibility: { public: 'öffentlich', unlisted: 'nicht gelistet', private: 'privat' },
	access: (visibility, link) => `Sichtbarkeit: ${visibility}, ${link ?? 'kein Link'}`,
	reasons: {
		'opted out': 'möchte das nicht',
		'muted by the host': 'vom Host stummgeschaltet',
		'a bot': 'ein Bot',
		'not agreed': 'hat nicht zugestimmt',
	},
	offAir: (members) => `Nicht gesendet: ${members}`,
	undecided: (members) => `Gefragt, noch keine Antwort: ${members}`,
	andMore: (listed, more) => `${listed} und ${more} weitere`,
	podcast: (id) => `Podcast: ${id ?? 'zurzeit keiner'}`,
	websocket: (address) => `Websocket ${address}`,
	frames: ({ heard, mixed, passed, sent }) =>
		`-# Frames: ${heard} gehört, ${passed} durchgereicht, ${mixed} gemischt, ${sent} gesendet`,
	dropped: (counts) => `-# Verworfen: ${counts}`,
	delay: (ms) =>
		`-# Verzögerung: ${ms === undefined ? 'noch nichts gesendet' : `${ms} ms (99 % der letzten Frames)`}`,
	encryption: (version) =>
		`-# Ende-zu-Ende-Verschlüsselung: ${version > 0 ? `an (DAVE Version ${version})` : 'aus in diesem Anruf'}`,
};
