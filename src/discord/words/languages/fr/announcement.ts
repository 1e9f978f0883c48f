// What is announced of a show in a server's channel, and what `/podcast announce` answers, in French.
import type { AnnouncementTexts } from '../en/announcement.js';

/** Titles and names come escaped and in bold, channels and roles as mentions. */
export const ANNOUNCEMENT_FR: AnnouncementTexts = {
	live: (title) => `🔴 ${title} est en direct`,
	paused: (title) => `🟡 ${title} revient dans un instant : on me redémarre.`,
	started: (by, { ago, channel }) => `Lancée${by ? ` par ${by}` : ''} dans ${channel}, ${ago}`,
	over: (title) => `⚫ ${title}, c’est terminé.`,
	overAfter: (title, duration) => `⚫ ${title} a été en direct pendant ${duration}.`,
	lost: 'J’ai redémarré, et l’émission n’est pas revenue.',
	fromNextOn: '📣 À partir de la prochaine émission,',
	now: '📣 Actuellement,',
	announces: (when, channel) =>
		`${when} j’annonce chaque émission dans ${channel}, et j’y dis à la fin combien de temps elle a duré.`,
	nobodyPinged: 'Personne n’est mentionné.',
	pinged: (role) => `${role} est mentionné une fois, au début.`,
	notThisOne: 'L’émission en cours n’est plus annoncée.',
	notSet:
		'Les émissions de ce serveur ne sont pas annoncées. `/podcast announce` avec `channel:` les annonce, avec `role:` une mention au début.',
	channelGone:
		'⚠️ Le salon où les émissions étaient annoncées n’existe plus : `/podcast announce` avec `channel:` en indique un autre.',
	whoCanListen: (channel) =>
		`Quiconque lit ${channel} peut écouter une émission non répertoriée : son lien s’y trouve. Les émissions privées ne sont jamais annoncées.`,
	howToEnd: '-# `/podcast announce` avec `off:True` y met fin.',
	missing: (channel, names) =>
		`Je ne peux pas écrire dans ${channel} : donnez-moi ${names} là-bas, dans les paramètres du salon, sous Permissions.`,
	roleGone:
		'Le rôle à mentionner n’existe plus : `/podcast announce` avec `role:` en indique un autre.',
	cannotPing: (role, channel) =>
		`Je ne peux pas mentionner ${role} : dans les paramètres du rôle, permettez à tout le monde de le mentionner, ou donnez-moi dans ${channel} le droit de mentionner tous les rôles.`,
	off: '🔕 Les émissions de ce serveur ne sont plus annoncées.',
	wasOff: 'Les émissions de ce serveur ne sont pas annoncées.',
	unkept:
		'⚠️ Cela n’a pas pu être enregistré, et vaut donc jusqu’à mon redémarrage : dites-le à qui héberge ce bot.',
	refused: {
		everyone:
			'Je ne mentionne jamais @everyone : choisissez un rôle que les membres prennent pour cela, ou laissez `role:` de côté pour ne mentionner personne.',
		noChannel: 'Indiquez aussi le salon : `/podcast announce` avec `channel:` et `role:`.',
		offWithChannel: 'Indiquez un salon, ou `off:True`, pas les deux.',
	},
	mayNotWrite: (channel) =>
		`Vous ne pouvez pas écrire dans ${channel}, donc je ne le fais pas pour vous : il y faut **Envoyer des messages**, ou **Gérer le serveur**.`,
	mayNotPing: (role, channel) =>
		`Vous ne pouvez pas mentionner ${role} dans ${channel}, donc je ne le fais pas pour vous : il faut pouvoir y mentionner tous les rôles, ou **Gérer le serveur**.`,
	unpingedRoleGone: (channel) =>
		`Annoncée dans ${channel} sans mention : le rôle n’existe plus. \`/podcast announce\` en indique un autre.`,
	unpinged: (channel, role) =>
		`Annoncée dans ${channel} sans mentionner ${role} : donnez-moi là-bas le droit de mentionner tous les rôles.`,
	not: {
		'channel gone': () =>
			'Non annoncée : le salon prévu n’existe plus. `/podcast announce` en indique un autre.',
		'not allowed': (channel) =>
			`Non annoncée : je ne peux pas écrire dans ${channel}. Donnez-moi **Voir le salon** et **Envoyer des messages** là-bas.`,
		failed: (channel) => `Non annoncée dans ${channel} : Discord ne l’a pas acceptée.`,
	},
};
