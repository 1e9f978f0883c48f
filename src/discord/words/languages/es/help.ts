// What a host reads first: the steps to a show, in Spanish.
import type { HelpTexts } from '../en/help.js';

const steps = [
	'1. Entra en un canal de voz y escribe `/podcast start`. Se avisa a todos los que están en el canal.',
	'2. Comparte el enlace del panel: para escuchar basta un navegador.',
	'3. `/podcast stop` termina el programa.',
];

/** Lines, from the first to the last. */
export const HELP_ES: HelpTexts = {
	welcome: [
		'👋 **Pongo canales de voz en el aire.** Tres pasos:',
		...steps,
		'-# Para miembros con **Gestionar servidor**, y quienes reciban el comando en Ajustes del servidor → Integraciones. `/podcast help` dice más.',
	],
	help: [
		'**Tu programa en tres pasos**',
		...steps,
		'',
		'**Antes de un programa:** `/podcast check` dice a quién se oye, con qué volumen y qué falta.',
		'**Por sí solo:** `/podcast schedule add` planea un programa, `/podcast auto` empieza uno cuando hay gente, `/podcast announce` avisa en un canal.',
		'**En el aire:** `/podcast status` dice si funciona, `/podcast link` crea un enlace nuevo, `/podcast mute` saca del aire a un miembro.',
		'**En otro sitio:** `/podcast listen` reproduce un programa en un canal de voz, `/podcast leave` lo termina.',
		'**Para todos:** `/podcast-privacy optout` deja tu voz fuera de todos los programas, `/podcast-privacy show` dice qué se guarda de ti.',
	],
};
