// Names of time zones: whether there is one of that name, and which a member may mean.

/** Zones that `Intl` knows and does not list. */
const UNLISTED = ['UTC'];

const names: readonly string[] = [...UNLISTED, ...Intl.supportedValuesOf('timeZone')];

/** The zone of this machine; UTC where it has none. */
export function ownTimeZone(): string {
	return findTimeZone(Intl.DateTimeFormat().resolvedOptions().timeZone) ?? 'UTC';
}

/**
 * The zone of that name, however it is written.
 *
 * @returns its IANA name, or undefined where there is none; an offset such as `+01:00` is no zone
 */
export function findTimeZone(text: string): string | undefined {
	const wanted = text.trim().replaceAll(' ', '_');
	if (!/^[a-z]/i.test(wanted)) {
		return undefined;
	}
	try {
		return new Intl.DateTimeFormat('en', { timeZone: wanted }).resolvedOptions().timeZone;
	} catch (error) {
		if (error instanceof RangeError) {
			return undefined;
		}
		throw error;
	}
}

/** Names that have the typed text in them, those first that begin with it or whose city does. */
export function suggestTimeZones(text: string, limit: number): string[] {
	const wanted = text.trim().toLowerCase().replaceAll(' ', '_');
	const rank = (name: string) => {
		const lower = name.toLowerCase();
		return lower.startsWith(wanted) || lower.includes(`/${wanted}`) ? 0 : 1;
	};
	return names
		.filter((name) => name.toLowerCase().includes(wanted))
		.sort((a, b) => rank(a) - rank(b))
		.slice(0, limit);
}
