// What stands for a name where there is no picture: one or two letters, and a colour.

/** The first letters of the first two words, such as `NW` of "Night watch". */
export function initialsOf(name: string): string {
	const words = name.split(/\s+/).flatMap((word) => /[\p{Letter}\p{Number}]/u.exec(word) ?? []);
	return words.slice(0, 2).join('').toUpperCase() || '♪';
}

/** Dark enough for white letters, and always the same for a name. */
export function tileColor(name: string): string {
	let hash = 0;
	for (const character of name) {
		hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) >>> 0;
	}
	return `hsl(${hash % 360} 45% 30%)`;
}
