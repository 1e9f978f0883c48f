// A podcast of another server, heard here: fed by the bus, and ended as its origin ends it.
import type { Logger } from 'pino';
import type { Clock, Timer } from '../../../clock.js';
import type { EdgeLink } from '../../../cluster/edge-link.js';
import { EdgeReports } from '../../../cluster/edge-reports.js';
import {
	type Course,
	isRestart,
	NO_RIGHT,
	nameOfRight,
	type OriginAnswer,
	type OriginEvent,
	type Right,
	type ToldPodcast,
} from '../../../cluster/podcast-words.js';
import { CloseCode, isCloseCode, SERVICE_RESTART } from '../../../protocol/close-codes.js';
import { encodeHello } from '../../../protocol/events.js';
import { Audience, type AudienceOptions } from '../audience.js';
import { Changes } from '../changes.js';
import type { HeardPodcast } from '../heard-podcast.js';
import type { PodcastEnd, PodcastState, PodcastStats } from '../podcast-state.js';
import { NO_TOTALS, type PodcastTotals } from '../podcast-totals.js';
import { type CheckOutcome, checkRights } from './check-rights.js';
import { RemoteListing } from './remote-listing.js';

/** How long somebody is let in by what the origin has said, where it says nothing else. */
const ADMITTED_MS = 30_000;

/** An origin of which nothing was heard for so long is asked whether it is there. */
const ORIGIN_SILENT_MS = 6000;

/** From one question without an answer to the next. */
const RETRY_MS = 500;

/** An answer that opens the podcast. */
export type OpenAnswer = Extract<OriginAnswer, { secretKey: Uint8Array }>;

/** What all remote podcasts of a server work with. */
export interface RemotePodcastShared
	extends Pick<AudienceOptions, 'hls' | 'limits' | 'mp3Encoding' | 'packetsPerWrite' | 'writer'> {
	clock: Clock;
	logger: Logger;
	/** How long a podcast is received after its last listener left. */
	edgeUnsubscribeMs: number;
}

/** What one is made of. */
export interface RemotePodcastOptions extends RemotePodcastShared {
	id: string;
	link: EdgeLink;
	answer: OpenAnswer;
	/** Called once, when it is over here: it has ended, or nobody wants it any more. */
	onGone: (podcast: RemotePodcast) => void;
}

