// What keeps sound from getting through, in Portuguese: what is wrong, what is done, what helps.
import type { TroubleTexts } from '../en/trouble.js';

const REJOIN = {
	advice: 'Saia do canal de voz e entre de novo.',
	adviceAfterColon: 'saia do canal de voz e entre de novo.',
};

/** Sentences in Discord's markdown. */
export const TROUBLE_PT: TroubleTexts = {
	minutes: (count) => (count === 1 ? '1 minuto' : `${count} minutos`),
	voiceAway:
		'A conexão de voz com o Discord caiu: ninguém é ouvido. Estou reconectando; você não precisa fazer nada.',
	voiceShut: (why) =>
		`A conexão de voz com o Discord caiu: ninguém é ouvido. ${why} Assim que eu puder, volto por conta própria.`,
	serverAway:
		'A conexão com o servidor de podcasts caiu: os ouvintes não ouvem nada. Estou reconectando; se isso demorar, quem cuida do servidor de podcasts deveria dar uma olhada.',
	deafened:
		'A moderação me ensurdeceu, então o Discord não me envia som. Clique com o botão direito no meu nome no canal de voz e desmarque **Ensurdecer no servidor**.',
	nothingComes:
		'O Discord diz que alguém está falando, mas não me chega som de ninguém. Estou reconectando; se isso durar, quem me hospeda precisa olhar a rede: o som do Discord chega por UDP, que um firewall ou um roteador pode ter cortado.',
	unreadable:
		'O que o servidor de voz do Discord envia não abre com as chaves dele: ninguém é ouvido. Estou reconectando; se isso demorar, encerre o programa e comece de novo.',
	alone: (time) => `Não há mais ninguém no canal. O programa acaba se ninguém entrar em ${time}.`,
	silence: (time) =>
		`Ninguém é ouvido há ${time}. Se alguém está falando, talvez esteja silenciado no Discord, ou o microfone não capta.`,
	late: (seconds) =>
		`O som está ${seconds} s atrasado. A máquina em que eu rodo está sobrecarregada.`,
	rival:
		'Outro processo responde com o meu token de bot, então comandos podem falhar: quem cuida de mim precisa parar um dos dois.',
	choicesUnseen:
		'Não alcanço as minhas outras partes, então não vejo quem pede em outros servidores para ficar fora do ar. Quem não quer ser ouvido aqui digita `/podcast-privacy optout` aqui, e vale na hora. Se isso durar, quem cuida de mim encontra o motivo no log.',
	notRecorded: {
		'disk full':
			'A gravação parou: meu disco está quase cheio. O programa continua; o que foi gravado até agora fica guardado.',
		'disk slow':
			'A gravação parou: meu disco não dá conta. O programa continua; o que foi gravado até agora fica guardado.',
		'disk failed':
			'A gravação parou: meu disco falhou. O programa continua; o que foi gravado até agora fica guardado. O motivo está no log.',
		'not begun':
			'O programa não é gravado: não consigo escrever no meu disco. Ele continua sem gravação; o motivo está no log.',
	},
	unheard: {
		notReady: {
			cause: 'a criptografia de ponta a ponta do Discord ainda não me deixou entrar',
			...REJOIN,
		},
		notDecrypted: {
			cause: 'a voz criptografada de ponta a ponta não abre com as chaves da chamada',
			advice: 'Saia do canal de voz e entre de novo, ou atualize o Discord.',
			adviceAfterColon: 'saia do canal de voz e entre de novo, ou atualize o Discord.',
		},
		damaged: { cause: 'a voz chega danificada', ...REJOIN },
	},
	unheardExhausted: (member, { advice, cause }) =>
		`${member} fala, mas não é ouvido: ${cause}. Tentei tudo o que posso. ${advice}`,
	unheardYet: (member, { adviceAfterColon, cause }) =>
		`${member} fala, mas não é ouvido: ${cause}. Estou consertando; se isso demorar: ${adviceAfterColon}`,
	unannounced: {
		notReady:
			'Alguém está falando, e a criptografia de ponta a ponta do Discord ainda não me deixou entrar, então não ouço. Estou consertando; se isso demorar, saia do canal de voz e entre de novo.',
		noKey:
			'Uma voz criptografada de ponta a ponta não abre com nenhuma chave que eu tenho: não sei de quem é, e ela fica fora do ar. Se você não é ouvido, saia do canal de voz e entre de novo, ou atualize o Discord.',
		unknown: ({ hasRejoined }) =>
			`Está falando alguém de quem o Discord não me avisou: não sei de quem é a voz, e ela fica fora do ar.${hasRejoined ? ' Reconectei, sem sucesso.' : ''} Se você não é ouvido, silencie e reative seu microfone, ou saia do canal e entre de novo.`,
	},
	over: {
		voiceAway: 'A conexão de voz voltou.',
		serverAway: 'O servidor de podcasts voltou.',
		deafened: 'Já consigo ouvir de novo.',
		nothingComes: 'O som me chega de novo.',
		unreadable: 'Todo mundo é ouvido de novo.',
		unheard: (member) => `${member} é ouvido de novo.`,
		unannounced: 'Já sei de novo de quem é cada voz.',
		alone: 'Há alguém no canal de novo.',
		silence: 'Alguém é ouvido de novo.',
		late: 'O som está em dia de novo.',
		choicesUnseen: 'Voltei a ver quem pede em outros servidores para ficar fora do ar.',
	},
};
