// What becomes of recordings, and how a member takes their voice out of them, in Portuguese.
import type { RecordingTexts } from '../en/recording.js';

const days = (count: number) => {
	switch (count) {
		case 0:
			return 'até alguém apagar';
		case 1:
			return 'por um dia';
		default:
			return `por ${count.toLocaleString('pt-BR')} dias`;
	}
};

const recordings = (count: number) =>
	count === 1 ? '1 gravação' : `${count.toLocaleString('pt-BR')} gravações`;

/** What members are told of what is recorded. */
export const RECORDING_PT: RecordingTexts = {
	episodeFor: {
		public: 'um episódio que **todo mundo** pode ouvir',
		unlisted: 'um episódio que **quem tem o link** pode ouvir',
		private: 'um episódio para **este servidor**',
	},
	becomes: (episode, keptDays) =>
		`⏺️ Cada voz é gravada em uma faixa própria. Dela sai ${episode}, guardado ${days(keptDays)}.`,
	mayBecome: (episode, { published, unpublished }) =>
		`⏺️ Cada voz é gravada em uma faixa própria. Se quem apresenta publicar, sai ${episode}, guardado ${days(published)}; se não, a gravação fica guardada ${days(unpublished)}.`,
	fromTheStart:
		'Enquanto o programa está no ar, e um pouco depois, quem ouve pode voltar ao começo.',
	alsoSentTo: (transcriber) =>
		`O que você diz também é enviado para **${transcriber}**, que coloca por escrito.`,
	briefly: {
		toBePublished: (keptDays) => `⏺️ **Gravando**, para publicar; fica guardado ${days(keptDays)}`,
		kept: ({ published, unpublished }) =>
			`⏺️ **Gravando**; fica guardado ${days(unpublished)}, depois de publicado ${days(published)}`,
	},
	oneOfTheEnds:
		'-# O Discord criptografa as chamadas de ponta a ponta. Eu sou uma das pontas: ouço o que você diz e passo adiante.',
	inNone: '⏺️ Sua voz não está em nenhuma gravação.',
	inThese: (count) => `⏺️ Sua voz está em ${recordings(count)}:`,
	andMore: (more) => `- e mais ${more.toLocaleString('pt-BR')}`,
	howToErase: '`/podcast-privacy erase` tira sua voz de lá.',
	states: {
		'being recorded': 'sendo gravada',
		published: 'publicada',
		'not published': 'não publicada',
	},
	keptUntil: (moment) => `guardada até ${moment}`,
	keptUntilDeleted: 'guardada até alguém apagar',
	askToEraseOne: (title) => `🗑️ **Tirar sua voz da gravação de ${title}?**`,
	askToErase: (count) => `🗑️ **Tirar sua voz de ${recordings(count)}?**`,
	whatErasingDoes:
		'Na hora, ninguém mais pode ouvi-la ali; um episódio publicado volta sem você, e os outros ficam como estavam. Uma gravação em que só você falou é apagada.',
	cannotBeUndone: '-# Não dá para desfazer. O que alguém já baixou eu não consigo pegar de volta.',
	nothingToErase: '⏺️ Sua voz não está em nenhuma gravação: não há nada para apagar.',
	onlyElsewhere:
		'⏺️ Não vejo aqui nenhuma gravação com a sua voz; as de outros servidores ficam com outras partes de mim. O botão tira a sua voz de todas elas.',
	alsoElsewhere:
		'O que outras partes de mim têm de você, de outros servidores, elas apagam em segundos.',
	eraseLabel: (count) =>
		count === 1 ? 'Apagar minha voz' : `Apagar minha voz de ${count.toLocaleString('pt-BR')}`,
	erased: (count) => `Sua voz saiu de ${recordings(count)}.`,
	deleted: (count) =>
		count === 1
			? 'Em uma só havia você, e ela foi apagada.'
			: `Em ${count.toLocaleString('pt-BR')} só havia você, e elas foram apagadas.`,
	nobodyHears: 'Ninguém mais pode ouvi-la ali.',
	busy: (count) =>
		`${recordings(count)} ${count === 1 ? 'está sendo retomada' : 'estão sendo retomadas'} depois de um reinício: repita o comando daqui a um minuto.`,
	stillRecorded:
		'O que foi gravado de você neste programa até agora ainda está lá. Quer tirar também?',
};
