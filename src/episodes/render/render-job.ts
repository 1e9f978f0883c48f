// What is to be rendered, what comes of it, and what can keep it from being.
import type { Mp3Bitrate } from '../../media/mp3-bitrate.js';
import type { EpisodeManifest, EpisodeOutput, HeardStretch } from '../../store/episode-manifest.js';

/** One rendering of one episode. */
export interface RenderJob {
	/** The episode's folder. */
	folderPath: string;
	dataDir: string;
	id: string;
	/** Which the outputs are: they go into a folder of their own. */
	revision: number;
	/** Its tracks that are not erased are heard. */
	manifest: EpisodeManifest;
	/** What its loudness is brought to. */
	lufs: number;
	mp3Kbps: Mp3Bitrate;
	/** Ogg Opus of 20 ms a packet, before and after the episode. */
	introFile?: string;
	outroFile?: string;
	/** JPEG or PNG. */
	coverFile?: string;
}

/** What has become of it. */
export interface RenderedEpisode {
	/** All files of the revision. */
	outputs: EpisodeOutput[];
	/** Length of what is heard. */
	playedMs: number;
	/** Each stretch of the recording that is heard, in order; for the manifest. */
	heard: HeardStretch[];
	/** None where there is no note; for the manifest. */
	chapters: { startMs: number; title: string }[];
	/** What was left out because it cannot be used; the rest is there. */
	omitted: { what: 'intro' | 'outro' | 'cover'; reason: string }[];
}

/** Why an episode cannot be rendered. */
export type RenderFailure =
	/** Its file is not there, and it is not erased. */
	| { kind: 'track missing'; track: number }
	| { kind: 'track unreadable'; track: number; reason: string }
	/** No track has anything in it. */
	| { kind: 'nothing heard' }
	/** The disk is full, or fails; the system's code. */
	| { kind: 'disk'; code: string }
	/** The thread has died: short of memory, or a fault of the program. */
	| { kind: 'worker died'; reason: string };

/** An episode cannot be rendered; nothing of it is left on the disk. */
export class RenderError extends Error {
	override name = 'RenderError';
	readonly failure: RenderFailure;

	constructor(failure: RenderFailure) {
		super(describe(failure));
		this.failure = failure;
	}
}

/** For the log. */
function describe(failure: RenderFailure): string {
	switch (failure.kind) {
		case 'track missing':
			return `Track ${failure.track} has no file and is not erased`;
		case 'track unreadable':
			return `Track ${failure.track} cannot be read: ${failure.reason}`;
		case 'nothing heard':
			return 'No track has anything in it';
		case 'disk':
			return `The disk cannot be written to: ${failure.code}`;
		case 'worker died':
			return `The rendering thread has died: ${failure.reason}`;
	}
}

/** How a rendering goes on beside whatever else there is. */
export interface RenderPace {
	/** Lets others work, and rejects where it is given up; called after each second of sound. */
	breathe(): Promise<void>;
	/** How much is done, 0..1. */
	report(fraction: number): void;
}
