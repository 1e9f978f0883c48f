// Whom a changed feed is told to: a WebSub hub, and the Podcast Index by podping.
import { readManifest } from '../../../manifest.js';
import type { FeedSettings, PodpingService } from './feed-settings.js';

/** Why a feed is looked at again: something is on air now, or anything else has changed. */
export type NoticeReason = 'live' | 'update';

/** A changed feed. */
export interface FeedNotice {
	/** Of everybody's feed. */
	feedUrl: string;
	reason: NoticeReason;
}

/** Somebody who is told of changed feeds. */
export interface NoticeTarget {
	/** For the log. */
	name: string;
	url: URL;
	/** Tells once. @throws the system's error where nobody answers */
	tell(notice: FeedNotice, signal: AbortSignal): Promise<Response>;
}

/** All that are set. */
export function noticeTargets({ hubUrl, podping }: FeedSettings): NoticeTarget[] {
	return [...(hubUrl ? [webSubHub(hubUrl)] : []), ...(podping ? [podpingService(podping)] : [])];
}

/** @see {@link https://www.w3.org/TR/websub/#publishing}, as hubs have it: what to do is a form */
function webSubHub(url: URL): NoticeTarget {
	return {
		name: 'The WebSub hub',
		url,
		tell: ({ feedUrl }, signal) =>
			fetch(url, {
				method: 'POST',
				headers: { 'user-agent': userAgent() },
				body: new URLSearchParams({ 'hub.mode': 'publish', 'hub.url': feedUrl }),
				signal,
			}),
	};
}

/** @see {@link https://github.com/Podcastindex-org/podping.cloud#requests} */
function podpingService({ token, url }: PodpingService): NoticeTarget {
	return {
		name: 'Podping',
		url,
		tell({ feedUrl, reason }, signal) {
			const target = new URL(url);
			for (const [name, value] of Object.entries({ url: feedUrl, reason, medium: 'podcast' })) {
				target.searchParams.set(name, value);
			}
			// It refuses whoever does not say what they are.
			const headers = { authorization: token, 'user-agent': userAgent() };
			return fetch(target, { headers, signal });
		},
	};
}

let agent: string | undefined;

function userAgent(): string {
	agent ??= `discord-podcasts/${readManifest().version}`;
	return agent;
}
