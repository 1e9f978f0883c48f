// Each Discord server's show as a place: what is on air, planned and kept of it, put together.
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import type { VoicePrivacy } from '../consent/voice-consent.js';
import type { EpisodeLibrary } from '../episodes/episode-library.js';
import type { Visibility } from '../protocol/podcast-details.js';
import { guidOf } from '../server/shows/feed/podcast-guid.js';
import type { Cover, PlannedShow, ServedShow, ServedShows } from '../server/shows/served-shows.js';
import type { ShowRegistry } from '../show/show-registry.js';
import type { EpisodeManifest } from '../store/episode-manifest.js';
import type { ScheduleMemory } from '../store/schedule-store.js';
import type { ShowProfile, ShowProfiles } from '../store/show-profiles.js';
import { plannedShows, staleAtEpochMs } from './planned-shows.js';
import { ShowCovers } from './show-covers.js';
import { ShowsOnAir } from './shows-on-air.js';

/** What shows are put together of. */
export interface ShowPlacesOptions {
	profiles: ShowProfiles;
	registry: Pick<ShowRegistry, 'onShow'>;
	episodes: Pick<EpisodeLibrary, 'events' | 'find' | 'list'>;
	/** Who may see an address, and hear a planned show, where nobody has said. */
	defaultVisibility: Visibility;
	/** Where addresses begin, as everybody else opens them; undefined where nobody else can. */
	publicUrl: URL | undefined;
	/** Whether podcasts are on another server; default no. */
	isLiveElsewhere?: boolean;
	clock: Clock;
	logger: Logger;
}

/** Whose name may be told with their voice. */
type Names = Pick<VoicePrivacy, 'mayBeNamed' | 'watch'>;

/** All shows of this bot, from before the login on. */
export class ShowPlaces implements ServedShows {
	readonly profiles: ShowProfiles;
	readonly #options: ShowPlacesOptions;
	readonly #onAir: ShowsOnAir;
	readonly #covers: ShowCovers;
	readonly #watchers = new Set<(guildId: string) => void>();
	readonly #nameWatchers = new Set<() => void>();
	/** Server of each episode that can be heard, by id. */
	readonly #heard = new Map<string, string>();
	/** By server, until something of it has changed. */
	readonly #episodes = new Map<string, readonly EpisodeManifest[]>();
	readonly #planned = new Map<string, { shows: readonly PlannedShow[]; staleAtEpochMs: number }>();
	/** Plans as they were looked at last, by server. */
	readonly #plans = new Map<string, string>();
	#schedule: ScheduleMemory | undefined;
	#names: Names | undefined;
	#nameOf: (guildId: string) => string | undefined = () => undefined;

