// What a show is called, and how long it lasts on a clock; for the server and the page.
import type { PageWords } from './words/en.js';

/** What a show's headings are made of; each may be empty. */
export interface PodcastNames {
	title: string;
	serverName: string;
	hostName: string;
}

/** The heading of a show: its title, or what stands in for one. */
export function headingOf(
	{ title, serverName }: Pick<PodcastNames, 'title' | 'serverName'>,
	words: PageWords,
): string {
	if (title.trim() !== '') {
		return title;
	}
	return serverName.trim() === '' ? words.untitled : words.liveFrom(serverName);
}

/** Whose show it is and where from, as far as the heading does not say so already. */
export function originOf({ title, serverName, hostName }: PodcastNames, words: PageWords): string {
	return words.origin({
		hostName: hostName.trim() === '' ? '' : hostName,
		serverName: title.trim() === '' || serverName.trim() === '' ? '' : serverName,
	});
}

/** Titles from this length on are set smaller. */
const LONG_CHARACTERS = 60;

/** Whether a heading is too long for large letters. */
export function isLongHeading(heading: string): boolean {
	return heading.length >= LONG_CHARACTERS;
}

const SECONDS_PER_HOUR = 3600;

/** A duration as a player shows it, such as `4:07` or `1:00:09`. */
export function durationAsClock(durationMs: number): string {
	const seconds = Math.max(0, Math.floor(durationMs / 1000));
	const hours = Math.floor(seconds / SECONDS_PER_HOUR);
	const minutes = Math.floor((seconds % SECONDS_PER_HOUR) / 60);
	const twoDigits = (count: number) => String(count).padStart(2, '0');
	const tail = `${hours > 0 ? twoDigits(minutes) : minutes}:${twoDigits(seconds % 60)}`;
	return hours > 0 ? `${hours}:${tail}` : tail;
}
