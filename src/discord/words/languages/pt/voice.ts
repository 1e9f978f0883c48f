// Whose voice goes on air and whose does not, in Portuguese.
import type { VoiceTexts } from '../en/voice.js';

const LABELS = {
	keepOff: 'Não transmitir minha voz',
	putOn: 'Transmitir minha voz',
	putBack: 'Voltar ao ar',
	dontRecord: 'Não me gravar',
	record: 'Voltar a me gravar',
};

/** Answers to the host and to the member, and the notice. */
export const VOICE_PT: VoiceTexts = {
	labels: LABELS,
	muted: (member) =>
		`🔇 ${member} fica **fora do ar** até este programa acabar; \`/podcast unmute\` desfaz isso.`,
	unmuted: {
		optedOut: (member) =>
			`🔇 ${member} não quer sair em nenhum programa, e ninguém mais pode mudar isso: só a própria pessoa, com \`/podcast-privacy optin\`.`,
		notAgreed: (member) =>
			`🎙️ ${member} não está mais em silêncio. Este programa pergunta antes: a voz vai ao ar quando a pessoa apertar **${LABELS.putOn}**.`,
		bot: (member) =>
			`🔇 ${member} é um bot, e aqui bots não vão ao ar (a configuração \`BOTS_ON_AIR\` de quem cuida de mim).`,
		onAir: (member, channel) => `🎙️ ${member} está **no ar** quando fala em ${channel}.`,
	},
	optedOut:
		'🔇 Sua voz está **fora do ar**: em todos os programas deste bot, em qualquer lugar. No Discord você ouve e é ouvido como sempre.',
	notRecorded:
		'⏺️ De agora em diante sua voz **não é gravada** em nenhum programa deste bot. Ao vivo você continua sendo ouvido.',
	named:
		'🏷️ De agora em diante seu nome pode aparecer em **transcrições e feeds** de episódios, ao lado do que você diz.',
	notNamed:
		'🏷️ Seu nome não aparece mais em **nenhum feed** nem em **nenhuma transcrição**: nela fica “Speaker” e um número.',
	recordedAgain:
		'⏺️ Sua voz volta a ser **gravada** quando você fala em um programa deste servidor que é gravado.',
	optedOutSoNotRecorded:
		'🔇 Você tirou sua voz de todos os programas deste bot, então nada seu é gravado: `/podcast-privacy optin` desfaz isso.',
	stillOptedOut:
		'🔇 Você tirou sua voz de **todos** os programas deste bot, em qualquer lugar. Quer desfazer isso?',
	optedIn: '🎙️ Sua voz vai **ao ar** de novo quando você fala em um canal que está no ar.',
	agreed: '🎙️ Sua voz vai **ao ar** quando você fala em um programa deste servidor.',
	agreedRecorded: 'Ela também é **gravada**.',
	canTakeBack: 'Você pode desfazer isso a qualquer momento.',
	asked: `Este programa pergunta antes: ninguém de fora ouve você até você apertar **${LABELS.putOn}**.`,
	mutedByHost: 'Neste programa, quem o apresenta tirou você do ar.',
	privacy: {
		optedOut:
			'🔇 Você disse **não**: sua voz não está em nenhum programa deste bot, em nenhum servidor. `/podcast-privacy optin` desfaz isso.',
		onAir: '🎙️ Sua voz vai **ao ar** quando você fala em um canal que está no ar.',
		hasAgreed: 'Neste servidor você concordou com isso.',
		optOut: '`/podcast-privacy optout` deixa sua voz fora de todos os programas deste bot.',
		neverRecorded: '⏺️ Sua voz **não é gravada** em nenhum programa deste bot.',
		kept: '-# O que mais eu guardo: sua decisão, com seu ID de usuário.',
		keptAndTold:
			'-# O que mais eu guardo: sua decisão, com seu ID de usuário, e que avisei você deste programa.',
	},
	unsaved:
		'⚠️ Não consegui salvar isso: se eu for reiniciado antes de conseguir, fica esquecido. Continuo tentando; quem cuida de mim encontra o motivo no meu log.',
	hearers: {
		public: '**Todo mundo** pode ouvir você, também fora deste servidor.',
		unlisted: '**Quem tem o link** pode ouvir você, também fora deste servidor.',
		private: '**Só este servidor** pode ouvir você, e programas autorizados por quem cuida de mim.',
		unknown:
			'**Quem tem acesso ao servidor de podcasts** pode ouvir você, também fora deste servidor.',
	},
	started: (by, { at, ago }) => `Programa iniciado${by ? ` por ${by}` : ''} às ${at}, ${ago}.`,
	onAir: (channel) => `🔴 **${channel} está no ar.**`,
	onAirAsked: (channel) =>
		`🔴 **${channel} está no ar, e perguntamos a você antes.** Sua voz fica aqui até você apertar **${LABELS.putOn}**, agora ou em um programa anterior deste servidor. Aí:`,
	recorded: (channel) => `🔴 **${channel} está no ar e é gravado.**`,
	recordedAsked: (channel) =>
		`🔴 **${channel} está no ar e é gravado, e perguntamos a você antes.** Nada seu é gravado até você apertar **${LABELS.putOn}**, e ninguém de fora ouve você se você não apertou antes, neste servidor. Aí:`,
	howToKeepOff:
		'Não quer? Aperte o botão, e sua voz fica fora na hora. Ou use `/podcast-privacy optout`.',
	howToKeepOffAsked: `**${LABELS.keepOff}** vale para todos os programas, e na hora. \`/podcast-privacy optout\` também.`,
	howToKeepOut: `**${LABELS.dontRecord}** vale só para a gravação, **${LABELS.keepOff}** para as duas coisas; na hora, e em todos os programas. \`/podcast-privacy erase\` tira o que está gravado, também depois.`,
	dontWantThat: 'Não quer?',
	nobodyHears: (channel) =>
		`🔇 **Ninguém ouve você fora de ${channel}.** Se quiser ser ouvido, aperte **${LABELS.putOn}**: vale para todos os programas deste servidor, até você desfazer.`,
	forThese: (members) => `-# Para ${members}`,
	andMore: (listed, more) => `${listed} e mais ${more}`,
};
