// The feeds of all shows, built when they have changed and kept until they change again.
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Clock } from '../../../clock.js';
import type { ServedShow, ServedShows } from '../served-shows.js';
import { type FeedContent, makeFeed } from './feed.js';
import type { FeedAudience } from './feed-addresses.js';
import { guidOf } from './podcast-guid.js';

/** A feed of 300 episodes has some 400 kB; of those that nobody has asked for lately none is kept. */
const MAX_KEPT = 100;

/** A feed as it is sent. */
export interface FeedBytes {
	bytes: Buffer;
	/** Strong, with its quotes: of these bytes, and no others. */
	etag: string;
}

/** A feed as it is now. */
export interface BuiltFeed extends FeedBytes {
	gzip(): FeedBytes;
	lastModifiedMs: number;
	/** Something is on air, by what its audience may hear. */
	isLive: boolean;
	/** Another one where anything but dates of building is. */
	digest: string;
}

/** What feeds are built with. */
export interface FeedsOptions {
	shows: ServedShows;
	/** Most episodes of one. */
	maxItems: number;
	/** A WebSub hub that is told of changes. */
	hubUrl: URL | undefined;
	/** Whether podpings are sent. */
	usesPodping: boolean;
	/** Base of addresses; known once the port is. */
	publicUrl: () => URL;
	clock: Clock;
}

interface KeptFeed {
	guildId: string;
	built: BuiltFeed;
	/** By the clock; earlier where the show changes. */
	untilEpochMs: number;
}

/** All feeds, until they are closed. */
export class Feeds {
	readonly #options: FeedsOptions;
	readonly #kept = new Map<string, KeptFeed>();
	readonly #unwatch: () => void;

	constructor(options: FeedsOptions) {
		this.#options = options;
		this.#unwatch = options.shows.watch((guildId) => {
			for (const kept of this.#kept.values()) {
				if (kept.guildId === guildId) {
					kept.untilEpochMs = Number.NEGATIVE_INFINITY;
				}
			}
		});
	}

	/** The feed of a show as it is in this turn; undefined where there is no such show. */
	of(guildId: string, audience: FeedAudience): BuiltFeed | undefined {
		const name = `${audience} ${guildId}`;
		const kept = this.#kept.get(name);
		const isFresh = kept && this.#options.clock.epochMs() < kept.untilEpochMs;
		const show = isFresh ? undefined : this.#options.shows.of(guildId);
		const now = isFresh ? kept : show && this.#build(show, audience, kept?.built);
		// The one that was asked for last goes last.
		this.#kept.delete(name);
		if (now) {
			this.#kept.set(name, now);
		}
		const [oldest] = this.#kept.keys();
		if (this.#kept.size > MAX_KEPT && oldest !== undefined) {
			this.#kept.delete(oldest);
		}
		return now?.built;
	}

	/** Keeps nothing any more. */
	close(): void {
		this.#unwatch();
		this.#kept.clear();
	}

	#build(show: ServedShow, audience: FeedAudience, before: BuiltFeed | undefined): KeptFeed {
		const { clock, hubUrl, maxItems, shows, usesPodping } = this.#options;
		const publicUrl = this.#options.publicUrl();
		const nowEpochMs = clock.epochMs();
		const { guildId } = show.profile;
		const { guid, isNew } = guidOf(show.profile, publicUrl);
		if (isNew) {
			shows.keepGuid?.(guildId, guid);
		}
		const mayBeNamed = shows.mayBeNamed?.bind(shows);
		const content = makeFeed({
			...{ show, audience, publicUrl, guid, maxItems, hubUrl, usesPodping, mayBeNamed },
			nowEpochMs,
		});
		const { digest, untilEpochMs } = content;
		const built = digest === before?.digest ? before : write(content, { before, nowEpochMs });
		return { guildId, built, untilEpochMs };
	}
}

/** What has changed is changed now; of what nobody has seen before only its content has a date. */
function write(
	content: FeedContent,
	{ before, nowEpochMs }: { before: BuiltFeed | undefined; nowEpochMs: number },
): BuiltFeed {
	const { digest, isLive, newestEpochMs = nowEpochMs } = content;
	const bytes = content.write(before ? nowEpochMs : newestEpochMs);
	const tag = createHash('sha256').update(bytes).digest('base64url').slice(0, 22);
	let zipped: FeedBytes | undefined;
	return {
		bytes,
		etag: `"${tag}"`,
		gzip() {
			zipped ??= { bytes: gzipSync(bytes), etag: `"${tag}-gzip"` };
			return zipped;
		},
		// Dates are of whole seconds: two changes in one of them have two.
		lastModifiedMs: Math.max(
			nowEpochMs,
			before ? (Math.floor(before.lastModifiedMs / 1000) + 1) * 1000 : 0,
		),
		isLive,
		digest,
	};
}
