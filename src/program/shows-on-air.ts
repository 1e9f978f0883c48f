// Which shows are on air, and which were last, from what each of them tells of itself.
import { createHash } from 'node:crypto';
import type { Clock } from '../clock.js';
import type { EndedLiveShow, LiveShow } from '../server/shows/served-shows.js';
import type { Show } from '../show/show.js';
import type { ShowRegistry } from '../show/show-registry.js';
import { plannedGuid } from './planned-shows.js';

/** Of a hash: as many as a random id has. */
const GUID_BYTES = 16;

/** Whom to follow, and whom to tell. */
export interface ShowsOnAirOptions {
	registry: Pick<ShowRegistry, 'onShow'>;
	clock: Clock;
	/** Whether podcasts are on another server than the one that shows addresses. */
	isElsewhere: boolean;
	/** A server's show is about to be on air. */
	onBegun: (guildId: string, serverName: string) => void;
	/** What is on air in a server has changed, in the same turn. */
	onChange: (guildId: string) => void;
}

/** A server's last show. */
interface FollowedShow {
	show: Show;
	/** The most that listened at once. */
	peakListeners: number | undefined;
	/** Undefined while it is on air, or about to be back. */
	endedEpochMs: number | undefined;
}

/** The last show of each server, of this process. */
export class ShowsOnAir {
	readonly #options: ShowsOnAirOptions;
	readonly #shows = new Map<string, FollowedShow>();

	constructor(options: ShowsOnAirOptions) {
		this.#options = options;
		options.registry.onShow((show) => this.#follow(show));
	}

	/** What is on air in a server, or is away for a restart. */
	liveIn(guildId: string): LiveShow | undefined {
		const followed = this.#shows.get(guildId);
		if (!followed || followed.endedEpochMs !== undefined) {
			return undefined;
		}
		const { announcer, onAir } = followed.show;
		return {
			...factsOf(followed.show),
			podcastId: onAir.podcast?.id,
			...(this.#options.isElsewhere && { link: announcer.link?.href ?? null }),
		};
	}

	/** What was on air there last; undefined while something is. */
	endedIn(guildId: string): EndedLiveShow | undefined {
		const followed = this.#shows.get(guildId);
		return followed?.endedEpochMs === undefined
			? undefined
			: {
					...factsOf(followed.show),
					endedEpochMs: followed.endedEpochMs,
					peakListeners: followed.peakListeners,
				};
	}

	/**
	 * Lets everybody who shows what is on air there look again.
	 *
	 * @returns whether anything is
	 */
	touch(guildId: string): boolean {
		const followed = this.#shows.get(guildId);
		if (followed?.endedEpochMs !== undefined) {
			return false;
		}
		followed?.show.events.emit('changed');
		return followed !== undefined;
	}

	#follow(show: Show): void {
		const { clock, onBegun, onChange } = this.#options;
		const { events, guildId } = show;
		const followed: FollowedShow = { show, peakListeners: undefined, endedEpochMs: undefined };
		const tell = () => {
			if (this.#shows.get(guildId) === followed) {
				onChange(guildId);
			}
		};
		events.on('begun', () => {
			onBegun(guildId, show.plan.channel.guild.name);
			this.#shows.set(guildId, followed);
			tell();
		});
		events.on('changed', tell);
		events.on('logged', ({ fact }) => {
			// It may have another podcast now.
			if (fact.kind === 'podcast server back') {
				tell();
			}
		});
		events.on('listeners', (count) => {
			followed.peakListeners = Math.max(count, followed.peakListeners ?? 0);
			if (followed.endedEpochMs !== undefined) {
				tell();
			}
		});
		events.on('ended', () => {
			followed.endedEpochMs = clock.epochMs();
			tell();
		});
	}
}

function factsOf({ guildId, onAir, plan }: Show): Omit<LiveShow, 'podcastId' | 'link'> {
	return {
		title: plan.title,
		hostName: plan.hostName,
		sinceEpochMs: onAir.sinceEpochMs,
		visibility: plan.visibility,
		guid:
			plan.occurrenceId === undefined
				? guidOf(guildId, onAir.sinceEpochMs)
				: plannedGuid(plan.occurrenceId),
	};
}

/**
 * By what no restart changes, nor the next part of a recording: to players another one is another
 * stream (podcast namespace, `liveItem`).
 */
function guidOf(guildId: string, sinceEpochMs: number): string {
	const hash = createHash('sha256').update(`${guildId}:${sinceEpochMs}`).digest();
	return `live-${hash.subarray(0, GUID_BYTES).toString('base64url')}`;
}
