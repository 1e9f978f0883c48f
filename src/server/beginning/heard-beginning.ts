// A show as somebody has it who hears it from its beginning on, wherever it is recorded.
import type { CatchUpSegment } from '../../episodes/catch-up/served-catch-ups.js';
import type { Visibility } from '../../protocol/podcast-details.js';
import type { ApiError } from '../http/api-error.js';

/** What a playlist says. */
export interface BeginningList {
	/** Who may hear it. */
	visibility: Visibility;
	/** No segment lasts longer. */
	segmentMs: number;
	/** All from the beginning on, as far as they are there. */
	segments: readonly CatchUpSegment[];
	/** Whether nothing more comes. */
	isOver: boolean;
}

/** A segment that may leave. */
export interface LeavingSegment {
	visibility: Visibility;
	bytes: Buffer;
	/** Says that it has left; harmless when repeated. */
	sent(): void;
}

/** It, for somebody who may hear it. */
export interface HeardBeginning {
	/**
	 * What a playlist says.
	 *
	 * @param isHeard - whether they are about to listen: then a first segment is waited for, for some
	 * seconds
	 * @returns an error says why there is none
	 */
	list(isHeard: boolean): Promise<BeginningList | ApiError>;
	/**
	 * A segment; whoever waits for this sends it in the same turn.
	 *
	 * @param cut - called when it may not be heard any more; nothing may leave from then on
	 * @returns an error says that it may not be heard, or not now
	 */
	segment(name: string, cut: () => void): Promise<LeavingSegment | ApiError>;
}
