// All that the pages say, in Portuguese.
import { lengthInWords, type PageWords } from './en.js';

/** Portuguese, as in Brazil. */
export const words: PageWords = {
	language: 'pt',

	skip: 'Ir para o conteúdo',
	siteDescription: 'Programas ao vivo de canais de voz do Discord. Ouça no seu navegador.',
	source: 'Código-fonte',
	runs: (version) => `Discord Podcasts ${version}`,

	untitled: 'Programa sem título',
	liveFrom: (serverName) => `Ao vivo de ${serverName}`,
	origin: ({ hostName, serverName }) => {
		if (hostName === '') {
			return serverName === '' ? '' : `De ${serverName}`;
		}
		return serverName === '' ? `Com ${hostName}` : `Com ${hostName} em ${serverName}`;
	},

	live: 'Ao vivo',
	interruptedSign: 'Interrompido',
	reconnectingSign: 'Reconectando…',
	offAirSign: 'Fora do ar',
	endedTitle: 'encerrado',

	onAirNow: 'No ar agora',
	liveCount: (count) => `${count} ao vivo agora`,
	nothingLive: 'Nada está ao vivo agora.',
	quiet: 'Está tudo quieto no momento.',
	quietHint: 'Quando alguém começar um programa público, ele aparece aqui sozinho.',
	listenTo: (title) => `Ouvir ${title}`,
	serverAway: (lastNews) =>
		`O servidor não responde. Tentando de novo… O que você vê é de ${lastNews}.`,

	listening: (_count) => 'ouvindo',
	speakingNow: 'Falando agora',
	nobodySpeaks: 'Ninguém está falando agora.',
	speakersUnknown: 'Desconhecido no momento.',
	moreSpeakers: (count) => `e mais ${count}`,

	play: 'Tocar',
	pause: 'Pausar',
	fromStart: 'Desde o começo',
	backToLive: 'Voltar ao vivo',
	beginningWaits: 'Um momento, já vem.',
	beginningOver: 'Foi tudo.',
	beginningGone: 'Não dá mais para ouvir desde o começo.',
	mute: 'Silenciar',
	unmute: 'Ativar o som',
	volume: 'Volume',
	noScript: 'O player precisa de JavaScript; este não:',

	pressPlay: 'Aperte tocar para ouvir.',
	connecting: 'Conectando…',
	listeningLive: 'Você está ouvindo ao vivo.',
	interrupted: 'O programa foi interrompido. Ele continua aqui sozinho.',
	offline: 'Você está sem internet.',
	offlinePlaying: 'Você está sem internet. O som continua quando você voltar.',
	noConnection: 'Sem conexão. Tentando de novo…',
	connectionLost: 'Conexão perdida, reconectando…',
	stillNoConnection: 'Ainda sem conexão. Tentando de novo…',
	showEnded: 'O programa terminou.',
	linkClosed: 'Este link não abre mais o programa. Peça um novo.',
	cannotPlay: 'Este navegador não consegue tocar som aqui. Tente outro ou abra o MP3 abaixo.',
	pressAgain: 'Toque em tocar de novo.',

	thanks: 'Obrigado por ouvir.',
	wasOnAir: (durationMs) => `${lengthInWords(durationMs)} no ar.`,
	whatElse: 'Veja o que mais está no ar',
	toShow: (title) => `Mais de ${title}`,

	share: 'Compartilhar',
	copy: 'Copiar',
	copied: 'Copiado',
	otherPlayer: 'Ouvir em outro player',
	openInPlayer: 'Abrir no seu player',
	mp3Address: 'Endereço do MP3',
	mp3Hint: 'Para o VLC, o app de rádio do celular ou um rádio de internet.',
	moreFormats: 'Mais formatos',
	formatOgg: 'Ogg Opus',
	formatPls: 'PLS, para rádios antigos',

	soundProblems: 'Problemas com o som?',
	soundHelp: 'Se o som falhar, ouça o stream MP3: é mais estável, cerca de um segundo depois.',
	playMp3: 'Ouvir o stream MP3',
	onAirSince: 'No ar desde',
	delay: 'Atraso',
	delayParts: 'Atraso, em partes',
	decoder: 'Decodificador',
	framesReceived: 'Quadros recebidos',
	framesUnreadable: 'Quadros ilegíveis',
	underruns: 'Falhas',
	skipped: 'Pulado para acompanhar',
	reconnects: 'Reconexões',
	decodeWith: 'Decodificar com',
	automatic: 'Automático',
	decoderMp3: 'MP3, do próprio navegador',
	decoderOwn: 'WebCodecs, do próprio navegador',
	buffer: 'buffer',
	loudspeaker: 'alto-falante',
	network: 'rede',
	networkUnknown: 'rede ainda desconhecida',

	keyboard: 'Teclado',
	keyboardTitle: 'Atalhos do teclado',
	keySpace: 'Espaço',
	keyPlay: 'Tocar ou pausar',
	keyMute: 'Silenciar ou ativar o som',
	keyLouder: 'Mais alto',
	keyQuieter: 'Mais baixo',
	keyHelp: 'Mostrar esta lista',
	close: 'Fechar',

	offAir: 'Fora do ar no momento.',
	offAirHint: 'Quando o programa começar, esta página entra ao vivo sozinha.',
	listenElsewhere: 'Ouvir agora',
	elsewhereHint: (host) => `Toca em ${host}.`,
	nowhereHint: 'Vai ao ar por outro servidor, que não tem página para ouvir.',
	nextShows: 'Em breve',
	noPlans: 'Ainda não há programas marcados.',
	addToCalendar: 'Adicionar ao calendário',
	episodes: 'Episódios',
	latestEpisodes: 'Últimos episódios',
	noEpisodes: 'Ainda não há episódios.',
	playEpisode: (title) => `Tocar ${title}`,
	withPart: (title, part) => `${title}, parte ${part}`,
	untitledEpisode: 'Episódio sem título',
	subscribe: 'Não perca nada',
	subscribeHint: 'Cole o endereço do feed no seu app de podcasts, e cada episódio chega até você.',
	feedAddress: 'Endereço do feed',
	openFeed: 'Abrir o feed (RSS)',
	shareShow: 'Compartilhar este programa',
	link: 'Link',
	qrCode: 'Código QR com o endereço deste programa',
	qrHint: 'Escaneie com o celular para ouvir por lá.',
	embedCode: 'Código para um site',
	about: 'Sobre o programa',
	joinServer: 'Entrar no servidor do Discord',
	website: 'Site',

	notFoundTitle: 'Programa não encontrado',
	notFound: 'Não há nenhum programa aqui',
	notFoundHint:
		'O programa pode ter terminado, ou o link pode ter mudado. Pergunte a quem o enviou, ou veja o que mais está no ar.',
	toHome: 'Veja o que está no ar',

	previewLive: (serverName) =>
		serverName === ''
			? 'No ar agora. Aperte tocar para ouvir.'
			: `No ar agora em ${serverName}. Aperte tocar para ouvir.`,
	previewOffAir: 'Programas ao vivo e episódios.',
};
