// What hosts read of episodes, in German.
import type { EpisodeTexts } from '../en/episode.js';

/** Titles come escaped and in bold where they stand in a sentence, channels as mentions. */
export const EPISODE_DE: EpisodeTexts = {
	labels: {
		publish: 'Veröffentlichen',
		hide: 'Zurückziehen',
		listen: '🎧 Anhören',
		rename: 'Umbenennen',
		files: 'Herunterladen',
		delete: 'Löschen',
		gone: 'Ja, löschen',
		keep: 'Behalten',
		retry: 'Noch einmal versuchen',
		pick: 'Such eine Folge aus',
		newTitle: 'Titel der Folge',
		voice: 'Eine Stimme entfernen',
		takeOut: 'Ja, entfernen',
	},
	part: (part) => `, Teil ${part}`,
	kept: 'Gespeichert, bis jemand sie löscht.',
	keptUntil: (moment) => `Gespeichert bis ${moment}.`,
	keptUntilUnlessPublished: (moment) =>
		`Gespeichert bis ${moment}, wenn sie nicht vorher veröffentlicht wird.`,
	becomes: (title, progress) => `🎙️ ${title} wird eine Folge: ${progress}.`,
	lastParts: (shown, count) =>
		`🎙️ Die letzten ${shown} von ${count} Teilen; \`/podcast episodes\` hat die anderen.`,
	wasDeleted: '🗑️ Die Folge wurde gelöscht.',
	endedFor: {
		'disk full': 'Sie endet zu früh: Die Festplatte war voll.',
		'disk slow': 'Sie endet zu früh: Die Festplatte kam nicht hinterher.',
		'disk failed': 'Sie endet zu früh: Die Festplatte hat versagt.',
		'too long': 'Sie geht im nächsten Teil weiter.',
	},
	states: {
		recording: 'wird aufgenommen',
		published: 'veröffentlicht',
		notPublished: 'nicht veröffentlicht',
		failed: 'konnte nicht erstellt werden: der Grund steht im Log',
		waiting: 'wartet auf die Erstellung',
	},
	made: (percent) => `zu ${percent} % fertig`,
	somebody: 'jemand',
	andMore: (listed, more) => `${listed} und ${more} weitere`,
	takenOut: (count) => `${count} entfernt`,
	none: '🎙️ Dieser Server hat keine Folgen: `/podcast start record:tracks` startet eine Sendung, die aufgenommen wird.',
	list: (count) => `🎙️ **Folgen**, ${count}, die neueste zuerst:`,
	listOfLast: (shown, count) =>
		`🎙️ **Folgen**, die letzten ${shown} von ${count}, die neueste zuerst:`,
	gone: 'Diese Folge gibt es nicht mehr.',
	notReady: 'Diese Folge ist noch nicht fertig: Versuch es noch einmal, wenn sie es ist.',
	deleted: '🗑️ Die Folge ist gelöscht, mit allem, was dafür aufgenommen wurde.',
	stays: '🎙️ Die Folge bleibt.',
	retried: '🎙️ Sie wird neu erstellt: Das Panel zeigt, wie weit sie ist.',
	notRecorded:
		'Diese Sendung wird nicht aufgenommen, eine Marke ginge also ins Leere: `/podcast start record:tracks` startet eine, die aufgenommen wird.',
	noTitle: 'Ein Titel braucht mindestens ein sichtbares Zeichen.',
	askToDelete: (title) =>
		`🗑️ **${title} löschen**, mit allen Spuren? Das lässt sich nicht rückgängig machen.`,
	askToDeletePublished: (title) =>
		`🗑️ **${title} löschen**, mit allen Spuren? Ihre Adresse öffnet dann nichts mehr. Das lässt sich nicht rückgängig machen.`,
	spoke: (duration) => `hat ${duration} gesprochen`,
	voiceGone: 'Diese Stimme ist nicht mehr in der Folge.',
	askToTakeOut: (name, title) => `🗑️ **Die Stimme von ${name} aus ${title} entfernen?**`,
	takingOut: {
		madeAnew:
			'Sofort kann sie dort niemand mehr hören, und die Folge wird ohne sie neu erstellt. Das lässt sich nicht rückgängig machen.',
		deleted:
			'Dann bleibt von der Folge nichts übrig, und sie wird gelöscht. Das lässt sich nicht rückgängig machen.',
	},
	tookOut: (name, title) =>
		`🗑️ Die Stimme von ${name} ist aus ${title} entfernt: Niemand kann sie dort mehr hören.`,
	published: (title) => `🎙️ ${title} ist veröffentlicht.`,
	hearers: {
		public: 'Alle können sie hören',
		unlisted: 'Wer den Link hat, kann sie hören',
		private: 'Sie ist für diesen Server: Hosts bekommen Links über **Herunterladen**',
	},
	hidden: (title) => `🎙️ ${title} ist nicht mehr veröffentlicht; niemand kann sie öffnen.`,
	renamed: (title) => `🎙️ Sie heißt jetzt ${title}.`,
	noted: (at, text) => `📍 **${at}** ${text}: Hier beginnt ein Kapitel der Folge.`,
	files: (title, moment) => `⬇️ ${title}, nur für dich, bis ${moment}:`,
	page: 'Auf der Seite anhören',
	allTracks: (format) => `Alle Spuren, ${format} (zip)`,
};
