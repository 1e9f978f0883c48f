// Short answers to commands and buttons that more than one of them gives, in German.
import type { AnswerTexts } from '../en/answers.js';

/** With facts or without. */
export const ANSWERS_DE: AnswerTexts = {
	notInvited: 'Das geht auf Servern, auf die ich als Bot eingeladen bin.',
	starting: 'Der Bot startet gerade: Versuch es gleich noch einmal.',
	closing: 'Der Bot wird gerade beendet: Versuch es noch einmal, wenn er wieder da ist.',
	returning: 'Einen Moment: Der Bot wurde neu gestartet und kommt gerade zurück.',
	unknownCommand: 'Diesen Befehl kenne ich nicht mehr; er verschwindet bald.',
	unknownButton: 'Diesen Button kenne ich nicht mehr.',
	notOnAir: 'Dieser Server ist nicht auf Sendung: `/podcast start` startet eine.',
	over: 'Diese Sendung ist vorbei.',
	mayNot:
		'Das ist für Mitglieder, die hier `/podcast` benutzen dürfen: die mit **Server verwalten**, und wer es unter Servereinstellungen → Integrationen bekommt.',
	ended: '⚫ Die Sendung ist beendet.',
	givenUp: '⚫ Die Sendung, die gerade starten sollte, ist abgebrochen.',
	channelGone:
		'Den Sprachkanal dieser Sendung gibt es nicht mehr: `/podcast start` startet eine neue.',
	notInRecording: 'Deine Stimme ist nicht in dieser Aufnahme oder nicht mehr darin.',
	noMember: 'Dieser Nutzer ist kein Mitglied dieses Servers.',
	failed: (code) =>
		`Bei mir ist etwas schiefgegangen. Versuch es noch einmal; wenn das nicht hilft, steht im Log des Bots mehr dazu${code === undefined ? '' : `, unter dem Code ${code}`}.`,
	tooEarly: (channel) =>
		`In ${channel} startet gerade eine Sendung: Versuch es noch einmal, wenn sie läuft.`,
	noChannel: (command) =>
		`Geh erst in einen Sprachkanal oder nenn einen: \`${command} channel:\`, und such ihn aus.`,
	wrongChannel: (channel) => `${channel} ist kein Sprachkanal: Such einen aus.`,
};
