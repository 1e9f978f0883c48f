// What hosts read of episodes, in French.
import type { EpisodeTexts } from '../en/episode.js';

/** Titles come escaped and in bold where they stand in a sentence, channels as mentions. */
export const EPISODE_FR: EpisodeTexts = {
	labels: {
		publish: 'Publier',
		hide: 'Retirer',
		listen: '🎧 Écouter',
		rename: 'Renommer',
		files: 'Télécharger',
		delete: 'Supprimer',
		gone: 'Oui, supprimer',
		keep: 'Garder',
		retry: 'Réessayer',
		pick: 'Choisissez un épisode',
		newTitle: 'Titre de l’épisode',
		voice: 'Retirer une voix',
		takeOut: 'Oui, la retirer',
	},
	part: (part) => `, partie ${part}`,
	kept: 'Gardé jusqu’à ce que quelqu’un le supprime.',
	keptUntil: (moment) => `Gardé jusqu’au ${moment}.`,
	keptUntilUnlessPublished: (moment) => `Gardé jusqu’au ${moment}, sauf publication avant.`,
	becomes: (title, progress) => `🎙️ ${title} devient un épisode : ${progress}.`,
	lastParts: (shown, count) =>
		`🎙️ Les ${shown} dernières parties sur ${count} ; les autres sont dans \`/podcast episodes\`.`,
	wasDeleted: '🗑️ L’épisode a été supprimé.',
	endedFor: {
		'disk full': 'Il s’arrête trop tôt : le disque était plein.',
		'disk slow': 'Il s’arrête trop tôt : le disque ne suivait pas.',
		'disk failed': 'Il s’arrête trop tôt : le disque a échoué.',
		'too long': 'Il continue dans la partie suivante.',
	},
	states: {
		recording: 'en cours d’enregistrement',
		published: 'publié',
		notPublished: 'non publié',
		failed: 'n’a pas pu être produit : la raison est dans le journal',
		waiting: 'en attente de production',
	},
	made: (percent) => `produit à ${percent} %`,
	somebody: 'quelqu’un',
	andMore: (listed, more) => `${listed} et ${more} de plus`,
	takenOut: (count) => `${count} de moins`,
	none: '🎙️ Ce serveur n’a pas d’épisodes : `/podcast start record:tracks` lance une émission enregistrée.',
	list: (count) => `🎙️ **Épisodes**, ${count}, du plus récent au plus ancien :`,
	listOfLast: (shown, count) =>
		`🎙️ **Épisodes**, les ${shown} derniers sur ${count}, du plus récent au plus ancien :`,
	gone: 'Cet épisode n’existe plus.',
	notReady: 'Cet épisode n’est pas encore prêt : réessayez quand il le sera.',
	deleted: '🗑️ L’épisode est supprimé, avec tout ce qui a été enregistré pour lui.',
	stays: '🎙️ L’épisode reste.',
	retried: '🎙️ Il est produit à nouveau : le panneau montre où il en est.',
	notRecorded:
		'Cette émission n’est pas enregistrée, il n’y a donc rien où poser un repère : `/podcast start record:tracks` en lance une qui l’est.',
	noTitle: 'Un titre doit avoir au moins un caractère visible.',
	askToDelete: (title) => `🗑️ **Supprimer ${title}**, avec toutes ses pistes ? C’est irréversible.`,
	askToDeletePublished: (title) =>
		`🗑️ **Supprimer ${title}**, avec toutes ses pistes ? Son adresse n’ouvrira plus rien. C’est irréversible.`,
	spoke: (duration) => `a parlé ${duration}`,
	voiceGone: 'Cette voix n’est plus dans l’épisode.',
	askToTakeOut: (name, title) => `🗑️ **Retirer la voix de ${name} de ${title} ?**`,
	takingOut: {
		madeAnew:
			'Aussitôt, personne ne peut plus l’y entendre, et l’épisode est produit à nouveau sans elle. C’est irréversible.',
		deleted: 'Il ne reste alors rien de l’épisode, qui est supprimé. C’est irréversible.',
	},
	tookOut: (name, title) =>
		`🗑️ La voix de ${name} n’est plus dans ${title} : personne ne peut plus l’y entendre.`,
	published: (title) => `🎙️ ${title} est publié.`,
	hearers: {
		public: 'Tout le monde peut l’entendre',
		unlisted: 'Quiconque a le lien peut l’entendre',
		private: 'Il est pour ce serveur : qui anime obtient des liens par **Télécharger**',
	},
	hidden: (title) => `🎙️ ${title} n’est plus publié ; personne ne peut l’ouvrir.`,
	renamed: (title) => `🎙️ Il s’appelle maintenant ${title}.`,
	noted: (at, text) => `📍 **${at}** ${text} : un chapitre de l’épisode commence ici.`,
	files: (title, moment) => `⬇️ ${title}, rien que pour vous jusqu’au ${moment} :`,
	page: 'Écouter sur la page',
	allTracks: (format) => `Toutes les pistes, ${format} (zip)`,
};
