// The streams that go on from show to show, and who hears them.
import type { StreamListener } from '../streams/stream-listener.js';
import type { HeardShow } from './heard-show.js';
import { type ShowListening, ShowProgramme, type ShowStreamsOptions } from './show-programme.js';

/** All shows that somebody hears, on air or not. */
export class ShowStreams {
	readonly #options: ShowStreamsOptions;
	/** One for all who have come with the same. */
	readonly #programmes = new Map<string, ShowProgramme>();

	constructor(options: ShowStreamsOptions) {
		this.#options = options;
	}

	/** Whether one more would be too many for the show. */
	isFull({ id }: Pick<HeardShow, 'id'>): boolean {
		let listeners = 0;
		for (const { listenerCount, showId } of this.#programmes.values()) {
			listeners += showId === id ? listenerCount : 0;
		}
		return listeners > 0 && listeners + 1 >= this.#options.limits.connectionsPerPodcast;
	}

	/**
	 * Lets somebody to whom the show's address is open hear it from now on.
	 *
	 * @returns takes them out again
	 */
	add(listener: StreamListener, listening: ShowListening): () => void {
		const { show } = listening;
		let programme = this.#programmes.get(show.name);
		if (!programme) {
			const { name } = show;
			programme = new ShowProgramme({
				...this.#options,
				show,
				onEmpty: () => this.#programmes.delete(name),
			});
			this.#programmes.set(name, programme);
		}
		programme.add(listener, listening);
		return () => programme.remove(listener);
	}

	/** Ends all answers. */
	close(): void {
		for (const programme of [...this.#programmes.values()]) {
			programme.close();
		}
	}
}
