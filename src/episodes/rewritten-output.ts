// A file of an episode that is written anew where it is, as little as there is to be changed in it.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { EpisodeManifest, OutputName } from '../store/episode-manifest.js';
import { replaceFile } from '../store/json-file.js';
import type { FoundEpisode } from './found-episodes.js';

/** What is changed of which file. */
export interface RewrittenText {
	name: OutputName;
	change: (text: string) => string;
}

/**
 * Changes a text that listeners get. Nobody may be served it meanwhile.
 *
 * @returns the manifest with its new tag; undefined where there is nothing to be changed
 * @throws the system's error
 */
export async function rewriteOutput(
	{ folder, manifest }: FoundEpisode,
	{ change, name }: RewrittenText,
): Promise<EpisodeManifest | undefined> {
	const file = folder.outputFile(manifest.revision, name);
	if (manifest.outputs.every((output) => output.name !== name)) {
		return undefined;
	}
	const before = await readFile(file, 'utf8');
	const text = change(before);
	if (text === before) {
		return undefined;
	}
	await replaceFile(file, text);
	const sha256 = createHash('sha256').update(text).digest('hex');
	const written = { name, bytes: Buffer.byteLength(text), sha256 };
	return {
		...manifest,
		outputs: manifest.outputs.map((output) => (output.name === name ? written : output)),
	};
}
