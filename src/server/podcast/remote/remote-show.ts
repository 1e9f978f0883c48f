// A show of another server, for all who have come here with the same: asked for again when its own
// server says that something has changed, and every twenty seconds.
import type { Clock, Timer } from '../../../clock.js';
import type { Bus } from '../../../cluster/bus.js';
import type { OpenShowAnswer, ShowAnswer } from '../../../cluster/show-words.js';
import type { Subjects } from '../../../cluster/subjects.js';
import type { PodcastDetails, Visibility } from '../../../protocol/podcast-details.js';
import { credentialsIn } from '../../access/auth.js';
import type { HeardShow } from '../../shows/heard-show.js';
import type { ShowRequest } from '../../shows/show-access.js';
import { Changes } from '../changes.js';
import type { HeardPodcast } from '../heard-podcast.js';
import type { ListenAdmission, ListenRequest } from '../listen-access.js';

/** From one question to the next where nothing is said, and how long who asks no more is known. */
const KNOWN_MS = 20_000;

/** From a question without an answer to the next. */
const RETRY_MS = 2000;

/** What is answered, or that nobody answers. */
export type ShowReply = ShowAnswer | 'unanswered';

/** What a show of elsewhere works with. */
export interface RemoteShowOptions {
	/** The same for all who have come with the same. */
	name: string;
	/** What they have come with. */
	request: ShowRequest;
	bus: Bus;
	clock: Clock;
	subjects: Subjects;
	/** Asks the show's own server. */
	ask: (request: ShowRequest) => Promise<ShowReply>;
	/** Finds the podcast that is on air, as whoever may hear it. */
	hear: (request: ListenRequest) => ListenAdmission | Promise<ListenAdmission>;
	/** Called once, when nobody wants it any more or it is closed to them. */
	onGone: () => void;
}

/** What is on air. */
interface OnAir {
	readonly podcast: HeardPodcast;
	listenKey: string | undefined;
	readonly unwatch: () => void;
}

/** From the first question to the last one who wants to know. */
export class RemoteShow implements HeardShow {
	readonly name: string;
	readonly id: string;
	readonly silences = new Changes();
	readonly #options: RemoteShowOptions;
	readonly #changes = new Changes(() => this.#stayKnown());
	#unsubscribe: () => void;
	#request: ShowRequest;
	/** What its server has said last; undefined before, and when it is closed. */
	#answer: OpenShowAnswer | undefined;
	#onAir: OnAir | undefined;
	#asking: Promise<ShowReply> | undefined;
	#isDue = false;
	#isGone = false;
	#timer: Timer | undefined;
	#wantedMs: number;

	constructor(options: RemoteShowOptions) {
		const { clock, name, request } = options;
		this.#options = options;
		this.#request = request;
		this.name = name;
		this.id = request.slug;
		this.#wantedMs = clock.nowMs();
		this.#unsubscribe = this.#subscribe();
	}

	get slug(): string {
		return this.#request.slug;
	}

	get visibility(): Visibility {
		return this.#answer?.visibility ?? 'private';
	}

