// What becomes of recordings, and how a member takes their voice out of them, in German.
import type { RecordingTexts } from '../en/recording.js';

const days = (count: number) => {
	switch (count) {
		case 0:
			return 'bis jemand sie löscht';
		case 1:
			return 'einen Tag lang';
		default:
			return `${count.toLocaleString('de')} Tage lang`;
	}
};

const recordings = (count: number) =>
	count === 1 ? '1 Aufnahme' : `${count.toLocaleString('de')} Aufnahmen`;

/** What members are told of what is recorded. */
export const RECORDING_DE: RecordingTexts = {
	episodeFor: {
		public: 'eine Folge, die **alle** hören können',
		unlisted: 'eine Folge, die hören kann, **wer den Link hat**',
		private: 'eine Folge für **diesen Server**',
	},
	becomes: (episode, keptDays) =>
		`⏺️ Jede Stimme wird auf einer eigenen Spur aufgenommen. Daraus wird ${episode}, gespeichert ${days(keptDays)}.`,
	mayBecome: (episode, { published, unpublished }) =>
		`⏺️ Jede Stimme wird auf einer eigenen Spur aufgenommen. Wenn der Host sie veröffentlicht, wird daraus ${episode}, gespeichert ${days(published)}; wenn nicht, bleibt die Aufnahme ${days(unpublished)}.`,
	fromTheStart:
		'Während die Sendung läuft und kurz danach können alle, die zuhören, sie auch von Anfang an hören.',
	alsoSentTo: (transcriber) =>
		`Was du sagst, geht auch an **${transcriber}**; dort wird es aufgeschrieben.`,
	briefly: {
		toBePublished: (keptDays) =>
			`⏺️ **Aufnahme läuft** und wird veröffentlicht; gespeichert ${days(keptDays)}`,
		kept: ({ published, unpublished }) =>
			`⏺️ **Aufnahme läuft**; gespeichert ${days(unpublished)}, veröffentlicht ${days(published)}`,
	},
	oneOfTheEnds:
		'-# Discord verschlüsselt Anrufe von Ende zu Ende. Ich bin eines der Enden: Ich höre, was du sagst, und gebe es weiter.',
	inNone: '⏺️ Deine Stimme ist in keiner Aufnahme.',
	inThese: (count) => `⏺️ Deine Stimme ist in ${recordings(count)}:`,
	andMore: (more) => `- und ${more.toLocaleString('de')} weitere`,
	howToErase: '`/podcast-privacy erase` entfernt sie daraus.',
	states: {
		'being recorded': 'wird gerade aufgenommen',
		published: 'veröffentlicht',
		'not published': 'nicht veröffentlicht',
	},
	keptUntil: (moment) => `gespeichert bis ${moment}`,
	keptUntilDeleted: 'gespeichert, bis jemand sie löscht',
	askToEraseOne: (title) => `🗑️ **Deine Stimme aus der Aufnahme von ${title} entfernen?**`,
	askToErase: (count) => `🗑️ **Deine Stimme aus ${recordings(count)} entfernen?**`,
	whatErasingDoes:
		'Sofort kann sie dort niemand mehr hören; eine veröffentlichte Folge kommt ohne dich zurück, und die anderen bleiben, wie sie waren. Eine Aufnahme, in der nur du gesprochen hast, wird gelöscht.',
	cannotBeUndone:
		'-# Das lässt sich nicht rückgängig machen. Was jemand vorher heruntergeladen hat, kann ich nicht zurückholen.',
	nothingToErase: '⏺️ Deine Stimme ist in keiner Aufnahme: Es gibt nichts zu entfernen.',
	onlyElsewhere:
		'⏺️ Hier sehe ich keine Aufnahme mit deiner Stimme; die anderer Server haben andere Teile von mir. Der Knopf entfernt deine Stimme aus allen.',
	alsoElsewhere:
		'Was andere Teile von mir, von anderen Servern, von dir haben, entfernen sie binnen Sekunden.',
	eraseLabel: (count) =>
		count === 1
			? 'Meine Stimme entfernen'
			: `Meine Stimme aus ${count.toLocaleString('de')} entfernen`,
	erased: (count) => `Deine Stimme ist aus ${recordings(count)} entfernt.`,
	deleted: (count) =>
		count === 1
			? 'In einer warst nur du, sie ist gelöscht.'
			: `In ${count.toLocaleString('de')} warst nur du, sie sind gelöscht.`,
	nobodyHears: 'Dort kann sie niemand mehr hören.',
	busy: (count) =>
		`${recordings(count)} ${count === 1 ? 'wird' : 'werden'} nach einem Neustart gerade noch vorbereitet: Gib den Befehl in einer Minute noch einmal ein.`,
	stillRecorded:
		'Was in dieser Sendung bisher von dir aufgenommen wurde, ist noch da. Soll das auch weg?',
};
