// What an episode's page says of it beside its manifest: chapters, and whose voices are in it.
import { readFile } from 'node:fs/promises';
import type { ServedEpisode } from '../../episodes/served-episodes.js';
import type { OutputName } from '../../store/episode-manifest.js';
import { readWebVtt, voicesOf } from '../page/browser/episode/web-vtt.js';

/** One chapter; it lasts until the next one. */
export interface EpisodeChapter {
	/** In seconds. */
	start: number;
	title: string;
}

/** What is in an episode's files. */
export interface EpisodeTexts {
	/** In order; empty where there is none. */
	chapters: readonly EpisodeChapter[];
	/** Names in the order of first words, of those alone who may be named. */
	voices: readonly string[];
}

/** So many revisions are remembered: a page that everybody opens is read once. */
const MAX_KEPT = 50;

/** Reads them, and remembers the last ones. */
export class EpisodeTextFiles {
	/** By id and revision; what another revision says is never told. */
	readonly #kept = new Map<string, EpisodeTexts>();

	/** @returns what there is; a file that is not there, or cannot be read, says nothing */
	async read(served: ServedEpisode): Promise<EpisodeTexts> {
		const name = marksOf(served);
		const kept = this.#kept.get(name);
		if (kept) {
			return kept;
		}
		const [chapters, transcript] = await Promise.all([
			readOutput(served, 'chapters.json'),
			readOutput(served, 'transcript.vtt'),
		]);
		const texts: EpisodeTexts = {
			chapters: readChapters(chapters),
			voices: voicesOf(readWebVtt(transcript)),
		};
		this.#kept.set(name, texts);
		for (const oldest of this.#kept.keys()) {
			if (this.#kept.size <= MAX_KEPT) {
				break;
			}
			this.#kept.delete(oldest);
		}
		return texts;
	}
}

/** The same for as long as all files of an episode are the same. */
export function marksOf({ manifest }: ServedEpisode): string {
	const { id, outputs, revision } = manifest;
	return [id, revision, ...outputs.map(({ sha256 }) => sha256)].join(' ');
}

async function readOutput(
	{ folder, manifest }: ServedEpisode,
	wanted: OutputName,
): Promise<string> {
	if (!manifest.outputs.some(({ name }) => name === wanted)) {
		return '';
	}
	try {
		return await readFile(folder.outputFile(manifest.revision, wanted), 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			// It is deleted with its revision, or with the episode, and then the page is not sent.
			return '';
		}
		throw error;
	}
}

function readChapters(file: string): EpisodeChapter[] {
	if (file === '') {
		return [];
	}
	const { chapters } = JSON.parse(file) as { chapters: { startTime: number; title: string }[] };
	return chapters.map(({ startTime, title }) => ({ start: startTime, title }));
}
