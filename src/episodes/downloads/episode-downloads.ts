// What can be downloaded of an episode: its files, its tracks, and both in other formats.
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { Clock } from '../../clock.js';
import type { EpisodeFolder } from '../../store/episode-folder.js';
import {
	type EpisodeManifest,
	type EpisodeTrack,
	type OutputName,
	withPart,
} from '../../store/episode-manifest.js';
import type { ServedEpisode } from '../served-episodes.js';
import { type ConvertedFormat, Converter } from './converter.js';
import { cleanName, disposition } from './file-names.js';
import { readOpusSamples } from './opus-length.js';
import { packTracks } from './track-archive.js';
import { wavBytes } from './wav.js';

/** Formats of tracks. */
export const TRACK_FORMATS = ['opus', 'flac', 'wav'] as const;

/** One of them. */
export type TrackFormat = (typeof TRACK_FORMATS)[number];

/** Formats of whole episodes. */
export const EPISODE_FORMATS = ['mp3', 'opus', 'm4a', 'flac', 'wav'] as const;

/** One of them. */
export type EpisodeFormat = (typeof EPISODE_FORMATS)[number];

const CONTENT_TYPES: Readonly<Record<EpisodeFormat, string>> = {
	mp3: 'audio/mpeg',
	opus: 'audio/ogg',
	m4a: 'audio/mp4',
	flac: 'audio/flac',
	wav: 'audio/wav',
};

const OUTPUT_TYPES: Readonly<Record<OutputName, string>> = {
	'episode.opus': CONTENT_TYPES.opus,
	'episode.mp3': CONTENT_TYPES.mp3,
	'chapters.json': 'application/json+chapters',
	'transcript.vtt': 'text/vtt; charset=utf-8',
};

/** A file as it is on the disk; parts of it can be asked for. */
export interface FileDownload {
	type: 'file';
	path: string;
	contentType: string;
	/** Strong and with its quotes; undefined: of its size and time. */
	etag: string | undefined;
	disposition: string | undefined;
}

/** What is made while it is read. */
export interface MadeDownload {
	type: 'made';
	contentType: string;
	disposition: string;
	/** Undefined where it is not known beforehand. */
	bytes: number | undefined;
	/** Begins; whatever it takes is given back when the stream is closed. */
	open: () => Readable;
	/** Gives back what was taken, where it is not opened. */
	release: () => void;
}

/** Why there is no download. */
export type NoDownload =
	| { type: 'none' }
	| { type: 'no tracks' }
	| { type: 'no ffmpeg' }
	| { type: 'busy' };

/** What came of asking for one. */
export type Download = FileDownload | MadeDownload | NoDownload;

/** Finds and makes downloads. */
export class EpisodeDownloads {
	readonly converter: Converter;

	constructor(clock: Clock) {
		this.converter = new Converter(clock);
	}

	/** A file that was rendered, as it is. */
	output({ folder, manifest }: ServedEpisode, name: OutputName): Download {
		const output = manifest.outputs.find((each) => each.name === name);
		return output
			? {
					type: 'file',
					path: folder.outputFile(manifest.revision, name),
					contentType: OUTPUT_TYPES[name],
					etag: `"${output.sha256}"`,
					disposition: undefined,
				}
			: { type: 'none' };
	}

	/** The whole episode, whether it is published or not. */
	async episode(served: ServedEpisode, format: EpisodeFormat): Promise<Download> {
		const fileName = `${fileNameOf(served.manifest)}.${format}`;
		const source = this.output(served, format === 'mp3' ? 'episode.mp3' : 'episode.opus');
		if (source.type !== 'file' || format === 'mp3' || format === 'opus') {
			return source.type === 'file'
				? { ...source, disposition: disposition('inline', fileName) }
				: source;
		}
		return this.#convert(source.path, format, fileName);
	}

