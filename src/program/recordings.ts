// Recordings and episodes put together: the library, what renders them, and where their files are.
import type { Logger } from 'pino';
import type { Clock, Timer } from '../clock.js';
import type { BotProgramConfig } from '../config/config.js';
import type { VoicePrivacy } from '../consent/voice-consent.js';
import type { EpisodeLinks } from '../discord/commands/command.js';
import type { EpisodeFile } from '../discord/words/episodes/episode-words.js';
import { CatchUps } from '../episodes/catch-up/catch-ups.js';
import { type DownloadPlace, LINK_LIFETIME_MS } from '../episodes/download-links.js';
import { EpisodeLibrary } from '../episodes/episode-library.js';
import { Jingles } from '../episodes/jingles.js';
import { EpisodeRenderer } from '../episodes/render/renderer.js';
import { TranscriptNames } from '../episodes/transcribe/transcript-names.js';
import { asBase } from '../host-name.js';
import { findFfmpeg } from '../media/chime/ffmpeg.js';
import type { EpisodeManifest } from '../store/episode-manifest.js';
import { ShowProfiles } from '../store/show-profiles.js';
import { ShowSounds } from '../store/show-sounds.js';
import { Transcripts } from './transcripts.js';

const FFMPEG_TIMEOUT_MS = 5000;

/** How often it is looked whether rendering may go on. */
const LOOK_INTERVAL_MS = 1000;

/** What they are opened with. */
export interface RecordingsOptions {
	config: BotProgramConfig;
	clock: Clock;
	logger: Logger;
	/** Whether what is on air is late: nothing is rendered for as long. */
	isLate: () => boolean;
}

/** The library of a program, until it is closed. */
export interface Recordings {
	library: EpisodeLibrary;
	/** Shows that are heard from their beginning on; undefined where they may not be, or not here. */
	catchUps: CatchUps | undefined;
	/** From now on episodes are transcribed, where a service is set, and name who wants to be named. */
	transcribe(privacy: Pick<VoicePrivacy, 'mayBeNamed' | 'watch'>): void;
	/** What hosts have set for the ends of shows and episodes. */
	jingles: Jingles;
	/** What each server's show is: its address, its keys, its cover. */
	profiles: ShowProfiles;
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
	isLate,
	logger,
}: RecordingsOptions): Promise<Recordings> {
	const sounds = await ShowSounds.open({ folder: config.dataDir, logger });
	const profiles = await ShowProfiles.open({ folder: config.dataDir, clock, logger });
	const renderer = new EpisodeRenderer({ logger });
	const library = await EpisodeLibrary.open({
		dataDir: config.dataDir,
		clock,
		logger,
		renderer,
		settings: config.bot.recording,
		assetsOf: (guildId) => ({ ...sounds.assetsOf(guildId), ...coverOf(profiles, guildId) }),
	});
	const catchUps = openCatchUps({ clock, config, isLate, logger });
	const release = catchUps && library.serveThrough(catchUps);
	let transcripts: Transcripts | undefined;
	let transcriptNames: TranscriptNames | undefined;
	const stopWatching = holdBackWhile({ clock, isLate, library, renderer });
	const jingles = new Jingles({ sounds, clock, logger });
	return {
		library,
		catchUps,
		transcribe(privacy) {
			transcriptNames = new TranscriptNames({ library, privacy, logger });
			const service = config.bot.transcribe;
			transcripts =
				service &&
				new Transcripts({
					library,
					service,
					mayBeNamed: (userId) => privacy.mayBeNamed(userId),
					clock,
					logger,
				});
		},
		jingles,
		profiles,
		async close() {
			stopWatching();
			release?.();
			await catchUps?.close();
			transcriptNames?.close();
			await transcripts?.close();
			await jingles.close();
			await library.close();
			await renderer.close();
			await profiles.close();
		},
	};
}

/** They are heard by HLS, on a podcast server of ours. */
function openCatchUps({ clock, config, isLate, logger }: RecordingsOptions): CatchUps | undefined {
	const { bot, dataDir, server } = config;
	return bot.recording.hasCatchUp && bot.podcastApiUrl === undefined && server.hls.isOn
		? new CatchUps({
				dataDir,
				clock,
				logger,
				segmentMs: server.hls.segmentMs,
				hasAutomaticGain: bot.mix.hasAutomaticGain,
				minFreeBytes: bot.recording.minFreeBytes,
				isLate,
			})
		: undefined;
}

/** The picture that a member has uploaded goes into episodes, too. */
function coverOf(profiles: ShowProfiles, guildId: string): { coverFile?: string } {
	const coverFile = profiles.coverFileOf(guildId);
	return coverFile === undefined ? {} : { coverFile };
}

/** What is on air comes first: looked at while something is rendered, and until it may go on. */
function holdBackWhile({
	clock,
	isLate,
	library,
	renderer,
}: Pick<RecordingsOptions, 'clock' | 'isLate'> & {
	library: EpisodeLibrary;
	renderer: EpisodeRenderer;
}): () => void {
	let timer: Timer | undefined;
	const look = () => {
		timer?.cancel();
		renderer.isHeldBack = isLate();
		timer = renderer.isHeldBack ? clock.at(clock.nowMs() + LOOK_INTERVAL_MS, look) : undefined;
	};
	const unlisten = library.events.on('progress', look);
	return () => {
		unlisten();
		timer?.cancel();
		renderer.isHeldBack = false;
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
	const at = (path: string) => new URL(path.slice(1), asBase(baseUrl));
	return {
		// Its page: files have other addresses after each change.
		published: ({ id, isPublished, revision, visibility }) =>
			isPublished && revision > 0 && visibility !== 'private' ? at(`/e/${id}`) : undefined,
		async signed(manifest) {
			asked ??= hasFfmpeg();
			const untilEpochMs = clock.epochMs() + LINK_LIFETIME_MS;
			const sign = async (place: DownloadPlace) => at(await library.links.sign(place));
			const files = await Promise.all(
				filesOf(manifest, await asked).map(async ({ format, holds, place }) => ({
					format,
					holds,
					url: await sign(place),
				})),
			);
			return { page: await sign({ path: `/e/${manifest.id}` }), files, untilEpochMs };
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
): (Omit<EpisodeFile, 'url'> & { place: DownloadPlace })[] {
	const episode = (format: string, ending: string) => ({
		format,
		holds: 'episode' as const,
		place: { path: `/e/${id}/episode.${ending}` },
	});
	const tracks = (name: string, format: string) => ({
		format: name,
		holds: 'tracks' as const,
		place: { path: `/e/${id}/tracks.zip`, format },
	});
	return [
		episode('MP3', 'mp3'),
		episode('Opus', 'opus'),
		...(isFfmpegThere
			? [episode('M4A', 'm4a'), episode('FLAC', 'flac'), episode('WAV', 'wav')]
			: []),
		...(areTracksGone ? [] : [tracks('Opus', 'opus')]),
		...(areTracksGone || !isFfmpegThere ? [] : [tracks('FLAC', 'flac')]),
	];
}
