// Small pieces of the bot's answers.

/** Milliseconds as people say them: `42 s`, `3 min 05 s`, `1 h 20 min`. */
export function formatDuration(durationMs: number): string {
	const seconds = Math.floor(durationMs / 1000);
	const minutes = Math.floor(seconds / 60);
	const hours = Math.floor(minutes / 60);
	if (hours > 0) {
		return `${hours} h ${String(minutes % 60).padStart(2, '0')} min`;
	}
	if (minutes > 0) {
		return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
	}
	return `${seconds} s`;
}

/** Discord's own rendering of a moment, in each reader's time zone. */
export function formatSince(epochMs: number): string {
	return `<t:${Math.floor(epochMs / 1000)}:R>`;
}

/** Counts by reason, as a list; `none` where nothing was counted. */
export function formatCounts(counts: Iterable<readonly [string, number]>): string {
	const entries = [...counts].filter(([, count]) => count > 0);
	return entries.length === 0
		? 'none'
		: entries.map(([reason, count]) => `${count.toLocaleString('en')} ${reason}`).join(', ');
}