/** From the first admission here to its end, or until nobody wants it any more. */
export class RemotePodcast implements HeardPodcast {
	readonly id: string;
	readonly listing: RemoteListing;
	readonly audience: Audience;
	readonly changes = new Changes(() => this.#lookAfterInterest());
	readonly silences = new Changes();
	readonly #options: RemotePodcastOptions;
	readonly #logger: Logger;
	readonly #secretKey: Uint8Array;
	readonly #reports: EdgeReports;
	/** Until when somebody is let in without asking, by the names of rights. */
	readonly #admitted = new Map<string, number>();
	/** Names of all that it was ever open to here. */
	readonly #opened = new Set<string>();
	/** What the last client came with: asked with where there are no guests. */
	#clientRight: Right | undefined;
	#told: ToldPodcast;
	#course: Course;
	#end: PodcastEnd | undefined;
	/** Ends the podcast if its origin is not found again; there while it is lost. */
	#lost: Timer | undefined;
	#heardAtMs: number;
	#watchdog: Timer;
	#isChecking = false;
	#isCheckDue = false;
	#unlistenTimer: Timer | undefined;
	#idleTimer: Timer | undefined;

	constructor(options: RemotePodcastOptions) {
		const { answer, clock, id, link } = options;
		this.id = id;
		this.#options = options;
		this.#logger = options.logger.child({ podcast: id });
		this.#told = answer.told;
		this.#course = answer.course;
		this.#secretKey = answer.secretKey;
		this.listing = new RemoteListing(answer.told.details);
		this.audience = new Audience({
			...options,
			logger: this.#logger,
			secretKey: answer.secretKey,
			hello: encodeHello(answer.secretKey),
			listing: this.listing,
			onChanged: () => this.#onAudience(),
		});
		this.#reports = new EdgeReports(clock, () => this.#report());
		this.#heardAtMs = clock.nowMs();
		this.#watchdog = this.#armWatchdog();
		link.restart();
		this.#lookAfterInterest();
		this.#logger.debug('Podcast of another server is known');
	}

	get clientId(): string {
		return this.#told.clientId;
	}

	/** Here and elsewhere; who has just come is not in what was told. */
	get listenerCount(): number {
		return Math.max(this.#told.listeners, this.audience.listenerCount);
	}

	get status(): PodcastState['status'] {
		if (this.#end !== undefined) {
			return 'ended';
		}
		const isAway = this.#lost && this.#told.standing === 'live';
		return isAway ? 'waiting for return' : this.#told.standing;
	}

	get isPaused(): boolean {
		return this.#end === SERVICE_RESTART;
	}

	get activeSinceMs(): number | null {
		return this.#told.activeSinceMs;
	}

	get hasBeginningElsewhere(): boolean {
		return this.#told.hasBeginning === true;
	}

	/** Running totals, as a copy; what came in is counted where it did. */
	get counts(): PodcastTotals {
		return { ...NO_TOTALS, ...this.audience.totals };
	}

	/** What it has done here so far, as a copy. */
	stats(): PodcastStats {
		return { id: this.id, status: this.status, ...this.counts, ...this.audience.stats() };
	}

	/** Whether somebody with this is let in without asking; they are about to come then. */
	isOpenTo(right: Right): boolean {
		const untilMs = this.#admitted.get(nameOfRight(right)) ?? Number.NEGATIVE_INFINITY;
		const isOpen = this.#end === undefined && this.#options.clock.nowMs() < untilMs;
		if (isOpen) {
			this.#lookAfterInterest();
		}
		return isOpen;
	}

	/**
	 * Tells whether somebody without credentials could hear it here, as far as anybody has come with
	 * the same; holds nothing of the podcast itself.
	 */
	get wasOpenTo(): (ofListenKey: Uint8Array | undefined) => boolean {
		const opened = this.#opened;
		return (digest) =>
			opened.has(nameOfRight(digest ? { key: Buffer.from(digest).toString('hex') } : NO_RIGHT));
	}

	/** Takes an answer that opens it to whoever has come with this; they are about to listen. */
	admit(right: Right, answer: OpenAnswer): void {
		this.#note(right, answer);
		this.#lookAfterInterest();
	}

	/** Whether it is the podcast of this answer, and not another one with its id. */
	isOf({ secretKey }: OpenAnswer): boolean {
		return Buffer.compare(this.#secretKey, secretKey) === 0;
	}

	/** Gives everybody here one packet, prefix included. */
	hear(packet: Uint8Array): void {
		this.#heardAtMs = this.#options.clock.nowMs();
		this.audience.hear(packet);
	}

	/** Takes what the origin says. */
	take(event: OriginEvent): void {
		this.#heardAtMs = this.#options.clock.nowMs();
		if (event.type !== 'end') {
			this.#apply(event.course, event.type === 'details' ? event.told : this.#told);
		} else if (isRestart(event.reason)) {
			this.end(SERVICE_RESTART);
		} else {
			this.end(isCloseCode(event.reason) ? event.reason : CloseCode.SENDER_DISCONNECTED);
		}
	}

	/** The bus is away: everybody stays, and hears silence for as long as a sender may be away. */
	lose(): void {
		const { clock, limits } = this.#options;
		if (this.#end === undefined && !this.#lost) {
			this.#logger.warn('The podcast’s server is not reached');
			this.#lost = clock.at(clock.nowMs() + limits.senderGraceMs, () =>
				this.end(CloseCode.SENDER_DISCONNECTED),
			);
			this.changes.tell();
		}
	}

	/** The bus is back: whether the origin is, too, it says itself. */
	find(): void {
		this.#heardAtMs = this.#options.clock.nowMs();
		this.#reports.now();
		this.#checkRights();
	}

	/** Ends it here; harmless if it has ended. */
	end(reason: PodcastEnd): void {
		if (this.#end !== undefined) {
			return;
		}
		this.#end = reason;
		this.#reports.close();
		for (const timer of [this.#lost, this.#watchdog, this.#unlistenTimer, this.#idleTimer]) {
			timer?.cancel();
		}
		this.#options.onGone(this);
		this.changes.tell();
		this.audience.end(reason);
		// Nobody tells of it any more who says no: so nothing of it can be fetched.
		this.audience.hls.forget();
		this.#logger.debug({ reason, ...this.stats() }, 'Podcast of another server has ended here');
	}

	#apply(course: Course, told: ToldPodcast): void {
		const before = this.#course;
		const isOtherRun = course.run !== before.run;
		if (!isOtherRun && course.events < before.events) {
			return;
		}
		this.#course = course;
		this.#told = told;
		this.listing.details = told.details;
		if (isOtherRun) {
			this.#options.link.restart();
		}
		if (isOtherRun || course.silences !== before.silences) {
			this.audience.silence();
			this.silences.tell();
		}
		if (isOtherRun || course.openings !== before.openings) {
			this.#admitted.clear();
			this.#checkRights();
		}
		this.changes.tell();
	}

	#note(right: Right, { told, course }: OpenAnswer): void {
		this.#apply(course, told);
		this.#opened.add(nameOfRight(right));
		this.#admitted.set(nameOfRight(right), this.#options.clock.nowMs() + ADMITTED_MS);
		if (right.client) {
			this.#clientRight = right;
		}
	}

	/** Asks the origin again: whether it is there, and to whom the podcast is open. One check at a time. */
	#checkRights(): void {
		if (this.#isChecking) {
			this.#isCheckDue = true;
			return;
		}
		this.#isCheckDue = false;
		const rights = [...this.listing.rights, ...(this.#clientRight ? [this.#clientRight] : [])];
		this.#isChecking = true;
		checkRights(this.#options.link, rights)
			.then((outcome) => {
				this.#isChecking = false;
				if (this.#end === undefined) {
					this.#onChecked(outcome);
				}
			})
			.catch((error: unknown) => {
				this.#isChecking = false;
				this.#logger.error({ err: error }, 'Who may hear the podcast was not found out');
			});
	}

	#onChecked({ open, problem, refused }: CheckOutcome): void {
		const { clock } = this.#options;
		if (open.some(({ answer }) => !this.isOf(answer))) {
			// Another podcast has its id now.
			this.end(CloseCode.SENDER_DISCONNECTED);
			return;
		}
		if (open.length > 0 || refused.length > 0) {
			this.#heardAtMs = clock.nowMs();
			this.#onFound();
		}
		for (const { answer, right } of open) {
			this.#note(right, answer);
		}
		for (const right of refused) {
			this.#admitted.delete(nameOfRight(right));
			this.#opened.delete(nameOfRight(right));
			this.listing.cut(right);
		}
		if (problem !== undefined) {
			this.#onUnanswered(problem);
		} else if (this.#isCheckDue) {
			this.#checkRights();
		}
	}

	#onUnanswered(problem: NonNullable<CheckOutcome['problem']>): void {
		const { clock } = this.#options;
		const isSilent = clock.nowMs() - this.#heardAtMs >= ORIGIN_SILENT_MS;
		if (problem === 'no responders' && isSilent) {
			this.end(CloseCode.SENDER_DISCONNECTED);
			return;
		}
		this.lose();
		this.#watchdog.cancel();
		this.#watchdog = clock.at(clock.nowMs() + RETRY_MS, () => {
			this.#watchdog = this.#armWatchdog();
			this.#checkRights();
		});
	}

	#onFound(): void {
		if (this.#lost) {
			this.#lost.cancel();
			this.#lost = undefined;
			this.#logger.info('The podcast’s server is reached again');
			this.changes.tell();
		}
	}

	#armWatchdog(): Timer {
		const { clock } = this.#options;
		const dueMs = Math.max(clock.nowMs(), this.#heardAtMs) + ORIGIN_SILENT_MS;
		return clock.at(dueMs, () => {
			const isSilent = clock.nowMs() - this.#heardAtMs >= ORIGIN_SILENT_MS;
			this.#watchdog = this.#armWatchdog();
			if (isSilent) {
				this.#checkRights();
			}
		});
	}

	#onAudience(): void {
		this.#lookAfterInterest();
		this.#reports.changed();
		this.changes.tell();
	}

	#report(): void {
		const { receivers, streamListeners } = this.audience.stats();
		const { ogg, mp3 } = streamListeners;
		this.#options.link.report({
			isHeard: this.#options.link.isListening,
			websockets: receivers,
			ogg,
			mp3,
			// Whoever is counted and neither has a websocket nor a stream takes segments.
			hls: Math.max(0, this.audience.listenerCount - receivers - ogg - mp3),
		});
	}

	/** Audio comes while somebody hears it, words while somebody wants to know; a little longer each. */
	#lookAfterInterest(): void {
		if (this.#end !== undefined) {
			return;
		}
		const { clock, edgeUnsubscribeMs, link } = this.#options;
		const dueMs = clock.nowMs() + edgeUnsubscribeMs;
		const isHeard = this.audience.listenerCount > 0;
		this.#idleTimer?.cancel();
		this.#idleTimer = undefined;
		if (isHeard) {
			this.#unlistenTimer?.cancel();
			this.#unlistenTimer = undefined;
			if (!link.isListening) {
				link.listen();
				this.#reports.now();
			}
		} else {
			if (link.isListening) {
				this.#unlistenTimer ??= clock.at(dueMs, () => {
					this.#unlistenTimer = undefined;
					link.unlisten();
					this.#reports.changed();
				});
			}
			if (!this.changes.isWatched) {
				this.#idleTimer = clock.at(dueMs, () => this.end(SERVICE_RESTART));
			}
		}
	}
}
