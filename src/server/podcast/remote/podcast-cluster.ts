// One server among several on a bus: its own podcasts are told there, others are found there.
import { randomUUID } from 'node:crypto';
import { AskedShows } from '../../../cluster/asked-shows.js';
import { type Bus, BusError, type BusMessage } from '../../../cluster/bus.js';
import { BusPulse, type BusPulseStats } from '../../../cluster/bus-pulse.js';
import type { EdgeLinkStats } from '../../../cluster/edge-link.js';
import type { OriginPodcast, OriginStats } from '../../../cluster/origin-podcast.js';
import { encodeWords, NO_RIGHT, readList } from '../../../cluster/podcast-words.js';
import {
	readShowQuestion,
	type ShowAnswer,
	type ShowQuestion,
} from '../../../cluster/show-words.js';
import { placeOfShow, Subjects } from '../../../cluster/subjects.js';
import { RunningTotals } from '../../../counts/running-totals.js';
import type { Authenticator } from '../../access/auth.js';
import { BeginningAnswers } from '../../beginning/beginning-answers.js';
import type { BeginningDecisions } from '../../beginning/beginning-decisions.js';
import type { HeardBeginning } from '../../beginning/heard-beginning.js';
import { RemoteBeginnings } from '../../beginning/remote-beginnings.js';
import { API_ERRORS, type ApiError } from '../../http/api-error.js';
import type { ShowRequest } from '../../shows/show-access.js';
import type { ListenRequest } from '../listen-access.js';
import type { LivePodcast } from '../live-podcast.js';
import type { PodcastRegistry } from '../podcast-registry.js';
import { type PodcastView, viewTold } from '../podcast-view.js';
import { relayPodcast, tellOf } from './relayed-podcast.js';
import type { RemotePodcast, RemotePodcastShared } from './remote-podcast.js';
import {
	isPodcastId,
	RemotePodcasts,
	type RemoteStats,
	rightOfRequest,
} from './remote-podcasts.js';
import { RemoteShows, rightOfShowRequest } from './remote-shows.js';

/** How a server is one of several. */
export interface ServerCluster {
	/** Closed with the server. */
	bus: Bus;
	/** Its name among all edges; default one of its own. */
	edge?: string | undefined;
	/** What all subjects begin with. */
	prefix: string;
	/** Whether it takes listeners alone. */
	isEdgeOnly: boolean;
	/** How long a podcast of another server is received here after its last listener left. */
	edgeUnsubscribeMs: number;
}

/** What it works with. */
export interface PodcastClusterOptions extends Omit<RemotePodcastShared, 'edgeUnsubscribeMs'> {
	cluster: ServerCluster;
	authenticator: Authenticator;
	/** Whether listeners are let in here, and hear in other processes of this machine. */
	areHandedOver: boolean;
	/** Called with each podcast of another server that has ended there. */
	onEnded: (podcast: RemotePodcast) => void;
	/** The shows of this server, where there are some. */
	shows?: ShowsForOthers | undefined;
	/** Who elsewhere may hear from the beginning on what is recorded here. */
	beginnings: BeginningDecisions;
}

/** Shows as other servers ask for them. */
export interface ShowsForOthers {
	/** @returns undefined where there is none by that name */
	answer(question: ShowQuestion): ShowAnswer | undefined;
	/** Calls back when an answer may be another one, until the returned function is called. */
	watch(slug: string, watcher: () => void): () => void;
}

/** What goes over the bus; podcasts that have ended are in the totals alone. */
export interface RelayStats {
	bus: BusPulseStats;
	/** Packets since the start. */
	totals: EdgeLinkStats & { packetsSent: number };
	/** Podcasts of this server at edges. */
	origin: (OriginStats & { id: string })[];
	/** Podcasts of other servers here. */
	edge: RemoteStats[];
}

/** An id that is taken is answered for at once, where it is. */
const TAKEN_TIMEOUT_MS = 250;

/** All servers answer what is on air within that time, or are left out. */
const LIST_WAIT_MS = 300;

/** From one question for the list to the next, while somebody wants it. */
const LIST_FRESH_MS = 2000;

/** The list is as old at most: whoever comes before gets it at once, and the next one a newer one. */
const LIST_KEPT_MS = 4000;

/** Of those who speak, so many are named in a list. */
const LISTED_SPEAKERS = 10;

