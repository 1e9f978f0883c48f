// The transcript of an episode: each voice's speech to a service, what comes back in one file.
import { createHash } from 'node:crypto';
import type { EpisodeFolder } from '../../store/episode-folder.js';
import type { EpisodeOutput } from '../../store/episode-manifest.js';
import { replaceFile } from '../../store/json-file.js';
import { TimeMap } from '../render/time-map.js';
import { type PiecePlace, speechPieces, toWav } from './speech-pieces.js';
import {
	isRetryable,
	type TranscribeFailure,
	type TranscribeJob,
	type TranscribeResult,
} from './transcribe-job.js';
import { requestTranscription, type Segment, TranscriptionError } from './transcription-request.js';
import { type Cue, speakerLabel, toWebVtt } from './web-vtt.js';

const TRANSCRIPT = 'transcript.vtt';

/**
 * Lets a service transcribe an episode, one voice at a time, so that it is known whose words they
 * are.
 *
 * @returns the transcript, or why there is none; never rejects for what a service or a file does
 */
export async function transcribeEpisode(job: TranscribeJob): Promise<TranscribeResult> {
	const signal = job.signal ?? new AbortController().signal;
	try {
		const said: { track: JobTrack; cues: SaidCue[] }[] = [];
		for (const track of job.tracks) {
			said.push({ track, cues: await transcribeTrack(job, { track, signal }) });
		}
		const cues = said.flatMap(({ track, cues }) => {
			const voice = track.name() ?? speakerLabel(track.number);
			return cues.map((cue): Cue => ({ ...cue, voice }));
		});
		return { kind: 'transcribed', vtt: toWebVtt(cues), transcriber: job.service.url.host };
	} catch (error) {
		if (signal.aborted) {
			return failed({ kind: 'given up' });
		}
		if (error instanceof TranscriptionError) {
			return failed(error.failure);
		}
		throw error;
	}
}

/** Puts a transcript beside the other files of a revision. */
export async function writeTranscript(
	folder: EpisodeFolder,
	{ revision, vtt }: { revision: number; vtt: string },
): Promise<EpisodeOutput> {
	await replaceFile(folder.outputFile(revision, TRANSCRIPT), vtt);
	const bytes = Buffer.from(vtt);
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	return { name: TRANSCRIPT, bytes: bytes.length, sha256 };
}

function failed(failure: TranscribeFailure): TranscribeResult {
	return { kind: 'failed', failure, isRetryable: isRetryable(failure) };
}

type JobTrack = TranscribeJob['tracks'][number];
type SaidCue = Omit<Cue, 'voice'>;

interface TrackPart {
	track: JobTrack;
	signal: AbortSignal;
}

async function transcribeTrack(
	job: TranscribeJob,
	{ track, signal }: TrackPart,
): Promise<SaidCue[]> {
	const { clock, folder, service } = job;
	const map = new TimeMap(job.heard);
	const cues: SaidCue[] = [];
	try {
		for await (const { samples, places } of speechPieces(folder.trackFile(track.number), {
			signal,
		})) {
			const wav = toWav(samples);
			const segments = await requestTranscription({ service, wav, clock, signal });
			for (const segment of segments) {
				const times = timesOf(segment, { places, map });
				if (times.endMs > times.startMs) {
					cues.push({ ...times, text: segment.text });
				}
			}
		}
	} catch (error) {
		if (error instanceof TranscriptionError || signal.aborted) {
			throw error;
		}
		throw new TranscriptionError({ kind: 'track unreadable', track: track.number });
	}
	return cues;
}

/** When a segment is heard in the episode. */
function timesOf(
	{ start, end }: Segment,
	{ places, map }: { places: readonly PiecePlace[]; map: TimeMap },
): { startMs: number; endMs: number } {
	return {
		startMs: map.toPlayedMs(recordingMsOf(start * 1000, places, 'begins')),
		endMs: map.toPlayedMs(recordingMsOf(end * 1000, places, 'ends')),
	};
}

/**
 * When a moment of a piece was recorded. In a pause that was shortened something begins where speech
 * goes on, and ends where it stopped.
 */
function recordingMsOf(
	pieceMs: number,
	places: readonly PiecePlace[],
	side: 'begins' | 'ends',
): number {
	let endMs = places[0]?.recordingMs ?? 0;
	for (const place of places) {
		const intoMs = pieceMs - place.pieceMs;
		if (intoMs < 0 || (intoMs === 0 && side === 'ends')) {
			return side === 'begins' ? place.recordingMs : endMs;
		}
		if (intoMs < place.durationMs) {
			return place.recordingMs + intoMs;
		}
		endMs = place.recordingMs + place.durationMs;
	}
	return endMs;
}
