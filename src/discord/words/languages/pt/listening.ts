// What is played into voice channels, and why it is not, in Portuguese.
import type { ListeningTexts } from '../en/listening.js';

const notToBeHeard =
	'Esse programa não está no ar, ou o link é antigo. Peça um novo, ou escolha da lista.';

/** Channels and accounts come as mentions, titles and names escaped. */
export const LISTENING_PT: ListeningTexts = {
	headings: {
		playing: '🔊 Tocando:',
		over: '⚫ Não toca mais:',
		restarting: '🟡 Reiniciando:',
	},
	nothingPlayed: 'Nada toca ali: `/podcast listen` toca um programa.',
	nothingOwn:
		'Este servidor não está no ar: indique um programa, `/podcast relay podcast:`, ou comece um com `/podcast start`.',
	noChannels: 'Essa categoria não tem nenhum canal de voz em que o programa possa tocar.',
	notToBeHeard,
	noSuchPodcast: `${notToBeHeard} Um ID sozinho abre programas públicos e os deste servidor; para os outros, cole o link.`,
	noAddress: 'Isso não é um link de programa: eles são como `https://…/p/AbC12?key=…`.',
	serverNotAllowed: (host) =>
		`Não abro links para \`${host}\`: quem cuida deste bot pode permitir com \`PODCAST_LINK_ORIGINS\`.`,
	ownChannel: (channel) =>
		`O programa vem de ${channel}: ele ouviria a si mesmo. Escolha outro canal.`,
	alreadyPlayed: (channel) => `Em ${channel} já toca um programa: \`/podcast leave\` encerra.`,
	endedBefore: (why) => `Acabou antes de começar. ${why}`,
	stopped: 'Foi encerrado.',
	stoppedBy: (by) => `${by} encerrou.`,
	idle: (channel, duration) => `Ninguém esteve em ${channel} por ${duration}.`,
	movedToSource: (channel) => `Me moveram para ${channel}, de onde vem o programa.`,
	over: (title, channel, why) => `⚫ **${title}** não toca mais em ${channel}. ${why}`,
	serverAway:
		'A conexão com o servidor de podcasts caiu. Estou reconectando; você não precisa fazer nada.',
	unplayed: (channels, why) => `⚠️ Não em ${channels}: ${why}`,
	cannotHear: (why) => `Não consigo ouvir o programa. ${why}.`,
	unreachable:
		'Não dá para chegar ao servidor de podcasts: tente de novo daqui a pouco; se isso demorar, quem cuida dele deveria dar uma olhada.',
	podcastOver: 'O programa acabou.',
	closedToUs: 'O link com que foi aberto não vale mais: peça o novo.',
	lost: (why) => `Não deu mais para chegar ao programa. ${why}`,
	closed: (code) => `O servidor dele fechou a conexão (código ${code}).`,
	refused: (status) =>
		`O servidor dele, ou um proxy na frente, recusa a conexão (status ${status}).`,
	left: (channels) => `⚫ Saí de ${channels}.`,
	place: (channel, { account, ago }) => `${channel} · com ${account} · começou ${ago}`,
	speaking: {
		'asked to speak':
			'Estou na plateia do palco e pedi para falar: a moderação precisa deixar. Com **Silenciar membros** lá, eu mesmo faço isso.',
		declined:
			'A moderação recusou meu pedido para falar, e não peço de novo: clique com o botão direito no meu nome no palco e escolha **Convidar para falar**.',
		'sent back':
			'A moderação me mandou de volta para a plateia, e fico lá: clique com o botão direito no meu nome no palco e escolha **Convidar para falar** para me ouvir de novo.',
		'stage over':
			'O palco acabou, e estou na plateia. Peço para falar quando o próximo começar; até lá, clique com o botão direito no meu nome e escolha **Convidar para falar**.',
		'could not ask':
			'Estou na plateia do palco, e o Discord falhou quando pedi para falar: clique com o botão direito no meu nome no palco e escolha **Convidar para falar**.',
		'in the audience':
			'Estou na plateia do palco e não posso pedir para falar: me convide para falar, ou me dê **Pedir para falar** lá.',
		'not allowed': 'Não posso falar ali: me dê **Falar** nas configurações do canal.',
		muted:
			'A moderação me silenciou. Clique com o botão direito no meu nome no canal de voz e desmarque **Silenciar no servidor**.',
	},
	accountSays: (account, what) => `${account} diz: ${what}`,
	inviteAnother: (invites) =>
		`Cada uma das minhas contas só pode estar em um canal de voz por servidor, e todas as deste servidor estão em uso. Convide outra: ${invites}.`,
	allInUse:
		'Cada uma das minhas contas só pode estar em um canal de voz por servidor, e todas estão em uso. `/podcast leave` libera uma; quem cuida deste bot pode adicionar mais com `DISCORD_LISTENER_TOKENS`.',
	noReturn: {
		'channel gone': 'o canal de voz não existe mais.',
		'nobody there': 'não havia mais ninguém ali.',
		disconnected: 'alguém me desconectou dali.',
		byCommand: 'O bot foi reiniciado: `/podcast listen` toca de novo.',
		awayTooLong: (duration) => `O bot foi reiniciado, depois de ficar ausente por ${duration}.`,
		podcastOver: 'O bot foi reiniciado, e o programa acabou.',
		serverNotSeen: 'O bot foi reiniciado, e o Discord não me mostrou este servidor.',
		noChannel: 'O bot foi reiniciado.',
	},
};
