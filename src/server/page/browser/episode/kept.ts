// What a listener's browser remembers between visits, where it remembers anything.

/** Where in each episode somebody stopped, newest last. */
const POSITIONS = 'episode-positions';
const MAX_POSITIONS = 50;

type Position = [id: string, seconds: number];

/** Where to go on once a changed episode has been opened anew. */
const RETURN = 'episode-return';

/** Where somebody was when the episode was changed. */
export interface Return {
	id: string;
	/** Times may have moved with what was taken out; a chapter's beginning has moved with them. */
	chapter: string | undefined;
	/** In seconds, from there on. */
	offset: number;
	/** In seconds, from the beginning. */
	time: number;
	isPlaying: boolean;
}

/** What was chosen last, or null. */
export function readKept(name: 'volume' | 'speed'): string | null {
	return read(() => localStorage.getItem(name));
}

/** Keeps a choice; not keeping it is no harm. */
export function keep(name: 'volume' | 'speed', value: string): void {
	attempt(() => localStorage.setItem(name, value));
}

/** Where somebody stopped. */
export function positionIn(id: string): number | undefined {
	return positions().find(([each]) => each === id)?.[1];
}

/** @param seconds - undefined for who has heard it all */
export function keepPosition(id: string, seconds: number | undefined): void {
	const others = positions().filter(([each]) => each !== id);
	const own: Position[] = seconds === undefined ? [] : [[id, Math.floor(seconds)]];
	attempt(() =>
		localStorage.setItem(POSITIONS, JSON.stringify([...others, ...own].slice(-MAX_POSITIONS))),
	);
}

/** For the page that is opened next, and no other. */
export function keepReturn(place: Return): void {
	attempt(() => sessionStorage.setItem(RETURN, JSON.stringify(place)));
}

/** What the page before has left for this one. */
export function takeReturn(id: string): Return | undefined {
	const place = parse(read(() => sessionStorage.getItem(RETURN))) as Return | null;
	attempt(() => sessionStorage.removeItem(RETURN));
	return place?.id === id ? place : undefined;
}

function positions(): Position[] {
	const kept = parse(read(() => localStorage.getItem(POSITIONS)));
	return Array.isArray(kept) ? kept.filter(isPosition) : [];
}

function isPosition(each: unknown): each is Position {
	return Array.isArray(each) && typeof each[1] === 'number';
}

function parse(text: string | null): unknown {
	try {
		return JSON.parse(text ?? 'null');
	} catch {
		// Somebody else has written it.
		return null;
	}
}

function read(from: () => string | null): string | null {
	try {
		return from();
	} catch {
		// Storage may be closed to the page altogether.
		return null;
	}
}

function attempt(write: () => void): void {
	try {
		write();
	} catch {
		// As above, or it is full.
	}
}
