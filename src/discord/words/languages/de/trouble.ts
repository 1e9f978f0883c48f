// What keeps sound from getting through, in German: what is wrong, what is done, what helps.
import type { TroubleTexts } from '../en/trouble.js';

const REJOIN = {
	advice: 'Verlass den Sprachkanal und komm wieder herein.',
	adviceAfterColon: 'Verlass den Sprachkanal und komm wieder herein.',
};

/** Sentences in Discord's markdown. */
export const TROUBLE_DE: TroubleTexts = {
	minutes: (count) => (count === 1 ? '1 Minute' : `${count} Minuten`),
	voiceAway:
		'Die Sprachverbindung zu Discord ist weg: Niemand ist zu hören. Ich verbinde mich neu; du musst nichts tun.',
	voiceShut: (why) =>
		`Die Sprachverbindung zu Discord ist weg: Niemand ist zu hören. ${why} Sobald ich darf, komme ich von selbst zurück.`,
	serverAway:
		'Die Verbindung zum Podcast-Server ist weg: Draußen hört man nichts. Ich verbinde mich neu; wenn das dauert, sollte nachsehen, wer den Podcast-Server betreibt.',
	deafened:
		'Jemand aus der Moderation hat mir das Hören abgeschaltet, deshalb schickt Discord mir keinen Ton. Rechtsklick auf meinen Namen im Sprachkanal, und die Taubschaltung (**Server Deafen**) ausschalten.',
	nothingComes:
		'Laut Discord spricht jemand, aber bei mir kommt von niemandem Ton an. Ich verbinde mich neu; wenn das anhält, muss nach dem Netz sehen, wer mich betreibt: Discords Ton kommt über UDP, das eine Firewall oder ein Router gekappt haben kann.',
	unreadable:
		'Was Discords Sprachserver schickt, lässt sich mit seinen Schlüsseln nicht öffnen: Niemand ist zu hören. Ich verbinde mich neu; wenn das dauert, beende die Sendung und starte sie noch einmal.',
	alone: (time) =>
		`Ich bin allein im Kanal. Wenn niemand kommt, endet die Sendung: Zeit bleibt noch ${time}.`,
	silence: (time) =>
		`Seit ${time} ist niemand zu hören. Wer gerade spricht, ist vielleicht in Discord stummgeschaltet, oder das Mikrofon nimmt nichts auf.`,
	late: (seconds) =>
		`Der Ton kommt ${seconds} s zu spät. Der Rechner, auf dem ich laufe, ist überlastet.`,
	rival:
		'Ein zweiter Prozess antwortet mit meinem Bot-Token, Befehle können deshalb schiefgehen: Wer mich betreibt, muss einen der beiden beenden.',
	choicesUnseen:
		'Ich erreiche meine anderen Teile nicht und sehe deshalb nicht, wer auf anderen Servern Nein sagt. Wer hier nicht zu hören sein will, gibt hier `/podcast-privacy optout` ein; das gilt sofort. Wenn das dauert, steht der Grund im Log.',
	notRecorded: {
		'disk full':
			'Die Aufnahme hat angehalten: Meine Festplatte ist fast voll. Die Sendung geht weiter; was bisher aufgenommen ist, bleibt.',
		'disk slow':
			'Die Aufnahme hat angehalten: Meine Festplatte kommt nicht hinterher. Die Sendung geht weiter; was bisher aufgenommen ist, bleibt.',
		'disk failed':
			'Die Aufnahme hat angehalten: Meine Festplatte hat versagt. Die Sendung geht weiter; was bisher aufgenommen ist, bleibt. Der Grund steht im Log.',
		'not begun':
			'Die Sendung wird nicht aufgenommen: Ich kann nicht auf meine Festplatte schreiben. Sie läuft ohne Aufnahme; der Grund steht im Log.',
	},
	unheard: {
		notReady: {
			cause: 'Discords Ende-zu-Ende-Verschlüsselung hat mich noch nicht hereingelassen',
			...REJOIN,
		},
		notDecrypted: {
			cause:
				'die Ende-zu-Ende-verschlüsselte Stimme lässt sich mit den Schlüsseln des Anrufs nicht öffnen',
			advice: 'Verlass den Sprachkanal und komm wieder herein, oder aktualisiere Discord.',
			adviceAfterColon:
				'Verlass den Sprachkanal und komm wieder herein, oder aktualisiere Discord.',
		},
		damaged: { cause: 'die Stimme kommt beschädigt an', ...REJOIN },
	},
	unheardExhausted: (member, { advice, cause }) =>
		`${member} spricht, ist aber nicht zu hören: ${cause}. Ich habe versucht, was ich kann. ${advice}`,
	unheardYet: (member, { adviceAfterColon, cause }) =>
		`${member} spricht, ist aber nicht zu hören: ${cause}. Ich bin dran; wenn das dauert: ${adviceAfterColon}`,
	unannounced: {
		notReady:
			'Jemand spricht, und Discords Ende-zu-Ende-Verschlüsselung hat mich noch nicht hereingelassen, deshalb höre ich nichts. Ich bin dran; wenn das dauert, verlass den Sprachkanal und komm wieder herein.',
		noKey:
			'Eine Ende-zu-Ende-verschlüsselte Stimme lässt sich mit keinem meiner Schlüssel öffnen. Ich weiß nicht, wessen sie ist, also wird sie nicht gesendet. Wenn du nicht zu hören bist, verlass den Sprachkanal und komm wieder herein, oder aktualisiere Discord.',
		unknown: ({ hasRejoined }) =>
			`Jemand spricht, von dem Discord mir nichts gesagt hat. Ich weiß nicht, wessen Stimme das ist, also wird sie nicht gesendet.${hasRejoined ? ' Ich habe mich neu verbunden, ohne Erfolg.' : ''} Wenn du nicht zu hören bist, schalte dich stumm und wieder laut, oder verlass den Kanal und komm wieder herein.`,
	},
	over: {
		voiceAway: 'Die Sprachverbindung ist wieder da.',
		serverAway: 'Der Podcast-Server ist wieder da.',
		deafened: 'Ich kann wieder hören.',
		nothingComes: 'Bei mir kommt wieder Ton an.',
		unreadable: 'Alle sind wieder zu hören.',
		unheard: (member) => `${member} ist wieder zu hören.`,
		unannounced: 'Alle, die sprechen, sind wieder bekannt.',
		alone: 'Es ist wieder jemand im Kanal.',
		silence: 'Es ist wieder jemand zu hören.',
		late: 'Der Ton ist wieder pünktlich.',
		choicesUnseen: 'Ich sehe wieder, wer auf anderen Servern Nein sagt.',
	},
};
