// What Discord says of the commands to who reads Spanish, by the English text.
import type { CommandTexts } from '../de/commands.js';

/** Spanish texts of commands, their options and choices. */
export const COMMANDS_ES: CommandTexts = {
	'Start a live show from a voice channel': 'Empieza un programa en directo desde un canal de voz',
	'Voice channel to put on air (default: the one you are in)':
		'Canal de voz que sale al aire (por defecto, en el que estás)',
	'What the show is called (default: the name of the channel)':
		'Cómo se llama el programa (por defecto, como el canal)',
	'Who can listen (default: what this bot is set to)':
		'Quién puede escuchar (por defecto, lo que este bot tiene configurado)',
	'public: everybody can listen, and it is listed on the web page':
		'público: cualquiera puede escuchar, y aparece en la página web',
	'unlisted: whoever has the link can listen': 'no listado: puede escuchar quien tenga el enlace',
	'private: only clients with credentials can listen':
		'privado: solo pueden escuchar programas con credenciales',
	'Whether members are asked first (default: what this bot is set to)':
		'Si se pregunta antes a los miembros (por defecto, lo que este bot tiene configurado)',
	'notice: everybody is told, and heard unless they say no':
		'aviso: se avisa a todos, y se les oye si no dicen que no',
	'ask: nobody is heard until they press a button':
		'preguntar: no se oye a nadie hasta que pulsa un botón',
	'Whether it is recorded (default: what this bot is set to)':
		'Si se graba (por defecto, lo que este bot tiene configurado)',
	'no: it is heard live, and gone': 'no: se oye en directo y no queda nada',
	'tracks: each voice on a track of its own, to become an episode':
		'pistas: cada voz en su propia pista, para hacer un episodio',
	'End the show of this server': 'Termina el programa de este servidor',
	'Show whether the show of this server works, and who listens':
		'Muestra si el programa de este servidor funciona y cuántos escuchan',
	'Check sound, link and permissions for 10 seconds, without going on air':
		'Comprueba sonido, enlace y permisos durante 10 segundos, sin salir al aire',
	'Make a new link for listeners (the old one stops working)':
		'Crea un enlace nuevo para escuchar (el anterior deja de funcionar)',
	'Set a mark in the recording: a chapter of the episode begins here':
		'Pon una marca en la grabación: aquí empieza un capítulo del episodio',
	'What the chapter is called': 'Cómo se llama el capítulo',
	'Show the episodes of this server: publish, rename, download, delete':
		'Muestra los episodios de este servidor: publicar, renombrar, descargar, borrar',
	'See or set what all shows of this server have: address, title, cover …':
		'Muestra o fija lo que tienen todos los programas de este servidor: dirección, título, portada …',
	'What your shows are called in podcast apps; without one, the name of this server':
		'Cómo se llaman tus programas en las apps de podcasts; si no, como este servidor',
	'What they are about, for podcast apps and the page':
		'De qué tratan, para las apps de podcasts y la página',
	'Who makes them, for podcast apps; without one, the name of this server':
		'Quién los hace, para las apps de podcasts; si no, el nombre de este servidor',
	'Public! Directories send a code there when you claim the podcast':
		'¡Público! Los directorios envían ahí un código cuando reclamas el podcast',
	'Your own website': 'Tu propia web',
	'Invite to this server for the pages, such as discord.gg/abc123; - takes it away':
		'Invitación a este servidor para las páginas, como discord.gg/abc123; - la quita',
	'Last part of the address of your shows, such as night-watch; the one before leads to it':
		'Final de la dirección de tus programas, como ronda-nocturna; la anterior lleva a ella',
	'Where podcast apps list them': 'Dónde los clasifican las apps de podcasts',
	'The language that is spoken in them': 'El idioma que se habla en ellos',
	'Whether they have words or topics that are not for children':
		'Si tienen palabras o temas que no son para niños',
	'Who can open the address and the feed': 'Quién puede abrir la dirección y el feed',
	public: 'público',
	unlisted: 'no listado',
	private: 'privado',
	'A square picture, JPEG or PNG, 1,400 to 3,000 pixels, at most 5 MB':
		'Una imagen cuadrada, JPEG o PNG, de 1.400 a 3.000 píxeles, de 5 MB como mucho',
	'Take one of them away, so that it is as if it had never been set':
		'Quita uno de ellos, como si nunca se hubiera fijado',
	'Played before each episode: a sound of at most a minute, 10 MB':
		'Suena antes de cada episodio: un audio de un minuto como mucho, 10 MB',
	'Played after each episode: a sound of at most a minute, 10 MB':
		'Suena después de cada episodio: un audio de un minuto como mucho, 10 MB',
	'Also play them live: the intro when a show begins, the outro when it is stopped':
		'También en directo: la intro al empezar un programa, el cierre al terminarlo',
	'Announce this server’s shows in a channel; without options: say where':
		'Anuncia los programas de este servidor en un canal; sin opciones: dice dónde',
	'Where each show is announced, with its link': 'Dónde se anuncia cada programa, con su enlace',
	'Who is pinged once at the start (default: nobody)':
		'A quién se menciona una vez al empezar (por defecto, a nadie)',
	'Announce shows of this server no more': 'No anunciar más los programas de este servidor',
	'Take a member off air until the show ends':
		'Saca a un miembro del aire hasta que termine el programa',
	'Whose voice stays off air': 'La voz de quién no sale al aire',
	'Let a member back on air': 'Deja que un miembro vuelva al aire',
	'Whose voice goes on air again': 'La voz de quién vuelve a salir al aire',
	'Play a show into a voice channel': 'Reproduce un programa en un canal de voz',
	'Pick a show, or paste its link': 'Elige un programa o pega su enlace',
	'Voice channel to play it into (default: the one you are in)':
		'Canal de voz donde se reproduce (por defecto, en el que estás)',
	'Play a show into all voice channels of a category':
		'Reproduce un programa en todos los canales de voz de una categoría',
	'Whose voice channels it is played into': 'La categoría en cuyos canales de voz se reproduce',
	'Pick a show, or paste its link (default: this server’s own)':
		'Elige un programa o pega su enlace (por defecto, el de este servidor)',
	'End what is played into voice channels of this server':
		'Termina lo que se reproduce en canales de voz de este servidor',
	'One voice channel, or a category (default: all)':
		'Un canal de voz o una categoría (por defecto, todos)',
	'Show how to start a show, and what else there is':
		'Muestra cómo empezar un programa y qué más hay',
	'Start shows by themselves when enough members are in a channel':
		'Empieza programas por sí solo cuando hay bastantes miembros en un canal',
	'Which voice channel': 'Qué canal de voz',
	'How many members have to be there; 0 ends it':
		'Cuántos miembros tiene que haber; 0 lo desactiva',
	'Plan shows that start by themselves': 'Planea programas que empiezan por sí solos',
	'Plan a show, with an event that reminds people':
		'Planea un programa, con un evento que lo recuerda',
	'What the show is called': 'Cómo se llama el programa',
	'Such as: 20:00, tomorrow 20:00, fri 8pm, in 2 hours, 2030-12-01 20:00':
		'En inglés, por ejemplo: 20:00, tomorrow 20:00, fri 8pm, in 2 hours, 2030-12-01 20:00',
	'How often it comes round (default: once)': 'Cada cuánto se repite (por defecto, una sola vez)',
	'every day': 'todos los días',
	'Monday to Friday': 'de lunes a viernes',
	'every week': 'cada semana',
	'every two weeks': 'cada dos semanas',
	'every month, on the same weekday of the month': 'cada mes, el mismo día de la semana del mes',
	'Voice channel of the show (default: the one you are in)':
		'Canal de voz del programa (por defecto, en el que estás)',
	'Whose clocks the time is by, such as Europe/Berlin; kept for this server':
		'Zona horaria de la hora, como Europe/Madrid; se guarda para este servidor',
	'Show what starts by itself in this server':
		'Muestra lo que empieza por sí solo en este servidor',
	'Take a plan away, with its event': 'Borra un plan, con su evento',
	'Which one': 'Cuál',
	'Let events that members make in voice channels start shows, too':
		'Deja que los eventos que los miembros crean en canales de voz también empiecen programas',
	'Whether they do': 'Si lo hacen',
	'Decide whether your voice goes on air': 'Decide si tu voz sale al aire',
	'Keep your voice out of every show of this bot':
		'Deja tu voz fuera de todos los programas de este bot',
	'Let your voice go on air again, where you speak':
		'Deja que tu voz vuelva a salir al aire donde hablas',
	'Decide whether your voice is recorded, in shows that are':
		'Decide si se graba tu voz en los programas que se graban',
	'False keeps you out of every recording; you are still heard live':
		'False te deja fuera de todas las grabaciones; en directo se te sigue oyendo',
	'Decide whether your name stands in transcripts and feeds of episodes':
		'Decide si tu nombre aparece en transcripciones y feeds de episodios',
	'Default: it does not': 'Por defecto no aparece',
	'Show what you have decided, and what is kept of you':
		'Muestra lo que has decidido y qué se guarda de ti',
	'Take your voice out of recordings, published ones included':
		'Quita tu voz de las grabaciones, también de las publicadas',
	'Which recording (default: all that have your voice)':
		'Qué grabación (por defecto, todas las que tienen tu voz)',
};
