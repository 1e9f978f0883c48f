// What members have chosen, and when: of two choices about the same thing the newer one counts.
import { z } from 'zod';

/**
 * What can be chosen, by what it is about. Where two were made in the same moment, the first counts:
 * it is the one that protects.
 */
const KINDS = {
	'on air': ['opt-out', 'opt-in'],
	recorded: ['never record', 'record'],
	named: ['no name', 'name'],
	/** All that was recorded before. */
	erased: ['erase'],
} as const;

/** What a choice is about. */
export type ChoiceKind = keyof typeof KINDS;

/** One of the words. */
export type ChoiceWord = (typeof KINDS)[ChoiceKind][number];

const KIND_OF = new Map<string, ChoiceKind>(
	(Object.keys(KINDS) as ChoiceKind[]).flatMap((kind) =>
		KINDS[kind].map((word) => [word, kind] as const),
	),
);

const WORDS = [...KIND_OF.keys()] as [ChoiceWord, ...ChoiceWord[]];

/** A choice as it is in the file, and on the bus. */
export const choiceShape = z.object({
	userId: z.string().regex(/^\d{17,20}$/),
	choice: z.enum(WORDS),
	/** Milliseconds since the epoch; 0: before that was kept. */
	changedAt: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER),
});

/** A member's choice about one thing. */
export type Choice = z.infer<typeof choiceShape>;

/** The last choices of all members. */
export class Choices {
	/** By kind and member. */
	readonly #known = new Map<string, Choice>();

	/** All of them. */
	get all(): Choice[] {
		return [...this.#known.values()];
	}

	/**
	 * Takes a choice in, where none that is known counts more.
	 *
	 * @returns whether it counts now, and did not before
	 */
	take({ userId, choice, changedAt }: Choice): boolean {
		const key = keyOf({ userId, choice });
		const known = this.#known.get(key);
		const isOlder =
			known &&
			(changedAt < known.changedAt ||
				(changedAt === known.changedAt && !counts(choice, known.choice)));
		if (isOlder) {
			return false;
		}
		this.#known.set(key, { userId, choice, changedAt });
		return true;
	}

	/** A choice that is made now; it counts more than all that are known, whatever clocks say. */
	make(userId: string, choice: ChoiceWord, epochMs: number): Choice {
		const lastMs = this.#known.get(keyOf({ userId, choice }))?.changedAt ?? -1;
		const made = { userId, choice, changedAt: Math.max(epochMs, lastMs + 1) };
		this.take(made);
		return made;
	}

	/** Those of these that count less than what others say, or that they do not know. */
	missingIn(others: readonly Choice[]): Choice[] {
		const theirs = new Choices();
		for (const choice of others) {
			theirs.take(choice);
		}
		return this.all.filter((choice) => theirs.take(choice));
	}
}

function keyOf({ choice, userId }: Pick<Choice, 'choice' | 'userId'>): string {
	return `${KIND_OF.get(choice)}/${userId}`;
}

/** Whether a word counts more than another about the same thing, of the same moment. */
function counts(word: ChoiceWord, other: ChoiceWord): boolean {
	const words: readonly string[] = KINDS[KIND_OF.get(word) ?? 'on air'];
	return words.indexOf(word) < words.indexOf(other);
}
