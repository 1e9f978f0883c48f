// What is played into voice channels, and why it is not, in French.
import type { ListeningTexts } from '../en/listening.js';

const notToBeHeard =
	'Cette émission n’est pas à l’antenne, ou le lien est ancien. Demandez-en un nouveau, ou choisissez dans la liste.';

/** Channels and accounts come as mentions, titles and names escaped. */
export const LISTENING_FR: ListeningTexts = {
	headings: {
		playing: '🔊 Diffusion :',
		over: '⚫ N’est plus diffusée :',
		restarting: '🟡 Redémarrage :',
	},
	nothingPlayed: 'Rien n’est diffusé là : `/podcast listen` diffuse une émission.',
	nothingOwn:
		'Ce serveur n’est pas à l’antenne : indiquez une émission, `/podcast relay podcast:`, ou lancez-en une avec `/podcast start`.',
	noChannels: 'Cette catégorie n’a aucun salon vocal où diffuser l’émission.',
	notToBeHeard,
	noSuchPodcast: `${notToBeHeard} Un identifiant seul ouvre les émissions publiques et celles de ce serveur ; pour les autres, collez le lien.`,
	noAddress: 'Ce n’est pas un lien d’émission : ils ressemblent à `https://…/p/AbC12?key=…`.',
	serverNotAllowed: (host) =>
		`Je n’ouvre pas les liens vers \`${host}\` : qui héberge ce bot peut l’autoriser avec \`PODCAST_LINK_ORIGINS\`.`,
	ownChannel: (channel) =>
		`L’émission vient de ${channel} : elle s’entendrait elle-même. Choisissez un autre salon.`,
	alreadyPlayed: (channel) =>
		`Une émission est déjà diffusée dans ${channel} : \`/podcast leave\` l’arrête.`,
	endedBefore: (why) => `C’était fini avant d’avoir commencé. ${why}`,
	stopped: 'C’est arrêté.',
	stoppedBy: (by) => `${by} a arrêté la diffusion.`,
	idle: (channel, duration) => `Il n’y a eu personne dans ${channel} pendant ${duration}.`,
	movedToSource: (channel) => `On m’a déplacé dans ${channel}, d’où vient l’émission.`,
	over: (title, channel, why) => `⚫ **${title}** n’est plus diffusée dans ${channel}. ${why}`,
	serverAway:
		'La connexion au serveur de podcasts est coupée. Je me reconnecte ; vous n’avez rien à faire.',
	unplayed: (channels, why) => `⚠️ Pas dans ${channels} : ${why}`,
	cannotHear: (why) => `Je n’entends pas l’émission. ${why}.`,
	unreachable:
		'Le serveur de podcasts est injoignable : réessayez dans un instant ; si cela dure, qui le gère devrait regarder.',
	podcastOver: 'L’émission est terminée.',
	closedToUs: 'Le lien qui l’a ouverte n’est plus valable : demandez le nouveau.',
	lost: (why) => `L’émission n’était plus joignable. ${why}`,
	closed: (code) => `Son serveur a fermé la connexion (code ${code}).`,
	refused: (status) =>
		`Son serveur, ou un proxy devant lui, refuse la connexion (statut ${status}).`,
	left: (channels) => `⚫ Je suis sorti de ${channels}.`,
	place: (channel, { account, ago }) => `${channel} · par ${account} · lancée ${ago}`,
	speaking: {
		'asked to speak':
			'Je suis dans le public de la conférence et j’ai demandé à parler : la modération doit m’y autoriser. Avec **Couper le micro de membres** là-bas, je le fais moi-même.',
		declined:
			'La modération a refusé ma demande de parole, et je ne redemande pas : clic droit sur mon nom dans la conférence, puis **Inviter à parler**.',
		'sent back':
			'La modération m’a renvoyé dans le public, et j’y reste : clic droit sur mon nom dans la conférence, puis **Inviter à parler** pour m’entendre à nouveau.',
		'stage over':
			'La conférence est terminée, et je suis dans le public. Je demanderai à parler au début de la prochaine ; d’ici là, clic droit sur mon nom, puis **Inviter à parler**.',
		'could not ask':
			'Je suis dans le public de la conférence, et Discord a échoué quand j’ai demandé à parler : clic droit sur mon nom dans la conférence, puis **Inviter à parler**.',
		'in the audience':
			'Je suis dans le public de la conférence et ne peux pas demander à parler : invitez-moi à parler, ou donnez-moi **Demander à parler** là-bas.',
		'not allowed': 'Je ne peux pas parler là : donnez-moi **Parler** dans les paramètres du salon.',
		muted:
			'La modération a coupé mon micro. Clic droit sur mon nom dans le salon vocal, et décochez **Couper le micro sur le serveur**.',
	},
	accountSays: (account, what) => `${account} dit : ${what}`,
	inviteAnother: (invites) =>
		`Chacun de mes comptes ne peut être que dans un salon vocal à la fois sur un serveur, et tous ceux de ce serveur sont pris. Invitez-en un autre : ${invites}.`,
	allInUse:
		'Chacun de mes comptes ne peut être que dans un salon vocal à la fois sur un serveur, et tous sont pris. `/podcast leave` en libère un ; qui héberge ce bot peut en ajouter avec `DISCORD_LISTENER_TOKENS`.',
	noReturn: {
		'channel gone': 'le salon vocal n’existe plus.',
		'nobody there': 'il n’y avait plus personne.',
		disconnected: 'quelqu’un m’en a déconnecté.',
		byCommand: 'Le bot a redémarré : `/podcast listen` la diffuse à nouveau.',
		awayTooLong: (duration) => `Le bot a redémarré, après une absence de ${duration}.`,
		podcastOver: 'Le bot a redémarré, et l’émission est terminée.',
		serverNotSeen: 'Le bot a redémarré, et Discord ne m’a pas montré ce serveur.',
		noChannel: 'Le bot a redémarré.',
	},
};
