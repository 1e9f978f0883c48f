// Asks a podcast's origin with all that listeners here have come with, and sums up what it says.
import { BusError, type BusProblem } from '../../../cluster/bus.js';
import type { EdgeLink } from '../../../cluster/edge-link.js';
import { NO_RIGHT, type OriginAnswer, type Right } from '../../../cluster/podcast-words.js';

/** What came of it. */
export interface CheckOutcome {
	/** Those to whom it is open. */
	open: { right: Right; answer: Extract<OriginAnswer, { secretKey: Uint8Array }> }[];
	/** Those to whom it is open no more. */
	refused: Right[];
	/** Why nobody has answered, where a question has no answer. */
	problem: BusProblem | undefined;
}

/** Where nobody has come with anything, it is asked whether the origin is there. */
export async function checkRights(link: EdgeLink, rights: readonly Right[]): Promise<CheckOutcome> {
	const outcome: CheckOutcome = { open: [], refused: [], problem: undefined };
	const asked = rights.length === 0 ? [NO_RIGHT] : rights;
	await Promise.all(
		asked.map(async (right) => {
			try {
				const answer = await link.ask(right);
				if ('error' in answer) {
					outcome.refused.push(right);
				} else {
					outcome.open.push({ right, answer });
				}
			} catch (error) {
				if (!(error instanceof BusError)) {
					throw error;
				}
				outcome.problem = error.problem;
			}
		}),
	);
	return outcome;
}
