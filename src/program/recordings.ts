// Recordings and episodes put together: the library, what renders them, and where their files are.
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { BotProgramConfig } from '../config/config.js';
import type { EpisodeLinks } from '../discord/commands/command.js';
import { LINK_LIFETIME_MS } from '../episodes/download-links.js';
import { EpisodeLibrary } from '../episodes/episode-library.js';
import { EpisodeRenderer } from '../episodes/render/renderer.js';
import { findFfmpeg } from '../media/chime/ffmpeg.js';
import type { EpisodeManifest } from '../store/episode-manifest.js';

const FFMPEG_TIMEOUT_MS = 5000;

/** What they are opened with. */
export interface RecordingsOptions {
	config: BotProgramConfig;
	clock: Clock;
	logger: Logger;
}

/** The library of a program, until it is closed. */
export interface Recordings {
	library: EpisodeLibrary;
	/** Ends what is under way; the next process goes on with it. */
	close(): Promise<void>;
}

/**
 * Opens the library of the data folder.
 *
 * @throws the system's error where the folder cannot be read
 */
export async function openRecordings({
	clock,
	config,
	logger,
}: RecordingsOptions): Promise<Recordings> {
	const renderer = new EpisodeRenderer({ logger });
	const library = await EpisodeLibrary.open({
		dataDir: config.dataDir,
		clock,
		logger,
		renderer,
		settings: config.bot.recording,
	});
	return {
		library,
		async close() {
			await library.close();
			await renderer.close();
		},
	};
}

/** Addresses of episodes' files at a server of ours. */
export function makeEpisodeLinks({
	baseUrl,
	clock,
	library,
}: {
	baseUrl: URL;
	clock: Clock;
	library: EpisodeLibrary;
}): EpisodeLinks {
	let asked: Promise<boolean> | undefined;
	const at = (path: string) => new URL(path.slice(1), baseUrl);
	return {
		published: ({ id, isPublished, revision, visibility }) =>
			isPublished && revision > 0 && visibility !== 'private'
				? at(`/e/${id}/r${revision}/episode.mp3`)
				: undefined,
		async signed(manifest) {
			asked ??= hasFfmpeg();
			const untilEpochMs = clock.epochMs() + LINK_LIFETIME_MS;
			const files = await Promise.all(
				filesOf(manifest, await asked).map(async ({ label, ...place }) => ({
					label,
					url: at(await library.links.sign(place)),
				})),
			);
			return { files, untilEpochMs };
		},
	};
}

/** One that cannot be run is none. */
async function hasFfmpeg(): Promise<boolean> {
	try {
		return (await findFfmpeg(AbortSignal.timeout(FFMPEG_TIMEOUT_MS))) !== undefined;
	} catch {
		// The doctor says what is wrong with it.
		return false;
	}
}

/** The one to listen to first. */
function filesOf(
	{ areTracksGone, id }: EpisodeManifest,
	isFfmpegThere: boolean,
): { label: string; path: string; format?: string }[] {
	const episode = (label: string, ending: string) => ({
		label,
		path: `/e/${id}/episode.${ending}`,
	});
	const tracks = (label: string, format: string) => ({
		label,
		path: `/e/${id}/tracks.zip`,
		format,
	});
	return [
		episode('MP3', 'mp3'),
		episode('Opus', 'opus'),
		...(isFfmpegThere
			? [episode('M4A', 'm4a'), episode('FLAC', 'flac'), episode('WAV', 'wav')]
			: []),
		...(areTracksGone ? [] : [tracks('All tracks, Opus (zip)', 'opus')]),
		...(areTracksGone || !isFfmpegThere ? [] : [tracks('All tracks, FLAC (zip)', 'flac')]),
	];
}
