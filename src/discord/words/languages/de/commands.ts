// What Discord says of the commands to who reads German, by the English text.

/** German texts of commands, their options and choices. */
export const COMMANDS_DE = {
	'Start a live show from a voice channel': 'Eine Live-Sendung aus einem Sprachkanal starten',
	'Voice channel to put on air (default: the one you are in)':
		'Sprachkanal, der auf Sendung geht (sonst der, in dem du bist)',
	'What the show is called (default: the name of the channel)':
		'Wie die Sendung heißt (sonst wie der Kanal)',
	'Who can listen (default: what this bot is set to)':
		'Wer zuhören kann (sonst wie bei diesem Bot eingestellt)',
	'public: everybody can listen, and it is listed on the web page':
		'öffentlich: alle können zuhören, und sie steht auf der Webseite',
	'unlisted: whoever has the link can listen': 'nicht gelistet: wer den Link hat, kann zuhören',
	'private: only clients with credentials can listen':
		'privat: nur Programme mit Zugangsdaten können zuhören',
	'Whether members are asked first (default: what this bot is set to)':
		'Ob Mitglieder zuerst gefragt werden (sonst wie bei diesem Bot eingestellt)',
	'notice: everybody is told, and heard unless they say no':
		'Hinweis: alle erfahren es und sind zu hören, wenn sie nicht Nein sagen',
	'ask: nobody is heard until they press a button':
		'fragen: niemand ist zu hören, bevor er auf einen Button klickt',
	'Whether it is recorded (default: what this bot is set to)':
		'Ob sie aufgenommen wird (sonst wie bei diesem Bot eingestellt)',
	'no: it is heard live, and gone': 'nein: sie ist live zu hören, dann ist sie weg',
	'tracks: each voice on a track of its own, to become an episode':
		'Spuren: jede Stimme auf einer eigenen Spur, daraus wird eine Folge',
	'End the show of this server': 'Die Sendung dieses Servers beenden',
	'Show whether the show of this server works, and who listens':
		'Zeigen, ob die Sendung dieses Servers läuft und wie viele zuhören',
	'Check sound, link and permissions for 10 seconds, without going on air':
		'10 Sekunden lang Ton, Link und Rechte prüfen, ohne auf Sendung zu gehen',
	'Make a new link for listeners (the old one stops working)':
		'Einen neuen Link zum Zuhören machen (der alte gilt dann nicht mehr)',
	'Set a mark in the recording: a chapter of the episode begins here':
		'Eine Marke in der Aufnahme setzen: hier beginnt ein Kapitel der Folge',
	'What the chapter is called': 'Wie das Kapitel heißt',
	'Show the episodes of this server: publish, rename, download, delete':
		'Die Folgen dieses Servers zeigen: veröffentlichen, umbenennen, herunterladen, löschen',
	'See or set what all shows of this server have: address, title, cover …':
		'Zeigen oder festlegen, was alle Sendungen dieses Servers haben: Adresse, Titel, Bild …',
	'What your shows are called in podcast apps; without one, the name of this server':
		'Wie deine Sendungen in Podcast-Apps heißen; sonst wie dieser Server',
	'What they are about, for podcast apps and the page':
		'Worum es geht, für Podcast-Apps und die Seite',
	'Who makes them, for podcast apps; without one, the name of this server':
		'Wer sie macht, für Podcast-Apps; sonst der Name dieses Servers',
	'Public! Directories send a code there when you claim the podcast':
		'Öffentlich! Verzeichnisse schicken dorthin einen Code, wenn du den Podcast anmeldest',
	'Your own website': 'Deine eigene Webseite',
	'Invite to this server for the pages, such as discord.gg/abc123; - takes it away':
		'Einladung zu diesem Server für die Seiten, etwa discord.gg/abc123; - nimmt sie weg',
	'Last part of the address of your shows, such as night-watch; the one before leads to it':
		'Ende der Adresse deiner Sendungen, etwa nachtwache; die bisherige führt weiter dorthin',
	'Where podcast apps list them': 'Wo Podcast-Apps sie einordnen',
	'The language that is spoken in them': 'Die Sprache, die darin gesprochen wird',
	'Whether they have words or topics that are not for children':
		'Ob Wörter oder Themen vorkommen, die nichts für Kinder sind',
	'Who can open the address and the feed': 'Wer die Adresse und den Feed öffnen kann',
	public: 'öffentlich',
	unlisted: 'nicht gelistet',
	private: 'privat',
	'A square picture, JPEG or PNG, 1,400 to 3,000 pixels, at most 5 MB':
		'Ein quadratisches Bild, JPEG oder PNG, 1.400 bis 3.000 Pixel, höchstens 5 MB',
	'Take one of them away, so that it is as if it had never been set':
		'Eines davon zurücknehmen, als wäre es nie festgelegt worden',
	'Played before each episode: a sound of at most a minute, 10 MB':
		'Läuft vor jeder Folge: ein Ton von höchstens einer Minute, 10 MB',
	'Played after each episode: a sound of at most a minute, 10 MB':
		'Läuft nach jeder Folge: ein Ton von höchstens einer Minute, 10 MB',
	'Also play them live: the intro when a show begins, the outro when it is stopped':
		'Auch live spielen: das Intro, wenn eine Sendung beginnt, das Outro, wenn sie beendet wird',
	'Announce this server’s shows in a channel; without options: say where':
		'Sendungen dieses Servers in einem Kanal ankündigen; ohne Optionen: sagen, wo',
	'Where each show is announced, with its link': 'Wo jede Sendung angekündigt wird, mit ihrem Link',
	'Who is pinged once at the start (default: nobody)':
		'Wer zu Beginn einmal angepingt wird (sonst niemand)',
	'Announce shows of this server no more': 'Sendungen dieses Servers nicht mehr ankündigen',
	'Take a member off air until the show ends':
		'Ein Mitglied bis zum Ende der Sendung von der Sendung nehmen',
	'Whose voice stays off air': 'Wessen Stimme nicht gesendet wird',
	'Let a member back on air': 'Ein Mitglied wieder auf Sendung lassen',
	'Whose voice goes on air again': 'Wessen Stimme wieder gesendet wird',
	'Play a show into a voice channel': 'Eine Sendung in einem Sprachkanal abspielen',
	'Pick a show, or paste its link': 'Such eine Sendung aus oder füg ihren Link ein',
	'Voice channel to play it into (default: the one you are in)':
		'Sprachkanal, in dem sie läuft (sonst der, in dem du bist)',
	'Play a show into all voice channels of a category':
		'Eine Sendung in allen Sprachkanälen einer Kategorie abspielen',
	'Whose voice channels it is played into': 'In deren Sprachkanälen sie läuft',
	'Pick a show, or paste its link (default: this server’s own)':
		'Such eine Sendung aus oder füg ihren Link ein (sonst die dieses Servers)',
	'End what is played into voice channels of this server':
		'Beenden, was in Sprachkanälen dieses Servers läuft',
	'One voice channel, or a category (default: all)':
		'Ein Sprachkanal oder eine Kategorie (sonst alle)',
	'Show how to start a show, and what else there is':
		'Zeigen, wie man eine Sendung startet und was es sonst noch gibt',
	'Start shows by themselves when enough members are in a channel':
		'Sendungen von selbst starten, wenn genug Mitglieder in einem Kanal sind',
	'Which voice channel': 'Welcher Sprachkanal',
	'How many members have to be there; 0 ends it':
		'Wie viele Mitglieder da sein müssen; 0 schaltet es ab',
	'Plan shows that start by themselves': 'Sendungen planen, die von selbst starten',
	'Plan a show, with an event that reminds people':
		'Eine Sendung planen, mit einem Event, das daran erinnert',
	'What the show is called': 'Wie die Sendung heißt',
	'Such as: 20:00, tomorrow 20:00, fri 8pm, in 2 hours, 2030-12-01 20:00':
		'So, auf Englisch: 20:00, tomorrow 20:00, fri 8pm, in 2 hours, 2030-12-01 20:00',
	'How often it comes round (default: once)': 'Wie oft sie kommt (sonst einmal)',
	'every day': 'jeden Tag',
	'Monday to Friday': 'Montag bis Freitag',
	'every week': 'jede Woche',
	'every two weeks': 'alle zwei Wochen',
	'every month, on the same weekday of the month': 'jeden Monat, am gleichen Wochentag des Monats',
	'Voice channel of the show (default: the one you are in)':
		'Sprachkanal der Sendung (sonst der, in dem du bist)',
	'Whose clocks the time is by, such as Europe/Berlin; kept for this server':
		'Zeitzone der Uhrzeit, zum Beispiel Europe/Berlin; gilt dann für diesen Server',
	'Show what starts by itself in this server': 'Zeigen, was auf diesem Server von selbst startet',
	'Take a plan away, with its event': 'Einen Plan löschen, mit seinem Event',
	'Which one': 'Welcher',
	'Let events that members make in voice channels start shows, too':
		'Auch Events, die Mitglieder in Sprachkanälen anlegen, Sendungen starten lassen',
	'Whether they do': 'Ob sie das tun',
	'Decide whether your voice goes on air': 'Entscheiden, ob deine Stimme gesendet wird',
	'Keep your voice out of every show of this bot':
		'Deine Stimme aus allen Sendungen dieses Bots heraushalten',
	'Let your voice go on air again, where you speak':
		'Deine Stimme wieder senden lassen, wo du sprichst',
	'Decide whether your voice is recorded, in shows that are':
		'Entscheiden, ob deine Stimme aufgenommen wird, wo eine Sendung aufgenommen wird',
	'False keeps you out of every recording; you are still heard live':
		'False hält dich aus jeder Aufnahme heraus; live bist du weiter zu hören',
	'Decide whether your name stands in transcripts and feeds of episodes':
		'Entscheiden, ob dein Name in Transkripten und Feeds von Folgen steht',
	'Default: it does not': 'Sonst steht er nicht darin',
	'Show what you have decided, and what is kept of you':
		'Zeigen, wie du dich entschieden hast und was von dir gespeichert ist',
	'Take your voice out of recordings, published ones included':
		'Deine Stimme aus Aufnahmen entfernen, auch aus veröffentlichten',
	'Which recording (default: all that have your voice)':
		'Welche Aufnahme (sonst alle mit deiner Stimme)',
} as const satisfies Readonly<Record<string, string>>;

/** Texts of commands in a language, by the English ones. */
export type CommandTexts = Readonly<Record<keyof typeof COMMANDS_DE, string>>;
