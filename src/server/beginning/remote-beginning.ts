// A podcast or a show of another server, heard here from its beginning on. Its own server is asked for
// each segment whether it may leave, also for those that are kept here: so nothing leaves of whoever has
// said no, whatever word was lost. What is leaving already, its server's word cuts.
import { type Clock, comesWithin, type Timer } from '../../clock.js';
import {
	type BeginningAnswer,
	type BeginningQuestion,
	type BeginningRefusal,
	readBeginningAnswer,
	readBeginningWord,
	type ToldBeginning,
} from '../../cluster/beginning-words.js';
import { type Bus, BusError, type BusProblem } from '../../cluster/bus.js';
import { encodeWords, nameOfRight, type Right } from '../../cluster/podcast-words.js';
import type { Subjects } from '../../cluster/subjects.js';
import type { CatchUpSegment } from '../../episodes/catch-up/served-catch-ups.js';
import { OpenAnswers } from '../../episodes/open-answers.js';
import { Changes } from '../podcast/changes.js';
import { FIRST_TIMEOUT_MS } from './beginning-here.js';
import type { BeginningList, LeavingSegment } from './heard-beginning.js';
import type { SegmentCache } from './segment-cache.js';

/** Whoever has it answers within milliseconds; one that reads from a slow disk later. */
const ANSWER_TIMEOUT_MS = 2000;

/** So long a list is a new one: as long as players keep a playlist. */
const FRESH_MS = 1000;

/** From one question to the next while there is nothing yet. */
const LOOK_MS = 1000;

/** What takes longer to leave is asked for again, in case that a word was lost. */
const LEAVING_MS = 2000;

/** An answer that was longer on its way may have been overtaken by a no whose word is behind it. */
const LATE_MS = 1000;

/** So many of those in a row are none. */
const MAX_LATE = 3;

/** So long nobody has asked when it is forgotten. */
const IDLE_MS = 60_000;

/** Why there is nothing: its server says so, or does not answer, or must not be asked so often. */
export type BeginningProblem = BeginningRefusal | BusProblem | 'too often';

/** What it works with. */
export interface RemoteBeginningOptions {
	/** What stands for it in subjects. */
	place: string;
	bus: Bus;
	cache: SegmentCache;
	clock: Clock;
	subjects: Subjects;
	/** Whether its server may be asked now. */
	mayAsk: (isKnown: boolean) => boolean;
	/** Called once, when nobody wants it any more. */
	onGone: () => void;
}

type Facts = Pick<ToldBeginning, 'id' | 'isOver' | 'segmentMs' | 'visibility'>;
type FoundSegment = Pick<LeavingSegment, 'bytes' | 'visibility'>;

/** From the first question to the last one who wants to know. */
export class RemoteBeginning {
	readonly #options: RemoteBeginningOptions;
	readonly #unsubscribe: () => void;
	readonly #open = new OpenAnswers();
	readonly #words = new Changes();
	/** Questions without an answer yet, so that the same is asked once. */
	readonly #lists = new Map<string, Promise<BeginningProblem | undefined>>();
	readonly #fetches = new Map<string, Promise<FoundSegment | BeginningProblem>>();
	/** Until when the list is a new one, by the names of rights. */
	readonly #freshUntilMs = new Map<string, number>();
	#facts: Facts | undefined;
	#segments: CatchUpSegment[] = [];
	#names = new Set<string>();
	/** How often something was taken back: what was asked before may say what is not so any more. */
	#takenBack = 0;
	#askedMs: number;
	#idle: Timer;
	#leaving: Timer | undefined;

