// A show's feed: how fast many who ask for it are answered, with and without its bytes.

import type { FeedSetup, StartedFeed } from './measured-feed.js';
import { MeasuredProcess } from './measured-process.js';
import { measureRequests, REQUESTS_PER_S } from './request-pace.js';
import { summarize } from './statistics.js';
import type { Row } from './table.js';

/** As many as a feed has where nothing is set. */
const EPISODES = 300;

/** episodes.md, section 10. */
const AIM_MS = 20;

/** Measures a few times, in fresh processes; two rows. */
export async function measureFeed(repetitions: number): Promise<Row[]> {
	const times: Record<'sent' | 'same' | 'floor', number[]> = { sent: [], same: [], floor: [] };
	for (let repetition = 0; repetition < repetitions; repetition++) {
		const setup: FeedSetup = { episodes: EPISODES };
		const server = await MeasuredProcess.start<StartedFeed>('measured-feed', setup);
		try {
			const { url } = server.result;
			times.floor.push(await measureRequests(new URL('/health', url).href, 200));
			times.same.push(await measureRequests(url, 304));
			times.sent.push(await measureRequests(url, 200, { 'accept-encoding': 'gzip' }));
		} finally {
			await server.stop();
		}
	}
	const what = `${REQUESTS_PER_S} requests/s for a feed of ${EPISODES} episodes`;
	const floor = summarize(times.floor);
	return [
		{ what: `${what} (304), p99`, unit: 'ms', measured: summarize(times.same), floor, aim: AIM_MS },
		{
			what: `${what} (200, gzip), p99`,
			unit: 'ms',
			measured: summarize(times.sent),
			floor,
			aim: AIM_MS,
		},
	];
}
