// Times as a player shows them and as links carry them; for the server and the page.

const SECONDS_PER_HOUR = 3600;

/** A time as a player shows it, such as `4:07` or `1:00:09`. */
export function clockOf(seconds: number): string {
	const whole = Math.max(0, Math.floor(seconds));
	const hours = Math.floor(whole / SECONDS_PER_HOUR);
	const minutes = Math.floor((whole % SECONDS_PER_HOUR) / 60);
	const twoDigits = (count: number) => String(count).padStart(2, '0');
	const tail = `${hours > 0 ? twoDigits(minutes) : minutes}:${twoDigits(whole % 60)}`;
	return hours > 0 ? `${hours}:${tail}` : tail;
}

/**
 * The time in an address' fragment: `#t=1:23`, `#t=1:02:03`, `#t=83` or `#t=83.5`, and of a
 * stretch its beginning.
 *
 * @returns seconds; undefined where there is no such time
 * @see {@link https://www.w3.org/TR/media-frags/#naming-time}
 */
export function timeInFragment(fragment: string): number | undefined {
	const given = new URLSearchParams(fragment.replace(/^#/, '')).get('t');
	const [, text] = /^(?:npt:)?([\d:.]{1,16})s?(?:,.*)?$/.exec(given ?? '') ?? [];
	const [, hours = '0', minutes = '0', seconds = ''] =
		/^(?:(?:(\d+):)?(\d{1,2}):)?(\d+(?:\.\d*)?)$/.exec(text ?? '') ?? [];
	return seconds === ''
		? undefined
		: Number(hours) * SECONDS_PER_HOUR + Number(minutes) * 60 + Number(seconds);
}
