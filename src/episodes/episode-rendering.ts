// Episodes on their way from tracks to files: rendered in turn, and written down when it is done.
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { describeError } from '../error-text.js';
import type { Mp3Bitrate } from '../media/mp3-bitrate.js';
import type { EpisodeManifest } from '../store/episode-manifest.js';
import type { EpisodeShelf } from './episode-shelf.js';
import { deleteErased, deleteOtherRevisions } from './erasure.js';
import type { RenderedEpisode } from './render/render-job.js';
import { type LibraryRenderer, RenderQueue } from './render-queue.js';

/** Files of a Discord server that go into its episodes. */
export interface EpisodeAssets {
	introFile?: string;
	outroFile?: string;
	coverFile?: string;
}

/** What rendering works with. */
export interface EpisodeRenderingOptions {
	dataDir: string;
	clock: Clock;
	logger: Logger;
	renderer: LibraryRenderer;
	settings: { isAutoPublished: boolean; lufs: number; mp3Kbps: Mp3Bitrate };
	/** Asked each time that an episode is rendered; default none. */
	assetsOf?: ((guildId: string) => EpisodeAssets) | undefined;
	shelf: EpisodeShelf;
}

/** The queue, and what it does with an episode. */
export class EpisodeRendering {
	readonly #options: EpisodeRenderingOptions;
	readonly #queue: RenderQueue<RenderedEpisode>;

	constructor(options: EpisodeRenderingOptions) {
		this.#options = options;
		this.#queue = new RenderQueue({
			clock: options.clock,
			logger: options.logger,
			render: (id, signal) => this.#render(id, signal),
			keep: (id, rendered, signal) => this.#keep(id, rendered, signal),
			giveUp: (id, error, signal) => this.#giveUp(id, error, signal),
		});
	}

	/** How often something was rendered, and how often that failed. */
	get counts() {
		return this.#queue.counts;
	}

	/** Renders an episode when its turn comes. */
	add(id: string): void {
		this.#queue.add(id);
	}

	/** Takes an episode out; resolves when nothing of its rendering goes on. */
	drop(id: string): Promise<void> {
		return this.#queue.drop(id);
	}

	/** Ends what is under way, and begins nothing any more. */
	close(): Promise<void> {
		return this.#queue.close();
	}

	async #render(id: string, signal: AbortSignal): Promise<RenderedEpisode> {
		const { assetsOf, dataDir, renderer, settings, shelf } = this.#options;
		const { folder, manifest } = shelf.get(id);
		await deleteErased(folder, manifest);
		await deleteOtherRevisions(folder, manifest.revision);
		signal.throwIfAborted();
		return renderer.render(
			{
				folderPath: folder.path,
				dataDir,
				id,
				revision: manifest.revision + 1,
				manifest,
				lufs: settings.lufs,
				mp3Kbps: settings.mp3Kbps,
				...assetsOf?.(manifest.guildId),
			},
			(fraction) => shelf.events.emit('progress', id, fraction),
			signal,
		);
	}

	#keep(id: string, { omitted, ...made }: RenderedEpisode, signal: AbortSignal): Promise<void> {
		const { logger, shelf } = this.#options;
		return shelf.inTurn(id, async () => {
			if (signal.aborted) {
				return;
			}
			const { folder, manifest } = shelf.get(id);
			const revision = manifest.revision + 1;
			await shelf.write({ ...this.#asReady(manifest), ...made, revision });
			for (const { reason, what } of omitted) {
				logger.warn({ episode: id, what, reason }, 'An episode was rendered without a part');
			}
			await deleteOtherRevisions(folder, revision).catch((error) =>
				logger.warn({ err: error, episode: id }, 'An old revision is still there'),
			);
		});
	}

	#asReady({ failure, transcriber, ...manifest }: EpisodeManifest): EpisodeManifest {
		const { clock, settings } = this.#options;
		// What its host has hidden again stays so.
		const isPublishedNow = settings.isAutoPublished && manifest.publishedAtEpochMs === undefined;
		return {
			...manifest,
			state: 'ready',
			...(isPublishedNow && { isPublished: true, publishedAtEpochMs: clock.epochMs() }),
		};
	}

	#giveUp(id: string, error: unknown, signal: AbortSignal): Promise<void> {
		const { shelf } = this.#options;
		return shelf.inTurn(id, async () => {
			const found = shelf.find(id);
			if (found && !signal.aborted) {
				await shelf.write({ ...found.manifest, state: 'failed', failure: describeError(error) });
			}
		});
	}
}

/** Without tracks an episode stays as it was rendered, or cannot be served any more. */
export function toRender({ failure, ...manifest }: EpisodeManifest): EpisodeManifest {
	if (!manifest.areTracksGone) {
		return { ...manifest, state: 'rendering' };
	}
	return manifest.outputs.length > 0
		? manifest
		: { ...manifest, state: 'failed', failure: 'Neither its files nor its tracks are there' };
}
