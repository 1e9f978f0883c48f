// What a host reads first: the steps to a show, in Portuguese.
import type { HelpTexts } from '../en/help.js';

const steps = [
	'1. Entre em um canal de voz e digite `/podcast start`. Todos no canal são avisados.',
	'2. Compartilhe o link do painel: para ouvir, basta um navegador.',
	'3. `/podcast stop` encerra o programa.',
];

/** Lines, from the first to the last. */
export const HELP_PT: HelpTexts = {
	welcome: [
		'👋 **Eu coloco canais de voz no ar.** Três passos:',
		...steps,
		'-# Para membros com **Gerenciar servidor**, e quem recebe o comando em Configurações do servidor → Integrações. `/podcast help` diz mais.',
	],
	help: [
		'**Seu programa em três passos**',
		...steps,
		'',
		'**Antes de um programa:** `/podcast check` diz quem é ouvido, com que volume, e o que falta.',
		'**Sozinho:** `/podcast schedule add` planeja um programa, `/podcast auto` começa um quando há gente, `/podcast announce` avisa um canal.',
		'**No ar:** `/podcast status` diz se funciona, `/podcast link` cria um novo link, `/podcast mute` tira um membro do ar.',
		'**Em outro lugar:** `/podcast listen` toca um programa em um canal de voz, `/podcast leave` encerra.',
		'**Para todos:** `/podcast-privacy optout` deixa sua voz fora de todos os programas, `/podcast-privacy show` diz o que fica guardado de você.',
	],
};
