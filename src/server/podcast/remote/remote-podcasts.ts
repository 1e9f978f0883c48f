// The podcasts of other servers, as this one has them: asked for when somebody comes for one.
import { BusError } from '../../../cluster/bus.js';
import { EdgeLink, type EdgeLinkOptions, type EdgeLinkStats } from '../../../cluster/edge-link.js';
import {
	isRestart,
	nameOfRight,
	type OriginAnswer,
	type OriginEvent,
	type Right,
	rightOfClient,
} from '../../../cluster/podcast-words.js';
import { RunningTotals } from '../../../counts/running-totals.js';
import { CloseCode, SERVICE_RESTART } from '../../../protocol/close-codes.js';
import { type Authentication, credentialsIn } from '../../access/auth.js';
import { TokenBucket } from '../../limits/rate-limit.js';
import type { ListenAdmission, ListenRequest, PodcastsElsewhere } from '../listen-access.js';
import { addTotals, NO_TOTALS, type PodcastTotals } from '../podcast-totals.js';
import { PassingNotes } from './passing-notes.js';
import { rightOfListenKey } from './remote-listing.js';
import { RemotePodcast, type RemotePodcastShared } from './remote-podcast.js';

/** So long a podcast that nobody has is not asked for again. */
const NONE_MS = 1000;

/**
 * Questions a second for podcasts that are heard here, and for those that are not: whoever asks for
 * wrong ones takes nothing from those who come to the right ones. Together 100.
 */
const ASKS = { perSecond: 50, burst: 50 };

/** No podcast has another id, and no other word that stands in its place is as long. */
const ID = /^[\w-]{5}$/;

/** Whether a podcast may have this id. */
export function isPodcastId(text: string): boolean {
	return ID.test(text);
}

/** What somebody has come with. */
export function rightOfRequest({ headers, listenKey, podcastId }: ListenRequest): Right {
	const given = credentialsIn(headers);
	return given
		? rightOfClient(podcastId, given.clientId, given.token)
		: rightOfListenKey(listenKey);
}

/** What they work with. */
export interface RemotePodcastsOptions
	extends RemotePodcastShared,
		Pick<EdgeLinkOptions, 'bus' | 'edge' | 'subjects'> {
	/** Whether listeners are let in here, and hear it in other processes of this machine. */
	areHandedOver: boolean;
	/** Called with each whose server has said that it is over. */
	onEnded: (podcast: RemotePodcast) => void;
}

/** A podcast that is asked for, or is here. */
interface Place {
	readonly link: EdgeLink;
	podcast: RemotePodcast | undefined;
	/** What was said while there was no answer yet. */
	early: OriginEvent[];
	asking: number;
}

type Outcome = RemotePodcast | 'none' | 'credentials wrong' | 'unanswered';

/** How one of them is relayed. */
export interface RemoteStats extends EdgeLinkStats {
	id: string;
	/** Here, whichever way. */
	listeners: number;
}

