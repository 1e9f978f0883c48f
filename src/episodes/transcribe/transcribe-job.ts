// What is to be transcribed, by whom, and what comes of it.
import type { Clock } from '../../clock.js';
import type { EpisodeFolder } from '../../store/episode-folder.js';
import type { HeardStretch } from '../../store/episode-manifest.js';

/** A service that speaks OpenAI's `/v1/audio/transcriptions`. */
export interface TranscribeService {
	/** Its base, below which the route is. */
	url: URL;
	/** Sent as bearer; absent where it asks for none. */
	key: string | undefined;
	model: string;
	/** Two or three letters (ISO 639); absent where the service finds it out. */
	language: string | undefined;
}

/** One episode's transcript. */
export interface TranscribeJob {
	folder: EpisodeFolder;
	/** Whose voices: those that are not erased. */
	tracks: readonly {
		number: number;
		/**
		 * Only of who allows it; the others are told apart by number. Asked when all is written down:
		 * that takes hours, and somebody may have said no meanwhile.
		 */
		name: () => string | undefined;
	}[];
	/** Where what was recorded is in the episode. */
	heard: readonly HeardStretch[];
	service: TranscribeService;
	clock: Clock;
	/** Gives it up. */
	signal?: AbortSignal | undefined;
}

/** Why there is no transcript. Nothing in it comes from the service but numbers. */
export type TranscribeFailure =
	/** The system's code. */
	| { kind: 'unreachable'; code: string }
	| { kind: 'answered'; status: number }
	/** It sends us elsewhere, where the key would leak; it is not followed. */
	| { kind: 'redirected'; status: number }
	/** Its answer is no transcript, such as a page for people. */
	| { kind: 'no transcript' }
	| { kind: 'answer too long'; maxBytes: number }
	| { kind: 'too late'; timeoutMs: number }
	| { kind: 'track unreadable'; track: number }
	| { kind: 'given up' };

/** What came of it. */
export type TranscribeResult =
	| {
			kind: 'transcribed';
			/** WebVTT. */
			vtt: string;
			/** Host of the service, which has heard the voices. */
			transcriber: string;
	  }
	| { kind: 'failed'; failure: TranscribeFailure; isRetryable: boolean };

/** Asking a second time can help: the service is away, slow, or short of something. */
export function isRetryable(failure: TranscribeFailure): boolean {
	switch (failure.kind) {
		case 'unreachable':
		case 'too late':
			return true;
		case 'answered':
			return failure.status >= 500 || failure.status === 408 || failure.status === 429;
		case 'no transcript':
			// A proxy before a service that starts answers a page.
			return true;
		default:
			return false;
	}
}
