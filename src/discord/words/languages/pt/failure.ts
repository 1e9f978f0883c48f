// What fails in voice, at Discord and at the podcast server, in Portuguese.
import type { FailureTexts } from '../en/failure.js';

/** Channels come as mentions. */
export const FAILURE_PT: FailureTexts = {
	permissions: {
		'View Channel': 'Ver canal',
		Connect: 'Conectar',
		'Send Messages': 'Enviar mensagens',
		'Set Voice Channel Status': 'Definir status do canal de voz',
	},
	listed: (listed) => listed.join(' e '),
	voiceEnd: {
		left: () => 'Foi encerrado.',
		disconnected: (channel) => `Alguém me desconectou de ${channel}.`,
		'channel deleted': () => 'O canal de voz foi apagado.',
		'guild gone': () => 'Fui removido do servidor.',
		refused: (channel) =>
			`O servidor de voz de ${channel} me recusa: talvez este bot precise de uma atualização.`,
		'connection lost': (channel) => `A conexão de voz com ${channel} se perdeu e não voltou.`,
		'gateway closed': () => 'O Discord fechou minha conexão de vez: o motivo está no log.',
		'taken over': () =>
			'Outro processo com o meu token de bot tomou meu lugar: quem cuida de mim precisa parar um dos dois.',
	},
	couldNotEnter: (channel, why) =>
		`Não consegui entrar em ${channel}. ${why}. Está cheio, ou as permissões não me deixam entrar?`,
	endedWhileStarting: (why) => `O programa acabou antes de ir ao ar. ${why}`,
	gateway: {
		token: 'O Discord não aceita mais meu token: quem cuida de mim precisa colocar um novo.',
		sharding:
			'Estou em mais servidores do que o Discord permite com uma conexão: quem cuida de mim precisa me tirar de alguns.',
		intents:
			'O Discord não me permite mais os intents de que preciso: quem cuida de mim precisa ativá-los.',
		other: 'O Discord recusa minha conexão de vez: este bot precisa de uma atualização.',
	},
	server: {
		failed: (what, { code, quote }) =>
			`${what}${quote}. O motivo está no log, com o código ${code}`,
		says: (text) => `; ele diz: ${text}`,
		noAnswer: 'O servidor de podcasts não respondeu a tempo',
		notLetIn: 'O servidor de podcasts não me deixa entrar',
		closed: (code) => `O servidor de podcasts fechou a conexão (${code})`,
		notUnderstood: 'O servidor de podcasts deu uma resposta que não entendo',
		unreachable: 'Não dá para chegar ao servidor de podcasts',
		busy: 'O servidor de podcasts está sobrecarregado ou com defeito',
	},
	start: {
		failed: (why) => `Não foi possível começar o programa. ${why}.`,
		starting: (channel) => `Um programa está começando em ${channel}.`,
		choicesUnheard:
			'Nenhum programa começa ainda: outras partes de mim não me disseram quem quer ficar fora do ar, e ninguém entra no ar contra a vontade. Continuo perguntando; tente de novo em um minuto. Se isso durar, quem cuida de mim encontra o motivo no log (`PRIVACY_STRICT`).',
	},
	entry: {
		permissionsMissing: (channel, names) =>
			`Não posso entrar em ${channel}: me dê ${names} lá, nas configurações do canal, em Permissões.`,
		timedOut: (channel) => `Estou de castigo neste servidor e não posso entrar em ${channel}.`,
		full: (channel, members) =>
			`${channel} está cheio (${members} membros): aumente o limite de usuários, ou me dê **Mover membros** lá, e eu entro mesmo assim.`,
		notSeen: (channel) => `Não vejo ${channel}: me dê **Ver canal** lá.`,
		mayNotSpeak: (channel) =>
			`Não posso falar em ${channel}: me dê **Falar** lá, nas configurações do canal, em Permissões.`,
	},
	seat: {
		show: (channel) =>
			`Este servidor já está no ar, de ${channel}: \`/podcast stop\` encerra, \`/podcast status\` mostra.`,
		listening: (channel) =>
			`Estou tocando um programa em ${channel}, e só posso estar em um canal de voz por servidor: \`/podcast leave\` encerra. Quem cuida deste bot pode adicionar contas que tocam, com \`DISCORD_LISTENER_TOKENS\`.`,
		'another process': (channel) =>
			`Outro processo com o meu token de bot está em ${channel}, e só um de nós pode estar em voz aqui: quem cuida de mim precisa parar um dos dois.`,
	},
};
