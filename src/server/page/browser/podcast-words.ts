// What a podcast is called and how long it has been on air, in words; for the server and the page.

/** What a podcast's headings are made of; each may be empty. */
export interface PodcastNames {
	title: string;
	serverName: string;
	hostName: string;
}

/** The heading of a podcast: its title, or what stands in for one. */
export function headingOf({
	title,
	serverName,
}: Pick<PodcastNames, 'title' | 'serverName'>): string {
	if (title.trim() !== '') {
		return title;
	}
	return serverName.trim() === '' ? 'Untitled podcast' : `Live from ${serverName}`;
}

/** Whose podcast it is and where from, as far as the heading does not say so already. */
export function originOf({ title, serverName, hostName }: PodcastNames): string {
	const host = hostName.trim() === '' ? '' : `Hosted by ${hostName}`;
	if (serverName.trim() === '' || title.trim() === '') {
		return host;
	}
	return host === '' ? `From ${serverName}` : `${host} in ${serverName}`;
}

/** How many listen, such as `1 listener`. */
export function listenersInWords(listeners: number): string {
	if (listeners === 0) {
		return 'no listeners yet';
	}
	return listeners === 1 ? '1 listener' : `${listeners} listeners`;
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

/** For how long something has been on air, such as `on air for 2 h 5 min`. */
export function onAirInWords(durationMs: number): string {
	const minutes = Math.floor(Math.max(0, durationMs) / 60_000);
	if (minutes < 1) {
		return 'just went on air';
	}
	const hours = Math.floor(minutes / 60);
	const parts = [hours === 0 ? '' : `${hours} h`, minutes % 60 === 0 ? '' : `${minutes % 60} min`];
	return `on air for ${parts.filter(Boolean).join(' ')}`;
}
