// Times as the listener's own clock and calendar show them.

/** How each kind of time is written. */
const FORMATS: Readonly<Record<string, Intl.DateTimeFormatOptions>> = {
	date: { dateStyle: 'medium' },
	time: { weekday: 'short', day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' },
};

/** Rewrites all times that the server has written in UTC. */
export function showLocalTimes(root: ParentNode = document): void {
	for (const time of root.querySelectorAll<HTMLTimeElement>('time[data-as]')) {
		const format = FORMATS[time.dataset.as ?? ''];
		const date = new Date(time.dateTime);
		if (format && !Number.isNaN(date.getTime())) {
			time.textContent = date.toLocaleString(document.documentElement.lang, format);
		}
	}
}
