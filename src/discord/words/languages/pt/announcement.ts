// What is announced of a show in a server's channel, and what `/podcast announce` answers, in Portuguese.
import type { AnnouncementTexts } from '../en/announcement.js';

/** Titles and names come escaped and in bold, channels and roles as mentions. */
export const ANNOUNCEMENT_PT: AnnouncementTexts = {
	live: (title) => `🔴 ${title} está ao vivo`,
	paused: (title) => `🟡 ${title} volta em um momento: estou sendo reiniciado.`,
	started: (by, { ago, channel }) => `Iniciado${by ? ` por ${by}` : ''} em ${channel}, ${ago}`,
	over: (title) => `⚫ ${title} acabou.`,
	overAfter: (title, duration) => `⚫ ${title} ficou ao vivo por ${duration}.`,
	lost: 'Fui reiniciado, e o programa não voltou.',
	fromNextOn: '📣 A partir do próximo programa',
	now: '📣 Agora',
	announces: (when, channel) =>
		`${when} eu anuncio cada programa em ${channel}, e no fim digo lá quanto durou.`,
	nobodyPinged: 'Ninguém é mencionado.',
	pinged: (role) => `${role} é mencionado uma vez, no começo.`,
	notThisOne: 'O programa que está no ar não é mais anunciado.',
	notSet:
		'Nenhum programa deste servidor é anunciado. `/podcast announce` com `channel:` anuncia, e com `role:` menciona um cargo no começo.',
	channelGone:
		'⚠️ O canal em que os programas eram anunciados não existe mais: `/podcast announce` com `channel:` indica outro.',
	whoCanListen: (channel) =>
		`Quem lê ${channel} pode ouvir um programa não listado: o link dele fica lá. Programas privados nunca são anunciados.`,
	howToEnd: '-# `/podcast announce` com `off:True` desativa.',
	missing: (channel, names) =>
		`Não posso escrever em ${channel}: me dê ${names} lá, nas configurações do canal, em Permissões.`,
	roleGone:
		'O cargo que seria mencionado não existe mais: `/podcast announce` com `role:` indica outro.',
	cannotPing: (role, channel) =>
		`Não consigo mencionar ${role}: nas configurações do cargo, permita que todos o mencionem, ou me dê em ${channel} a permissão de mencionar todos os cargos.`,
	off: '🔕 Os programas deste servidor não são mais anunciados.',
	wasOff: 'Nenhum programa deste servidor é anunciado.',
	unkept:
		'⚠️ Não foi possível salvar, então vale até eu ser reiniciado: avise quem cuida deste bot.',
	refused: {
		everyone:
			'Eu nunca menciono @everyone: escolha um cargo que os membros pegam para isso, ou deixe `role:` de fora para não mencionar ninguém.',
		noChannel: 'Indique também o canal: `/podcast announce` com `channel:` e `role:`.',
		offWithChannel: 'Indique um canal, ou `off:True`, não os dois.',
	},
	mayNotWrite: (channel) =>
		`Você não pode escrever em ${channel}, então eu também não por você: para isso é preciso **Enviar mensagens** lá, ou **Gerenciar servidor**.`,
	mayNotPing: (role, channel) =>
		`Você não pode mencionar ${role} em ${channel}, então eu também não por você: para isso é preciso poder mencionar todos os cargos lá, ou **Gerenciar servidor**.`,
	unpingedRoleGone: (channel) =>
		`Anunciado em ${channel} sem menção: o cargo não existe mais. \`/podcast announce\` indica outro.`,
	unpinged: (channel, role) =>
		`Anunciado em ${channel} sem mencionar ${role}: me dê lá a permissão de mencionar todos os cargos.`,
	not: {
		'channel gone': () =>
			'Não anunciado: o canal para isso não existe mais. `/podcast announce` indica outro.',
		'not allowed': (channel) =>
			`Não anunciado: não posso escrever em ${channel}. Me dê **Ver canal** e **Enviar mensagens** lá.`,
		failed: (channel) => `Não anunciado em ${channel}: o Discord não aceitou.`,
	},
};
