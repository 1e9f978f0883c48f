// What Discord says of the commands to who reads French, by the English text.
import type { CommandTexts } from '../de/commands.js';

/** French texts of commands, their options and choices. */
export const COMMANDS_FR: CommandTexts = {
	'Start a live show from a voice channel': 'Lancer une émission en direct depuis un salon vocal',
	'Voice channel to put on air (default: the one you are in)':
		'Salon vocal à mettre à l’antenne (par défaut, celui où vous êtes)',
	'What the show is called (default: the name of the channel)':
		'Le titre de l’émission (par défaut, le nom du salon)',
	'Who can listen (default: what this bot is set to)':
		'Qui peut écouter (par défaut, le réglage de ce bot)',
	'public: everybody can listen, and it is listed on the web page':
		'publique : tout le monde peut écouter, et elle figure sur la page web',
	'unlisted: whoever has the link can listen': 'non répertoriée : quiconque a le lien peut écouter',
	'private: only clients with credentials can listen':
		'privée : seuls les programmes munis d’identifiants peuvent écouter',
	'Whether members are asked first (default: what this bot is set to)':
		'Demander d’abord aux membres ou non (par défaut, le réglage de ce bot)',
	'notice: everybody is told, and heard unless they say no':
		'avis : chaque membre est prévenu, et on l’entend sauf s’il refuse',
	'ask: nobody is heard until they press a button':
		'demander : on n’entend personne avant un clic sur un bouton',
	'Whether it is recorded (default: what this bot is set to)':
		'L’enregistrer ou non (par défaut, le réglage de ce bot)',
	'no: it is heard live, and gone': 'non : on l’entend en direct, puis il n’en reste rien',
	'tracks: each voice on a track of its own, to become an episode':
		'pistes : chaque voix sur sa propre piste, pour en faire un épisode',
	'End the show of this server': 'Terminer l’émission de ce serveur',
	'Show whether the show of this server works, and who listens':
		'Voir si l’émission de ce serveur fonctionne, et combien l’écoutent',
	'Check sound, link and permissions for 10 seconds, without going on air':
		'Vérifier son, lien et permissions pendant 10 secondes, sans passer à l’antenne',
	'Make a new link for listeners (the old one stops working)':
		'Créer un nouveau lien d’écoute (l’ancien ne fonctionne plus)',
	'Set a mark in the recording: a chapter of the episode begins here':
		'Poser un repère dans l’enregistrement : un chapitre de l’épisode commence ici',
	'What the chapter is called': 'Le titre du chapitre',
	'Show the episodes of this server: publish, rename, download, delete':
		'Voir les épisodes de ce serveur : publier, renommer, télécharger, supprimer',
	'See or set what all shows of this server have: address, title, cover …':
		'Voir ou définir ce qu’ont toutes les émissions de ce serveur : adresse, titre, image…',
	'What your shows are called in podcast apps; without one, the name of this server':
		'Le nom de vos émissions dans les applis de podcasts ; sinon, celui de ce serveur',
	'What they are about, for podcast apps and the page':
		'De quoi elles parlent, pour les applis de podcasts et la page',
	'Who makes them, for podcast apps; without one, the name of this server':
		'Qui les fait, pour les applis de podcasts ; sinon, le nom de ce serveur',
	'Public! Directories send a code there when you claim the podcast':
		'Public ! Les annuaires y envoient un code quand vous réclamez le podcast',
	'Your own website': 'Votre propre site',
	'Invite to this server for the pages, such as discord.gg/abc123; - takes it away':
		'Invitation à ce serveur pour les pages, comme discord.gg/abc123 ; - la retire',
	'Last part of the address of your shows, such as night-watch; the one before leads to it':
		'Fin de l’adresse de vos émissions, comme ronde-de-nuit ; la précédente y mène',
	'Where podcast apps list them': 'Où les applis de podcasts les classent',
	'The language that is spoken in them': 'La langue qu’on y parle',
	'Whether they have words or topics that are not for children':
		'S’il y a des mots ou des sujets qui ne sont pas pour les enfants',
	'Who can open the address and the feed': 'Qui peut ouvrir l’adresse et le flux',
	public: 'publique',
	unlisted: 'non répertoriée',
	private: 'privée',
	'A square picture, JPEG or PNG, 1,400 to 3,000 pixels, at most 5 MB':
		'Une image carrée, JPEG ou PNG, de 1 400 à 3 000 pixels, 5 Mo au plus',
	'Take one of them away, so that it is as if it had never been set':
		'Retirer l’un d’eux, comme s’il n’avait jamais été défini',
	'Played before each episode: a sound of at most a minute, 10 MB':
		'Joué avant chaque épisode : un son d’une minute au plus, 10 Mo',
	'Played after each episode: a sound of at most a minute, 10 MB':
		'Joué après chaque épisode : un son d’une minute au plus, 10 Mo',
	'Also play them live: the intro when a show begins, the outro when it is stopped':
		'Les jouer aussi en direct : l’intro au début d’une émission, l’outro quand on l’arrête',
	'Announce this server’s shows in a channel; without options: say where':
		'Annoncer les émissions de ce serveur dans un salon ; sans option : dire où',
	'Where each show is announced, with its link': 'Où chaque émission est annoncée, avec son lien',
	'Who is pinged once at the start (default: nobody)':
		'Qui est mentionné une fois au début (par défaut, personne)',
	'Announce shows of this server no more': 'Ne plus annoncer les émissions de ce serveur',
	'Take a member off air until the show ends':
		'Retirer un membre de l’antenne jusqu’à la fin de l’émission',
	'Whose voice stays off air': 'Le membre dont la voix reste hors antenne',
	'Let a member back on air': 'Laisser un membre revenir à l’antenne',
	'Whose voice goes on air again': 'Le membre dont la voix revient à l’antenne',
	'Play a show into a voice channel': 'Diffuser une émission dans un salon vocal',
	'Pick a show, or paste its link': 'Choisissez une émission, ou collez son lien',
	'Voice channel to play it into (default: the one you are in)':
		'Salon vocal où la diffuser (par défaut, celui où vous êtes)',
	'Play a show into all voice channels of a category':
		'Diffuser une émission dans tous les salons vocaux d’une catégorie',
	'Whose voice channels it is played into': 'La catégorie dont les salons vocaux la diffusent',
	'Pick a show, or paste its link (default: this server’s own)':
		'Choisissez une émission, ou collez son lien (par défaut, celle de ce serveur)',
	'End what is played into voice channels of this server':
		'Arrêter ce qui est diffusé dans les salons vocaux de ce serveur',
	'One voice channel, or a category (default: all)':
		'Un salon vocal, ou une catégorie (par défaut, tous)',
	'Show how to start a show, and what else there is':
		'Voir comment lancer une émission, et tout le reste',
	'Start shows by themselves when enough members are in a channel':
		'Lancer une émission d’elle-même quand assez de membres sont dans un salon',
	'Which voice channel': 'Quel salon vocal',
	'How many members have to be there; 0 ends it': 'Combien de membres il faut ; 0 pour désactiver',
	'Plan shows that start by themselves': 'Planifier des émissions qui démarrent d’elles-mêmes',
	'Plan a show, with an event that reminds people':
		'Planifier une émission, avec un événement qui la rappelle',
	'What the show is called': 'Le titre de l’émission',
	'Such as: 20:00, tomorrow 20:00, fri 8pm, in 2 hours, 2030-12-01 20:00':
		'En anglais, par exemple : 20:00, tomorrow 20:00, fri 8pm, in 2 hours, 2030-12-01 20:00',
	'How often it comes round (default: once)': 'À quel rythme elle revient (par défaut, une fois)',
	'every day': 'tous les jours',
	'Monday to Friday': 'du lundi au vendredi',
	'every week': 'chaque semaine',
	'every two weeks': 'toutes les deux semaines',
	'every month, on the same weekday of the month':
		'chaque mois, le même jour de la semaine du mois',
	'Voice channel of the show (default: the one you are in)':
		'Salon vocal de l’émission (par défaut, celui où vous êtes)',
	'Whose clocks the time is by, such as Europe/Berlin; kept for this server':
		'Fuseau de l’heure, par exemple Europe/Paris ; gardé pour ce serveur',
	'Show what starts by itself in this server': 'Voir ce qui démarre de soi-même sur ce serveur',
	'Take a plan away, with its event': 'Supprimer une émission planifiée, avec son événement',
	'Which one': 'Laquelle',
	'Let events that members make in voice channels start shows, too':
		'Laisser aussi les événements que des membres créent en vocal lancer des émissions',
	'Whether they do': 'Les laisser faire ou non',
	'Decide whether your voice goes on air': 'Décider si votre voix passe à l’antenne',
	'Keep your voice out of every show of this bot':
		'Garder votre voix hors de toutes les émissions de ce bot',
	'Let your voice go on air again, where you speak':
		'Laisser votre voix repasser à l’antenne, là où vous parlez',
	'Decide whether your voice is recorded, in shows that are':
		'Décider si votre voix est enregistrée, dans les émissions qui le sont',
	'False keeps you out of every recording; you are still heard live':
		'False : aucun enregistrement de vous ; on vous entend toujours en direct',
	'Decide whether your name stands in transcripts and feeds of episodes':
		'Décider si votre nom figure dans les transcriptions et flux d’épisodes',
	'Default: it does not': 'Par défaut, il n’y figure pas',
	'Show what you have decided, and what is kept of you':
		'Voir ce que vous avez décidé, et ce qui est gardé de vous',
	'Take your voice out of recordings, published ones included':
		'Retirer votre voix des enregistrements, même publiés',
	'Which recording (default: all that have your voice)':
		'Quel enregistrement (par défaut, tous ceux où l’on entend votre voix)',
};