	constructor(options: RemoteBeginningOptions) {
		const { bus, clock, place, subjects } = options;
		this.#options = options;
		this.#askedMs = clock.nowMs();
		this.#idle = this.#armIdle();
		this.#unsubscribe = bus.subscribe(subjects.event(place), ({ data }) => {
			const word = readBeginningWord(data);
			if (word) {
				this.#takeBack(word);
			}
		});
	}

	/** Whether it is nothing to anybody: not there, not asked for, and nothing of it is leaving. */
	get isNothing(): boolean {
		const isAskedFor = this.#lists.size + this.#fetches.size > 0;
		return this.#facts === undefined && !isAskedFor && this.#open.size === 0;
	}

	/** What a playlist says to somebody; a first segment is waited for where they are about to listen. */
	async list(right: Right, isHeard: boolean): Promise<BeginningList | BeginningProblem> {
		const { clock } = this.#options;
		const untilMs = clock.nowMs() + FIRST_TIMEOUT_MS;
		for (;;) {
			const problem = await this.#refresh(right);
			if (problem !== undefined) {
				return problem;
			}
			const facts = this.#facts;
			const leftMs = untilMs - clock.nowMs();
			if (facts && (this.#segments.length > 0 || !isHeard || leftMs <= 0)) {
				return { ...facts, segments: this.#segments };
			}
			await this.#wordWithin(Math.min(LOOK_MS, Math.max(0, leftMs)));
		}
	}

	/** A segment for somebody, sent in the same turn. */
	async segment(
		right: Right,
		{ cut, name }: { cut: () => void; name: string },
	): Promise<LeavingSegment | BeginningProblem> {
		if (!this.#names.has(name)) {
			const problem = await this.#refresh(right);
			if (problem !== undefined) {
				return problem;
			}
		}
		const key = `${nameOfRight(right)} ${name}`;
		const fetching =
			this.#fetches.get(key) ?? this.#fetch(right, name).finally(() => this.#fetches.delete(key));
		this.#fetches.set(key, fetching);
		const found = await fetching;
		if (typeof found === 'string') {
			return found;
		}
		// Whoever waits for the same comes a little later.
		if (!this.#names.has(name)) {
			return 'segment_not_found';
		}
		const sent = this.#open.add(name, cut);
		this.#watchLeaving(right);
		return { ...found, sent };
	}

	/** The bus is away: nobody tells of it any more who says no. */
	lose(): void {
		this.#forgetFrom(0);
		this.#facts = undefined;
	}

	/** Ends it; harmless when repeated. */
	close(): void {
		this.#idle.cancel();
		this.#leaving?.cancel();
		this.#unsubscribe();
		this.lose();
		this.#options.onGone();
	}

	#takeBack({ from, id }: { from: number; id: string }): void {
		if (id === this.#facts?.id) {
			this.#forgetFrom(from);
		} else {
			this.#takenBack++;
		}
		this.#words.tell();
	}

	/** None of those leaves any more. */
	#forgetFrom(from: number): void {
		this.#takenBack++;
		this.#freshUntilMs.clear();
		for (const { name } of this.#segments.splice(from)) {
			this.#forget(name);
		}
	}

	#forget(name: string): void {
		this.#names.delete(name);
		this.#options.cache.forget(name);
		this.#open.cut(name);
	}

	/** Brings the list up to date. */
	#refresh(right: Right): Promise<BeginningProblem | undefined> {
		const { clock } = this.#options;
		this.#askedMs = clock.nowMs();
		const name = nameOfRight(right);
		if ((this.#freshUntilMs.get(name) ?? Number.NEGATIVE_INFINITY) > clock.nowMs()) {
			return Promise.resolve(undefined);
		}
		const asking =
			this.#lists.get(name) ?? this.#askList(right).finally(() => this.#lists.delete(name));
		this.#lists.set(name, asking);
		return asking;
	}

	async #askList(right: Right): Promise<BeginningProblem | undefined> {
		const { clock } = this.#options;
		for (;;) {
			const takenBack = this.#takenBack;
			const last = this.#segments.at(-1)?.name;
			const known = last === undefined ? undefined : { count: this.#segments.length, last };
			const answer = await this.#ask({ type: 'list', right, known });
			if (typeof answer === 'string') {
				return answer;
			}
			if (!('segments' in answer.head)) {
				return 'late';
			}
			// What was taken back while this came may be in it.
			if (takenBack === this.#takenBack) {
				this.#take(answer.head);
				if (!answer.head.isMore) {
					const isBegun = this.#segments.length > 0;
					this.#freshUntilMs.set(nameOfRight(right), clock.nowMs() + (isBegun ? FRESH_MS : 0));
					return undefined;
				}
			}
		}
	}

	#take({ from, segments, ...facts }: ToldBeginning): void {
		this.#facts = facts;
		const before = this.#segments.splice(from);
		for (const [name, durationMs, startEpochMs] of segments) {
			this.#segments.push({ name, durationMs, startEpochMs });
			this.#names.add(name);
		}
		const told = new Set(segments.map(([name]) => name));
		for (const { name } of before) {
			if (!told.has(name)) {
				this.#forget(name);
			}
		}
	}

	async #fetch(right: Right, name: string): Promise<FoundSegment | BeginningProblem> {
		const { cache, clock } = this.#options;
		for (let late = 0; late < MAX_LATE; ) {
			if (!this.#names.has(name)) {
				return 'segment_not_found';
			}
			const takenBack = this.#takenBack;
			const askedMs = clock.nowMs();
			const kept = cache.find(name);
			const found = kept
				? await this.#askWhether(right, { kept, name })
				: await this.#askFor(right, name);
			if (typeof found === 'string') {
				return found;
			}
			// What was taken back while this came is not to leave, nor to be kept.
			if (takenBack !== this.#takenBack) {
				continue;
			}
			if (!kept) {
				cache.keep(name, found.bytes);
			}
			if (clock.nowMs() - askedMs <= LATE_MS) {
				return found;
			}
			late++;
		}
		return 'late';
	}

	/** Whether it may leave still. */
	async #askWhether(
		right: Right,
		{ kept, name }: { kept: Buffer; name: string },
	): Promise<FoundSegment | BeginningProblem> {
		const answer = await this.#ask({ type: 'segment', right, name });
		return typeof answer === 'string' ? answer : foundIn(answer, kept);
	}

	async #askFor(right: Right, name: string): Promise<FoundSegment | BeginningProblem> {
		const pieces: Uint8Array[] = [];
		let fromByte = 0;
		for (;;) {
			const answer = await this.#ask({ type: 'segment', right, name, fromByte });
			if (typeof answer === 'string') {
				return answer;
			}
			const { bytes, head } = answer;
			pieces.push(bytes);
			fromByte += bytes.length;
			const isWhole = !('totalBytes' in head) || fromByte >= head.totalBytes;
			if (isWhole || bytes.length === 0) {
				return isWhole ? foundIn(answer, Buffer.concat(pieces)) : 'late';
			}
		}
	}

	async #ask(question: BeginningQuestion): Promise<BeginningAnswer | BeginningProblem> {
		const { bus, mayAsk, place, subjects } = this.#options;
		if (!bus.isConnected) {
			return 'away';
		}
		if (!mayAsk(this.#facts !== undefined)) {
			return 'too often';
		}
		try {
			const subject = subjects.beginning(place);
			const data = await bus.request(subject, encodeWords(question), ANSWER_TIMEOUT_MS);
			const answer = readBeginningAnswer(data);
			if (!answer) {
				return 'late';
			}
			return 'error' in answer.head ? answer.head.error : answer;
		} catch (error) {
			if (error instanceof BusError) {
				return error.problem;
			}
			throw error;
		}
	}

	async #wordWithin(timeoutMs: number): Promise<void> {
		let unwatch = () => {};
		const word = new Promise<void>((resolve) => {
			unwatch = this.#words.watch(resolve);
		});
		try {
			await comesWithin({ clock: this.#options.clock, timeoutMs }, word);
		} finally {
			unwatch();
		}
	}

	/** Looks after what takes long to leave. */
	#watchLeaving(right: Right): void {
		const { clock } = this.#options;
		this.#leaving ??= clock.at(clock.nowMs() + LEAVING_MS, () => {
			this.#leaving = undefined;
			if (this.#open.size > 0) {
				void this.#lookAfterLeaving(right);
			}
		});
	}

	/** It never rejects: what is not answered is a problem, too. */
	async #lookAfterLeaving(right: Right): Promise<void> {
		this.#freshUntilMs.clear();
		if ((await this.#refresh(right)) !== undefined) {
			this.lose();
		} else if (this.#open.size > 0) {
			this.#watchLeaving(right);
		}
	}

	#armIdle(): Timer {
		const { clock } = this.#options;
		return clock.at(Math.max(clock.nowMs(), this.#askedMs) + IDLE_MS, () => {
			const isIdle = clock.nowMs() - this.#askedMs >= IDLE_MS && this.#open.size === 0;
			if (isIdle) {
				this.close();
			} else {
				this.#idle = this.#armIdle();
			}
		});
	}
}

function foundIn({ head }: BeginningAnswer, bytes: Buffer): FoundSegment | BeginningProblem {
	return 'totalBytes' in head ? { bytes, visibility: head.visibility } : 'segment_not_found';
}
