// The folder of one episode: where each of its files is, and its manifest, written as a whole.
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describeNewerFile, readVersion } from './data-files.js';
import { EVENTS_FILE_NAME } from './episode-events.js';
import {
	type EpisodeManifest,
	episodeId,
	MANIFEST_FILE_NAME,
	MANIFEST_VERSION,
	manifestShape,
	type OutputName,
} from './episode-manifest.js';
import { namesIn } from './folder-names.js';
import { FOLDER_MODE, replaceFile, syncFolder } from './json-file.js';

/** Where the folders of all episodes are, in the data folder. */
const EPISODES_FOLDER_NAME = 'episodes';

/** What is deleted is renamed first: no id begins with a dot. */
const REMOVED_PREFIX = '.removed-';

/** A name that nobody can guess. @returns 128 random bits, as base64url */
export function newEpisodeId(): string {
	return randomBytes(16).toString('base64url');
}

/** An episode's place on the disk, whether there is anything yet or not. */
export class EpisodeFolder {
	readonly id: string;
	readonly path: string;

	/** @throws {RangeError} if the id is none: it becomes a part of paths */
	constructor(dataDir: string, id: string) {
		if (!episodeId.safeParse(id).success) {
			throw new RangeError('Expected an episode id of 22 characters of base64url');
		}
		this.id = id;
		this.path = join(dataDir, EPISODES_FOLDER_NAME, id);
	}

	get manifestFile(): string {
		return join(this.path, MANIFEST_FILE_NAME);
	}

	get eventsFile(): string {
		return join(this.path, EVENTS_FILE_NAME);
	}

	get tracksFolder(): string {
		return join(this.path, 'tracks');
	}

	/** @param number - the track's, from 1 */
	trackFile(number: number): string {
		return join(this.tracksFolder, `${String(number).padStart(2, '0')}.opus`);
	}

	/** Where all that was rendered is, a folder a revision. */
	get outputsFolder(): string {
		return join(this.path, 'out');
	}

	outputFolder(revision: number): string {
		return join(this.outputsFolder, `r${revision}`);
	}

	outputFile(revision: number, name: OutputName): string {
		return join(this.outputFolder(revision), name);
	}

	/** What can be heard while it is recorded, from its beginning on; deleted soon after its end. */
	get catchUpFolder(): string {
		return join(this.path, 'catch-up');
	}

	/** @param name - of a segment */
	catchUpFile(name: string): string {
		return join(this.catchUpFolder, `${name}.mp3`);
	}

	/** Makes the folders, for the owner alone; harmless when repeated. */
	async make(): Promise<void> {
		await mkdir(this.tracksFolder, { recursive: true, mode: FOLDER_MODE });
		await syncFolder(this.path);
	}

	/**
	 * Reads the manifest.
	 *
	 * @returns undefined where there is none
	 * @throws {Error} where it is of a newer version, or none of this program
	 */
	async readManifest(): Promise<EpisodeManifest | undefined> {
		let text: string;
		try {
			text = await readFile(this.manifestFile, 'utf8');
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
				return undefined;
			}
			throw error;
		}
		const content: unknown = JSON.parse(text);
		const version = readVersion(content);
		if (version !== undefined && version > MANIFEST_VERSION) {
			const file = this.manifestFile;
			throw new Error(describeNewerFile({ file, version, known: MANIFEST_VERSION }));
		}
		return manifestShape.parse(content);
	}

	/** Whoever reads it finds the old content or the new, also after the power has failed. */
	async writeManifest(manifest: EpisodeManifest): Promise<void> {
		await replaceFile(this.manifestFile, JSON.stringify(manifest));
	}

	/**
	 * Deletes all of it; harmless when repeated. The folder is renamed first, which takes no room on a
	 * full disk: from then on there is no such episode, and whoever starts next deletes what is left.
	 */
	async remove(): Promise<void> {
		const parent = dirname(this.path);
		const doomed = join(parent, `${REMOVED_PREFIX}${this.id}`);
		await rm(doomed, { recursive: true, force: true });
		try {
			await rename(this.path, doomed);
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
				return;
			}
			throw error;
		}
		await syncFolder(parent);
		await rm(doomed, { recursive: true, force: true });
	}
}

/** Deletes what an earlier process began to delete. */
export async function finishRemovals(dataDir: string): Promise<void> {
	const folder = join(dataDir, EPISODES_FOLDER_NAME);
	for (const name of await namesIn(folder)) {
		if (name.startsWith(REMOVED_PREFIX)) {
			await rm(join(folder, name), { recursive: true, force: true });
		}
	}
}

/** The folders of all episodes; whatever else is there is left alone. */
export async function findEpisodeFolders(dataDir: string): Promise<EpisodeFolder[]> {
	const names = await namesIn(join(dataDir, EPISODES_FOLDER_NAME));
	return names
		.filter((name) => episodeId.safeParse(name).success)
		.map((name) => new EpisodeFolder(dataDir, name));
}
