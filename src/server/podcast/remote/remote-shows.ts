// Shows that other servers have, for whoever comes here for one by its address.
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
import { type KeyedFile, readShowAnswer, subjectOfShow } from '../../../cluster/show-words.js';
import type { Subjects } from '../../../cluster/subjects.js';
import { isSlug } from '../../../store/show-slug.js';
import { credentialsIn } from '../../access/auth.js';
import { TokenBucket } from '../../limits/rate-limit.js';
import type { HeardShows, HearingAdmission } from '../../shows/heard-show.js';
import type { ShowRequest } from '../../shows/show-access.js';
import { PassingNotes } from './passing-notes.js';
import { RemoteShow, type RemoteShowOptions, type ShowReply } from './remote-show.js';

/** Whoever has no show by that name says nothing, so that it is waited for in vain. */
const ANSWER_TIMEOUT_MS = 1000;

/** So long a name that nobody knows is not asked for again. */
const NONE_MS = 1000;

/** So long a show that was somewhere is missed where nobody answers, and not unknown. */
const SEEN_MS = 600_000;

/** Questions a second for shows that are heard here, and for those that are not. */
const ASKS = { perSecond: 50, burst: 50 };

/** What they work with. */
export interface RemoteShowsOptions extends Pick<RemoteShowOptions, 'hear'> {
	bus: Bus;
	clock: Clock;
	subjects: Subjects;
}

const NONE: ShowReply = { error: 'show_not_found' };

/** Asks for them, and has those that somebody hears. */
export class RemoteShows implements HeardShows {
	readonly #options: RemoteShowsOptions;
	readonly #asks: { known: TokenBucket; unknown: TokenBucket };
	readonly #none: PassingNotes;
	readonly #seen: PassingNotes;
	/** By what each was come for with. */
	readonly #shows = new Map<string, RemoteShow>();
	readonly #unwatch: () => void;

	constructor(options: RemoteShowsOptions) {
		const { bus, clock } = options;
		this.#options = options;
		const nowMs = clock.nowMs();
		this.#asks = { known: new TokenBucket(ASKS, nowMs), unknown: new TokenBucket(ASKS, nowMs) };
		this.#none = new PassingNotes(clock, NONE_MS);
		this.#seen = new PassingNotes(clock, SEEN_MS);
		this.#unwatch = bus.watch((isConnected) => {
			for (const show of isConnected ? [...this.#shows.values()] : []) {
				show.refresh();
			}
		});
	}

	/** How many are heard here, or were asked for a moment ago. */
	get size(): number {
		return this.#shows.size;
	}

	/** Lets whoever comes hear one; its own server decides what. */
	async admit(asked: ShowRequest): Promise<HearingAdmission> {
		const request = { ...asked, slug: asked.slug.toLowerCase() };
		const name = nameOf(request);
		if (this.#isNone(request, name)) {
			return { type: 'none' };
		}
		const show = this.#shows.get(name) ?? this.#add(name, request);
		const reply = await show.reply();
		if (reply === 'unanswered') {
			return { type: 'unanswered' };
		}
		if ('error' in reply) {
			const isWrong = reply.error === 'credentials_wrong';
			return { type: isWrong ? 'credentials wrong' : 'none' };
		}
		const slug = 'slug' in reply ? reply.slug : show.slug;
		return slug === asked.slug ? { type: 'show', show } : { type: 'moved', slug };
	}

	/**
	 * Finds where a show is, for whoever asks.
	 *
	 * @param file - what they want of it, where another key opens it
	 */
	async find(asked: ShowRequest, file?: KeyedFile): Promise<ShowReply> {
		const request = { ...asked, slug: asked.slug.toLowerCase() };
		const name = nameOf(request, file);
		return this.#isNone(request, name) ? NONE : this.#ask(request, { name, file });
	}

	/** Lets nobody hear anything any more. */
	close(): void {
		this.#unwatch();
		for (const show of [...this.#shows.values()]) {
			show.close();
		}
	}

	#isNone({ slug }: ShowRequest, name: string): boolean {
		return !isSlug(slug) || this.#none.has(name);
	}

	#add(name: string, request: ShowRequest): RemoteShow {
		const show: RemoteShow = new RemoteShow({
			...this.#options,
			...{ name, request },
			ask: (current) => this.#ask(current, { name, isKnown: show.isOpen }),
			onGone: () => this.#shows.delete(name),
		});
		this.#shows.set(name, show);
		return show;
	}

	async #ask(
		{ headers, key, slug }: ShowRequest,
		{ file, isKnown, name }: { name: string; file?: KeyedFile | undefined; isKnown?: boolean },
	): Promise<ShowReply> {
		const { bus, clock, subjects } = this.#options;
		const asks = isKnown ? this.#asks.known : this.#asks.unknown;
		if (!bus.isConnected || !asks.take(clock.nowMs())) {
			return 'unanswered';
		}
		try {
			const right = rightOfShowRequest({ slug, key, headers });
			const question = encodeWords({ show: slug, right, file });
			const answer = await bus.request(subjects.list, question, ANSWER_TIMEOUT_MS);
			const reply = readShowAnswer(answer) ?? 'unanswered';
			if (reply !== 'unanswered' && 'error' in reply) {
				this.#none.note(name);
			} else {
				this.#seen.note(slug);
			}
			return reply;
		} catch (error) {
			if (!(error instanceof BusError)) {
				throw error;
			}
			if (error.problem === 'away' || this.#seen.has(slug)) {
				return 'unanswered';
			}
			this.#none.note(name);
			return NONE;
		}
	}
}

/** The same for the same show and the same right. */
function nameOf({ headers, key, slug }: ShowRequest, file?: KeyedFile): string {
	return [slug, nameOfRight(rightOfShowRequest({ slug, key, headers })), file ?? ''].join(' ');
}

/** What somebody has come with. */
export function rightOfShowRequest({ headers, key, slug }: ShowRequest): Right {
	const given = credentialsIn(headers);
	if (given) {
		return rightOfClient(subjectOfShow(slug), given.clientId, given.token);
	}
	return key === undefined ? NO_RIGHT : rightOfKey(key);
}
