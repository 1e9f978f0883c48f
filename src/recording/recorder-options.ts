// What a recording needs, and what it asks and tells.
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { EpisodeFolder } from '../store/episode-folder.js';
import type { RecordingEnd } from '../store/episode-manifest.js';
import type { RecordingDisk } from './recording-files.js';

/** Everything that a recorder needs. */
export interface RecorderOptions {
	folder: EpisodeFolder;
	clock: Clock;
	logger: Logger;
	settings: { maxMs: number; minFreeBytes: number; syncMs: number };
	/** Display name, asked at a track's first word. */
	nameOf: (userId: string) => string;
	/** Ended by itself; its files are closed where the disk still answers. Called once at most. */
	onEnded: (reason: RecordingEnd) => void;
	/** All tracks are in their files up to this tick; default: nobody wants to know. */
	onWritten?: ((untilTick: number) => void) | undefined;
	/** Default the machine's own. */
	disk?: RecordingDisk;
	/** How long the disk takes is the machine's time, whatever clock the show has; default that. */
	diskClock?: Clock;
}
