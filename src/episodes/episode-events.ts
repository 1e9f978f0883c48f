// What the library tells of its episodes, as typed events.
import { EventEmitter } from 'node:events';
import type { Logger } from 'pino';

/** Events by name, with what they carry. */
export interface EpisodeEventMap {
	/** Its manifest is another one now, or it is new. */
	changed: [id: string];
	/** How much of it is rendered, from 0 to 1. */
	progress: [id: string, fraction: number];
	/** There is no such episode any more. */
	removed: [id: string];
}

/** Tells each event to all who listen; one that throws is logged, and stops nothing. */
export class EpisodeEvents {
	readonly #emitter = new EventEmitter();
	readonly #logger: Logger;

	constructor(logger: Logger) {
		this.#logger = logger;
		// Each panel and each show may listen.
		this.#emitter.setMaxListeners(0);
	}

	/** @returns takes the listener away again; harmless when repeated */
	on<Name extends keyof EpisodeEventMap>(
		name: Name,
		listener: (...told: EpisodeEventMap[Name]) => void,
	): () => void {
		const heard = listener as (...told: unknown[]) => void;
		this.#emitter.on(name, heard);
		return () => this.#emitter.off(name, heard);
	}

	/** Tells all listeners, in the order in which they came. */
	emit<Name extends keyof EpisodeEventMap>(name: Name, ...told: EpisodeEventMap[Name]): void {
		for (const listener of this.#emitter.listeners(name)) {
			try {
				listener(...told);
			} catch (error) {
				this.#logger.error({ event: name, err: error }, 'A listener of episodes failed');
			}
		}
	}
}
