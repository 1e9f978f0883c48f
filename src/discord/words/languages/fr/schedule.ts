// Planned shows and those that begin by themselves, in French.
import type { ScheduleTexts } from '../en/schedule.js';

const members = (count: number) => (count === 1 ? 'un membre est' : `${count} membres sont`);

/** Channels come as mentions, moments as Discord's own, titles escaped. */
export const SCHEDULE_FR: ScheduleTexts = {
	repeats: {
		never: 'une fois',
		daily: 'tous les jours',
		weekdays: 'du lundi au vendredi',
		weekly: 'chaque semaine',
		biweekly: 'toutes les deux semaines',
		monthly: 'chaque mois, le même jour de la semaine du mois',
	},
	noPlan:
		'Cette émission n’est plus planifiée : `/podcast schedule list` montre celles qui le sont.',
	byHand:
		'Cet événement a été créé à la main : annulez-le dans la liste des événements de Discord.',
	following:
		'Les événements que des membres créent dans Discord pour des salons vocaux et des conférences lancent maintenant aussi des émissions.',
	notFollowing: 'Les événements que des membres créent dans Discord ne lancent plus d’émission.',
	nothing:
		'Rien n’est planifié : `/podcast schedule add` planifie une émission, `/podcast auto` en lance quand assez de membres sont dans un salon.',
	noTime: (text) =>
		`Je ne comprends pas ${text} comme une heure. Écrivez-la en anglais, ainsi : \`20:00\`, \`tomorrow 20:00\`, \`fri 8pm\`, \`in 2 hours\`, \`2030-12-01 20:00\`, ou comme horodatage de Discord.`,
	past: (moment) => `${moment}, c’est passé : choisissez une heure à venir.`,
	tooFar: (moment) => `${moment}, c’est trop loin : choisissez une heure d’ici cinq ans.`,
	noZone: (text) =>
		`Je ne connais pas le fuseau ${text} : choisissez-en un dans la liste, par exemple \`Europe/Paris\`.`,
	tooMany: (limit) =>
		`Ce serveur a ${limit} émissions planifiées, et ne peut en avoir plus : \`/podcast schedule cancel\` en supprime une.`,
	unwritable: (channels) =>
		`Je ne peux pas écrire dans ${channels.join(' ni dans ')}, donc personne n’y saurait qu’on l’entend à l’antenne : donnez-moi **Envoyer des messages** dans l’un d’eux.`,
	coming: (title) => `⏳ **${title}** passe bientôt à l’antenne.`,
	planned: (title, { channel, moment, often }) =>
		`📅 **${title}** commence dans ${channel} : ${moment}${often}, dès que quelqu’un y est.`,
	zoneGuessed: (zone) =>
		`-# L’heure est celle de ${zone}. Si ce n’est pas la vôtre, annulez et recommencez avec \`timezone:\`, que je garde ensuite pour ce serveur.`,
	noEvent: {
		permissionsMissing: (channel, names) =>
			`Discord n’a pas d’événement pour elle, donc personne n’en reçoit le rappel : donnez-moi ${names} dans ${channel}, dans les paramètres du salon, sous Permissions. L’émission commence quand même.`,
		'too many':
			'Discord n’a pas d’événement pour elle : ce serveur en a autant qu’il peut en avoir. L’émission commence quand même.',
		failed:
			'Discord n’a pas d’événement pour elle : il n’en a pas accepté. L’émission commence quand même.',
	},
	cancelled: (title) => `🗑️ **${title}** est annulée.`,
	goesOn: 'L’émission à l’antenne continue : `/podcast stop` l’arrête.',
	auto: (channel, count) => `🚪 ${channel} : commence quand ${members(count)} là.`,
	followsEvents: '📌 Les événements que des membres créent lancent aussi des émissions.',
	andMore: (more) => `-# … et ${more} de plus.`,
	onAirNow: 'à l’antenne maintenant',
	autoSet: (channel, count) =>
		`🚪 Désormais, une émission commence dans ${channel} quand ${members(count)} là, et s’arrête une minute après le dernier départ. Si quelqu’un l’arrête, elle ne recommence pas avant que le salon se soit vidé.`,
	autoRemoved: (channel) => `Plus aucune émission ne commence d’elle-même dans ${channel}.`,
	autoWasNot: (channel) =>
		`Aucune émission ne commence d’elle-même dans ${channel} : il n’y avait rien à désactiver.`,
	missed: (title, { channel, moment, why }) =>
		`📅 **${title}** était prévue pour ${moment} dans ${channel}, et n’a pas commencé. ${why}`,
	nextOne: (moment) => `La prochaine : ${moment}.`,
	autoNotBegun: (channel, why) =>
		`🚪 Aucune émission n’a pu commencer d’elle-même dans ${channel}. ${why}`,
	nobodyCame: 'Il n’y a eu personne dans le salon pendant une demi-heure.',
	away: 'Le bot ne tournait pas à ce moment-là.',
	channelGone: 'Le salon vocal n’existe plus.',
	planTakenAway: 'Elle n’est plus planifiée.',
	eventDescription:
		'Une émission en direct depuis ce salon vocal : on peut entendre en dehors de ce serveur ce qui s’y dit. Elle commence d’elle-même quand quelqu’un est là.',
};
