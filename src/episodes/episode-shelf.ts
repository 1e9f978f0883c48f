// The manifests in memory, each as it is on the disk, and who changes one when.
import { InvalidStateError } from '../errors.js';
import type { EpisodeManifest } from '../store/episode-manifest.js';
import type { EpisodeEvents } from './episode-events.js';
import type { FoundEpisode } from './found-episodes.js';
import { TasksInTurn } from './tasks-in-turn.js';

/** All episodes by id. */
export class EpisodeShelf {
	readonly events: EpisodeEvents;
	readonly #tasks = new TasksInTurn();
	readonly #episodes = new Map<string, FoundEpisode>();

	constructor(events: EpisodeEvents) {
		this.events = events;
	}

	/** Takes in an episode of an earlier process, or one that begins. */
	add(found: FoundEpisode): void {
		this.#episodes.set(found.folder.id, found);
		this.events.emit('changed', found.folder.id);
	}

	find(id: string): FoundEpisode | undefined {
		return this.#episodes.get(id);
	}

	/** @throws {InvalidStateError} if there is none */
	get(id: string): FoundEpisode {
		const found = this.#episodes.get(id);
		if (!found) {
			throw new InvalidStateError('Expected an episode that there is', 'removed');
		}
		return found;
	}

	/** @throws {InvalidStateError} also if it is being recorded: its manifest is the recorder's then */
	getOver(id: string): FoundEpisode {
		const found = this.get(id);
		if (found.manifest.state === 'recording') {
			throw new InvalidStateError('Expected an episode that is not being recorded', 'recording');
		}
		return found;
	}

	/** All of them. */
	newestFirst(): FoundEpisode[] {
		return [...this.#episodes.values()].sort(
			(a, b) => b.manifest.startedAtEpochMs - a.manifest.startedAtEpochMs,
		);
	}

	/**
	 * Runs a task that changes an episode, when the ones before it have ended.
	 *
	 * @throws {InvalidStateError} after `close`
	 */
	inTurn<Result>(id: string, task: () => Promise<Result>): Promise<Result> {
		return this.#tasks.run(id, task);
	}

	/** Writes a manifest, and then knows it. Run it in turn. */
	async write(manifest: EpisodeManifest): Promise<EpisodeManifest> {
		await this.get(manifest.id).folder.writeManifest(manifest);
		this.know(manifest);
		return manifest;
	}

	/** Somebody else has written it. */
	know(manifest: EpisodeManifest): void {
		const { folder } = this.get(manifest.id);
		this.#episodes.set(manifest.id, { folder, manifest });
		this.events.emit('changed', manifest.id);
	}

	/** Deletes an episode, on the disk and here. Run it in turn. */
	async delete(id: string): Promise<void> {
		const found = this.#episodes.get(id);
		if (found) {
			await found.folder.remove();
			this.#episodes.delete(id);
			this.events.emit('removed', id);
		}
	}

	/** Nothing is changed any more when it resolves. */
	close(): Promise<void> {
		return this.#tasks.close();
	}
}
