// What a show is called where only a line of text has room: in players, calendars and programs.
import { plainText } from '../../protocol/member-text.js';
import type { PodcastDetails } from '../../protocol/podcast-details.js';
import type { ServedShow } from './served-shows.js';

/** What the show is called: what members have set, or else its server's name. */
export function titleOf({ profile: { serverName, title = '' } }: ServedShow): string {
	return plainText(title) || plainText(serverName) || 'Podcast';
}

/** What players show of a show as their station, whether it is on air or not. */
export function stationOf(show: ServedShow): PodcastDetails {
	const { author = '', serverName } = show.profile;
	return {
		visibility: show.visibility,
		title: titleOf(show),
		serverName,
		hostName: author,
		speakers: [],
	};
}

/** What players show as what is on while the show is off air. */
export function offAirTitle(show: ServedShow): string {
	const next = plainText(show.planned[0]?.title ?? '');
	return next === '' ? `Off air – ${titleOf(show)}` : `Off air – next: ${next}`;
}
