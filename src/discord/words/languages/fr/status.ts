// What `/podcast status` answers, in French.
import type { StatusTexts } from '../en/status.js';

/** Channels and members come as mentions, titles escaped. */
export const STATUS_FR: StatusTexts = {
	starting: (channel) => `🟡 Une émission est en train de commencer dans ${channel}.`,
	onAir: (ago, what) => `🔴 **À l’antenne**, lancée ${ago} : ${what}`,
	interrupted: (what) => `🟡 **Interrompue** : ${what}`,
	from: (title, channel) => `${title}, depuis ${channel}`,
	working: (heard) =>
		`✅ **Tout marche** : ${heard === 0 ? 'personne ne parle en ce moment' : `on entend ${heard === 1 ? '1 personne' : `${heard} personnes`} en ce moment`}.`,
	listeners: (count) => `À l’écoute : ${count ?? 'nombre inconnu'}`,
	visibility: { public: 'publique', unlisted: 'non répertoriée', private: 'privée' },
	access: (visibility, link) => `Visibilité : ${visibility}, ${link ?? 'pas de lien'}`,
	reasons: {
		'opted out': 'ne le veut pas',
		'muted by the host': 'en sourdine par qui anime',
		'a bot': 'un bot',
		'not agreed': 'n’a pas accepté',
	},
	offAir: (members) => `Hors antenne : ${members}`,
	undecided: (members) => `Sans réponse pour l’instant : ${members}`,
	andMore: (listed, more) => `${listed} et ${more} de plus`,
	podcast: (id) => `Podcast : ${id ?? 'aucun pour le moment'}`,
	websocket: (address) => `websocket ${address}`,
	frames: ({ heard, mixed, passed, sent }) =>
		`-# Trames : ${heard} entendues, ${passed} transmises telles quelles, ${mixed} mixées, ${sent} envoyées`,
	dropped: (counts) => `-# Rejetées : ${counts}`,
	delay: (ms) =>
		`-# Délai ajouté : ${ms === undefined ? 'rien d’envoyé encore' : `${ms} ms (99 % des dernières trames)`}`,
	encryption: (version) =>
		`-# Chiffrement de bout en bout : ${version > 0 ? `actif (DAVE version ${version})` : 'inactif dans cet appel'}`,
};
