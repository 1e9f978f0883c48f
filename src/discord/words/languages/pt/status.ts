// What `/podcast status` answers, in Portuguese.
import type { StatusTexts } from '../en/status.js';

/** Channels and members come as mentions, titles escaped. */
export const STATUS_PT: StatusTexts = {
	starting: (channel) => `🟡 Um programa está começando em ${channel}.`,
	onAir: (ago, what) => `🔴 **No ar**, começou ${ago}: ${what}`,
	interrupted: (what) => `🟡 **Interrompido**: ${what}`,
	from: (title, channel) => `${title}, de ${channel}`,
	working: (heard) =>
		`✅ **Funciona**: ${heard === 0 ? 'ninguém fala agora' : `${heard === 1 ? '1 pessoa é ouvida' : `${heard} pessoas são ouvidas`} agora`}.`,
	listeners: (count) => `Ouvintes: ${count ?? 'não se sabe'}`,
	visibility: { public: 'público', unlisted: 'não listado', private: 'privado' },
	access: (visibility, link) => `Visibilidade: ${visibility}, ${link ?? 'sem link'}`,
	reasons: {
		'opted out': 'não quer',
		'muted by the host': 'silenciado por quem apresenta',
		'a bot': 'um bot',
		'not agreed': 'não concordou',
	},
	offAir: (members) => `Fora do ar: ${members}`,
	undecided: (members) => `Ainda sem resposta: ${members}`,
	andMore: (listed, more) => `${listed} e mais ${more}`,
	podcast: (id) => `Podcast: ${id ?? 'nenhum no momento'}`,
	websocket: (address) => `Websocket ${address}`,
	frames: ({ heard, mixed, passed, sent }) =>
		`-# Quadros: ${heard} ouvidos, ${passed} passados direto, ${mixed} misturados, ${sent} enviados`,
	dropped: (counts) => `-# Descartados: ${counts}`,
	delay: (ms) =>
		`-# Atraso adicionado: ${ms === undefined ? 'nada enviado ainda' : `${ms} ms (99 % dos últimos quadros)`}`,
	encryption: (version) =>
		`-# Criptografia de ponta a ponta: ${version > 0 ? `ativa (DAVE versão ${version})` : 'inativa nesta chamada'}`,
};
