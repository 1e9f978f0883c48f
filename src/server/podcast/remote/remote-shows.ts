// Addresses of shows that other servers have: whoever comes here for one is sent to where it is heard.
import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../../../clock.js';
import { type Bus, BusError } from '../../../cluster/bus.js';
import {
	encodeWords,
	NO_RIGHT,
	nameOfRight,
	type Right,
	rightOfClient,
	rightOfKey,
} from '../../../cluster/podcast-words.js';
import { readShowAnswer, type ShowAnswer, subjectOfShow } from '../../../cluster/show-words.js';
import type { Subjects } from '../../../cluster/subjects.js';
import { isSlug } from '../../../store/show-slug.js';
import { credentialsIn } from '../../access/auth.js';
import { TokenBucket } from '../../limits/rate-limit.js';
import { PassingNotes } from './passing-notes.js';

/** Whoever has no show by that name says nothing, so that it is waited for in vain. */
const ANSWER_TIMEOUT_MS = 1000;

/** So long a name that nobody knows is not asked for again. */
const NONE_MS = 1000;

const ASKS = { perSecond: 50, burst: 50 };

/** What is asked for, as it came. */
export interface RemoteShowRequest {
	slug: string;
	key: string | undefined;
	headers: IncomingHttpHeaders;
}

/** What came of it. */
export type RemoteShow = ShowAnswer | 'unanswered';

const NONE: ShowAnswer = { error: 'show_not_found' };

/** Asks for them. */
export class RemoteShows {
	readonly #options: { bus: Bus; clock: Clock; subjects: Subjects };
	readonly #asks: TokenBucket;
	readonly #none: PassingNotes;

	constructor(options: { bus: Bus; clock: Clock; subjects: Subjects }) {
		this.#options = options;
		this.#asks = new TokenBucket(ASKS, options.clock.nowMs());
		this.#none = new PassingNotes(options.clock, NONE_MS);
	}

	/** Looks a show up for whoever asks; its own server decides what they may hear. */
	async find({ slug, key, headers }: RemoteShowRequest): Promise<RemoteShow> {
		const { bus, clock, subjects } = this.#options;
		const show = slug.toLowerCase();
		const right = rightFor(show, key, headers);
		const name = `${show} ${nameOfRight(right)}`;
		if (!isSlug(show) || this.#none.has(name)) {
			return NONE;
		}
		if (!bus.isConnected || !this.#asks.take(clock.nowMs())) {
			return 'unanswered';
		}
		try {
			const question = encodeWords({ show, right });
			return readShowAnswer(await bus.request(subjects.list, question, ANSWER_TIMEOUT_MS)) ?? NONE;
		} catch (error) {
			if (!(error instanceof BusError)) {
				throw error;
			}
			if (error.problem === 'away') {
				return 'unanswered';
			}
			this.#none.note(name);
			return NONE;
		}
	}
}

function rightFor(slug: string, key: string | undefined, headers: IncomingHttpHeaders): Right {
	const given = credentialsIn(headers);
	if (given) {
		return rightOfClient(subjectOfShow(slug), given.clientId, given.token);
	}
	return key === undefined ? NO_RIGHT : rightOfKey(key);
}
