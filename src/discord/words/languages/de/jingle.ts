// What hosts read of jingles, in German.
import type { JingleTexts } from '../en/jingle.js';

/** What is set, and why a file cannot be one. */
export const JINGLE_DE: JingleTexts = {
	/** Each follows the name of the jingle. */
	faults: {
		'too large': (megabytes) =>
			`hat mehr als ${megabytes} MB: Speichere sie als MP3 oder Opus und versuch es noch einmal`,
		'too long': (seconds) =>
			`ist länger als ${seconds} s: Schneide sie auf den Teil zu, den du willst, und versuch es noch einmal`,
		'no sound': () => 'enthält keinen Ton, den man hören könnte: Nimm eine andere Datei',
		'needs ffmpeg': () =>
			'hat ein Format, das ich hier nicht lesen kann: Gib mir eine Ogg-Opus-Datei mit Paketen von 20 ms, oder bitte den, der mich betreibt, ffmpeg zu installieren, das alle anderen liest',
		unreadable: () =>
			'lässt sich nicht als Ton lesen: Nimm eine andere Datei, etwa ein MP3 oder WAV',
		'took too long': () =>
			'zu lesen hat zu lange gedauert: Speichere sie als MP3 oder Opus und versuch es noch einmal',
	},
	refused: (name, why) => `Diese Datei (\`${name}\`) ${why}. Es ist alles, wie es war.`,
	notFetched:
		'Ich konnte diese Datei nicht von Discord holen: Versuch es in einer Minute noch einmal.',
	notKept:
		'Das konnte ich nicht speichern: Wer mich betreibt, findet den Grund im Log. Es ist alles, wie es war.',
	intro: (length) => `🎵 **Das Intro**: ${length}`,
	outro: (length) => `🎵 **Das Outro**: ${length}`,
	none: 'keines',
	live: '📡 **Live**: Das Intro läuft, wenn eine Sendung beginnt, bis jemand spricht; das Outro, wenn sie beendet wird.',
	notLive:
		'📡 **Live**: wird nicht gespielt, nur in Folgen. `/podcast show onair:True` ändert das.',
	hasAny:
		'-# Folgen, die ab jetzt entstehen, haben sie. Ich habe sie auf die Lautstärke von Stimmen gebracht.',
	hasNone: '-# `/podcast show intro:` nimmt eine Tondatei von höchstens einer Minute.',
};
