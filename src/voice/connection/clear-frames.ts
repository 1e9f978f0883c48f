// Whether frames may come in the clear while the library has changed to encryption, or not from it yet.
import type { DAVESession } from '@discordjs/voice';

/** What the library keeps of changes that are announced and not executed: versions by number. */
interface Transitions {
	readonly pendingTransitions: ReadonlyMap<number, number>;
}

/**
 * Follows the changes of one call. The library is in an encrypted version as soon as that is announced,
 * members are when it is executed, after the slowest of them has said that they are ready; and who
 * comes while a change to the clear waits has no keys any more (DAVE protocol, "Transitions").
 */
export class ClearFrames {
	#wasClear = false;

	/** Whether a frame that does not look encrypted is one of a member who has not changed yet. */
	mayCome(dave: DAVESession): boolean {
		const { protocolVersion, session } = dave;
		const { pendingTransitions } = dave as unknown as Transitions;
		if (protocolVersion === 0) {
			this.#wasClear = true;
		} else if (session?.ready && pendingTransitions.size === 0) {
			this.#wasClear = false;
		}
		return (
			this.#wasClear ||
			(pendingTransitions.size > 0 && [...pendingTransitions.values()].includes(0))
		);
	}
}
