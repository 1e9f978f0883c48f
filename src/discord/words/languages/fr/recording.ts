// What becomes of recordings, and how a member takes their voice out of them, in French.
import type { RecordingTexts } from '../en/recording.js';

const days = (count: number) => {
	switch (count) {
		case 0:
			return 'jusqu’à ce que quelqu’un le supprime';
		case 1:
			return 'pendant un jour';
		default:
			return `pendant ${count.toLocaleString('fr')} jours`;
	}
};

const recordings = (count: number) =>
	count === 1 ? '1 enregistrement' : `${count.toLocaleString('fr')} enregistrements`;

/** What members are told of what is recorded. */
export const RECORDING_FR: RecordingTexts = {
	episodeFor: {
		public: 'un épisode que **tout le monde** peut entendre',
		unlisted: 'un épisode que peut entendre **quiconque a le lien**',
		private: 'un épisode pour **ce serveur**',
	},
	becomes: (episode, keptDays) =>
		`⏺️ Chaque voix est enregistrée sur sa propre piste. Il en sort ${episode}, gardé ${days(keptDays)}.`,
	mayBecome: (episode, { published, unpublished }) =>
		`⏺️ Chaque voix est enregistrée sur sa propre piste. Si la personne qui anime le publie, il en sort ${episode}, gardé ${days(published)} ; sinon, l’enregistrement est gardé ${days(unpublished)}.`,
	fromTheStart:
		'Pendant l’émission et un peu après, les personnes qui écoutent peuvent revenir au début.',
	alsoSentTo: (transcriber) =>
		`Ce que vous dites est aussi envoyé à **${transcriber}**, qui le met par écrit.`,
	briefly: {
		toBePublished: (keptDays) =>
			`⏺️ **Enregistrement en cours**, qui sera publié ; gardé ${days(keptDays)}`,
		kept: ({ published, unpublished }) =>
			`⏺️ **Enregistrement en cours** ; gardé ${days(unpublished)}, une fois publié ${days(published)}`,
	},
	oneOfTheEnds:
		'-# Discord chiffre les appels de bout en bout. Je suis l’un des bouts : j’entends ce que vous dites, et je le transmets.',
	inNone: '⏺️ Votre voix n’est dans aucun enregistrement.',
	inThese: (count) => `⏺️ Votre voix est dans ${recordings(count)} :`,
	andMore: (more) => `- et ${more.toLocaleString('fr')} de plus`,
	howToErase: '`/podcast-privacy erase` l’en retire.',
	states: {
		'being recorded': 'en cours d’enregistrement',
		published: 'publié',
		'not published': 'non publié',
	},
	keptUntil: (moment) => `gardé jusqu’au ${moment}`,
	keptUntilDeleted: 'gardé jusqu’à ce que quelqu’un le supprime',
	askToEraseOne: (title) => `🗑️ **Retirer votre voix de l’enregistrement de ${title} ?**`,
	askToErase: (count) => `🗑️ **Retirer votre voix de ${recordings(count)} ?**`,
	whatErasingDoes:
		'Aussitôt, personne ne peut plus l’y entendre ; un épisode publié revient sans vous, et les autres voix restent comme elles étaient. Un enregistrement où vous étiez la seule voix est supprimé.',
	cannotBeUndone:
		'-# C’est irréversible. Ce que quelqu’un a téléchargé avant, je ne peux pas le reprendre.',
	nothingToErase: '⏺️ Votre voix n’est dans aucun enregistrement : il n’y a rien à effacer.',
	onlyElsewhere:
		'⏺️ Je ne vois ici aucun enregistrement avec votre voix ; ceux d’autres serveurs sont chez d’autres parties de moi. Le bouton retire votre voix de tous.',
	alsoElsewhere:
		'Ce que d’autres parties de moi ont de vous, d’autres serveurs, elles le retirent en quelques secondes.',
	eraseLabel: (count) =>
		count === 1 ? 'Effacer ma voix' : `Effacer ma voix de ${count.toLocaleString('fr')}`,
	erased: (count) => `Votre voix est retirée de ${recordings(count)}.`,
	deleted: (count) =>
		count === 1
			? 'Dans un enregistrement, vous étiez la seule voix : il est supprimé.'
			: `Dans ${count.toLocaleString('fr')} enregistrements, vous étiez la seule voix : ils sont supprimés.`,
	nobodyHears: 'Personne ne peut plus l’y entendre.',
	busy: (count) =>
		`${recordings(count)} ${count === 1 ? 'est repris' : 'sont repris'} après un redémarrage : relancez la commande dans une minute.`,
	stillRecorded:
		'Ce qui a été enregistré de vous dans cette émission jusqu’ici est encore là. Voulez-vous le retirer aussi ?',
};
