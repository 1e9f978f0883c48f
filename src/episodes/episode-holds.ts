// Episodes that are held back for a while, and the answers that are cut then, in whatever process.
import { OpenAnswers } from './open-answers.js';

/** A server in another process, which serves what it is told of. */
export interface EpisodeOutlet {
	/**
	 * What may be served of an episode is another now.
	 *
	 * @param isCut - whether answers that are under way are cut
	 * @returns resolves when the server acts upon it, or there is no server any more; never rejects
	 */
	tell(id: string, isCut: boolean): Promise<void>;
}

/** Who serves episodes, and which of them may not be served at this moment. */
export class EpisodeHolds {
	readonly #answers = new OpenAnswers();
	readonly #outlets = new Set<EpisodeOutlet>();
	/** How often each is held back. */
	readonly #held = new Map<string, number>();

	isHeld(id: string): boolean {
		return this.#held.has(id);
	}

	/** As {@link OpenAnswers.add}: an answer of this process. */
	add(id: string, cut: () => void): () => void {
		return this.#answers.add(id, cut);
	}

	/** @returns ends it; harmless when repeated */
	serveThrough(outlet: EpisodeOutlet): () => void {
		this.#outlets.add(outlet);
		return () => this.#outlets.delete(outlet);
	}

	/** Cuts what is under way; when it resolves, nothing of it leaves any more. */
	async cut(id: string): Promise<void> {
		this.#answers.cut(id);
		await this.#tell(id, true);
	}

	/**
	 * Cuts what is under way, and serves nothing until a task is done. When it resolves, every server
	 * knows what became of it.
	 */
	async during<Result>(id: string, task: () => Promise<Result>): Promise<Result> {
		this.#held.set(id, (this.#held.get(id) ?? 0) + 1);
		const isCut = this.cut(id);
		try {
			return await task();
		} finally {
			const others = (this.#held.get(id) ?? 1) - 1;
			if (others > 0) {
				this.#held.set(id, others);
			} else {
				this.#held.delete(id);
			}
			await Promise.all([isCut, this.#tell(id, false)]);
		}
	}

	async #tell(id: string, isCut: boolean): Promise<void> {
		await Promise.all([...this.#outlets].map((outlet) => outlet.tell(id, isCut)));
	}
}
