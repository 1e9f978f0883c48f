// Shows of other servers that are heard here from their beginning on, asked for when somebody comes.
import type { Clock } from '../../clock.js';
import type { Bus } from '../../cluster/bus.js';
import { nameOfRight, type Right } from '../../cluster/podcast-words.js';
import type { Subjects } from '../../cluster/subjects.js';
import { API_ERRORS, type ApiError } from '../http/api-error.js';
import { TokenBucket } from '../limits/rate-limit.js';
import { PassingNotes } from '../podcast/remote/passing-notes.js';
import type { HeardBeginning } from './heard-beginning.js';
import { type BeginningProblem, RemoteBeginning } from './remote-beginning.js';
import { SegmentCache } from './segment-cache.js';

/** So long what nobody has is not asked for again. */
const NONE_MS = 1000;

/** What was there so lately is missed where nobody answers, and not unknown. */
const MISSED_MS = 30_000;

/** Questions a second for what is heard here: each listener has one in a segment's time. */
const ASKS_FOR_KNOWN = { perSecond: 1000, burst: 1000 };

/** The same for what is not. */
const ASKS_FOR_UNKNOWN = { perSecond: 50, burst: 50 };

/** What they work with. */
export interface RemoteBeginningsOptions {
	bus: Bus;
	clock: Clock;
	subjects: Subjects;
}

/** What is asked for, by whom. */
export interface BeginningAsked {
	/** What stands for it in subjects: a token. */
	place: string;
	/** What they have come with. */
	right: Right;
	/** Whether it is known that there is such a podcast or show. */
	isKnown: boolean;
	/** The error where there is none, as far as anybody knows. */
	none: ApiError;
}

/** Asks for them, and has those that somebody hears. */
export class RemoteBeginnings {
	readonly #options: RemoteBeginningsOptions;
	readonly #cache = new SegmentCache();
	readonly #asks: { known: TokenBucket; unknown: TokenBucket };
	readonly #none: PassingNotes;
	readonly #seen: PassingNotes;
	/** By what stands for each in subjects. */
	readonly #beginnings = new Map<string, RemoteBeginning>();
	readonly #unwatch: () => void;

	constructor(options: RemoteBeginningsOptions) {
		const { bus, clock } = options;
		this.#options = options;
		this.#none = new PassingNotes(clock, NONE_MS);
		this.#seen = new PassingNotes(clock, MISSED_MS);
		const nowMs = clock.nowMs();
		this.#asks = {
			known: new TokenBucket(ASKS_FOR_KNOWN, nowMs),
			unknown: new TokenBucket(ASKS_FOR_UNKNOWN, nowMs),
		};
		this.#unwatch = bus.watch((isConnected) => {
			for (const beginning of isConnected ? [] : this.#beginnings.values()) {
				beginning.lose();
			}
		});
	}

	/** How many are heard here, or were asked for a moment ago. */
	get size(): number {
		return this.#beginnings.size;
	}

	/** It, as whoever asks for it hears it. Its own server decides whether they may. */
	of(asked: BeginningAsked): HeardBeginning {
		const { place, right } = asked;
		const ask = async <Found extends object>(
			find: (beginning: RemoteBeginning) => Promise<Found | BeginningProblem>,
		): Promise<Found | ApiError> => {
			if (this.#none.has(place) || this.#none.has(nameOf(asked))) {
				return asked.none;
			}
			const beginning = this.#beginnings.get(place) ?? this.#add(place);
			const found = await find(beginning);
			if (typeof found !== 'string') {
				this.#seen.note(place);
				return found;
			}
			if (beginning.isNothing) {
				beginning.close();
			}
			return this.#errorOf(found, asked);
		};
		return {
			list: (isHeard) => ask((beginning) => beginning.list(right, isHeard)),
			segment: (name, cut) => ask((beginning) => beginning.segment(right, { cut, name })),
		};
	}

	/** Lets nobody hear anything any more. */
	close(): void {
		this.#unwatch();
		for (const beginning of [...this.#beginnings.values()]) {
			beginning.close();
		}
	}

	#add(place: string): RemoteBeginning {
		const { clock } = this.#options;
		const beginning: RemoteBeginning = new RemoteBeginning({
			...this.#options,
			place,
			cache: this.#cache,
			mayAsk: (isKnown) => this.#asks[isKnown ? 'known' : 'unknown'].take(clock.nowMs()),
			onGone: () => {
				if (this.#beginnings.get(place) === beginning) {
					this.#beginnings.delete(place);
				}
			},
		});
		this.#beginnings.set(place, beginning);
		return beginning;
	}

	#errorOf(problem: BeginningProblem, asked: BeginningAsked): ApiError {
		switch (problem) {
			case 'away':
			case 'late':
			case 'too often':
				return API_ERRORS.podcastUnreachable;
			case 'no responders':
				if (asked.isKnown || this.#seen.has(asked.place)) {
					return API_ERRORS.podcastUnreachable;
				}
				this.#none.note(asked.place);
				return asked.none;
			case 'credentials_wrong':
				this.#none.note(nameOf(asked));
				return API_ERRORS.credentialsWrong;
			case 'podcast_not_found':
			case 'show_not_found':
				this.#none.note(nameOf(asked));
				return asked.none;
			case 'not_recorded':
				return API_ERRORS.notRecorded;
			case 'show_off_air':
				return API_ERRORS.showOffAir;
			case 'segment_not_found':
				return API_ERRORS.segmentNotFound;
		}
	}
}

/** The same for the same place and the same right. */
function nameOf({ place, right }: Pick<BeginningAsked, 'place' | 'right'>): string {
	return `${place} ${nameOfRight(right)}`;
}
