// What is said of a show's link, in German.
import type { LinkTexts } from '../en/link.js';

/** What stands beside a link, and what `/podcast link` answers. */
export const LINK_DE: LinkTexts = {
	onlyHere:
		'⚠️ Nur der Rechner, auf dem ich laufe, kann diese Sendung öffnen: Wer mich betreibt, setzt `PUBLIC_URL`.',
	onlyNear:
		'⚠️ Nur wer in meinem eigenen Netz ist, kann diese Sendung öffnen: Wer mich betreibt, setzt `PUBLIC_URL`.',
	unsupported:
		'Dieser Podcast-Server hat keine Links: Programme hören mit Zugangsdaten zu, unter der Adresse, die `/podcast status` zeigt.',
	private:
		'🔒 Diese Sendung ist privat und hat keinen Link: Nur Programme mit Zugangsdaten können zuhören.',
	privatePlace:
		'🔒 Die Sendung dieses Servers ist privat und hat keinen Link: Nur Programme mit Zugangsdaten können ihre Adresse öffnen. `/podcast show visibility:unlisted` ändert das.',
	away: 'Der Podcast-Server ist gerade nicht da und der Link mit ihm: Versuch es noch einmal, wenn im Panel **Auf Sendung** steht.',
	publicShow: '🔊 Diese Sendung ist öffentlich, also können alle zuhören, mit Schlüssel oder ohne.',
	publicPlace:
		'🔊 Die Sendung dieses Servers ist öffentlich: Alle können ihre Adresse öffnen, und sie hat keinen Schlüssel, der sich erneuern ließe.',
	renewedPlace:
		'🔗 Erledigt. Der alte Link zur Sendung dieses Servers gilt nicht mehr. Was gerade läuft, ist öffentlich: Wer weiß, wo es ist, hört weiter zu. Der neue Link:',
	renewed:
		'🔗 Erledigt. Der alte Link gilt nicht mehr, auch nicht für alle, die damit zugehört haben. Der neue:',
	newFeed:
		'Auch der Feed hat eine neue Adresse. Wer ihn in einer Podcast-App abonniert hat, muss ihn neu abonnieren:',
	notSaved:
		'⚠️ Das ließ sich nicht speichern, der alte Link gilt also nach meinem nächsten Neustart wieder: Sag es dem, der diesen Bot betreibt.',
	notRenewed: (why) => `Ein neuer Link war nicht möglich. ${why}.`,
	stillWorks: ' Der alte gilt weiter.',
	noVisibility:
		'Dieser Podcast-Server kennt weder Links noch Sichtbarkeit: Nur Programme mit seinen Zugangsdaten können zuhören, was immer du wählst.',
};
