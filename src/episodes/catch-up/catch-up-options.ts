// What a show needs that can be heard from its beginning on, and what it asks and tells.
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import type { EpisodeFolder } from '../../store/episode-folder.js';
import type { EpisodeManifest } from '../../store/episode-manifest.js';
import type { CatchUpRenderer } from './catch-up-renderer.js';
import type { CatchUpChange } from './served-catch-ups.js';

/** What a show's catch-up works with. */
export interface CatchUpOptions {
	folder: EpisodeFolder;
	clock: Clock;
	logger: Logger;
	renderer: Pick<CatchUpRenderer, 'render' | 'drop'>;
	segmentMs: number;
	hasAutomaticGain: boolean;
	/** The recording ends where less is free. */
	minFreeBytes: number;
	/** The recording's, as it is now. */
	manifest: () => EpisodeManifest;
	/** The first tick that is heard of each track of an earlier process; absent: all of it. */
	heardFrom?: ReadonlyMap<number, number> | undefined;
	/** Whether what a member has said may be kept. */
	mayBeHeard: (userId: string) => boolean;
	/** Calls back when that may have changed, until the returned function is called. */
	watchWishes: (watcher: (userId: string) => unknown) => () => void;
	/** Whether rendering is to make room for what is on air. */
	isHeldBack: () => boolean;
	/** Tells servers; resolves when none of them acts against it any more; never rejects. */
	tell: (change: CatchUpChange) => Promise<void>;
	/** Nothing is left of it. */
	onClosed: () => void;
}
