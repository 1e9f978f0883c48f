// The streams that go on from show to show, and who hears them.
import type { StreamListener } from '../streams/stream-listener.js';
import { type ShowListening, ShowProgramme, type ShowStreamsOptions } from './show-programme.js';

/** All shows that somebody hears, on air or not. */
export class ShowStreams {
	readonly #options: ShowStreamsOptions;
	readonly #programmes = new Map<string, ShowProgramme>();

	constructor(options: ShowStreamsOptions) {
		this.#options = options;
	}

	/** Whether one more would be too many for the show. */
	isFull(guildId: string): boolean {
		const { connectionsPerPodcast } = this.#options.limits;
		const programme = this.#programmes.get(guildId);
		return programme !== undefined && programme.listenerCount + 1 >= connectionsPerPodcast;
	}

	/**
	 * Lets somebody to whom the show's address is open hear it from now on.
	 *
	 * @returns takes them out again
	 */
	add(listener: StreamListener, { guildId, ...hearing }: ShowListening): () => void {
		let programme = this.#programmes.get(guildId);
		if (!programme) {
			programme = new ShowProgramme({
				...this.#options,
				guildId,
				onEmpty: () => this.#programmes.delete(guildId),
			});
			this.#programmes.set(guildId, programme);
		}
		programme.add(listener, hearing);
		return () => this.#programmes.get(guildId)?.remove(listener);
	}

	/** Ends all answers. */
	close(): void {
		for (const programme of this.#programmes.values()) {
			programme.close();
		}
	}
}
