// All episodes of this program: what is kept, rendered, published, and taken out of them again.
import { rm } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { errorCode } from '../error-text.js';
import type { Mp3Bitrate } from '../media/mp3-bitrate.js';
import { EpisodeFolder, newEpisodeId } from '../store/episode-folder.js';
import { type EpisodeManifest, MANIFEST_VERSION } from '../store/episode-manifest.js';
import { DownloadLinks } from './download-links.js';
import { countEpisodes, type EpisodeCounts } from './episode-counts.js';
import { EpisodeEvents } from './episode-events.js';
import { EpisodeHolds, type EpisodeOutlet } from './episode-holds.js';
import { type EpisodeAssets, EpisodeRendering, toRender } from './episode-rendering.js';
import { EpisodeShelf } from './episode-shelf.js';
import { deleteErased, hasAnyVoice, hasVoice, withoutVoice } from './erasure.js';
import { type FoundEpisode, findEpisodes } from './found-episodes.js';
import type { Attached, EpisodeFacts, Erased, KeptVoice } from './library-facts.js';
import type { LibraryRenderer } from './render-queue.js';
import { type KeepDays, keptUntil } from './retention.js';
import { RetentionWatch } from './retention-watch.js';
import { type RewrittenText, rewriteOutput } from './rewritten-output.js';
import type { ServedEpisode, ServedEpisodes } from './served-episodes.js';

/** What a library does with what it has. */
export interface LibrarySettings {
	isAutoPublished: boolean;
	keepDays: KeepDays;
	lufs: number;
	mp3Kbps: Mp3Bitrate;
}

/** What a library is opened with. */
export interface EpisodeLibraryOptions {
	dataDir: string;
	clock: Clock;
	logger: Logger;
	renderer: LibraryRenderer;
	settings: LibrarySettings;
	/** Asked each time that an episode is rendered; default none. */
	assetsOf?: ((guildId: string) => EpisodeAssets) | undefined;
}

/** The library. Each change is in the manifest before it counts. */
export class EpisodeLibrary implements ServedEpisodes {
	readonly events: EpisodeEvents;
	readonly links: DownloadLinks;
	readonly #options: EpisodeLibraryOptions;
	readonly #logger: Logger;
	readonly #shelf: EpisodeShelf;
	readonly #rendering: EpisodeRendering;
	readonly #retention: RetentionWatch;
	readonly #holds = new EpisodeHolds();

