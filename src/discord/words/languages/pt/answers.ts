// Short answers to commands and buttons that more than one of them gives, in Portuguese.
import type { AnswerTexts } from '../en/answers.js';

/** With facts or without. */
export const ANSWERS_PT: AnswerTexts = {
	notInvited: 'Isso funciona em servidores para os quais fui convidado como bot.',
	starting: 'O bot está iniciando: tente de novo daqui a pouco.',
	closing: 'O bot está sendo desligado: tente de novo quando ele voltar.',
	returning: 'Um momento: o bot foi reiniciado e está voltando.',
	unknownCommand: 'Não conheço mais este comando; ele vai sumir em breve.',
	unknownButton: 'Não conheço mais este botão.',
	notOnAir: 'Este servidor não está no ar: `/podcast start` começa um programa.',
	over: 'Esse programa já acabou.',
	mayNot:
		'Isso é para membros que podem usar `/podcast` aqui: os que têm **Gerenciar servidor**, e quem recebe acesso em Configurações do servidor → Integrações.',
	ended: '⚫ O programa acabou.',
	givenUp: '⚫ O programa que ia começar foi cancelado.',
	channelGone: 'O canal de voz desse programa não existe mais: `/podcast start` começa outro.',
	notInRecording: 'Sua voz não está nessa gravação, ou não está mais.',
	noMember: 'Esse usuário não é membro deste servidor.',
	failed: (code) =>
		`Algo deu errado do meu lado. Tente de novo; se não ajudar, quem cuida deste bot encontra o motivo no log${code === undefined ? '' : `, pelo código ${code}`}.`,
	tooEarly: (channel) =>
		`Um programa está começando em ${channel}: tente de novo quando estiver no ar.`,
	noChannel: (command) =>
		`Entre primeiro em um canal de voz, ou indique um: \`${command} channel:\`, e escolha.`,
	wrongChannel: (channel) => `${channel} não é um canal de voz: escolha um que seja.`,
};
