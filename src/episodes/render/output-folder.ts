// The folder of one revision's files: written under other names, made safe, and then named.
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EpisodeFolder } from '../../store/episode-folder.js';
import type { EpisodeOutput, OutputName } from '../../store/episode-manifest.js';
import { FILE_MODE, FOLDER_MODE, syncFolder, TEMPORARY_SUFFIX } from '../../store/json-file.js';

/** Files that are being written. None has its name before all of them are safe on the disk. */
export class OutputFolder {
	readonly #folder: EpisodeFolder;
	readonly #path: string;
	readonly #open = new Map<OutputName, number>();

	private constructor(folder: EpisodeFolder, revision: number) {
		this.#folder = folder;
		this.#path = folder.outputFolder(revision);
	}

	/** Makes the folder; what an earlier try has left half-written goes. */
	static async make(folder: EpisodeFolder, revision: number): Promise<OutputFolder> {
		const made = new OutputFolder(folder, revision);
		await mkdir(made.#path, { recursive: true, mode: FOLDER_MODE });
		await removeUnfinished(folder, revision);
		return made;
	}

	/** Begins a file. @returns its descriptor, which stays ours */
	begin(name: OutputName): number {
		const descriptor = openSync(this.#pathOf(name), 'w', FILE_MODE);
		this.#open.set(name, descriptor);
		return descriptor;
	}

	/** Names all files, when the last byte of each is on the disk. */
	async publish(): Promise<EpisodeOutput[]> {
		const names = [...this.#open.keys()];
		for (const descriptor of this.#open.values()) {
			fsyncSync(descriptor);
		}
		this.close();
		const outputs = await Promise.all(names.map((name) => this.#describe(name)));
		for (const name of names) {
			await rename(this.#pathOf(name), join(this.#path, name));
		}
		await syncFolder(this.#path);
		await syncFolder(this.#folder.outputsFolder);
		await syncFolder(this.#folder.path);
		return outputs;
	}

	/** Lets go of the files; harmless when repeated. */
	close(): void {
		for (const descriptor of this.#open.values()) {
			closeSync(descriptor);
		}
		this.#open.clear();
	}

	/** Reads the file again, so that what is served is what was counted. */
	async #describe(name: OutputName): Promise<EpisodeOutput> {
		const hash = createHash('sha256');
		let bytes = 0;
		const handle = await open(this.#pathOf(name), 'r');
		for await (const chunk of handle.createReadStream()) {
			hash.update(chunk as Buffer);
			bytes += (chunk as Buffer).length;
		}
		return { name, bytes, sha256: hash.digest('hex') };
	}

	#pathOf(name: OutputName): string {
		return join(this.#path, name + TEMPORARY_SUFFIX);
	}
}

/** Deletes what a rendering that was given up, or died, has left of a revision. */
export async function removeUnfinished(folder: EpisodeFolder, revision: number): Promise<void> {
	const path = folder.outputFolder(revision);
	let names: string[];
	try {
		names = await readdir(path);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return;
		}
		throw error;
	}
	for (const name of names.filter((one) => one.endsWith(TEMPORARY_SUFFIX))) {
		await rm(join(path, name), { force: true });
	}
}
