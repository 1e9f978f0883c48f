// A podcast server's public list of its podcasts, by the extended REST.
import { z } from 'zod';
import type { Clock } from '../clock.js';
import { tidyText } from '../protocol/podcast-details.js';
import { callRest } from './rest-call.js';

/** A podcast as listeners choose it; all texts are a member's, and never markup. */
export interface DirectoryEntry {
	id: string;
	/** Empty where none was given, as the next two. */
	title: string;
	serverName: string;
	hostName: string;
}

/** Suggestions must be there within 3 s, and this is only part of the way. */
const TIMEOUT_MS = 2000;

/** Longest answer that is read. */
const MAX_ANSWER_BYTES = 512 * 1024;

const text = z.string().transform(tidyText).catch('');
const entryShape = z.object({
	id: z.string().min(1).max(128),
	title: text,
	serverName: text,
	hostName: text,
});

/**
 * Lists the podcasts that are public and live (`GET /api/podcasts`, without credentials).
 *
 * @param apiUrl - base of a server that announces the extended REST
 * @returns undefined where the server does not tell
 */
export async function listPublicPodcasts(
	apiUrl: URL,
	clock: Clock,
): Promise<DirectoryEntry[] | undefined> {
	const list = z
		.array(z.unknown())
		.safeParse(await get(new URL('api/podcasts', base(apiUrl)), clock));
	return list.data?.flatMap((entry) => entryShape.safeParse(entry).data ?? []);
}

/**
 * Describes one podcast to whoever has its link (`GET /api/podcasts/{id}?key=`).
 *
 * @returns undefined where the server does not tell
 */
export async function describePodcast(
	podcast: { apiUrl: URL; id: string; listenKey: string | undefined },
	clock: Clock,
): Promise<DirectoryEntry | undefined> {
	const url = new URL(`api/podcasts/${encodeURIComponent(podcast.id)}`, base(podcast.apiUrl));
	if (podcast.listenKey !== undefined) {
		url.searchParams.set('key', podcast.listenKey);
	}
	return entryShape.safeParse(await get(url, clock)).data;
}

function base(apiUrl: URL): string {
	return apiUrl.href.endsWith('/') ? apiUrl.href : `${apiUrl.href}/`;
}

/** Whatever goes wrong, there is nothing to tell. The URL may carry a key: it stands in no error. */
async function get(url: URL, clock: Clock): Promise<unknown> {
	try {
		const maxAnswerBytes = MAX_ANSWER_BYTES;
		return (await callRest({ url, clock, timeoutMs: TIMEOUT_MS, maxAnswerBytes })).body;
	} catch {
		return undefined;
	}
}
