// Renders segments of any number of shows, one at a time: in a thread of its own, or in this one.
import type { RenderedSegment, SegmentRequest } from './catch-up-message.js';
import { CatchUpRun } from './catch-up-run.js';

/** What is under way of a show. */
interface Show {
	run: string;
	rendering: CatchUpRun;
}

/** All shows that are rendered from their beginning on. */
export class CatchUpStudio {
	readonly #shows = new Map<string, Show>();
	/** Never rejects. */
	#last: Promise<unknown> = Promise.resolve();

	/**
	 * Renders a segment when those that were asked for before are done.
	 *
	 * @throws the system's error where a track cannot be read
	 */
	render(request: SegmentRequest): Promise<RenderedSegment> {
		const rendered = this.#last.then(() => this.#render(request));
		this.#last = rendered.catch(() => {});
		return rendered;
	}

	/** Lets go of a show; the next request for it begins another run. */
	drop(id: string): Promise<void> {
		const dropped = this.#last.then(() => this.#close(id));
		this.#last = dropped.catch(() => {});
		return dropped;
	}

	/** Lets go of all shows. */
	close(): Promise<void> {
		const closed = this.#last.then(async () => {
			await Promise.all([...this.#shows.keys()].map((id) => this.#close(id)));
		});
		this.#last = closed.catch(() => {});
		return closed;
	}

	async #render(request: SegmentRequest): Promise<RenderedSegment> {
		const { id, index, run } = request;
		let show = this.#shows.get(id);
		if (show?.run !== run || show.rendering.index !== index) {
			await this.#close(id);
			show = { run, rendering: await CatchUpRun.begin(request) };
			this.#shows.set(id, show);
		}
		try {
			return await show.rendering.next(request);
		} catch (error) {
			await this.#close(id);
			throw error;
		}
	}

	async #close(id: string): Promise<void> {
		const show = this.#shows.get(id);
		this.#shows.delete(id);
		await show?.rendering.close();
	}
}
