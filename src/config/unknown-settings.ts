// Variables that look as if they were meant for this program, but are none of its settings.
import type { Environment } from './environment.js';

const OUR_PREFIX = /^(?:DISCORD|PODCAST)_/;

/** What Kubernetes and Docker set for each service that a container can reach. */
const SERVICE_LINK = /_(?:SERVICE_(?:HOST|PORT)|PORT_\d+_(?:TCP|UDP)|PORT$|NAME$|ENV_)/;

/** Names with fewer characters are too near to everything. */
const MIN_NAME_CHARACTERS = 6;

/** So many typing errors are a slip, not another name. */
const MAX_EDITS = 2;

/**
 * Finds misspelt settings: theirs is the effect that nothing happens.
 *
 * @param known - the names of all settings
 * @returns a sentence for each, which names the setting that is nearest
 */
export function findUnknownSettings(environment: Environment, known: readonly string[]): string[] {
	return Object.keys(environment)
		.filter((name) => !known.includes(name))
		.flatMap((name) => {
			const meant = findMeant(name, known);
			return meant === undefined ? [] : [`${name}: no setting has this name; is ${meant} meant?`];
		});
}

function findMeant(name: string, known: readonly string[]): string | undefined {
	const upper = name.toUpperCase();
	const same = known.find((setting) => bare(setting) === bare(upper));
	if (same !== undefined) {
		return same;
	}
	if (SERVICE_LINK.test(upper)) {
		return undefined;
	}
	const isOurs = OUR_PREFIX.test(upper);
	const nearest = known
		.filter((setting) => setting.length >= MIN_NAME_CHARACTERS)
		// So many edits as lengths differ are needed at least.
		.filter(({ length }) => isOurs || Math.abs(length - upper.length) <= MAX_EDITS)
		.map((setting) => ({ setting, edits: countEdits(upper, setting) }))
		.sort((a, b) => a.edits - b.edits)
		.at(0);
	return nearest && (isOurs || nearest.edits <= MAX_EDITS) ? nearest.setting : undefined;
}

function bare(name: string): string {
	return name.replaceAll(/[_-]/g, '');
}

/** Characters to insert, to leave out or to exchange (the Levenshtein distance). */
function countEdits(from: string, to: string): number {
	let row = Array.from({ length: to.length + 1 }, (_, index) => index);
	for (const [index, character] of [...from].entries()) {
		let left = index + 1;
		row = row.map((above, column) => {
			if (column > 0) {
				const diagonal = (row[column - 1] as number) + (to[column - 1] === character ? 0 : 1);
				left = Math.min(diagonal, above + 1, left + 1);
			}
			return left;
		});
	}
	return row.at(-1) as number;
}
