// What other servers are answered whose listeners hear a show of this one from its beginning on. Each
// question is decided by what its listener has brought; what is taken back is told at once.
import type { Logger } from 'pino';
import {
	type BeginningHead,
	type BeginningQuestion,
	type BeginningRefusal,
	encodeBeginningAnswer,
	encodeBeginningWord,
	MAX_TOLD_SEGMENTS,
	PIECE_BYTES,
	readBeginningQuestion,
} from '../../cluster/beginning-words.js';
import type { Bus, BusMessage } from '../../cluster/bus.js';
import type { Right } from '../../cluster/podcast-words.js';
import type { Subjects } from '../../cluster/subjects.js';
import type { CatchUpNews } from '../../episodes/catch-up/served-catch-ups.js';
import { BeginningHere, type BeginningPlace, type BeginningRight } from './beginning-here.js';
import type { BeginningList } from './heard-beginning.js';

/** What they work with. */
export interface BeginningAnswersOptions extends BeginningPlace {
	bus: Bus;
	subjects: Subjects;
	logger: Logger;
}

/** Whether somebody elsewhere may hear a podcast or a show, and what of it. */
export type DecideBeginning = (
	right: Right,
) => BeginningRight | Extract<BeginningRefusal, `${string}_not_found` | 'credentials_wrong'>;

interface Offered {
	unsubscribe(): void;
	/** Ids of the shows that were told of. */
	readonly told: Set<string>;
}

/** Podcasts and shows of this server, by what stands for them in subjects. */
export class BeginningAnswers {
	readonly #options: BeginningAnswersOptions;
	readonly #offered = new Map<string, Offered>();
	readonly #unwatch: (() => void) | undefined;

	constructor(options: BeginningAnswersOptions) {
		this.#options = options;
		this.#unwatch = options.catchUps?.watch((news) => this.#tell(news));
	}

	/** Answers for it from now on. */
	offer(place: string, decide: DecideBeginning): void {
		const { bus, logger, subjects } = this.#options;
		this.withdraw(place);
		const told = new Set<string>();
		const offered: Offered = {
			told,
			unsubscribe: bus.subscribe(subjects.beginning(place), (message) => {
				this.#answer(message, { decide, told }).catch((error: unknown) =>
					logger.error({ err: error, place }, 'A piece of a show was not answered'),
				);
			}),
		};
		this.#offered.set(place, offered);
	}

	/** Answers for it no more. */
	withdraw(place: string): void {
		this.#offered.get(place)?.unsubscribe();
		this.#offered.delete(place);
	}

	/** Answers nothing any more. */
	close(): void {
		this.#unwatch?.();
		for (const place of [...this.#offered.keys()]) {
			this.withdraw(place);
		}
	}

	/** What is only added, whoever wants it asks for. */
	#tell({ from, id, isCut }: CatchUpNews): void {
		const { bus, subjects } = this.#options;
		for (const [place, { told }] of this.#offered) {
			if (told.has(id) && (isCut || from === 0)) {
				bus.publish(subjects.event(place), encodeBeginningWord({ id, from }));
			}
		}
	}

	async #answer(
		message: BusMessage,
		{ decide, told }: { decide: DecideBeginning; told: Set<string> },
	): Promise<void> {
		const question = readBeginningQuestion(message.data);
		// A later version may ask for more.
		if (!question) {
			return;
		}
		const right = decide(question.right);
		if (typeof right === 'string') {
			message.respond(encodeBeginningAnswer({ error: right }));
			return;
		}
		const { catchUps } = this.#options;
		const catchUp = question.type === 'list' ? right.catchUp : catchUps?.withSegment(question.name);
		if (catchUp) {
			told.add(catchUp.id);
			catchUps?.want(catchUp.id);
		}
		if (question.type === 'list') {
			message.respond(encodeBeginningAnswer(this.#listFor(right, question.known)));
		} else {
			await this.#answerSegment(message, { question, right });
		}
	}

	#listFor(
		{ catchUp, otherwise, visibility }: BeginningRight,
		known: Extract<BeginningQuestion, { type: 'list' }>['known'],
	): BeginningHead {
		const found = catchUp && this.#options.catchUps?.find(catchUp.id);
		if (!found) {
			return { error: otherwise.code as BeginningRefusal };
		}
		const from = numberBehind(found.segments, known);
		const told = found.segments.slice(from, from + MAX_TOLD_SEGMENTS);
		return {
			id: found.id,
			visibility: visibility ?? found.visibility,
			segmentMs: found.segmentMs,
			isOver: found.isOver,
			from,
			segments: told.map(({ durationMs, name, startEpochMs }) => [name, durationMs, startEpochMs]),
			isMore: found.segments.length > from + told.length,
		};
	}

	async #answerSegment(
		message: BusMessage,
		{
			question: { fromByte, name },
			right,
		}: { question: Extract<BeginningQuestion, { type: 'segment' }>; right: BeginningRight },
	): Promise<void> {
		const here = new BeginningHere(right, this.#options);
		const gone = encodeBeginningAnswer({ error: 'segment_not_found' });
		if (fromByte === undefined) {
			const { visibility } = here.describe(name) ?? {};
			message.respond(visibility ? encodeBeginningAnswer({ visibility, totalBytes: 0 }) : gone);
			return;
		}
		const found = await here.segment(name, () => {});
		if ('status' in found) {
			message.respond(gone);
			return;
		}
		const { bytes, sent, visibility } = found;
		const piece = bytes.subarray(fromByte, fromByte + PIECE_BYTES);
		message.respond(encodeBeginningAnswer({ visibility, totalBytes: bytes.length }, piece));
		sent();
	}
}

/** All before the last one that is known is as it was: who says no takes all that follows along. */
function numberBehind(
	segments: BeginningList['segments'],
	known: { count: number; last: string } | undefined,
): number {
	return known && segments[known.count - 1]?.name === known.last ? known.count : 0;
}