/** What this server has to do with the others. */
export class PodcastCluster {
	/** Podcasts of other servers. */
	readonly elsewhere: RemotePodcasts;
	/** Their shows. */
	readonly shows: RemoteShows;
	/** What is heard here of them from the beginning on. */
	readonly #beginnings: RemoteBeginnings;
	readonly #answers: BeginningAnswers;
	readonly #unwatchCatchUps: (() => void) | undefined;
	readonly #options: PodcastClusterOptions;
	readonly #subjects: Subjects;
	/** This server, among all edges. */
	readonly #edge: string;
	readonly #relays = new Map<LivePodcast, OriginPodcast>();
	readonly #asked: AskedShows;
	/** Whether each podcast that is on could be heard from its beginning on when that was told. */
	readonly #begun = new Map<string, boolean>();
	/** Podcasts that are over, and can be heard from their beginning on. */
	readonly #over = new Set<string>();
	readonly #pulse: BusPulse;
	readonly #sent = new RunningTotals({
		nothing: 0,
		add: (first: number, second: number) => first + second,
	});
	readonly #unsubscribeList: () => void;
	#list: { atMs: number; podcasts: PodcastView[] } | undefined;
	#newerList: Promise<PodcastView[]> | undefined;

	constructor(options: PodcastClusterOptions) {
		const { bus, edgeUnsubscribeMs, prefix } = options.cluster;
		const { authenticator, clock } = options;
		this.#options = options;
		this.#edge = options.cluster.edge ?? randomUUID();
		this.#subjects = new Subjects(prefix);
		this.elsewhere = new RemotePodcasts({
			...options,
			...{ bus, edgeUnsubscribeMs },
			subjects: this.#subjects,
			edge: this.#edge,
		});
		this.#pulse = new BusPulse(bus, clock);
		// An edge alone has nothing to list, and may not be allowed to hear who asks.
		const lists = (callback: (message: BusMessage) => void) =>
			this.isEdgeOnly ? () => {} : bus.subscribe(this.#subjects.list, callback);
		const common = { bus, clock, subjects: this.#subjects };
		this.shows = new RemoteShows({
			...common,
			hear: (request) => this.elsewhere.admit(request, authenticator.authenticate(request.headers)),
		});
		this.#beginnings = new RemoteBeginnings(common);
		const { catchUps } = options.beginnings;
		this.#answers = new BeginningAnswers({ ...common, catchUps, logger: options.logger });
		this.#unwatchCatchUps = catchUps?.watch(() => this.#onCatchUps());
		this.#asked = new AskedShows({
			...common,
			watch: (slug, watcher) => {
				const place = placeOfShow(slug);
				this.#answers.offer(place, (right) => options.beginnings.ofShow(slug, right));
				const unwatch = options.shows?.watch(slug, watcher);
				return () => {
					unwatch?.();
					this.#answers.withdraw(place);
				};
			},
		});
		this.#unsubscribeList = lists(({ data, respond }) => {
			const question = readShowQuestion(data);
			if (question) {
				const answer = this.#answerForShow(question);
				if (answer) {
					respond(encodeWords(answer));
				}
				return;
			}
			const podcasts = [...this.#relays.keys()].filter(isListed);
			if (podcasts.length > 0) {
				respond(encodeWords(podcasts.map(listed)));
			}
		});
	}

	/** Whether the server takes listeners alone. */
	get isEdgeOnly(): boolean {
		return this.#options.cluster.isEdgeOnly;
	}

	/** What goes over the bus now. */
	get stats(): RelayStats {
		return {
			bus: this.#pulse.stats,
			totals: { ...this.elsewhere.linkTotals, packetsSent: this.#sent.counts },
			origin: [...this.#relays].map(([{ id }, relay]) => ({ id, ...relay.stats })),
			edge: this.elsewhere.stats,
		};
	}

	/** Tells of a podcast of this server from now on, until it ends. */
	relay(podcast: LivePodcast): void {
		const { authenticator, beginnings, clock, cluster } = this.#options;
		const { id } = podcast;
		const relay = relayPodcast(podcast, {
			...{ authenticator, clock, subjects: this.#subjects },
			bus: cluster.bus,
			hasBeginning: () => this.#hasBeginning(id),
			onEnded: () => {
				this.#relays.delete(podcast);
				this.#sent.end(counted);
				this.#over.add(id);
				this.#onCatchUps();
			},
		});
		this.#over.delete(id);
		this.#answers.offer(id, (right) => beginnings.ofPodcast(id, right));
		const counted = {
			get counts() {
				return relay.stats.packetsSent;
			},
		};
		this.#sent.add(counted);
		this.#relays.set(podcast, relay);
		this.#begun.set(id, this.#hasBeginning(id));
	}

	/**
	 * A podcast of another server as whoever asks for it hears it from its beginning on.
	 *
	 * @param none - the error where there is none
	 */
	beginningOfPodcast(request: ListenRequest, none: ApiError): HeardBeginning | ApiError {
		const { podcastId } = request;
		return isPodcastId(podcastId)
			? this.#beginnings.of({
					place: podcastId,
					right: rightOfRequest(request),
					isKnown: this.elsewhere.has(podcastId),
					none,
				})
			: none;
	}

	/** The same of a show that whoever asks is admitted to. */
	beginningOfShow(request: ShowRequest): HeardBeginning {
		return this.#beginnings.of({
			place: placeOfShow(request.slug),
			right: rightOfShowRequest(request),
			isKnown: true,
			none: API_ERRORS.showNotFound,
		});
	}

	/** An id that no server has a podcast with, as far as they answer: ids are random. */
	async unusedId(registry: PodcastRegistry): Promise<string> {
		for (;;) {
			const id = registry.unusedId();
			if (!(await this.#isTaken(id))) {
				return id;
			}
		}
	}

	/** The public podcasts of other servers that have been on air, live ones and interrupted ones. */
	async list(): Promise<PodcastView[]> {
		const nowMs = this.#options.clock.nowMs();
		const known = this.#list;
		const ageMs = known ? nowMs - known.atMs : Number.POSITIVE_INFINITY;
		if (known && ageMs < LIST_FRESH_MS) {
			return known.podcasts;
		}
		this.#newerList ??= this.#askAt(nowMs);
		return known && ageMs < LIST_KEPT_MS ? known.podcasts : this.#newerList;
	}

	/** Ends what is heard here of other servers; own podcasts end by themselves. */
	end(): void {
		this.#unsubscribeList();
		this.#unwatchCatchUps?.();
		this.#answers.close();
		this.#beginnings.close();
		this.#asked.close();
		this.#pulse.close();
		this.shows.close();
		this.elsewhere.close();
	}

	/** Leaves the bus; what was said before still reaches it. */
	async close(): Promise<void> {
		await this.#options.cluster.bus.close();
	}

	/** Whoever hears a show that is here no more is told so; of others nothing is said. */
	#answerForShow(question: ShowQuestion): ShowAnswer | undefined {
		const answer = this.#options.shows?.answer(question);
		if (answer && !('error' in answer)) {
			this.#asked.note(question.show);
		}
		return answer ?? (this.#asked.has(question.show) ? { error: 'show_not_found' } : undefined);
	}

	#hasBeginning(podcastId: string): boolean {
		return this.#options.beginnings.catchUps?.ofPodcast(podcastId) !== undefined;
	}

	/** Something can be heard from its beginning on, or cannot any more. */
	#onCatchUps(): void {
		for (const [{ id }, relay] of this.#relays) {
			const hasBeginning = this.#hasBeginning(id);
			if (this.#begun.get(id) !== hasBeginning) {
				this.#begun.set(id, hasBeginning);
				relay.changed();
			}
		}
		for (const id of this.#over) {
			if (!this.#hasBeginning(id)) {
				this.#over.delete(id);
				this.#begun.delete(id);
				this.#answers.withdraw(id);
			}
		}
	}

	async #askAt(atMs: number): Promise<PodcastView[]> {
		try {
			const podcasts = await this.#ask();
			this.#list = { atMs, podcasts };
			return podcasts;
		} finally {
			this.#newerList = undefined;
		}
	}

	async #ask(): Promise<PodcastView[]> {
		const { bus } = this.#options.cluster;
		const answers = await bus.requestMany(this.#subjects.list, new Uint8Array(), LIST_WAIT_MS);
		const own = new Set([...this.#relays.keys()].map(({ id }) => id));
		return answers
			.flatMap((answer) => readList(answer) ?? [])
			.filter(({ id }) => !own.has(id))
			.map(({ id, told }) => viewTold(id, told));
	}

	async #isTaken(id: string): Promise<boolean> {
		const { bus } = this.#options.cluster;
		const question = encodeWords({ edge: this.#edge, right: NO_RIGHT });
		try {
			await bus.request(this.#subjects.get(id), question, TAKEN_TIMEOUT_MS);
			return true;
		} catch (error) {
			if (error instanceof BusError) {
				return false;
			}
			throw error;
		}
	}
}

function isListed({ activeSinceMs, listing }: LivePodcast): boolean {
	return activeSinceMs !== null && listing.details.visibility === 'public';
}

function listed(podcast: LivePodcast) {
	const told = tellOf(podcast);
	const speakers = told.details.speakers.slice(0, LISTED_SPEAKERS);
	return { id: podcast.id, told: { ...told, details: { ...told.details, speakers } } };
}
