// What is said of a show's link, in Portuguese.
import type { LinkTexts } from '../en/link.js';

/** What stands beside a link, and what `/podcast link` answers. */
export const LINK_PT: LinkTexts = {
	onlyHere:
		'⚠️ Só o computador em que eu rodo pode abrir este programa: quem cuida de mim configura `PUBLIC_URL`.',
	onlyNear:
		'⚠️ Só quem está na minha própria rede pode abrir este programa: quem cuida de mim configura `PUBLIC_URL`.',
	unsupported:
		'Este servidor de podcasts não tem links: programas ouvem com credenciais, no endereço que `/podcast status` mostra.',
	private: '🔒 Este programa é privado e não tem link: só programas com credenciais podem ouvir.',
	privatePlace:
		'🔒 O programa deste servidor é privado e não tem link: só programas com credenciais podem abrir o endereço dele. `/podcast show visibility:unlisted` muda isso.',
	away: 'O servidor de podcasts está fora no momento, e o link com ele: tente de novo quando o painel disser **No ar**.',
	publicShow: '🔊 Este programa é público: todo mundo pode ouvir, com chave ou sem.',
	publicPlace:
		'🔊 O programa deste servidor é público: todo mundo pode abrir o endereço dele, que não tem chave para renovar.',
	renewedPlace:
		'🔗 Pronto. O link antigo do programa deste servidor não funciona mais. O que está no ar é público: quem sabe onde fica continua ouvindo. O novo link:',
	renewed: '🔗 Pronto. O link antigo não funciona mais, nem para quem ouvia por ele. O novo:',
	newFeed:
		'O feed também tem um novo endereço. Quem assinou em um app de podcast precisa assinar de novo:',
	notSaved:
		'⚠️ Não foi possível salvar, então o link antigo volta a funcionar quando eu for reiniciado: avise quem cuida deste bot.',
	notRenewed: (why) => `Não foi possível criar um novo link. ${why}.`,
	stillWorks: ' O antigo continua funcionando.',
	noVisibility:
		'Este servidor de podcasts não tem links nem visibilidade: só programas com as credenciais dele podem ouvir, seja qual for a sua escolha.',
};
