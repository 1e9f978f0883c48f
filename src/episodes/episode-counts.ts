// What a library has and has done, for metrics.
import { EPISODE_STATES, type EpisodeManifest } from '../store/episode-manifest.js';

/** Published ones among those that are ready are counted apart. */
export const COUNTED_STATES = [...EPISODE_STATES, 'published'] as const;

/** One of them. */
export type CountedState = (typeof COUNTED_STATES)[number];

/** Numbers at one moment. */
export interface EpisodeCounts {
	byState: Readonly<Record<CountedState, number>>;
	/** Of everything that was rendered, and is there. */
	outputBytes: number;
	/** Since the start. */
	rendered: number;
	/** Since the start; one that is tried three times counts three times. */
	failed: number;
}

/** Counts episodes. */
export function countEpisodes(
	manifests: Iterable<EpisodeManifest>,
): Pick<EpisodeCounts, 'byState' | 'outputBytes'> {
	const byState = { recording: 0, rendering: 0, ready: 0, failed: 0, published: 0 };
	let outputBytes = 0;
	for (const { isPublished, outputs, state } of manifests) {
		byState[state === 'ready' && isPublished ? 'published' : state]++;
		outputBytes += outputs.reduce((sum, { bytes }) => sum + bytes, 0);
	}
	return { byState, outputBytes };
}
