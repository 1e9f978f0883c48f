// Shows as the bot tells the process of its podcast server of them, each time that one changes.
import type { Clock, Timer } from '../../clock.js';
import type { ServedShow } from '../../server/shows/served-shows.js';
import { staleAtEpochMs } from '../planned-shows.js';
import type { ShowPlaces } from '../show-places.js';
import type { ToldShow, ToServer } from './messages.js';

/** A plan's time is over by the machine's clock, which timers do not run by; and a pause between two looks. */
const STALE_MARGIN_MS = 1000;

/** Whose shows they are, and who is told. */
export interface ToldShowsOptions {
	places: Pick<ShowPlaces, 'list' | 'mayBeNamed' | 'of' | 'profiles' | 'watch' | 'watchNames'>;
	clock: Clock;
	send: (message: ToServer) => void;
}

/** All shows, told until it is closed. */
export class ToldShows {
	readonly #options: ToldShowsOptions;
	readonly #unwatch: (() => void)[];
	/** By server: when its next planned show is none any more. */
	readonly #stale = new Map<string, Timer>();

	constructor(options: ToldShowsOptions) {
		this.#options = options;
		const { places } = options;
		this.#unwatch = [
			places.watch((guildId) => this.#tell(guildId, true)),
			places.watchNames(() => {
				for (const { profile } of places.list()) {
					this.#tell(profile.guildId, false);
				}
			}),
		];
	}

	/** All of them as they are now, for a process that knows of none. */
	all(): ToldShow[] {
		return this.#options.places.list().map((show) => this.#describe(show));
	}

	close(): void {
		for (const unwatch of this.#unwatch) {
			unwatch();
		}
		for (const timer of this.#stale.values()) {
			timer.cancel();
		}
		this.#stale.clear();
	}

	#tell(guildId: string, isNews: boolean): void {
		const found = this.#options.places.of(guildId);
		const show = found && this.#describe(found);
		this.#options.send({ type: 'show', guildId, ...(show && { show }), isNews });
	}

	#describe({ episodes, ...show }: ServedShow): ToldShow {
		const { places } = this.#options;
		const { guildId } = show.profile;
		this.#watchTime(guildId, show.planned);
		const heard = episodes.flatMap(({ tracks }) => tracks.flatMap(({ userId }) => userId ?? []));
		return {
			...show,
			episodeIds: episodes.map(({ id }) => id),
			named: [...new Set(heard)].filter((userId) => places.mayBeNamed(userId)),
			coverFile: places.profiles.coverFileOf(guildId),
		};
	}

	#watchTime(guildId: string, planned: ServedShow['planned']): void {
		const { clock } = this.#options;
		this.#stale.get(guildId)?.cancel();
		this.#stale.delete(guildId);
		const staleInMs = staleAtEpochMs(planned) - clock.epochMs();
		if (Number.isFinite(staleInMs)) {
			const atMs = clock.nowMs() + Math.max(0, staleInMs) + STALE_MARGIN_MS;
			this.#stale.set(
				guildId,
				clock.at(atMs, () => this.#tell(guildId, false)),
			);
		}
	}
}