	constructor(options: ShowPlacesOptions) {
		const { clock, episodes, isLiveElsewhere = false, profiles, registry } = options;
		this.#options = options;
		this.profiles = profiles;
		this.#covers = new ShowCovers({
			profileOf: (guildId) => profiles.get(guildId),
			readUploaded: (guildId) => profiles.coverOf(guildId),
		});
		this.#onAir = new ShowsOnAir({
			registry,
			clock,
			isElsewhere: isLiveElsewhere,
			// A server's show has an address from its first moment on.
			onBegun: (guildId, serverName) => profiles.in(guildId, serverName),
			onChange: (guildId) => this.#tell(guildId),
		});
		profiles.watch((guildId) => this.#profileChanged(guildId));
		for (const manifest of episodes.list().filter(isHeard)) {
			this.#heard.set(manifest.id, manifest.guildId);
		}
		episodes.events.on('changed', (id) => this.#episodeChanged(id));
		episodes.events.on('removed', (id) => this.#episodeChanged(id));
	}

	/** Tells of what is planned from now on, too. */
	useSchedule(schedule: ScheduleMemory): void {
		this.#schedule = schedule;
		schedule.watch(() => this.#scheduleChanged());
		this.#scheduleChanged();
	}

	/** Says from now on whose name may be told. */
	useNames(names: Names): void {
		this.#names = names;
		names.watch((userId) => {
			for (const guildId of new Set(this.#heard.values())) {
				if (this.#episodesIn(guildId).some((episode) => isIn(episode, userId))) {
					this.#tell(guildId);
				}
			}
		});
		for (const watcher of this.#nameWatchers) {
			watcher();
		}
	}

	/** Calls back when it is known whose name may be told, which is no change of any show. */
	watchNames(watcher: () => void): () => void {
		this.#nameWatchers.add(watcher);
		return () => this.#nameWatchers.delete(watcher);
	}

	mayBeNamed(userId: string): boolean {
		return this.#names?.mayBeNamed(userId) === true;
	}

	/** The bot is logged in: servers have names from now on, where Discord shows them. */
	nameServers(nameOf: (guildId: string) => string | undefined): void {
		this.#nameOf = nameOf;
		this.#scheduleChanged();
	}

	find(slug: string): ServedShow | undefined {
		const profile = this.profiles.findBySlug(slug);
		return profile && this.#describe(profile);
	}

	of(guildId: string): ServedShow | undefined {
		const profile = this.profiles.get(guildId);
		return profile && this.#describe(profile);
	}

	list(): ServedShow[] {
		return this.profiles.list().map((profile) => this.#describe(profile));
	}

	cover(guildId: string): Promise<Cover | undefined> {
		return this.#covers.of(guildId);
	}

	/** Keeps a show's `podcast:guid`, unless it has one. */
	keepGuid(guildId: string, guid: string): void {
		const { logger } = this.#options;
		if (this.profiles.get(guildId)?.guid === undefined) {
			this.profiles
				.change(guildId, { guid })
				.catch((error: unknown) =>
					logger.error({ guildId, err: error }, 'A show gets no id for podcast apps'),
				);
		}
	}

	watch(watcher: (guildId: string) => void): () => void {
		this.#watchers.add(watcher);
		return () => this.#watchers.delete(watcher);
	}

	#describe(profile: ShowProfile): ServedShow {
		const { guildId } = profile;
		return {
			profile,
			visibility: profile.visibility ?? this.#options.defaultVisibility,
			live: this.#onAir.liveIn(guildId),
			ended: this.#onAir.endedIn(guildId),
			planned: this.#plannedIn(profile),
			episodes: this.#episodesIn(guildId),
		};
	}

	#plannedIn({ guildId, serverName, title }: ShowProfile): readonly PlannedShow[] {
		const { clock, defaultVisibility } = this.#options;
		const nowEpochMs = clock.epochMs();
		const known = this.#planned.get(guildId);
		if (known && nowEpochMs < known.staleAtEpochMs) {
			return known.shows;
		}
		const shows = plannedShows(this.#schedule?.get(guildId)?.plans ?? [], {
			nowEpochMs,
			title: title ?? serverName,
			visibility: defaultVisibility,
		});
		this.#planned.set(guildId, { shows, staleAtEpochMs: staleAtEpochMs(shows) });
		return shows;
	}

	#episodesIn(guildId: string): readonly EpisodeManifest[] {
		const known =
			this.#episodes.get(guildId) ?? this.#options.episodes.list(guildId).filter(isHeard);
		this.#episodes.set(guildId, known);
		return known;
	}

	/** From when its address can be known elsewhere. */
	#nameForApps(profile: ShowProfile): void {
		const { publicUrl } = this.#options;
		const { guid, isNew } = publicUrl ? guidOf(profile, publicUrl) : { guid: '', isNew: false };
		if (isNew) {
			this.keepGuid(profile.guildId, guid);
		}
	}

	#profileChanged(guildId: string): void {
		const profile = this.profiles.get(guildId);
		if (profile) {
			this.#nameForApps(profile);
		}
		this.#planned.delete(guildId);
		// What is on air shows the address, too, and tells in its turn.
		if (!this.#onAir.touch(guildId)) {
			this.#tell(guildId);
		}
	}

	#episodeChanged(id: string): void {
		const manifest = this.#options.episodes.find(id);
		const wasHeardIn = this.#heard.get(id);
		if (manifest && isHeard(manifest)) {
			this.#heard.set(id, manifest.guildId);
		} else {
			this.#heard.delete(id);
		}
		const guildId = this.#heard.get(id) ?? wasHeardIn;
		if (guildId !== undefined) {
			this.#episodes.delete(guildId);
			this.#tell(guildId);
		}
	}

	#scheduleChanged(): void {
		const guilds = new Map(this.#schedule?.guilds.map((guild) => [guild.guildId, guild.plans]));
		for (const guildId of new Set([...guilds.keys(), ...this.#plans.keys()])) {
			const plans = guilds.get(guildId) ?? [];
			if (plans.length > 0 && !this.profiles.get(guildId)) {
				this.#nameAndMake(guildId);
			}
			const text = JSON.stringify(plans);
			if (text !== (this.#plans.get(guildId) ?? '[]')) {
				this.#plans.set(guildId, text);
				this.#planned.delete(guildId);
				this.#tell(guildId);
			}
		}
	}

	#nameAndMake(guildId: string): void {
		const name = this.#nameOf(guildId);
		if (name !== undefined) {
			this.profiles.in(guildId, name);
		}
	}

	#tell(guildId: string): void {
		for (const watcher of this.#watchers) {
			try {
				watcher(guildId);
			} catch (error) {
				this.#options.logger.error({ guildId, err: error }, 'A watcher of shows failed');
			}
		}
	}
}

function isIn({ tracks }: EpisodeManifest, userId: string): boolean {
	return tracks.some((track) => track.userId === userId);
}

/** Its last revision is served also while the next one is rendered. */
function isHeard({ isPublished, outputs, state }: EpisodeManifest): boolean {
	return isPublished && state !== 'recording' && outputs.some(({ name }) => name === 'episode.mp3');
}
