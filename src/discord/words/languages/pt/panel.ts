// What a panel says of its show, in Portuguese.
import type { PanelTexts } from '../en/panel.js';

const listeners = (count: number) =>
	count === 1 ? '1 ouvinte' : `${count.toLocaleString('pt-BR')} ouvintes`;

/** Texts and buttons of panels. */
export const PANEL_PT: PanelTexts = {
	phases: {
		'on air': 'No ar',
		interrupted: 'Interrompido',
		restarting: 'Reiniciando',
		'off air': 'Fora do ar',
	},
	colon: ': ',
	whoCanListen: {
		public: '-# Público: todo mundo pode ouvir, e ele aparece na página web.',
		unlisted: '-# Não listado: quem tem o link pode ouvir.',
		private: '-# Privado: só programas com credenciais podem ouvir.',
	},
	labels: {
		listen: '🎧 Ouvir',
		page: 'Página do programa',
		stop: 'Encerrar',
		link: 'Novo link',
		refresh: 'Atualizar',
		again: 'Começar de novo',
		end: 'Sim, encerrar',
		keep: 'Continuar',
		leave: 'Sair',
	},
	pageStays: '-# Este endereço fica, para este programa e os próximos: você pode fixá-lo.',
	after: (duration) => `, depois de ${duration}`,
	started: (channel, ago) => `De ${channel} · começou ${ago}`,
	podcast: (id) => `-# Podcast ${id}`,
	newIdLater: 'O podcast recebe um novo ID assim que o servidor dele voltar.',
	was: (channel, moment) => `De ${channel} · ${moment}`,
	onAirFor: (duration) => ` · ${duration} no ar`,
	listeners,
	upTo: (count) => `até ${listeners(count)}`,
	spoke: (count) =>
		count === 1 ? '1 membro falou' : `${count.toLocaleString('pt-BR')} membros falaram`,
	sinceRestart: (figures) => `Desde o último reinício: ${figures}`,
	moreWarnings: (count) => `⚠️ E mais ${count}.`,
	quiet: 'Silêncio agora',
	heard: (names) => `No ar agora: ${names}`,
	asked: 'Perguntamos aos membros antes de a voz deles ir ao ar.',
	askedAndNotAnswered: (count) =>
		`Perguntamos aos membros antes de a voz deles ir ao ar: ${count === 1 ? '1 ainda não respondeu' : `${count.toLocaleString('pt-BR')} ainda não responderam`}.`,
	offAir: (count) =>
		count === 1
			? '1 membro está fora do ar'
			: `${count.toLocaleString('pt-BR')} membros estão fora do ar`,
	andMore: (listed, more) => `${listed} e mais ${more}`,
};
