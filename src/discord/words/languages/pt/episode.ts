// What hosts read of episodes, in Portuguese.
import type { EpisodeTexts } from '../en/episode.js';

/** Titles come escaped and in bold where they stand in a sentence, channels as mentions. */
export const EPISODE_PT: EpisodeTexts = {
	labels: {
		publish: 'Publicar',
		hide: 'Retirar',
		listen: '🎧 Ouvir',
		rename: 'Renomear',
		files: 'Baixar',
		delete: 'Apagar',
		gone: 'Sim, apagar',
		keep: 'Manter',
		retry: 'Tentar de novo',
		pick: 'Escolha um episódio',
		newTitle: 'Título do episódio',
		voice: 'Tirar uma voz',
		takeOut: 'Sim, tirar',
	},
	part: (part) => `, parte ${part}`,
	kept: 'Guardado até alguém apagar.',
	keptUntil: (moment) => `Guardado até ${moment}.`,
	keptUntilUnlessPublished: (moment) => `Guardado até ${moment}, se não for publicado antes.`,
	becomes: (title, progress) => `🎙️ ${title} vira um episódio: ${progress}.`,
	lastParts: (shown, count) =>
		`🎙️ As últimas ${shown} de ${count} partes; as outras estão em \`/podcast episodes\`.`,
	wasDeleted: '🗑️ O episódio foi apagado.',
	endedFor: {
		'disk full': 'Ele acaba antes da hora: o disco estava cheio.',
		'disk slow': 'Ele acaba antes da hora: o disco não dava conta.',
		'disk failed': 'Ele acaba antes da hora: o disco falhou.',
		'too long': 'Ele continua na próxima parte.',
	},
	states: {
		recording: 'sendo gravado',
		published: 'publicado',
		notPublished: 'não publicado',
		failed: 'não pôde ser feito: o motivo está no log',
		waiting: 'esperando para ser feito',
	},
	made: (percent) => `${percent} % feito`,
	somebody: 'alguém',
	andMore: (listed, more) => `${listed} e mais ${more}`,
	takenOut: (count) => `${count} fora`,
	none: '🎙️ Este servidor não tem episódios: `/podcast start record:tracks` começa um programa que é gravado.',
	list: (count) => `🎙️ **Episódios**, ${count}, os mais novos primeiro:`,
	listOfLast: (shown, count) =>
		`🎙️ **Episódios**, os últimos ${shown} de ${count}, os mais novos primeiro:`,
	gone: 'Esse episódio não existe mais.',
	notReady: 'Esse episódio ainda não está pronto: tente de novo quando estiver.',
	deleted: '🗑️ O episódio foi apagado, com tudo o que foi gravado para ele.',
	stays: '🎙️ O episódio fica.',
	retried: '🎙️ Ele é feito de novo: o painel mostra quanto falta.',
	notRecorded:
		'Este programa não é gravado, então não há onde pôr uma marca: `/podcast start record:tracks` começa um que é.',
	noTitle: 'Um título precisa de pelo menos um caractere visível.',
	askToDelete: (title) => `🗑️ **Apagar ${title}**, com todas as faixas? Não dá para desfazer.`,
	askToDeletePublished: (title) =>
		`🗑️ **Apagar ${title}**, com todas as faixas? O endereço dele não abrirá mais nada. Não dá para desfazer.`,
	spoke: (duration) => `falou ${duration}`,
	voiceGone: 'Essa voz não está mais no episódio.',
	askToTakeOut: (name, title) => `🗑️ **Tirar a voz de ${name} de ${title}?**`,
	takingOut: {
		madeAnew:
			'Na hora, ninguém mais pode ouvi-la ali, e o episódio é feito de novo sem ela. Não dá para desfazer.',
		deleted: 'Não sobra nada do episódio, então ele é apagado. Não dá para desfazer.',
	},
	tookOut: (name, title) => `🗑️ A voz de ${name} saiu de ${title}: ninguém mais pode ouvi-la ali.`,
	published: (title) => `🎙️ ${title} está publicado.`,
	hearers: {
		public: 'Todo mundo pode ouvir',
		unlisted: 'Quem tem o link pode ouvir',
		private: 'É para este servidor: quem apresenta recebe links com **Baixar**',
	},
	hidden: (title) => `🎙️ ${title} não está mais publicado; ninguém pode abrir.`,
	renamed: (title) => `🎙️ Agora ele se chama ${title}.`,
	noted: (at, text) => `📍 **${at}** ${text}: um capítulo do episódio começa aqui.`,
	files: (title, moment) => `⬇️ ${title}, só para você até ${moment}:`,
	page: 'Ouvir na página',
	allTracks: (format) => `Todas as faixas, ${format} (zip)`,
};
