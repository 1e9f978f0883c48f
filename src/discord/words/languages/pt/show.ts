// What happens in a show and how it ends, in Portuguese.
import type { ShowTexts } from '../en/show.js';

/** Names and titles come escaped, channels as mentions. */
export const SHOW_PT: ShowTexts = {
	begun: (by) => `${by} colocou no ar.`,
	resumed: 'De volta depois de um reinício.',
	moved: (channel) => `Agora em ${channel}: o programa continua de lá.`,
	serverBack: (duration) => `O servidor de podcasts ficou ausente por ${duration}.`,
	serverBackAnew: (duration) =>
		`O servidor de podcasts ficou ausente por ${duration}: o podcast tem um novo ID, os receptores precisam se conectar de novo.`,
	muted: (by) => `${by} tirou um membro do ar.`,
	unmuted: (by) => `${by} deixou um membro voltar ao ar.`,
	linkRenewed: (by) => `${by} criou um novo link; o antigo não funciona mais.`,
	newcomersNotTold: (channel) =>
		`Não posso escrever em ${channel}, então quem chega não fica sabendo que está no ar: me dê **Enviar mensagens** lá.`,
	newcomersToldHere: (channel) =>
		`Não posso escrever em ${channel}, então quem chega é avisado aqui: me dê **Enviar mensagens** lá.`,
	channelStatusNotAllowed: (channel) =>
		`A lista de canais não diz que estamos no ar: me dê **Definir status do canal de voz** em ${channel}.`,
	nextPart: (part) => `A gravação continua como parte ${part}: uma parte não pode ser mais longa.`,
	noted: (by, text) => `${by} pôs uma marca: ${text}`,
	voiceStatus: (title) => `🔴 No ar: ${title}`,
	stopped: 'Foi encerrado.',
	stoppedBy: (by) => `${by} encerrou.`,
	shutDown: 'O bot foi desligado.',
	restarting: 'Estou sendo reiniciado e volto em um momento.',
	returning: 'Fui reiniciado e estou voltando ao ar.',
	idle: 'Ninguém mais esteve no canal por tempo demais.',
	endQuestion: (title, listeners) =>
		`Encerrar o programa **${title}**${listeners === undefined ? '' : ` para ${listeners === 1 ? '1 ouvinte' : `${listeners.toLocaleString('pt-BR')} ouvintes`}`}?`,
	keptGoing: '🔴 O programa continua.',
	ended: (title, duration) => `⚫ **Fora do ar**: ${title}, depois de ${duration}.`,
	endedUnasked: (duration, reason) => `⚫ **Fora do ar** depois de ${duration}. ${reason}`,
	noReturn: {
		notStarted: (why) => `O bot foi reiniciado e não conseguiu voltar ao ar. ${why}`,
		unforeseen: 'Algo deu errado do meu lado.',
		notWanted: 'O bot foi reiniciado, e fica fora do ar até alguém começar um programa.',
		awayTooLong: (duration) => `O bot foi reiniciado, depois de ficar ausente por ${duration}.`,
		serverNotShown: 'O bot foi reiniciado, e o Discord não me mostrou este servidor desde então.',
		channelGone: 'O bot foi reiniciado, e o canal de voz não existe mais.',
		nobodyThere: (channel) => `O bot foi reiniciado, e não havia mais ninguém em ${channel}.`,
		noEntry: (why) => `O bot foi reiniciado. ${why}`,
	},
};
