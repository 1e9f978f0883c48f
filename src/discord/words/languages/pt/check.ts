// What a sound check says, in Portuguese.
import type { CheckTexts } from '../en/check.js';

/** Channels come as mentions, names in bold, addresses as inline code, shares with their sign. */
export const CHECK_PT: CheckTexts = {
	running: (channel) =>
		`Um teste de som está em andamento em ${channel}: ele acaba em alguns segundos.`,
	notInVoice: 'Entre primeiro em um canal de voz: eu verifico aquele em que você está.',
	listening: (channel, seconds) =>
		`👂 Ouvindo por ${seconds} segundos em ${channel}: digam todos algumas palavras, tão alto quanto no programa. Nada vai ao ar, e nada é guardado.`,
	ready: (channel) => `✅ **Tudo pronto** para um programa em ${channel}.`,
	toLookAt: (channel, count) =>
		`⚠️ **${count === 1 ? '1 coisa' : `${count} coisas`} para olhar** antes de um programa em ${channel}:`,
	/** Sentences of the last line, each with the space behind it. */
	listened: (duration) => `Ouvi por ${duration}. `,
	nothingKept: 'Nada foi ao ar, e nada é guardado. ',
	next: 'A seguir: `/podcast start`',
	allTheSame: 'Dá para ir ao ar mesmo assim: `/podcast start`',
	ends: {
		needed: 'O teste foi interrompido, porque precisaram de mim em voz para outra coisa.',
		stopping: 'O teste foi interrompido, porque estou sendo desligado.',
		moved: (channel) => `Alguém me moveu para ${channel}, e eu saí.`,
		soFar: 'O que se ouviu até então:',
		silence: (channel) =>
			`Não consegui entrar em ${channel}, então não se ouviu ninguém. Está cheio, ou as permissões me impedem?`,
		notJoined: (channel, why) => `Não entrei em ${channel}, então não se ouviu ninguém. ${why}`,
	},
	unannounced:
		'Alguém fala, e o Discord não me diz quem, então essa voz ficaria fora do ar. Se você não está nesta lista, saia do canal e entre de novo.',
	connection: {
		away: 'Minha conexão de voz com o Discord caiu no meio tempo e no fim não tinha voltado. O que foi dito desde então não está nesta lista.',
		'came back':
			'Minha conexão de voz com o Discord caiu no meio tempo e voltou. O que foi dito no intervalo não está nesta lista.',
	},
	endToEnd: (version) =>
		`🔒 Criptografia: de ponta a ponta até mim (DAVE, versão ${version}); um programa segue de mim para os ouvintes.`,
	notEndToEnd:
		'🔓 Criptografia: até o Discord e a partir dele, não de ponta a ponta nesta chamada.',
	lossUnknown: '📶 Perda: desconhecida, porque não chegou som.',
	loss: (share) => `Perda: ${share} do som não chegou até mim`,
	whoseLoss: '. Se é só com um membro, é a rede dele; se é com todos, a minha.',
	delay: (parts) => `⏱️ Atraso: ${parts.join(', ')}.`,
	noRoundTrip: 'o servidor de voz do Discord não respondeu a isso',
	roundTrip: (ms) => `${ms} ms até o servidor de voz do Discord e de volta`,
	waiting: (ms) => `e as vozes precisam de ${ms} ms de espera para soar sem saltos`,
	permissionsThere: '🔑 Permissões: tenho aqui todas de que um programa precisa.',
	/** @param names - each with what it is for in brackets */
	missing: (names) => `Falta aqui: ${names}. Me dê isso nas configurações do canal, em Permissões.`,
	neededFor: {
		'View Channel': 'para entrar',
		Connect: 'para entrar',
		'Send Messages': 'para avisar aos membros que estão no ar',
		'Set Voice Channel Status': 'para mostrar na lista de canais que está no ar',
	},
	offAir: (count) =>
		`🚫 ${count === 1 ? '1 membro está' : `${count} membros estão`} fora do ar por escolha; sem medir.`,
	nobodyHeard: 'Não se ouviu ninguém.',
	nobodyThere: 'Não há ninguém no canal além de mim.',
	nobodyOnAir: 'Não há ninguém no canal que seria ouvido em um programa.',
	/** What a voice is like, alone or after how many are. What needs a hand comes first. */
	levels: {
		unreadable: 'falam e não são ouvidos',
		clipping: 'distorcido',
		faint: 'mal se ouve',
		'too loud': 'alto demais',
		'too quiet': 'baixo demais',
		fine: 'bom',
		unmeasured: 'ouvido, sem medir',
	},
	moreVoices: (counts) => `Mais vozes: ${counts}.`,
	lost: (share) => `; ${share} se perdeu no caminho`,
	short: (seconds) => `, de só ${seconds} s`,
	unreadable: (who, why) => `${who} fala e não é ouvido: ${why}`,
	faint: (who, advice) => `${who}: quase nenhum som. É o microfone certo? ${advice}`,
	unmeasured: (who, lost) => `${who}: ouvido, sem medir, porque gente demais fala${lost}.`,
	fine: (who, measured) => `${who}: bom ${measured}.`,
	advice: {
		'too quiet': 'Chegue mais perto do microfone ou aumente o volume dele.',
		'too loud': 'Afaste-se do microfone ou diminua o volume dele.',
		clipping: 'O som está distorcido: diminua o volume do microfone.',
	},
	damaged: 'a voz chega danificada. Saia do canal e entre de novo.',
	notOpened: 'a voz criptografada não abre. Saia do canal e entre de novo, ou atualize o Discord.',
	silent: (names) => `Em silêncio: ${names}. Não chegou nada: falaram, e no microfone certo?`,
	muted: (groups) => `🔇 Silenciados: ${groups}.`,
	mutedBy: {
		themselves: 'por conta própria',
		'a moderator': 'pela moderação',
		'the stage': 'na plateia do palco',
	},
	members: (count) => (count === 1 ? '1 membro' : `${count} membros`),
	andMore: (shown, more) => `${shown} e mais ${more}`,
	server: (why) => `Servidor de podcasts: ${why}.`,
	serverTakesMe: '📡 Servidor de podcasts: ele responde e me aceita.',
	link: {
		untried:
			'🌐 Link: quem o cria é o servidor de podcasts, então não consigo testá-lo antes de um programa.',
		'only here': (told) =>
			`Link: só o computador em que eu rodo pode abri-lo (${told}). Quem cuida de mim configura \`PUBLIC_URL\`.`,
		'only near': (told) =>
			`Link: ${told} é um endereço dentro de uma só rede, e só quem está nela pode abri-lo. Quem cuida de mim configura \`PUBLIC_URL\`.`,
		askDoctor: 'Quem cuida de mim descobre mais com `npm run doctor`.',
		opens: (told) => `🌐 Link: abre em ${told}, testado a partir do computador em que eu rodo.`,
		notLive: (told) =>
			`Link: a página abre em ${told}, mas o som ao vivo (um websocket) não passa, então tudo se ouve um segundo depois.`,
		foreign: (told) => `Link: outra página responde em ${told}.`,
		status: (told, status) => `Link: ${told} responde com o status ${status}, sem página.`,
		unreachable: (told, why) =>
			`Link: ${told} não me responde (${why}). Tente em um celular sem Wi-Fi: alguns roteadores não levam de volta para dentro.`,
	},
};
