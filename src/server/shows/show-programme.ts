// One show's programme: what is on air, and silence from one show to the next.
import type { Clock } from '../../clock.js';
import type { Mp3Bitrate } from '../../media/mp3-bitrate.js';
import type { PodcastDetails } from '../../protocol/podcast-details.js';
import type { PodcastServerLimits } from '../limits/limits.js';
import type { LivePodcast } from '../podcast/live-podcast.js';
import type { PodcastRegistry } from '../podcast/podcast-registry.js';
import type { StreamFormat } from '../streams/audio-stream.js';
import type { StreamWish } from '../streams/live-streams.js';
import { endMsOf, SilencePacer, type WaitingListener } from '../streams/silence-pacer.js';
import type { StreamListener } from '../streams/stream-listener.js';
import type { ServedShow, ServedShows } from './served-shows.js';
import { asSeenBy, isOpenTo, mayHave, type ShowGrant } from './show-access.js';
import { offAirTitle } from './show-title.js';

/** What the streams work with. */
export interface ShowStreamsOptions {
	clock: Clock;
	limits: PodcastServerLimits;
	mp3BitrateKbps: Mp3Bitrate;
	registry: PodcastRegistry;
	shows: ServedShows;
}

/** Who wants to hear which show. */
export interface ShowListening {
	guildId: string;
	grant: ShowGrant;
	format: StreamFormat;
	/** What the stream is called where it begins. */
	station: Readonly<PodcastDetails>;
	wish: StreamWish;
}

/** What a programme works with. */
interface ShowProgrammeOptions extends ShowStreamsOptions {
	guildId: string;
	/** Called when the last listener is gone. */
	onEmpty: () => void;
}

/** Somebody who hears the programme. */
interface Hearing extends WaitingListener {
	readonly grant: ShowGrant;
	/** What is on air for them, until the function is called; without it they wait. */
	onAir: { podcast: LivePodcast; leave: () => void } | undefined;
}

/**
 * Hands listeners on: from silence to the podcast of a show that is on air, as far as they may hear
 * it, and back when it ends. Their answers end with neither.
 */
export class ShowProgramme {
	readonly #options: ShowProgrammeOptions;
	readonly #listeners = new Map<StreamListener, Hearing>();
	readonly #silence: SilencePacer;
	readonly #unwatchShows: () => void;
	#show: ServedShow | undefined;
	/** What is on off air, for those who have shown so much. */
	readonly #titles = new Map<ShowGrant['type'], string>();
	#podcast: { podcast: LivePodcast; unwatch: () => void; standing: string } | undefined;