/** Asks for podcasts, and has those that somebody hears. */
export class RemotePodcasts implements PodcastsElsewhere {
	readonly #options: RemotePodcastsOptions;
	readonly #places = new Map<string, Place>();
	/** Questions without an answer yet, so that the same is asked once. */
	readonly #asking = new Map<string, Promise<Outcome>>();
	readonly #none: PassingNotes;
	/** Podcasts that are to be back after a restart of their server. */
	readonly #paused: PassingNotes;
	readonly #asks: { known: TokenBucket; unknown: TokenBucket };
	readonly #totals = new RunningTotals<PodcastTotals, RemotePodcast>({
		nothing: NO_TOTALS,
		add: addTotals,
	});
	readonly #links = new RunningTotals<EdgeLinkStats>({ nothing: NO_LINK_TOTALS, add: addLinks });
	readonly #unwatch: () => void;

	constructor(options: RemotePodcastsOptions) {
		const { bus, clock, limits } = options;
		this.#options = options;
		this.#none = new PassingNotes(clock, NONE_MS);
		this.#paused = new PassingNotes(clock, limits.senderGraceMs);
		const nowMs = clock.nowMs();
		this.#asks = { known: new TokenBucket(ASKS, nowMs), unknown: new TokenBucket(ASKS, nowMs) };
		this.#unwatch = bus.watch((isConnected) => {
			for (const podcast of this.list()) {
				if (isConnected) {
					podcast.find();
				} else {
					podcast.lose();
				}
			}
		});
	}

	/** Whether it is here. */
	has(podcastId: string): boolean {
		return this.#places.get(podcastId)?.podcast !== undefined;
	}

	/** Those that are here now. */
	list(): RemotePodcast[] {
		return [...this.#places.values()].flatMap(({ podcast }) => podcast ?? []);
	}

	/** What was sent to listeners of theirs, ended ones included. */
	get totals(): PodcastTotals {
		return this.#totals.counts;
	}

	/** What came over the bus, ended ones included. */
	get linkTotals(): EdgeLinkStats {
		return this.#links.counts;
	}

	/** How each is relayed now. */
	get stats(): RemoteStats[] {
		return [...this.#places.values()].flatMap(({ link, podcast }) =>
			podcast ? [{ id: podcast.id, listeners: podcast.audience.listenerCount, ...link.stats }] : [],
		);
	}

	/** At once where it is known already, here or not at all. */
	admit(
		{ podcastId, listenKey, headers }: ListenRequest,
		authentication: Authentication,
	): ListenAdmission | Promise<ListenAdmission> {
		const given = credentialsIn(headers);
		const clientId = given?.clientId;
		const toAdmission = (outcome: Outcome) => admissionOf(outcome, { authentication, clientId });
		if (!isPodcastId(podcastId)) {
			return toAdmission('none');
		}
		const found = this.#find(podcastId, rightOfRequest({ podcastId, listenKey, headers }));
		return found instanceof Promise ? found.then(toAdmission) : toAdmission(found);
	}

	/** Ends all of them here; their listeners may come to another server. */
	close(): void {
		this.#unwatch();
		for (const podcast of this.list()) {
			podcast.end(SERVICE_RESTART);
		}
	}

	#find(podcastId: string, right: Right): Outcome | Promise<Outcome> {
		const { bus, clock } = this.#options;
		const name = `${podcastId} ${nameOfRight(right)}`;
		const podcast = this.#places.get(podcastId)?.podcast;
		if (podcast?.isOpenTo(right)) {
			return podcast;
		}
		if (this.#none.has(podcastId) || this.#none.has(name)) {
			return 'none';
		}
		const underWay = this.#asking.get(name);
		if (underWay) {
			return underWay;
		}
		const asks = podcast ? this.#asks.known : this.#asks.unknown;
		if (!bus.isConnected || !asks.take(clock.nowMs())) {
			return 'unanswered';
		}
		const asking = this.#ask(podcastId, right).finally(() => this.#asking.delete(name));
		this.#asking.set(name, asking);
		return asking;
	}

	async #ask(podcastId: string, right: Right): Promise<Outcome> {
		const place = this.#placeOf(podcastId);
		place.asking++;
		if (!place.podcast && !this.#options.areHandedOver) {
			// Before whoever asks is let in, so that they miss nothing of what follows.
			place.link.listen();
		}
		try {
			return this.#conclude(podcastId, { place, right, answer: await place.link.ask(right) });
		} catch (error) {
			if (!(error instanceof BusError)) {
				throw error;
			}
			if (error.problem !== 'no responders' || this.#paused.has(podcastId) || place.podcast) {
				return 'unanswered';
			}
			this.#none.note(podcastId);
			return 'none';
		} finally {
			place.asking--;
			if (place.asking === 0 && !place.podcast) {
				this.#leave(podcastId, place);
			}
		}
	}

	#conclude(
		podcastId: string,
		{ answer, place, right }: { answer: OriginAnswer; place: Place; right: Right },
	): Outcome {
		if ('error' in answer) {
			this.#none.note(`${podcastId} ${nameOfRight(right)}`);
			return answer.error === 'credentials_wrong' ? 'credentials wrong' : 'none';
		}
		const known = place.podcast;
		if (known && !known.isOf(answer)) {
			// Another one has the id now: whoever asks again finds it.
			known.end(CloseCode.SENDER_DISCONNECTED);
			return 'unanswered';
		}
		const podcast = known ?? this.#add(podcastId, place, answer);
		podcast.admit(right, answer);
		for (const event of place.early.splice(0)) {
			podcast.take(event);
		}
		return podcast.status === 'ended' ? 'unanswered' : podcast;
	}

	#add(
		id: string,
		place: Place,
		answer: Extract<OriginAnswer, { secretKey: Uint8Array }>,
	): RemotePodcast {
		const { link } = place;
		const counted = {
			get counts() {
				return link.stats;
			},
		};
		const podcast = new RemotePodcast({
			...this.#options,
			...{ id, link, answer },
			onGone: (gone) => {
				this.#totals.end(gone);
				this.#links.end(counted);
				this.#leave(id, place);
			},
		});
		place.podcast = podcast;
		this.#totals.add(podcast);
		this.#links.add(counted);
		return podcast;
	}

	#placeOf(podcastId: string): Place {
		const known = this.#places.get(podcastId);
		if (known) {
			return known;
		}
		const place: Place = {
			link: new EdgeLink({
				...this.#options,
				podcastId,
				onAudio: (packet) => place.podcast?.hear(packet),
				onEvent: (event) => this.#take(podcastId, place, event),
			}),
			podcast: undefined,
			early: [],
			asking: 0,
		};
		this.#places.set(podcastId, place);
		return place;
	}

	#take(podcastId: string, place: Place, event: OriginEvent): void {
		if (event.type === 'end' && isRestart(event.reason)) {
			this.#paused.note(podcastId);
		}
		const { podcast } = place;
		if (!podcast) {
			place.early.push(event);
			return;
		}
		podcast.take(event);
		if (podcast.status === 'ended' && !podcast.isPaused) {
			this.#options.onEnded(podcast);
		}
	}

	#leave(podcastId: string, place: Place): void {
		place.link.close();
		if (this.#places.get(podcastId) === place) {
			this.#places.delete(podcastId);
		}
	}
}

const NO_LINK_TOTALS: EdgeLinkStats = { packetsReceived: 0, packetsLost: 0 };

function addLinks(first: EdgeLinkStats, second: EdgeLinkStats): EdgeLinkStats {
	return {
		packetsReceived: first.packetsReceived + second.packetsReceived,
		packetsLost: first.packetsLost + second.packetsLost,
	};
}

/** Credentials that are wrong here are so everywhere, unless their podcast's server knows them. */
function admissionOf(
	outcome: Outcome,
	{ authentication, clientId }: { authentication: Authentication; clientId: string | undefined },
): ListenAdmission {
	if (typeof outcome !== 'string') {
		return { type: 'podcast', podcast: outcome, clientId };
	}
	if (outcome === 'unanswered') {
		return { type: 'unanswered' };
	}
	const isWrong = outcome === 'credentials wrong' || authentication.type === 'wrong';
	return isWrong ? { type: 'credentials wrong' } : { type: 'none', clientId };
}