	/**
	 * Reads all episodes, finishes what was begun, deletes what has outlived its time, and renders
	 * what waits for it.
	 *
	 * @throws the system's error where the folder of all episodes cannot be read
	 */
	static async open(options: EpisodeLibraryOptions): Promise<EpisodeLibrary> {
		const library = new EpisodeLibrary(options);
		for (const found of await findEpisodes(options.dataDir, library.#logger)) {
			library.#shelf.add(found);
		}
		await library.#retention.begin();
		for (const { manifest } of library.#shelf.newestFirst()) {
			if (manifest.state === 'rendering') {
				library.#rendering.add(manifest.id);
			}
		}
		return library;
	}

	private constructor(options: EpisodeLibraryOptions) {
		this.#options = options;
		const logger = options.logger.child({ part: 'episodes' });
		this.#logger = logger;
		this.events = new EpisodeEvents(logger);
		this.links = new DownloadLinks({ ...options, logger });
		const shelf = new EpisodeShelf(this.events);
		this.#shelf = shelf;
		this.#rendering = new EpisodeRendering({ ...options, logger, shelf });
		this.#retention = new RetentionWatch({
			clock: options.clock,
			logger,
			keepDays: options.settings.keepDays,
			shelf,
			remove: (id) => this.remove(id),
		});
	}

	/** What it has and has done. */
	get counts(): EpisodeCounts {
		const manifests = this.#shelf.newestFirst().map(({ manifest }) => manifest);
		return { ...countEpisodes(manifests), ...this.#rendering.counts };
	}

	/** Episodes, of one Discord server or of all, newest first. */
	list(guildId?: string): EpisodeManifest[] {
		return this.#filter((manifest) => guildId === undefined || manifest.guildId === guildId);
	}

	find(id: string): EpisodeManifest | undefined {
		return this.#shelf.find(id)?.manifest;
	}

	/** When an episode goes; undefined: when somebody deletes it. */
	keptUntil(manifest: EpisodeManifest): number | undefined {
		return keptUntil(manifest, this.#options.settings.keepDays);
	}

	/** Where an episode's files are. */
	folderOf(id: string): EpisodeFolder | undefined {
		return this.#shelf.find(id)?.folder;
	}

	/** Makes an episode that is recorded from now on; the recorder writes its manifest. */
	create({ part, ...facts }: EpisodeFacts): FoundEpisode {
		const { clock, dataDir, settings } = this.#options;
		const folder = new EpisodeFolder(dataDir, newEpisodeId());
		const manifest: EpisodeManifest = {
			version: MANIFEST_VERSION,
			id: folder.id,
			...facts,
			...(part !== undefined && { part }),
			startedAtEpochMs: clock.epochMs(),
			durationMs: 0,
			state: 'recording',
			revision: 0,
			keepDays: { ...settings.keepDays },
			isPublished: false,
			tracks: [],
			outputs: [],
			playedMs: 0,
		};
		this.#shelf.add({ folder, manifest });
		return { folder, manifest };
	}

	/** Recordings that an earlier process has left; whoever records takes them up or repairs them. */
	interrupted(): EpisodeManifest[] {
		return this.#filter(({ state }) => state === 'recording');
	}

	/** The recorder has written this while it goes on. */
	follow(manifest: EpisodeManifest): void {
		this.#shelf.know(manifest);
	}

	/**
	 * A recording is done. It is rendered when its turn comes; one with no voice in it is deleted. One that
	 * the disk did not let be completed is left to the next process.
	 */
	recorded(manifest: EpisodeManifest): void {
		this.#shelf.know(manifest);
		if (manifest.state === 'recording') {
			return;
		}
		if (hasAnyVoice(manifest)) {
			this.#rendering.add(manifest.id);
		} else {
			this.#inBackground(this.remove(manifest.id), 'An empty recording could not be deleted');
		}
	}

	/** A recording could not begin: nothing stays of it. */
	discard(id: string): Promise<void> {
		return this.#shelf.inTurn(id, () => this.#delete(id));
	}

	/** @throws {InvalidStateError} if it is being recorded, or there is no such episode */
	publish(id: string): Promise<EpisodeManifest> {
		return this.#change(id, ({ hiddenAtEpochMs, ...manifest }) => ({
			...manifest,
			isPublished: true,
			publishedAtEpochMs: manifest.publishedAtEpochMs ?? this.#options.clock.epochMs(),
		}));
	}

	/** Nobody finds it any more; downloads that are under way are cut. */
	async hide(id: string): Promise<EpisodeManifest> {
		const hidden = await this.#change(id, (manifest) => ({
			...manifest,
			isPublished: false,
			hiddenAtEpochMs: this.#options.clock.epochMs(),
		}));
		await this.#holds.cut(id);
		return hidden;
	}

	/** What is served stays until it is rendered with the new title, which its files carry. */
	rename(id: string, title: string): Promise<EpisodeManifest> {
		return this.#renderAnew(id, (manifest) => ({ ...manifest, title }));
	}

	/** Renders one again that has failed. */
	retry(id: string): Promise<EpisodeManifest> {
		return this.#renderAnew(id, (manifest) => manifest);
	}

	/**
	 * Adds a file that came later, as a transcript does.
	 *
	 * @returns whether it is one of the revision that is served
	 */
	attach(id: string, { output, revision, transcriber }: Attached): Promise<boolean> {
		return this.#shelf.inTurn(id, async () => {
			const manifest = this.find(id);
			if (manifest?.state !== 'ready' || manifest.revision !== revision) {
				return false;
			}
			const outputs = [...manifest.outputs.filter(({ name }) => name !== output.name), output];
			await this.#shelf.write({ ...manifest, outputs, ...(transcriber && { transcriber }) });
			return true;
		});
	}

	/** Changes a text in its place; from the call on nobody gets the old one. */
	rewrite(id: string, text: RewrittenText): Promise<void> {
		return this.#whileHeld(id, async () => {
			const found = this.#shelf.find(id);
			const changed = found && (await rewriteOutput(found, text));
			if (changed) {
				await this.#shelf.write(changed);
			}
		});
	}

	/**
	 * Deletes an episode; nothing of it is served from the call on. One that is gone is no failure.
	 *
	 * @throws {InvalidStateError} if it is being recorded
	 */
	async remove(id: string): Promise<void> {
		if (this.#shelf.find(id)) {
			this.#shelf.getOver(id);
			await this.#whileHeld(id, () => this.#delete(id));
		}
	}

	/** Where somebody's voice is, newest first. */
	voicesOf(userId: string): KeptVoice[] {
		return this.#filter((manifest) => hasVoice(manifest, userId)).map((episode) => ({
			episode,
			keptUntilEpochMs: this.keptUntil(episode),
		}));
	}

	/**
	 * Takes somebody's voice out. When it resolves, nothing with that voice is served any more, and
	 * nothing of it is on the disk.
	 *
	 * @param ids - of some episodes alone; default all
	 * @throws the system's error where that fails for one; the others are done all the same
	 */
	async erase(userId: string, ids?: readonly string[]): Promise<Erased> {
		const found = this.voicesOf(userId).filter(({ episode }) => ids?.includes(episode.id) ?? true);
		const erased: Erased = { changed: [], removed: [], recording: [] };
		const results = await Promise.allSettled(
			found.map(async ({ episode: { id, state } }) => {
				const became =
					state === 'recording'
						? 'recording'
						: await this.#whileHeld(id, () => this.#eraseFrom(id, userId));
				erased[became].push(id);
			}),
		);
		for (const result of results) {
			if (result.status === 'rejected') {
				throw result.reason;
			}
		}
		return erased;
	}

	served(id: string): ServedEpisode | undefined {
		const found = this.#shelf.find(id);
		if (!found || found.manifest.state === 'recording') {
			return undefined;
		}
		const { outputs, state } = found.manifest;
		const isUnready = state === 'rendering' && outputs.length === 0;
		const isBeingChanged = this.#holds.isHeld(id) || isUnready;
		return { ...found, isBeingChanged };
	}

	whileServed(id: string, cut: () => void): () => void {
		return this.#holds.add(id, cut);
	}

	/**
	 * From now on a server in another process serves them, too: whatever may not leave any more is
	 * waited for there.
	 *
	 * @returns ends it; harmless when repeated
	 */
	serveThrough(outlet: EpisodeOutlet): () => void {
		return this.#holds.serveThrough(outlet);
	}

	missing(id: string): void {
		const render = this.#renderAnew(id, (manifest) => ({ ...manifest, outputs: [] }));
		this.#inBackground(render, 'A file of an episode is missing, and could not be made again');
	}

	/** Ends what is under way; the next process goes on with it. */
	async close(): Promise<void> {
		await this.#retention.close();
		await this.#rendering.close();
		await this.#shelf.close();
	}

	#filter(isWanted: (manifest: EpisodeManifest) => boolean): EpisodeManifest[] {
		return this.#shelf
			.newestFirst()
			.flatMap(({ manifest }) => (isWanted(manifest) ? [manifest] : []));
	}

	async #eraseFrom(id: string, userId: string): Promise<'changed' | 'removed'> {
		const found = this.#shelf.find(id);
		if (!found) {
			return 'removed';
		}
		if (!hasVoice(found.manifest, userId)) {
			return 'changed';
		}
		await this.#rendering.drop(id);
		const manifest = withoutVoice(found.manifest, userId);
		if (manifest.areTracksGone || !hasAnyVoice(manifest)) {
			await this.#delete(id);
			return 'removed';
		}
		try {
			await this.#writeErased(found.folder, manifest);
			await deleteErased(found.folder, manifest);
		} finally {
			if (this.find(id)?.state === 'rendering') {
				this.#rendering.add(id);
			}
		}
		return 'changed';
	}

	/** Where the disk is full, what was rendered gives its room: it goes in any case. */
	async #writeErased(folder: EpisodeFolder, manifest: EpisodeManifest): Promise<void> {
		try {
			await this.#shelf.write(manifest);
		} catch (error) {
			if (errorCode(error) !== 'ENOSPC' && errorCode(error) !== 'EDQUOT') {
				throw error;
			}
			await rm(folder.outputsFolder, { recursive: true, force: true });
			await this.#shelf.write(manifest);
		}
	}

	async #delete(id: string): Promise<void> {
		await this.#rendering.drop(id);
		await this.#shelf.delete(id);
	}

	/** Changes an episode that is not being recorded. */
	#change(
		id: string,
		changed: (manifest: EpisodeManifest) => EpisodeManifest,
	): Promise<EpisodeManifest> {
		return this.#shelf.inTurn(id, () =>
			this.#shelf.write(changed(this.#shelf.getOver(id).manifest)),
		);
	}

	/** Changes what is rendered: what is under way ends, and it is rendered as far as it can be. */
	#renderAnew(
		id: string,
		changed: (manifest: EpisodeManifest) => EpisodeManifest,
	): Promise<EpisodeManifest> {
		return this.#shelf.inTurn(id, async () => {
			const next = toRender(changed(this.#shelf.getOver(id).manifest));
			await this.#rendering.drop(id);
			try {
				return await this.#shelf.write(next);
			} finally {
				if (this.find(id)?.state === 'rendering') {
					this.#rendering.add(id);
				}
			}
		});
	}

	#whileHeld<Result>(id: string, task: () => Promise<Result>): Promise<Result> {
		return this.#holds.during(id, () => this.#shelf.inTurn(id, task));
	}

	#inBackground(work: Promise<unknown>, failure: string): void {
		work.catch((error) => this.#logger.error({ err: error }, failure));
	}
}
