// Whose voice goes on air and whose does not, in French.
import type { VoiceTexts } from '../en/voice.js';

const LABELS = {
	keepOff: 'Ne pas diffuser ma voix',
	putOn: 'Diffuser ma voix',
	putBack: 'Me remettre à l’antenne',
	dontRecord: 'Ne pas m’enregistrer',
	record: 'M’enregistrer à nouveau',
};

/** Answers to the host and to the member, and the notice. */
export const VOICE_FR: VoiceTexts = {
	labels: LABELS,
	muted: (member) =>
		`🔇 ${member} est **hors antenne** jusqu’à la fin de cette émission ; \`/podcast unmute\` annule cela.`,
	unmuted: {
		optedOut: (member) =>
			`🔇 ${member} ne veut passer dans aucune émission, et personne d’autre ne peut y revenir : il faut que ce membre utilise \`/podcast-privacy optin\`.`,
		notAgreed: (member) =>
			`🎙️ ${member} n’est plus en sourdine. Cette émission demande d’abord : on l’entendra après un clic sur **${LABELS.putOn}**.`,
		bot: (member) =>
			`🔇 ${member} est un bot, et les bots restent hors antenne ici (le réglage \`BOTS_ON_AIR\` de qui m’héberge).`,
		onAir: (member, channel) => `🎙️ ${member} est **à l’antenne** en parlant dans ${channel}.`,
	},
	optedOut:
		'🔇 Votre voix est **hors antenne** : dans toutes les émissions de ce bot, partout. Dans Discord, vous entendez et on vous entend comme d’habitude.',
	notRecorded:
		'⏺️ Votre voix n’est **plus enregistrée**, dans aucune émission de ce bot. On vous entend toujours en direct.',
	named:
		'🏷️ Votre nom peut désormais figurer dans les **transcriptions et les flux** d’épisodes, à côté de ce que vous dites.',
	notNamed:
		'🏷️ Votre nom ne figure plus dans **aucun flux** ni dans **aucune transcription** : celle-ci indique « Speaker » et un numéro.',
	recordedAgain:
		'⏺️ Votre voix est de nouveau **enregistrée** quand vous parlez dans une émission de ce serveur qui l’est.',
	optedOutSoNotRecorded:
		'🔇 Votre voix est hors de toutes les émissions de ce bot, donc rien de vous n’est enregistré : `/podcast-privacy optin` annule cela.',
	stillOptedOut:
		'🔇 Vous avez retiré votre voix de **toutes** les émissions de ce bot, partout. Voulez-vous revenir là-dessus ?',
	optedIn:
		'🎙️ Votre voix passe de nouveau **à l’antenne** quand vous parlez dans un salon qui y est.',
	agreed: '🎙️ Votre voix passe **à l’antenne** quand vous parlez dans une émission de ce serveur.',
	agreedRecorded: 'Elle est aussi **enregistrée**.',
	canTakeBack: 'Vous pouvez revenir là-dessus à tout moment.',
	asked: `Cette émission demande d’abord : personne ne vous entend au-dehors avant un clic sur **${LABELS.putOn}**.`,
	mutedByHost: 'Pour cette émission, la personne qui l’anime a retiré votre voix de l’antenne.',
	privacy: {
		optedOut:
			'🔇 Vous avez dit **non** : votre voix n’est dans aucune émission de ce bot, sur aucun serveur. `/podcast-privacy optin` annule cela.',
		onAir: '🎙️ Votre voix passe **à l’antenne** quand vous parlez dans un salon qui y est.',
		hasAgreed: 'Vous l’avez accepté sur ce serveur.',
		optOut: '`/podcast-privacy optout` la garde hors de toutes les émissions de ce bot.',
		neverRecorded: '⏺️ Votre voix n’est **pas enregistrée**, dans aucune émission de ce bot.',
		kept: '-# Ce que je garde d’autre : votre décision, avec votre identifiant Discord.',
		keptAndTold:
			'-# Ce que je garde d’autre : votre décision, avec votre identifiant Discord, et le fait que cette émission vous a été signalée.',
	},
	unsaved:
		'⚠️ Je n’ai pas pu le noter : si je redémarre avant d’y arriver, c’est oublié. Je continue d’essayer ; qui m’héberge en trouve la raison dans mon journal.',
	hearers: {
		public: '**Tout le monde** peut vous entendre, aussi en dehors de ce serveur.',
		unlisted: '**Quiconque a le lien** peut vous entendre, aussi en dehors de ce serveur.',
		private:
			'**Ce serveur seulement** peut vous entendre, et les programmes autorisés par qui m’héberge.',
		unknown:
			'**Quiconque a accès au serveur de podcasts** peut vous entendre, aussi en dehors de ce serveur.',
	},
	started: (by, { at, ago }) => `Émission lancée${by ? ` par ${by}` : ''} à ${at}, ${ago}.`,
	onAir: (channel) => `🔴 **${channel} est à l’antenne.**`,
	onAirAsked: (channel) =>
		`🔴 **${channel} est à l’antenne, et on vous demande d’abord.** Votre voix reste ici jusqu’à un clic sur **${LABELS.putOn}**, maintenant ou lors d’une émission précédente de ce serveur. Ensuite :`,
	recorded: (channel) => `🔴 **${channel} est à l’antenne, et c’est enregistré.**`,
	recordedAsked: (channel) =>
		`🔴 **${channel} est à l’antenne, c’est enregistré, et on vous demande d’abord.** Rien de vous n’est enregistré avant un clic sur **${LABELS.putOn}**, et personne ne vous entend au-dehors si vous n’avez pas déjà cliqué auparavant sur ce serveur. Ensuite :`,
	howToKeepOff:
		'Vous ne voulez pas ? Cliquez sur le bouton, votre voix n’est plus diffusée, tout de suite. Ou utilisez `/podcast-privacy optout`.',
	howToKeepOffAsked: `**${LABELS.keepOff}** vaut pour toutes les émissions, et tout de suite. \`/podcast-privacy optout\` aussi.`,
	howToKeepOut: `**${LABELS.dontRecord}** ne vaut que pour l’enregistrement, **${LABELS.keepOff}** pour les deux ; tout de suite, et dans toutes les émissions. \`/podcast-privacy erase\` retire ce qui est enregistré, même plus tard.`,
	dontWantThat: 'Vous ne voulez pas ?',
	nobodyHears: (channel) =>
		`🔇 **Personne ne vous entend en dehors de ${channel}.** Si vous voulez qu’on vous entende, cliquez sur **${LABELS.putOn}** : cela vaut pour toutes les émissions de ce serveur, jusqu’à ce que vous reveniez là-dessus.`,
	forThese: (members) => `-# Pour ${members}`,
	andMore: (listed, more) => `${listed} et ${more} de plus`,
};
