// What a listener chose last time, kept by the browser where it keeps anything.

/** What is kept. */
export const PREFERENCES = ['volume', 'background'] as const;

/** One of the things that are kept. */
export type Preference = (typeof PREFERENCES)[number];

/** What was chosen, or null. */
export function readPreference(name: Preference): string | null {
	try {
		return localStorage.getItem(name);
	} catch {
		// Storage may be closed to the page altogether.
		return null;
	}
}

/** Keeps a choice; not keeping it is no harm. */
export function keepPreference(name: Preference, value: string): void {
	try {
		localStorage.setItem(name, value);
	} catch {
		// As above, or it is full.
	}
}
