// Planned shows and those that begin by themselves, in Portuguese.
import type { ScheduleTexts } from '../en/schedule.js';

const members = (count: number) => (count === 1 ? 'há um membro' : `há ${count} membros`);

/** Channels come as mentions, moments as Discord's own, titles escaped. */
export const SCHEDULE_PT: ScheduleTexts = {
	repeats: {
		never: 'uma vez',
		daily: 'todo dia',
		weekdays: 'de segunda a sexta',
		weekly: 'toda semana',
		biweekly: 'a cada duas semanas',
		monthly: 'todo mês, no mesmo dia da semana do mês',
	},
	noPlan: 'Esse plano não existe mais: `/podcast schedule list` mostra os que existem.',
	byHand: 'Esse evento foi criado à mão: cancele na lista de eventos do Discord.',
	following:
		'Eventos para canais de voz e palcos que membros criam no Discord agora também começam programas.',
	notFollowing: 'Eventos que membros criam no Discord não começam mais programas.',
	nothing:
		'Nada está planejado: `/podcast schedule add` planeja um programa, `/podcast auto` começa programas quando há membros suficientes em um canal.',
	noTime: (text) =>
		`Não entendo ${text} como horário. Escreva em inglês, assim: \`20:00\`, \`tomorrow 20:00\`, \`fri 8pm\`, \`in 2 hours\`, \`2030-12-01 20:00\`, ou como marcação de tempo do Discord.`,
	past: (moment) => `${moment} já passou: escolha um horário que ainda vem.`,
	tooFar: (moment) => `${moment} está longe demais: escolha um horário dentro de cinco anos.`,
	noZone: (text) => `Não conheço o fuso ${text}: escolha um da lista, como \`America/Sao_Paulo\`.`,
	tooMany: (limit) =>
		`Este servidor tem ${limit} planos, e não pode ter mais: \`/podcast schedule cancel\` apaga um.`,
	unwritable: (channels) =>
		`Não posso escrever em ${channels.join(' nem em ')}, então ninguém lá saberia que está no ar: me dê **Enviar mensagens** em um deles.`,
	coming: (title) => `⏳ **${title}** está prestes a ir ao ar.`,
	planned: (title, { channel, moment, often }) =>
		`📅 **${title}** começa em ${channel}: ${moment}${often}, assim que houver alguém.`,
	zoneGuessed: (zone) =>
		`-# O horário é o de ${zone}. Se não for o seu, cancele e adicione de novo com \`timezone:\`, que eu guardo para este servidor.`,
	noEvent: {
		permissionsMissing: (channel, names) =>
			`O Discord não tem um evento para isso, então ninguém é lembrado: me dê ${names} em ${channel}, nas configurações do canal, em Permissões. O programa começa mesmo assim.`,
		'too many':
			'O Discord não tem um evento para isso: este servidor já tem todos os eventos que pode ter. O programa começa mesmo assim.',
		failed:
			'O Discord não tem um evento para isso: ele não aceitou nenhum. O programa começa mesmo assim.',
	},
	cancelled: (title) => `🗑️ **${title}** foi cancelado.`,
	goesOn: 'O programa que está no ar continua: `/podcast stop` encerra.',
	auto: (channel, count) => `🚪 ${channel}: começa quando ${members(count)}.`,
	followsEvents: '📌 Eventos que membros criam também começam programas.',
	andMore: (more) => `-# … e mais ${more}.`,
	onAirNow: 'no ar agora',
	autoSet: (channel, count) =>
		`🚪 De agora em diante, um programa começa em ${channel} quando ${members(count)}, e acaba um minuto depois que a última pessoa sai. Se alguém encerrar, ele não começa de novo até o canal ficar vazio.`,
	autoRemoved: (channel) => `Nenhum programa começa mais sozinho em ${channel}.`,
	autoWasNot: (channel) =>
		`Nenhum programa começa sozinho em ${channel}: não havia nada para desativar.`,
	missed: (title, { channel, moment, why }) =>
		`📅 **${title}** estava planejado para ${moment} em ${channel}, e não começou. ${why}`,
	nextOne: (moment) => `O próximo: ${moment}.`,
	autoNotBegun: (channel, why) =>
		`🚪 Nenhum programa conseguiu começar sozinho em ${channel}. ${why}`,
	nobodyCame: 'Ninguém esteve no canal por meia hora.',
	away: 'O bot não estava rodando nesse horário.',
	channelGone: 'O canal de voz não existe mais.',
	planTakenAway: 'O plano foi apagado.',
	eventDescription:
		'Um programa ao vivo deste canal de voz: dá para ouvir fora deste servidor o que se diz nele. Ele começa sozinho quando há alguém.',
};
