// All shows of this program that can be heard from their beginning on while they are recorded.
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import { EpisodeFolder } from '../../store/episode-folder.js';
import type { EpisodeManifest } from '../../store/episode-manifest.js';
import type { EpisodeOutlet } from '../episode-holds.js';
import { CatchUp } from './catch-up.js';
import type { CatchUpOptions } from './catch-up-options.js';
import { CatchUpRenderer } from './catch-up-renderer.js';
import { CatchUpShelf } from './catch-up-shelf.js';
import type { CatchUpChange, ServedCatchUps } from './served-catch-ups.js';

/** A server in another process, which serves what it is told of. */
export interface CatchUpOutlet {
	/**
	 * What may be heard of a show is another now.
	 *
	 * @returns resolves when the server acts upon it, or there is no server any more; never rejects
	 */
	tell(change: CatchUpChange): Promise<void>;
}

/** What they are made with. */
export interface CatchUpsOptions {
	dataDir: string;
	clock: Clock;
	logger: Logger;
	/** What a segment lasts, about. */
	segmentMs: number;
	hasAutomaticGain: boolean;
	minFreeBytes: number;
	/** Whether what is on air is late: for as long little is rendered. */
	isLate: () => boolean;
	/** Default one of their own. */
	renderer?: CatchUpRenderer;
}

/** What is known of a show whose recording begins, or goes on. */
export type BegunCatchUp = Pick<
	CatchUpOptions,
	'heardFrom' | 'manifest' | 'mayBeHeard' | 'watchWishes'
>;

/** All of them, until it is closed. */
export class CatchUps implements EpisodeOutlet {
	readonly #options: CatchUpsOptions;
	readonly #renderer: CatchUpRenderer;
	readonly #shelf: CatchUpShelf;
	readonly #open = new Map<string, CatchUp>();
	readonly #outlets = new Set<CatchUpOutlet>();

	constructor(options: CatchUpsOptions) {
		this.#options = options;
		this.#renderer = options.renderer ?? new CatchUpRenderer();
		this.#shelf = new CatchUpShelf({
			dataDir: options.dataDir,
			clock: options.clock,
			onWanted: (id) => this.want(id),
		});
	}

	/** As a server of this process sees them. */
	get served(): ServedCatchUps {
		return this.#shelf;
	}

	/** All of them as they are now, for a server that knows of none. */
	all(): CatchUpChange[] {
		return this.#shelf.all();
	}

	/**
	 * From now on a server in another process serves them, too.
	 *
	 * @returns ends it; harmless when repeated
	 */
	serveThrough(outlet: CatchUpOutlet): () => void {
		this.#outlets.add(outlet);
		return () => this.#outlets.delete(outlet);
	}

	/** A show is recorded from now on. */
	begin({ manifest, ...begun }: BegunCatchUp): CatchUp {
		const { clock, dataDir, hasAutomaticGain, isLate, logger, minFreeBytes, segmentMs } =
			this.#options;
		const { id }: EpisodeManifest = manifest();
		const catchUp: CatchUp = new CatchUp({
			...begun,
			manifest,
			folder: new EpisodeFolder(dataDir, id),
			clock,
			logger: logger.child({ part: 'catch-up', episode: id }),
			renderer: this.#renderer,
			segmentMs,
			hasAutomaticGain,
			minFreeBytes,
			isHeldBack: isLate,
			tell: (change) => this.#tell(change),
			onClosed: () => {
				if (this.#open.get(id) === catchUp) {
					this.#open.delete(id);
				}
			},
		});
		this.#open.set(id, catchUp);
		return catchUp;
	}

	/** Somebody listens to one. */
	want(id: string): void {
		this.#open.get(id)?.want();
	}

	/** The library holds an episode back: nothing of it is heard from its beginning on any more. */
	async tell(id: string, isCut: boolean): Promise<void> {
		if (isCut) {
			await this.#open.get(id)?.close();
		}
	}

	/** Nothing is served of any when this resolves. */
	async close(): Promise<void> {
		await Promise.all([...this.#open.values()].map((catchUp) => catchUp.close()));
		await this.#renderer.close();
	}

	async #tell(change: CatchUpChange): Promise<void> {
		this.#shelf.take(change);
		await Promise.all([...this.#outlets].map((outlet) => outlet.tell(change)));
	}
}