	constructor(options: ShowProgrammeOptions) {
		const { guildId, shows } = options;
		this.#options = options;
		this.#silence = new SilencePacer(options);
		this.#show = shows.of(guildId);
		this.#unwatchShows = shows.watch((changedId) => {
			if (changedId === guildId) {
				this.#show = shows.of(guildId);
				this.#titles.clear();
				this.#update();
			}
		});
		this.#watchPodcast();
	}

	get listenerCount(): number {
		return this.#listeners.size;
	}

	/** Lets somebody hear it from now on. */
	add(
		listener: StreamListener,
		{ format, grant, station, wish }: Omit<ShowListening, 'guildId'>,
	): void {
		const hearing: Hearing = {
			...wish,
			format,
			grant,
			details: station,
			title: () => this.#titleFor(grant),
			onAir: undefined,
		};
		this.#listeners.set(listener, hearing);
		const podcast = this.#podcastFor(hearing);
		if (podcast === undefined || !this.#putOnAir(listener, hearing, podcast)) {
			this.#silence.add(listener, hearing);
		}
	}

	/** Takes somebody out; harmless if they are out already. */
	remove(listener: StreamListener): void {
		const hearing = this.#listeners.get(listener);
		if (!hearing) {
			return;
		}
		this.#listeners.delete(listener);
		hearing.onAir?.leave();
		this.#silence.remove(listener);
		if (this.#listeners.size === 0) {
			this.#unwatchShows();
			this.#podcast?.unwatch();
			this.#options.onEmpty();
		}
	}

	/** Ends all answers. */
	close(): void {
		for (const listener of [...this.#listeners.keys()]) {
			this.#end(listener);
		}
	}

	/** Nothing more is written to them. */
	#end(listener: StreamListener): void {
		this.remove(listener);
		listener.end();
	}

	#update(): void {
		this.#watchPodcast();
		for (const [listener, hearing] of [...this.#listeners]) {
			if (this.#show && isOpenTo(this.#show, hearing.grant)) {
				this.#move(listener, hearing);
			} else {
				this.#end(listener);
			}
		}
	}

	/** Lets somebody hear what they may hear now; nothing changes for who hears it already. */
	#move(listener: StreamListener, hearing: Hearing): void {
		const podcast = this.#podcastFor(hearing);
		if (podcast === hearing.onAir?.podcast) {
			return;
		}
		const wasOnAir = hearing.onAir !== undefined;
		hearing.onAir?.leave();
		hearing.onAir = undefined;
		if (podcast && this.#putOnAir(listener, hearing, podcast)) {
			this.#silence.remove(listener);
		} else if (wasOnAir) {
			this.#silence.add(listener, hearing);
		}
	}

	/** @returns whether there was room for them */
	#putOnAir(listener: StreamListener, hearing: Hearing, podcast: LivePodcast): boolean {
		const { audience } = podcast;
		if (audience.connectedCount + 1 >= this.#options.limits.connectionsPerPodcast) {
			return false;
		}
		const { format, progress } = hearing;
		const uncount = audience.addListener();
		audience.streams.add(format, listener, { startMs: endMsOf(hearing), progress });
		const leave = () => {
			audience.streams.remove(listener);
			uncount();
		};
		hearing.onAir = { podcast, leave };
		return true;
	}

	/** What somebody may hear of what is on air: by the show's word and by the podcast's own. */
	#podcastFor({ grant }: Hearing): LivePodcast | undefined {
		const podcast = this.#podcast?.podcast;
		const live = this.#show?.live;
		const isOnAir =
			podcast !== undefined && podcast.status !== 'ended' && podcast.activeSinceMs !== null;
		const isOpen =
			isOnAir &&
			live !== undefined &&
			mayHave(live.visibility, grant) &&
			mayHave(podcast.listing.details.visibility, grant);
		return isOpen ? podcast : undefined;
	}

	#titleFor(grant: ShowGrant): string {
		let title = this.#titles.get(grant.type);
		if (title === undefined) {
			title = this.#show ? offAirTitle(asSeenBy(this.#show, grant)) : '';
			this.#titles.set(grant.type, title);
		}
		return title;
	}

	#watchPodcast(): void {
		const id = this.#show?.live?.podcastId;
		const podcast = id === undefined ? undefined : this.#options.registry.get(id);
		if (podcast === this.#podcast?.podcast) {
			return;
		}
		this.#podcast?.unwatch();
		this.#podcast = undefined;
		if (podcast) {
			const unwatchChanges = podcast.changes.watch(() => this.#onPodcastChange());
			const unwatchSilences = podcast.silences.watch(() => this.#silence.dropWaiting());
			this.#podcast = {
				podcast,
				standing: standingOf(podcast),
				unwatch: () => {
					unwatchChanges();
					unwatchSilences();
				},
			};
		}
	}

	/** Most changes are of who speaks and who listens. */
	#onPodcastChange(): void {
		const current = this.#podcast;
		if (!current) {
			return;
		}
		const standing = standingOf(current.podcast);
		if (standing !== current.standing) {
			current.standing = standing;
			for (const [listener, hearing] of [...this.#listeners]) {
				this.#move(listener, hearing);
			}
		}
	}
}

/** What decides who may hear a podcast, and whether there is anything to hear. */
function standingOf({ activeSinceMs, listing, status }: LivePodcast): string {
	return `${status} ${activeSinceMs} ${listing.details.visibility}`;
}
