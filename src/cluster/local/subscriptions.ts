// Who has asked for which subject at one end of a local bus; subjects are whole there.
import type { BusMessage } from '../bus.js';

/** What is called with each message. */
export type Callback = (message: BusMessage) => void;

/** What they work with. */
export interface SubscriptionsOptions {
	/** Called when the first asks for a subject, and when the last does no more. */
	onWanted?: (subject: string) => void;
	onUnwanted?: (subject: string) => void;
	/** Told of what a callback has thrown: the others hear it all the same. */
	onError: (error: unknown, subject: string) => void;
}

/** Callbacks by subject. */
export class Subscriptions {
	readonly #options: SubscriptionsOptions;
	readonly #callbacks = new Map<string, Set<{ callback: Callback }>>();

	constructor(options: SubscriptionsOptions) {
		this.#options = options;
	}

	/** Whether anybody has asked for it. */
	has(subject: string): boolean {
		return this.#callbacks.has(subject);
	}

	/** Calls back with each message, until the returned function is called. */
	add(subject: string, callback: Callback): () => void {
		const entry = { callback };
		const known = this.#callbacks.get(subject);
		if (known) {
			known.add(entry);
		} else {
			this.#callbacks.set(subject, new Set([entry]));
			this.#options.onWanted?.(subject);
		}
		return () => {
			const entries = this.#callbacks.get(subject);
			if (entries?.delete(entry) && entries.size === 0) {
				this.#callbacks.delete(subject);
				this.#options.onUnwanted?.(subject);
			}
		};
	}

	/** Tells all who have asked for it. */
	tell(message: BusMessage): void {
		for (const { callback } of this.#callbacks.get(message.subject) ?? []) {
			try {
				callback(message);
			} catch (error) {
				this.#options.onError(error, message.subject);
			}
		}
	}

	/** Forgets all of them. */
	clear(): void {
		this.#callbacks.clear();
	}
}