	get isForClient(): boolean {
		return credentialsIn(this.#request.headers) !== undefined;
	}

	get key(): string | undefined {
		return this.#answer?.isByKey ? this.#request.key : undefined;
	}

	get station(): PodcastDetails {
		const { hostName = '', serverName = '', title = '' } = this.#answer?.station ?? {};
		return { visibility: this.visibility, title, serverName, hostName, speakers: [] };
	}

	get offAirTitle(): string {
		return this.#answer?.station.offAirTitle ?? '';
	}

	get isOpen(): boolean {
		return this.#answer !== undefined;
	}

	get podcast(): HeardPodcast | undefined {
		const podcast = this.#onAir?.podcast;
		const isOnAir = podcast?.status !== 'ended' && this.#answer?.onAir?.podcastId === podcast?.id;
		return isOnAir ? podcast : undefined;
	}

	get listenKey(): string | undefined {
		return this.podcast && this.#onAir?.listenKey;
	}

	watch(watcher: () => void): () => void {
		return this.#changes.watch(watcher);
	}

	/** What its server says, asked for the first time or known already. */
	async reply(): Promise<ShowReply> {
		this.#stayKnown();
		return this.#answer ?? this.#asking ?? this.#ask();
	}

	/** Asks again: one question at a time, and one more where something was said meanwhile. */
	refresh(): void {
		if (this.#asking) {
			this.#isDue = true;
		} else if (!this.#isGone) {
			void this.#ask();
		}
	}

	/** Nobody here hears it any more; harmless when it is called again. */
	close(): void {
		if (this.#isGone) {
			return;
		}
		this.#isGone = true;
		this.#answer = undefined;
		this.#timer?.cancel();
		this.#unsubscribe();
		this.#leave();
		this.#options.onGone();
		this.#changes.tell();
	}

	/** It never rejects: what is not answered is a reply, too. */
	#ask(): Promise<ShowReply> {
		this.#isDue = false;
		this.#asking = this.#options.ask(this.#request).then(async (reply) => {
			await this.#take(reply);
			this.#asking = undefined;
			if (this.#isDue && !this.#isGone) {
				void this.#ask();
			}
			return reply;
		});
		return this.#asking;
	}

	async #take(reply: ShowReply): Promise<void> {
		if (this.#isGone) {
			return;
		}
		if (reply === 'unanswered') {
			this.#retryOrLeave();
		} else if ('error' in reply) {
			this.close();
		} else if ('slug' in reply) {
			this.#move(reply.slug);
		} else {
			this.#answer = reply;
			this.#arm(KNOWN_MS);
			await this.#follow(reply);
			this.#changes.tell();
		}
	}

	/** Whoever hears it goes on hearing it; whoever comes by the former address is sent on. */
	#move(slug: string): void {
		if (this.#answer) {
			this.#request = { ...this.#request, slug };
			this.#unsubscribe();
			this.#unsubscribe = this.#subscribe();
			this.#isDue = true;
		} else {
			this.close();
		}
	}

	/** Whoever hears it waits for its server; whoever has only asked may ask again. */
	#retryOrLeave(): void {
		if (this.#answer) {
			this.#arm(RETRY_MS);
		} else {
			this.close();
		}
	}

	/** Finds what is on air, where it is another podcast than before. */
	async #follow({ onAir }: OpenShowAnswer): Promise<void> {
		const before = this.#onAir?.podcast;
		if (!onAir) {
			return;
		}
		if (this.#onAir && before?.id === onAir.podcastId && before.status !== 'ended') {
			this.#onAir.listenKey = onAir.listenKey;
			return;
		}
		const { listenKey, podcastId } = onAir;
		const { headers } = this.#request;
		const admission = await this.#options.hear({ podcastId, listenKey, headers });
		if (this.#isGone) {
			return;
		}
		if (admission.type !== 'podcast' || admission.podcast.status === 'ended') {
			this.#arm(RETRY_MS);
			return;
		}
		this.#leave();
		this.#onAir = this.#watchOnAir(admission.podcast, listenKey);
	}

	#watchOnAir(podcast: HeardPodcast, listenKey: string | undefined): OnAir {
		const standing = () => `${podcast.status === 'ended'} ${podcast.listing.details.visibility}`;
		let before = standing();
		const unwatchChanges = podcast.changes.watch(() => {
			const now = standing();
			if (now === before) {
				return;
			}
			before = now;
			// One that has ended is silence at once; all else, the show's server says.
			this.#changes.tell();
			this.refresh();
		});
		const unwatchSilences = podcast.silences.watch(() => this.silences.tell());
		const unwatch = () => {
			unwatchChanges();
			unwatchSilences();
		};
		return { podcast, listenKey, unwatch };
	}

	/** The last podcast is left when there is another one: what was heard of it may have to be silence. */
	#leave(): void {
		this.#onAir?.unwatch();
		this.#onAir = undefined;
	}

	#subscribe(): () => void {
		const { bus, subjects } = this.#options;
		return bus.subscribe(subjects.showEvent(this.slug), () => this.refresh());
	}

	#stayKnown(): void {
		this.#wantedMs = this.#options.clock.nowMs();
	}

	#arm(waitMs: number): void {
		const { clock } = this.#options;
		this.#timer?.cancel();
		this.#timer = clock.at(clock.nowMs() + waitMs, () => {
			const isWanted = this.#changes.isWatched || clock.nowMs() - this.#wantedMs < KNOWN_MS;
			if (isWanted) {
				this.refresh();
			} else {
				this.close();
			}
		});
	}
}
