// Short answers to commands and buttons that more than one of them gives, in Spanish.
import type { AnswerTexts } from '../en/answers.js';

/** With facts or without. */
export const ANSWERS_ES: AnswerTexts = {
	notInvited: 'Esto funciona en servidores a los que me han invitado como bot.',
	starting: 'El bot está arrancando: inténtalo otra vez dentro de un momento.',
	closing: 'El bot se está apagando: inténtalo otra vez cuando haya vuelto.',
	returning: 'Un momento: el bot se ha reiniciado y está volviendo.',
	unknownCommand: 'Ya no conozco este comando; pronto desaparecerá.',
	unknownButton: 'Ya no conozco este botón.',
	notOnAir: 'Este servidor no está en el aire: `/podcast start` empieza un programa.',
	over: 'Ese programa ya ha terminado.',
	mayNot:
		'Eso es para miembros que pueden usar `/podcast` aquí: los que tienen **Gestionar servidor**, y quienes lo reciban en Ajustes del servidor → Integraciones.',
	ended: '⚫ El programa ha terminado.',
	givenUp: '⚫ Se ha cancelado el programa que estaba empezando.',
	channelGone: 'El canal de voz de ese programa ya no existe: `/podcast start` empieza otro.',
	notInRecording: 'Tu voz no está en esa grabación, o ya no está.',
	noMember: 'Ese usuario no es miembro de este servidor.',
	failed: (code) =>
		`Algo ha fallado por mi parte. Inténtalo otra vez; si no funciona, quien administra este bot lo encuentra en su registro${code === undefined ? '' : ` con el código ${code}`}.`,
	tooEarly: (channel) =>
		`Un programa está empezando en ${channel}: inténtalo otra vez cuando esté en el aire.`,
	noChannel: (command) =>
		`Entra primero en un canal de voz, o di cuál: \`${command} channel:\`, y elígelo.`,
	wrongChannel: (channel) => `${channel} no es un canal de voz: elige uno que lo sea.`,
};
