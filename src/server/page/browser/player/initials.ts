// What stands for a name where there is no picture: one or two letters, and a colour.

/** The first letters of the first two words, such as `NW` of "Night watch". */
export function initialsOf(name: string): string {
	const words = name.split(/\s+/).flatMap((word) => /[\p{Letter}\p{Number}]/u.exec(word) ?? []);
	return words.slice(0, 2).join('').toUpperCase() || '♪';
}

/** Each has a contrast of 4.5 and more with white. */
const COLORS = [
	'#9f2d4b',
	'#7a3ea1',
	'#4b4fb8',
	'#1f6aa5',
	'#0f7278',
	'#1f7a4d',
	'#5c6b1e',
	'#94591a',
	'#a2452c',
	'#5b5b6b',
] as const;

/** Always the same for a name. */
export function tileColor(name: string): string {
	let hash = 0;
	for (const character of name) {
		hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
	}
	return COLORS[hash % COLORS.length] as string;
}
