// What Discord says of the commands to who reads Portuguese, by the English text.
import type { CommandTexts } from '../de/commands.js';

/** Portuguese texts of commands, their options and choices, in Brazil's spelling. */
export const COMMANDS_PT: CommandTexts = {
	'Start a live show from a voice channel': 'Começa um programa ao vivo em um canal de voz',
	'Voice channel to put on air (default: the one you are in)':
		'Canal de voz que vai ao ar (padrão: aquele em que você está)',
	'What the show is called (default: the name of the channel)':
		'Nome do programa (padrão: o nome do canal)',
	'Who can listen (default: what this bot is set to)':
		'Quem pode ouvir (padrão: a configuração deste bot)',
	'public: everybody can listen, and it is listed on the web page':
		'público: todo mundo pode ouvir, e ele aparece na página web',
	'unlisted: whoever has the link can listen': 'não listado: quem tem o link pode ouvir',
	'private: only clients with credentials can listen':
		'privado: só programas com credenciais podem ouvir',
	'Whether members are asked first (default: what this bot is set to)':
		'Se os membros são perguntados antes (padrão: a configuração deste bot)',
	'notice: everybody is told, and heard unless they say no':
		'aviso: todos são avisados, e ouvidos se não disserem que não',
	'ask: nobody is heard until they press a button':
		'perguntar: ninguém é ouvido antes de apertar um botão',
	'Whether it is recorded (default: what this bot is set to)':
		'Se é gravado (padrão: a configuração deste bot)',
	'no: it is heard live, and gone': 'não: é ouvido ao vivo, e não fica nada',
	'tracks: each voice on a track of its own, to become an episode':
		'faixas: cada voz em uma faixa própria, para virar um episódio',
	'End the show of this server': 'Encerra o programa deste servidor',
	'Show whether the show of this server works, and who listens':
		'Mostra se o programa deste servidor funciona e quantos ouvem',
	'Check sound, link and permissions for 10 seconds, without going on air':
		'Verifica som, link e permissões por 10 segundos, sem ir ao ar',
	'Make a new link for listeners (the old one stops working)':
		'Cria um novo link para ouvir (o antigo deixa de funcionar)',
	'Set a mark in the recording: a chapter of the episode begins here':
		'Põe uma marca na gravação: um capítulo do episódio começa aqui',
	'What the chapter is called': 'Nome do capítulo',
	'Show the episodes of this server: publish, rename, download, delete':
		'Mostra os episódios deste servidor: publicar, renomear, baixar, apagar',
	'See or set what all shows of this server have: address, title, cover …':
		'Mostra ou define o que todos os programas deste servidor têm: endereço, título, capa …',
	'What your shows are called in podcast apps; without one, the name of this server':
		'Como seus programas se chamam nos apps de podcast; se não, como este servidor',
	'What they are about, for podcast apps and the page':
		'Do que tratam, para os apps de podcast e a página',
	'Who makes them, for podcast apps; without one, the name of this server':
		'Quem os faz, para os apps de podcast; se não, o nome deste servidor',
	'Public! Directories send a code there when you claim the podcast':
		'Público! Os diretórios enviam um código para lá quando você reivindica o podcast',
	'Your own website': 'Seu próprio site',
	'Invite to this server for the pages, such as discord.gg/abc123; - takes it away':
		'Convite para este servidor nas páginas, como discord.gg/abc123; - o tira',
	'Last part of the address of your shows, such as night-watch; the one before leads to it':
		'Fim do endereço dos seus programas, como ronda-noturna; o anterior leva a ele',
	'Where podcast apps list them': 'Onde os apps de podcast os classificam',
	'The language that is spoken in them': 'O idioma que se fala neles',
	'Whether they have words or topics that are not for children':
		'Se têm palavras ou temas que não são para crianças',
	'Who can open the address and the feed': 'Quem pode abrir o endereço e o feed',
	public: 'público',
	unlisted: 'não listado',
	private: 'privado',
	'A square picture, JPEG or PNG, 1,400 to 3,000 pixels, at most 5 MB':
		'Uma imagem quadrada, JPEG ou PNG, de 1.400 a 3.000 pixels, de no máximo 5 MB',
	'Take one of them away, so that it is as if it had never been set':
		'Tira um deles, como se nunca tivesse sido definido',
	'Played before each episode: a sound of at most a minute, 10 MB':
		'Toca antes de cada episódio: um áudio de até um minuto, 10 MB',
	'Played after each episode: a sound of at most a minute, 10 MB':
		'Toca depois de cada episódio: um áudio de até um minuto, 10 MB',
	'Also play them live: the intro when a show begins, the outro when it is stopped':
		'Tocar também ao vivo: a abertura no começo do programa, o encerramento ao encerrá-lo',
	'Announce this server’s shows in a channel; without options: say where':
		'Anuncia os programas deste servidor em um canal; sem opções: diz onde',
	'Where each show is announced, with its link': 'Onde cada programa é anunciado, com o link',
	'Who is pinged once at the start (default: nobody)':
		'Quem é mencionado uma vez no começo (padrão: ninguém)',
	'Announce shows of this server no more': 'Não anunciar mais os programas deste servidor',
	'Take a member off air until the show ends': 'Tira um membro do ar até o fim do programa',
	'Whose voice stays off air': 'De quem a voz fica fora do ar',
	'Let a member back on air': 'Deixa um membro voltar ao ar',
	'Whose voice goes on air again': 'De quem a voz volta ao ar',
	'Play a show into a voice channel': 'Toca um programa em um canal de voz',
	'Pick a show, or paste its link': 'Escolha um programa ou cole o link dele',
	'Voice channel to play it into (default: the one you are in)':
		'Canal de voz em que ele toca (padrão: aquele em que você está)',
	'Play a show into all voice channels of a category':
		'Toca um programa em todos os canais de voz de uma categoria',
	'Whose voice channels it is played into': 'A categoria em cujos canais de voz ele toca',
	'Pick a show, or paste its link (default: this server’s own)':
		'Escolha um programa ou cole o link dele (padrão: o deste servidor)',
	'End what is played into voice channels of this server':
		'Encerra o que toca em canais de voz deste servidor',
	'One voice channel, or a category (default: all)':
		'Um canal de voz ou uma categoria (padrão: todos)',
	'Show how to start a show, and what else there is':
		'Mostra como começar um programa e o que mais existe',
	'Start shows by themselves when enough members are in a channel':
		'Começa programas sozinho quando há membros suficientes em um canal',
	'Which voice channel': 'Qual canal de voz',
	'How many members have to be there; 0 ends it': 'Quantos membros precisam estar lá; 0 desativa',
	'Plan shows that start by themselves': 'Planeja programas que começam sozinhos',
	'Plan a show, with an event that reminds people':
		'Planeja um programa, com um evento que lembra as pessoas',
	'What the show is called': 'Nome do programa',
	'Such as: 20:00, tomorrow 20:00, fri 8pm, in 2 hours, 2030-12-01 20:00':
		'Em inglês, por exemplo: 20:00, tomorrow 20:00, fri 8pm, in 2 hours, 2030-12-01 20:00',
	'How often it comes round (default: once)': 'Com que frequência se repete (padrão: uma vez)',
	'every day': 'todo dia',
	'Monday to Friday': 'de segunda a sexta',
	'every week': 'toda semana',
	'every two weeks': 'a cada duas semanas',
	'every month, on the same weekday of the month': 'todo mês, no mesmo dia da semana do mês',
	'Voice channel of the show (default: the one you are in)':
		'Canal de voz do programa (padrão: aquele em que você está)',
	'Whose clocks the time is by, such as Europe/Berlin; kept for this server':
		'Fuso da hora, como America/Sao_Paulo; fica guardado para este servidor',
	'Show what starts by itself in this server': 'Mostra o que começa sozinho neste servidor',
	'Take a plan away, with its event': 'Apaga um plano, com o evento dele',
	'Which one': 'Qual',
	'Let events that members make in voice channels start shows, too':
		'Deixa que eventos que membros criam em canais de voz também comecem programas',
	'Whether they do': 'Se eles fazem isso',
	'Decide whether your voice goes on air': 'Decide se a sua voz vai ao ar',
	'Keep your voice out of every show of this bot':
		'Deixa a sua voz fora de todos os programas deste bot',
	'Let your voice go on air again, where you speak':
		'Deixa a sua voz ir ao ar de novo onde você fala',
	'Decide whether your voice is recorded, in shows that are':
		'Decide se a sua voz é gravada, em programas que são gravados',
	'False keeps you out of every recording; you are still heard live':
		'False deixa você fora de todas as gravações; ao vivo você continua sendo ouvido',
	'Decide whether your name stands in transcripts and feeds of episodes':
		'Decide se o seu nome aparece em transcrições e feeds de episódios',
	'Default: it does not': 'Padrão: não aparece',
	'Show what you have decided, and what is kept of you':
		'Mostra o que você decidiu e o que fica guardado de você',
	'Take your voice out of recordings, published ones included':
		'Tira a sua voz das gravações, também das publicadas',
	'Which recording (default: all that have your voice)':
		'Qual gravação (padrão: todas que têm a sua voz)',
};
