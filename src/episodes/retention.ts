// How long an episode is kept: as its speakers were told, and never longer than is set today.
import type { EpisodeManifest } from '../store/episode-manifest.js';

const DAY_MS = 86_400_000;

/** In days; 0: until somebody deletes it. */
export interface KeepDays {
	unpublished: number;
	published: number;
	tracks: number;
}

/** What has outlived its time. */
export type Due = 'episode' | 'tracks' | undefined;

/** What of an episode is to be deleted now. One that is being recorded is kept. */
export function dueOf(manifest: EpisodeManifest, today: KeepDays, nowEpochMs: number): Due {
	if (manifest.state === 'recording') {
		return undefined;
	}
	if (nowEpochMs >= (keptUntil(manifest, today) ?? Number.POSITIVE_INFINITY)) {
		return 'episode';
	}
	const tracksMs = lengthMs(manifest, today, 'tracks');
	const areDue = tracksMs !== undefined && nowEpochMs >= endOf(manifest) + tracksMs;
	return areDue && manifest.areTracksGone === undefined ? 'tracks' : undefined;
}

/**
 * When an episode goes, as it stands now. One that was hidden is kept as if its recording had ended
 * then, but no longer than it would have been in the open.
 *
 * @returns milliseconds since the epoch; undefined: when somebody deletes it
 */
export function keptUntil(manifest: EpisodeManifest, today: KeepDays): number | undefined {
	const { hiddenAtEpochMs, isPublished, publishedAtEpochMs } = manifest;
	const ends: number[] = [];
	const publishedMs = lengthMs(manifest, today, 'published');
	if (publishedMs !== undefined && publishedAtEpochMs !== undefined) {
		ends.push(publishedAtEpochMs + publishedMs);
	}
	const unpublishedMs = lengthMs(manifest, today, 'unpublished');
	if (unpublishedMs !== undefined && !isPublished) {
		ends.push(Math.max(endOf(manifest), hiddenAtEpochMs ?? 0) + unpublishedMs);
	}
	return ends.length === 0 ? undefined : Math.min(...ends);
}

/** The shorter of both that are no "until somebody deletes it". */
function lengthMs(
	{ keepDays: told }: EpisodeManifest,
	today: KeepDays,
	what: keyof KeepDays,
): number | undefined {
	const limits = [told[what], today[what]].filter((days) => days > 0);
	return limits.length === 0 ? undefined : Math.min(...limits) * DAY_MS;
}

function endOf({ startedAtEpochMs, durationMs }: EpisodeManifest): number {
	return startedAtEpochMs + durationMs;
}
