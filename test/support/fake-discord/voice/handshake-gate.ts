// Steps of the voice handshake that a test can hold back.

/**
 * A step that may be held: the VOICE_SERVER_UPDATE, the websocket's upgrade, ops 8, 2, 4, 9, or
 * the answer to discovery, which is lost instead of delayed.
 */
export type HandshakeStep =
	| 'server-update'
	| 'upgrade'
	| 'hello'
	| 'ready'
	| 'discovery'
	| 'description'
	| 'resumed';

/** Lets steps through, or keeps them until they are released. */
export class HandshakeGate {
	readonly #held = new Map<HandshakeStep, (() => void)[]>();

	/**
	 * From now on the step waits.
	 *
	 * @returns what lets all that waited go on, in order; harmless when called twice
	 */
	hold(step: HandshakeStep): () => void {
		const waiting = this.#held.get(step) ?? [];
		this.#held.set(step, waiting);
		return () => {
			if (this.#held.get(step) === waiting) {
				this.#held.delete(step);
				for (const resume of waiting.splice(0)) {
					resume();
				}
			}
		};
	}

	isHeld(step: HandshakeStep): boolean {
		return this.#held.has(step);
	}

	/** Runs the step now, or on release. */
	pass(step: HandshakeStep, run: () => void): void {
		const waiting = this.#held.get(step);
		if (waiting) {
			waiting.push(run);
		} else {
			run();
		}
	}
}
