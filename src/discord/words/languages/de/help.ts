// What a host reads first: the steps to a show, in German.
import type { HelpTexts } from '../en/help.js';

const steps = [
	'1. Geh in einen Sprachkanal und gib `/podcast start` ein. Alle im Kanal erfahren es.',
	'2. Teil den Link im Panel: Wer zuhört, braucht nur einen Browser.',
	'3. `/podcast stop` beendet die Sendung.',
];

/** Lines, from the first to the last. */
export const HELP_DE: HelpTexts = {
	welcome: [
		'👋 **Ich bringe Sprachkanäle auf Sendung.** Drei Schritte:',
		...steps,
		'-# Für Mitglieder mit **Server verwalten**, und wer den Befehl unter Servereinstellungen → Integrationen bekommt. `/podcast help` sagt mehr.',
	],
	help: [
		'**Deine Sendung in drei Schritten**',
		...steps,
		'',
		'**Vor einer Sendung:** `/podcast check` sagt, wer wie laut zu hören ist und was fehlt.',
		'**Von selbst:** `/podcast schedule add` plant eine Sendung, `/podcast auto` startet eine, wenn Leute da sind, `/podcast announce` kündigt sie in einem Kanal an.',
		'**Auf Sendung:** `/podcast status` sagt, ob alles läuft, `/podcast link` macht einen neuen Link, `/podcast mute` nimmt ein Mitglied von der Sendung.',
		'**Anderswo:** `/podcast listen` spielt eine Sendung in einem Sprachkanal ab, `/podcast leave` beendet das.',
		'**Für alle:** `/podcast-privacy optout` hält deine Stimme aus jeder Sendung heraus, `/podcast-privacy show` sagt, was von dir gespeichert ist.',
	],
};
