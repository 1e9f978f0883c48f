// What a panel says of its show, in French.
import type { PanelTexts } from '../en/panel.js';

const listeners = (count: number) =>
	count < 2 ? `${count} à l’écoute` : `${count.toLocaleString('fr')} à l’écoute`;

/** Texts and buttons of panels. */
export const PANEL_FR: PanelTexts = {
	phases: {
		'on air': 'À l’antenne',
		interrupted: 'Interrompue',
		restarting: 'Redémarrage',
		'off air': 'Hors antenne',
	},
	colon: ' : ',
	whoCanListen: {
		public: '-# Publique : tout le monde peut écouter, et elle figure sur la page web.',
		unlisted: '-# Non répertoriée : quiconque a le lien peut écouter.',
		private: '-# Privée : seuls les programmes munis d’identifiants peuvent écouter.',
	},
	labels: {
		listen: '🎧 Écouter',
		page: 'Page de l’émission',
		stop: 'Arrêter',
		link: 'Nouveau lien',
		refresh: 'Actualiser',
		again: 'Relancer',
		end: 'Oui, arrêter',
		keep: 'Continuer',
		leave: 'Quitter',
	},
	pageStays:
		'-# Cette adresse reste, pour cette émission et les suivantes : vous pouvez l’épingler.',
	after: (duration) => `, après ${duration}`,
	started: (channel, ago) => `Depuis ${channel} · lancée ${ago}`,
	podcast: (id) => `-# Podcast ${id}`,
	newIdLater: 'Le podcast reçoit un nouvel identifiant dès que son serveur est de retour.',
	was: (channel, moment) => `Depuis ${channel} · ${moment}`,
	onAirFor: (duration) => ` · ${duration} à l’antenne`,
	listeners,
	upTo: (count) => `jusqu’à ${listeners(count)}`,
	spoke: (count) =>
		count < 2 ? `${count} membre a parlé` : `${count.toLocaleString('fr')} membres ont parlé`,
	sinceRestart: (figures) => `Depuis le dernier redémarrage : ${figures}`,
	moreWarnings: (count) => `⚠️ Et ${count} de plus.`,
	quiet: 'Silence en ce moment',
	heard: (names) => `On entend : ${names}`,
	asked: 'On demande aux membres avant de les faire entendre.',
	askedAndNotAnswered: (count) =>
		`On demande aux membres avant de les faire entendre : ${count === 1 ? '1 n’a' : `${count.toLocaleString('fr')} n’ont`} pas encore répondu.`,
	offAir: (count) =>
		count === 1
			? '1 membre est hors antenne'
			: `${count.toLocaleString('fr')} membres sont hors antenne`,
	andMore: (listed, more) => `${listed} et ${more} de plus`,
};
