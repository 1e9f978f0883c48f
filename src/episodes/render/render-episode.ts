// Renders one episode from its tracks: measured in a first pass, put together in a second.
import { readFile } from 'node:fs/promises';
import { writeAll } from '../../media/opus-file-writer.js';
import { FRAME_DURATION_MS } from '../../media/pcm.js';
import { type EpisodeEvent, readEvents } from '../../store/episode-events.js';
import { EpisodeFolder } from '../../store/episode-folder.js';
import { type HeardStretch, withPart } from '../../store/episode-manifest.js';
import { readAttachments } from './attachments.js';
import { type Chapter, chaptersJson, chaptersOf } from './chapters.js';
import { planGains } from './gain-plan.js';
import { integratedLufs } from './loudness-gate.js';
import { Mp3File } from './mp3/mp3-file.js';
import { OpusFile } from './opus-file.js';
import { OutputFolder, removeUnfinished } from './output-folder.js';
import { type ProgrammeSource, playProgramme, type Sink } from './programme-source.js';
import {
	RenderError,
	type RenderedEpisode,
	type RenderJob,
	type RenderPace,
} from './render-job.js';
import { surveyTracks } from './survey.js';
import { TimeMap } from './time-map.js';

/** Silence that stays before the first sound and behind the last one. */
const MARGIN_TICKS = 500 / FRAME_DURATION_MS;

/** Share of the first pass in all the work. */
const SURVEY_SHARE = 0.15;

/** The MP3 is written anew where it came out so much off, in LU; at most so many times. */
const TOLERANCE_LU = 0.3;
const MAX_TRIES = 3;

/** Codes by which the system says that a disk is full, or fails. */
const DISK_CODES: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS', 'EFBIG']);

/**
 * Renders an episode into its revision's folder.
 *
 * @throws {RenderError} where it cannot be; whatever `pace` throws, when it is given up. Nothing
 * half-written stays
 */
export async function renderEpisode(job: RenderJob, pace: RenderPace): Promise<RenderedEpisode> {
	const folder = new EpisodeFolder(job.dataDir, job.id);
	try {
		return await render(job, { folder, pace });
	} catch (error) {
		await removeUnfinished(folder, job.revision);
		const { code } = error as NodeJS.ErrnoException;
		throw code !== undefined && DISK_CODES.has(code)
			? new RenderError({ kind: 'disk', code })
			: error;
	}
}

interface Surroundings {
	folder: EpisodeFolder;
	pace: RenderPace;
}

async function render(job: RenderJob, { folder, pace }: Surroundings): Promise<RenderedEpisode> {
	const numbers = job.manifest.tracks.flatMap((track) => (track.isErased ? [] : [track.number]));
	const survey = await surveyTracks(folder, {
		numbers,
		pace: { ...pace, report: (fraction) => pace.report(fraction * SURVEY_SHARE) },
	});
	const gains = planGains(survey.tracks, { ticks: survey.ticks, lufs: job.lufs });
	const { intro, outro, cover, omitted } = await readAttachments(job);
	const fromTick = Math.max(0, survey.heardFrom - MARGIN_TICKS);
	const untilTick = Math.min(survey.ticks, survey.heardUntil + MARGIN_TICKS);
	const source: ProgrammeSource = { survey, gains, intro, outro, fromTick, untilTick };
	const ticks = intro.packets.length + (untilTick - fromTick) + outro.packets.length;
	const playedMs = ticks * FRAME_DURATION_MS;
	const heard: HeardStretch[] = [
		{
			fromMs: fromTick * FRAME_DURATION_MS,
			durationMs: (untilTick - fromTick) * FRAME_DURATION_MS,
			playedFromMs: intro.packets.length * FRAME_DURATION_MS,
		},
	];
	const events = await readEventsOf(folder);
	const chapters = chaptersOf(events, { map: new TimeMap(heard), playedMs });
	const outputs = await OutputFolder.make(folder, job.revision);
	try {
		const facts = factsOf(job, { playedMs, chapters });
		const opusDescriptor = outputs.begin('episode.opus');
		const mp3 = await Mp3File.begin(outputs.begin('episode.mp3'), {
			...facts,
			cover,
			bitrateKbps: job.mp3Kbps,
			ticks,
		});
		const opus = new OpusFile(opusDescriptor, { ...facts, gainDb: gains.opusDb });
		await playBoth(source, { opus, mp3, lufs: job.lufs, ticks, pace });
		if (chapters.length > 0) {
			writeAll(outputs.begin('chapters.json'), Buffer.from(chaptersJson(chapters)));
		}
		await pace.breathe();
		return { outputs: await outputs.publish(), playedMs, heard, chapters, omitted };
	} finally {
		outputs.close();
	}
}

interface Playing {
	opus: OpusFile;
	mp3: Mp3File;
	lufs: number;
	ticks: number;
	pace: RenderPace;
}

/**
 * Both files at once, since each voice is decoded for both. How much the limiter takes is reckoned
 * beforehand; where the MP3 is off all the same, it is written again, by so much louder.
 */
async function playBoth(source: ProgrammeSource, playing: Playing): Promise<void> {
	const { opus, mp3, lufs, ticks, pace } = playing;
	let sinks: readonly Sink[] = [opus, mp3];
	for (let attempt = 1; ; attempt++) {
		const rest = 1 - SURVEY_SHARE;
		const report = (tick: number) => {
			// A further try is told as waiting at the end.
			pace.report(attempt === 1 ? SURVEY_SHARE + (rest * tick) / ticks : 1);
		};
		try {
			await playProgramme(source, { sinks, pace: { breathe: pace.breathe, report } });
			for (const sink of sinks) {
				sink.end();
			}
		} finally {
			opus.close();
		}
		const offLu = lufs - integratedLufs(mp3.energies);
		if (!Number.isFinite(offLu) || Math.abs(offLu) <= TOLERANCE_LU || attempt === MAX_TRIES) {
			return;
		}
		await mp3.restart(offLu);
		sinks = [mp3];
	}
}

/** What both files say of themselves. */
function factsOf(
	job: RenderJob,
	{ playedMs, chapters }: { playedMs: number; chapters: Chapter[] },
) {
	const { title, part, hostName, serverName, startedAtEpochMs } = job.manifest;
	return {
		title: withPart(title, part),
		artist: hostName || serverName,
		album: serverName,
		startedAtEpochMs,
		playedMs,
		chapters,
	};
}

async function readEventsOf(folder: EpisodeFolder): Promise<EpisodeEvent[]> {
	try {
		return readEvents(await readFile(folder.eventsFile, 'utf8'));
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
			return [];
		}
		throw error;
	}
}
