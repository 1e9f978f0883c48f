// The first pass over a recording: each track is decoded once, and measured.
import { access } from 'node:fs/promises';
import { KWeighting } from '../../audio/mix/k-weighting.js';
import { OpusPacketReader } from '../../media/opus-packet-reader.js';
import { FRAME_DURATION_MS } from '../../media/pcm.js';
import type { EpisodeFolder } from '../../store/episode-folder.js';
import { integratedLufs } from './loudness-gate.js';
import { RenderError, type RenderPace } from './render-job.js';
import { TrackLevels } from './track-levels.js';
import { peakOf, TrackVoice } from './track-voice.js';

/** Quieter ticks at the ends of a recording are silence: -60 dBFS. */
const AUDIBLE_PEAK = 10 ** (-60 / 20);

/** Ticks of sound after which others have their turn. */
export const TICKS_PER_BREATH = 1000 / FRAME_DURATION_MS;

/** One track, measured. */
export interface SurveyedTrack {
	number: number;
	file: string;
	levels: TrackLevels;
	lufs: number;
	/** Ticks that its file has. */
	ticks: number;
}

/** A recording, measured. */
export interface Survey {
	tracks: SurveyedTrack[];
	/** Length of the longest track. */
	ticks: number;
	/** First tick in which something is heard, and the one after the last. */
	heardFrom: number;
	heardUntil: number;
}

/**
 * Measures tracks, one after another.
 *
 * @param numbers - which of the folder's tracks
 * @throws {RenderError} for a track that is missing or cannot be read, and where nothing is heard
 */
export async function surveyTracks(
	folder: EpisodeFolder,
	{ numbers, pace }: { numbers: readonly number[]; pace: RenderPace },
): Promise<Survey> {
	const survey: Survey = { tracks: [], ticks: 0, heardFrom: Infinity, heardUntil: 0 };
	for (const number of numbers) {
		const file = folder.trackFile(number);
		await access(file).catch((error: NodeJS.ErrnoException) => {
			throw error.code === 'ENOENT'
				? new RenderError({ kind: 'track missing', track: number })
				: error;
		});
	}
	for (const [place, number] of numbers.entries()) {
		await surveyTrack(survey, { number, file: folder.trackFile(number), pace });
		pace.report((place + 1) / numbers.length);
	}
	if (survey.heardUntil === 0) {
		throw new RenderError({ kind: 'nothing heard' });
	}
	return survey;
}

async function surveyTrack(
	survey: Survey,
	{ number, file, pace }: { number: number; file: string; pace: RenderPace },
): Promise<void> {
	const reader = new OpusPacketReader(file);
	const voice = new TrackVoice();
	const weighting = new KWeighting();
	const levels = new TrackLevels();
	let tick = 0;
	try {
		while (await fillTrack(reader, number)) {
			for (let packet = reader.take(); packet; packet = reader.take()) {
				voice.next(packet);
				if (voice.isSounding) {
					const peak = peakOf(voice.pcm);
					levels.add(tick, 2 * weighting.energy(voice.pcm, voice.isDualMono), peak);
					if (peak > AUDIBLE_PEAK) {
						survey.heardFrom = Math.min(survey.heardFrom, tick);
						survey.heardUntil = Math.max(survey.heardUntil, tick + 1);
					}
					if (levels.ticks % TICKS_PER_BREATH === 0) {
						await pace.breathe();
					}
				}
				tick += 1;
			}
		}
	} finally {
		reader.close();
		voice.close();
	}
	survey.ticks = Math.max(survey.ticks, tick);
	survey.tracks.push({ number, file, levels, lufs: lufsOf(levels, tick), ticks: tick });
}

/** Waits for packets of a track; a failure says of which one. */
export async function fillTrack(reader: OpusPacketReader, track: number): Promise<boolean> {
	try {
		return await reader.fill();
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		throw new RenderError(
			code === 'ENOENT'
				? { kind: 'track missing', track }
				: { kind: 'track unreadable', track, reason: code ?? message },
		);
	}
}

function lufsOf(levels: TrackLevels, ticks: number): number {
	const energies = new Float32Array(ticks);
	levels.forEach((tick, energy) => {
		energies[tick] = energy;
	});
	return integratedLufs(energies);
}
