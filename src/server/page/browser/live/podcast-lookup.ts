// Asks the server about one podcast.
import type { PodcastNames } from '../podcast-words.js';

/** A podcast as the extended REST tells of it; all texts are a member's, and never markup. */
export interface Podcast extends PodcastNames {
	/** Milliseconds since the epoch, or null while no sender has connected. */
	activeSince: number | null;
	/** Whether its sender is connected. */
	isLive: boolean;
	listeners: number;
	speakers: readonly string[];
}

/** A podcast as an event tells of it. */
export interface PodcastNews extends Podcast {
	/** What the server's clock showed then, in milliseconds since the epoch. */
	now?: number;
}

/** What came of asking. */
export type LookUp =
	| { kind: 'podcast'; podcast: Podcast; roundTripMs: number | undefined }
	/** Over, or not open to us. */
	| { kind: 'none' }
	| { kind: 'no answer' };

const TIMEOUT_MS = 8_000;
const SERVICE_UNAVAILABLE = 503;

/** Asks once. */
export async function lookUp(url: URL): Promise<LookUp> {
	try {
		const response = await fetch(url, {
			signal: AbortSignal.timeout(TIMEOUT_MS),
			cache: 'no-store',
		});
		if (response.ok) {
			const podcast = (await response.json()) as Podcast;
			return { kind: 'podcast', podcast, roundTripMs: roundTripOf(url) };
		}
		return response.status === 404 ? { kind: 'none' } : { kind: 'no answer' };
	} catch {
		return { kind: 'no answer' };
	}
}

/** Whether the server has no connection left to hear by. */
export async function isFull(streamUrl: URL): Promise<boolean> {
	try {
		const { status } = await fetch(streamUrl, {
			method: 'HEAD',
			signal: AbortSignal.timeout(TIMEOUT_MS),
			cache: 'no-store',
		});
		return status === SERVICE_UNAVAILABLE;
	} catch {
		return false;
	}
}

/** From the request to the first byte of its answer, as the browser measured it last. */
function roundTripOf(url: URL): number | undefined {
	const entries = performance.getEntriesByName(url.href, 'resource') as PerformanceResourceTiming[];
	performance.clearResourceTimings();
	const last = entries.at(-1);
	return last && last.requestStart > 0 ? last.responseStart - last.requestStart : undefined;
}
