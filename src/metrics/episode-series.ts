// Series of recorded shows.
import { COUNTED_STATES, type EpisodeCounts } from '../episodes/episode-counts.js';
import type { SeriesDefinition } from './series.js';

/** Of all episodes that are kept. */
export const EPISODE_SERIES: readonly SeriesDefinition<EpisodeCounts>[] = [
	{
		kind: 'gauge',
		name: 'episodes',
		help: 'Recorded shows that are kept, by state; published ones are no longer ready',
		labelNames: ['state'],
		values: ({ byState }) => COUNTED_STATES.map((state) => [{ state }, byState[state]]),
	},
	{
		kind: 'gauge',
		name: 'episode_bytes',
		help: 'Bytes of what was rendered of them, tracks excepted',
		labelNames: [],
		values: ({ outputBytes }) => [[{}, outputBytes]],
	},
	{
		kind: 'counter',
		name: 'episode_renderings_total',
		help: 'Times that an episode was rendered, by outcome; a failure is tried twice again',
		labelNames: ['outcome'],
		values: ({ failed, rendered }) => [
			[{ outcome: 'rendered' }, rendered],
			[{ outcome: 'failed' }, failed],
		],
	},
];