	/** One member's track. */
	async track(served: ServedEpisode, number: number, format: TrackFormat): Promise<Download> {
		const track = audibleTracks(served.manifest).find((each) => each.number === number);
		if (!track) {
			return served.manifest.areTracksGone ? { type: 'no tracks' } : { type: 'none' };
		}
		const path = served.folder.trackFile(number);
		const fileName = nameOf(track, format);
		if (format !== 'opus') {
			return this.#convert(path, format, fileName);
		}
		return {
			type: 'file',
			path,
			contentType: CONTENT_TYPES.opus,
			etag: undefined,
			disposition: disposition('attachment', fileName),
		};
	}

	/** All tracks as a zip. */
	async archive({ folder, manifest }: ServedEpisode, format: TrackFormat): Promise<Download> {
		const tracks = audibleTracks(manifest);
		if (tracks.length === 0) {
			return { type: 'no tracks' };
		}
		const place = await this.#takePlace(format);
		if ('type' in place) {
			return place;
		}
		try {
			const files = await Promise.all(
				tracks.map(async (track) => ({ track, ...(await measure(folder, track.number)) })),
			);
			const pack = (isDry: boolean) =>
				packTracks(
					files.map(({ path, samples, size, track }) => ({
						name: nameOf(track, format),
						bytes: { opus: size, wav: wavBytes(samples), flac: undefined }[format],
						open: () => (isDry ? new Promise(() => {}) : this.#open(path, format, samples)),
					})),
					new Date(manifest.startedAtEpochMs),
				);
			return {
				type: 'made',
				contentType: 'application/zip',
				disposition: disposition('attachment', `${fileNameOf(manifest)}-tracks-${format}.zip`),
				bytes: pack(true).bytes,
				open: () => pack(false).stream.once('close', place.release),
				release: place.release,
			};
		} catch (error) {
			place.release();
			throw error;
		}
	}

	async #convert(path: string, format: ConvertedFormat, fileName: string): Promise<Download> {
		const place = await this.#takePlace(format);
		if ('type' in place) {
			return place;
		}
		try {
			const samples = format === 'wav' ? await withFile(path, readOpusSamples) : 0;
			return {
				type: 'made',
				contentType: CONTENT_TYPES[format],
				disposition: disposition('attachment', fileName),
				bytes: format === 'wav' ? wavBytes(samples) : undefined,
				open: () =>
					this.converter
						.convert({ source: createReadStream(path), format, samples })
						.once('close', place.release),
				release: place.release,
			};
		} catch (error) {
			place.release();
			throw error;
		}
	}

	async #open(path: string, format: TrackFormat, samples: number): Promise<Readable> {
		const source = createReadStream(path);
		return format === 'opus' ? source : this.converter.convert({ source, format, samples });
	}

	/** What is sent as it is needs none. */
	async #takePlace(
		format: TrackFormat | ConvertedFormat,
	): Promise<{ release: () => void } | NoDownload> {
		if (format === 'opus') {
			return { release: () => {} };
		}
		if (!(await this.converter.isThere())) {
			return { type: 'no ffmpeg' };
		}
		const release = this.converter.take();
		return release ? { release } : { type: 'busy' };
	}
}

function audibleTracks({ areTracksGone, tracks }: EpisodeManifest): EpisodeTrack[] {
	return areTracksGone ? [] : tracks.filter(({ isErased }) => isErased === undefined);
}

function fileNameOf({ part, title }: EpisodeManifest): string {
	return cleanName(withPart(title, part), 'episode');
}

/** `01-ann.opus` */
function nameOf({ name, number }: EpisodeTrack, format: TrackFormat): string {
	return `${String(number).padStart(2, '0')}-${cleanName(name ?? '', 'voice')}.${format}`;
}

function measure(folder: EpisodeFolder, number: number) {
	const path = folder.trackFile(number);
	return withFile(path, async (file) => ({
		path,
		size: (await file.stat()).size,
		samples: await readOpusSamples(file),
	}));
}

async function withFile<Result>(
	path: string,
	read: (file: FileHandle) => Promise<Result>,
): Promise<Result> {
	const file = await open(path, 'r');
	try {
		return await read(file);
	} finally {
		await file.close();
	}
}
