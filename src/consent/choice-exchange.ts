// Choices of members on their way between the processes of a bot: told at once, and asked for anew.
import type { Logger } from 'pino';
import { z } from 'zod';
import { type Clock, sleepUntil, type Timer } from '../clock.js';
import type { Bus, BusMessage } from '../cluster/bus.js';
import type { ShardPlan } from '../cluster/shard-plan.js';
import type { Subjects } from '../cluster/subjects.js';
import { parseWord, toWord } from '../cluster/words.js';
import { type Choice, Choices, choiceShape } from './choices.js';
import type { VoicePrivacy } from './voice-consent.js';

/** Answers are waited for that long. */
const ANSWERS_MS = 1000;
/** Pauses before those are asked again who have not told, which double each time. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
/** Without the bus for so long, and members are told. */
const UNSEEN_AFTER_MS = 60_000;
/**
 * So many choices are some 650 kB, of the 1 MB that NATS takes at once. Where there are more, they are
 * asked for page by page: whoever may only respond responds once (NATS, `allow_responses`).
 */
const PAGE_CHOICES = 8000;

/** Whoever speaks; words of other bots on the same bus are for their own processes. */
const speakerShape = z.object({ bot: z.string(), from: z.string() });

const askedShape = speakerShape.extend({ page: z.number().int().nonnegative().default(0) });

const toldShape = speakerShape.extend(choiceShape.shape);

const answerShape = speakerShape.extend({
	/** The shards that the process has. */
	ids: z.array(z.number().int().nonnegative()).or(z.literal('auto')),
	/** All that it knows are so many. */
	pages: z.number().int().positive(),
	choices: z.array(choiceShape),
});

/** Everything that an exchange needs. */
export interface ChoiceExchangeOptions {
	privacy: VoicePrivacy;
	plan: ShardPlan;
	/** User id of the bot account, or what stands for it. */
	botId: string;
	/** This process, by chance. */
	processId: string;
	/** Undefined: nobody is reached. */
	bus: Bus | undefined;
	subjects: Subjects;
	clock: Clock;
	logger: Logger;
	/** Whether opt-outs of other processes cannot be seen has changed. */
	onUnseen: (isUnseen: boolean) => void;
}

/** Keeps the choices of this process and of the others the same, from its start until `close`. */
export class ChoiceExchange {
	readonly #options: ChoiceExchangeOptions;
	readonly #closing = new AbortController();
	/** Shards whose processes have told since this one was last away. */
	readonly #told = new Set<number>();
	readonly #unsubscribe: (() => void)[] = [];
	readonly #complete: (() => void)[] = [];
	#asking = 0;
	#unseenTimer: Timer | undefined;
	#isUnseen = false;

	constructor(options: ChoiceExchangeOptions) {
		this.#options = options;
		const { bus, plan, privacy, subjects } = options;
		if (!bus) {
			this.#awaitUnseen(options.clock.nowMs());
			return;
		}
		this.#unsubscribe.push(
			bus.subscribe(subjects.privacy, (message) => this.#hear(message)),
			bus.subscribe(subjects.privacyGet, (message) => this.#answer(message)),
			privacy.watchChoices((choice) => this.#tell(choice)),
			bus.watch((isConnected) => this.#onBus(isConnected)),
		);
		if (bus.isConnected) {
			void this.#askUntilComplete();
		} else if (plan.isShared) {
			this.#awaitUnseen(bus.awaySinceMs ?? options.clock.nowMs());
		}
	}

	/** Whether the processes of all other shards have told since the bus was last away. */
	get isComplete(): boolean {
		const { bus, plan } = this.#options;
		const { shards } = plan;
		if (!plan.isShared || shards === 'auto') {
			return true;
		}
		const isTold = (id: number) => plan.ownsShard(id) || this.#told.has(id);
		return bus?.isConnected === true && [...Array(shards.count).keys()].every(isTold);
	}

	/** Resolves when all have told, or this is closed. */
	whenComplete(): Promise<void> {
		return this.isComplete || this.#closing.signal.aborted
			? Promise.resolve()
			: new Promise((resolve) => this.#complete.push(resolve));
	}

	/** Tells and hears nothing any more; harmless when repeated. */
	close(): void {
		this.#closing.abort();
		this.#unseenTimer?.cancel();
		for (const unsubscribe of this.#unsubscribe.splice(0)) {
			unsubscribe();
		}
		this.#tellComplete();
	}

	#onBus(isConnected: boolean): void {
		this.#told.clear();
		if (isConnected) {
			void this.#askUntilComplete();
		} else {
			this.#asking += 1;
			this.#awaitUnseen(this.#options.clock.nowMs());
		}
	}

	/** Each coming back begins anew; what was begun before ends then. */
	async #askUntilComplete(): Promise<void> {
		const { clock, logger, plan } = this.#options;
		this.#asking += 1;
		const asking = this.#asking;
		const { signal } = this.#closing;
		for (let tries = 0; !signal.aborted; tries++) {
			await this.#ask();
			if (asking !== this.#asking) {
				return;
			}
			if (tries === 0) {
				this.#setUnseen(false);
			}
			if (this.isComplete) {
				if (plan.isShared) {
					logger.info({ shards: String(plan) }, 'Opt-outs are known of all processes');
				}
				this.#tellComplete();
				return;
			}
			if (tries === 0) {
				logger.warn(
					{ shards: String(plan) },
					'Not all processes of this bot have told who has opted out: they are asked again',
				);
			}
			const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** tries, LONGEST_PAUSE_MS);
			await sleepUntil(clock, clock.nowMs() + pauseMs, signal).catch(() => {});
			if (asking !== this.#asking) {
				return;
			}
		}
	}

	/** Takes what others know, and tells what one of them does not know. */
	async #ask(): Promise<void> {
		const { bus, privacy, subjects } = this.#options;
		if (!bus) {
			return;
		}
		const heard: z.infer<typeof answerShape>[] = [];
		for (let page = 0; page < Math.max(1, ...heard.map(({ pages }) => pages)); page++) {
			const word = toWord({ ...this.#speaker(), page });
			const answers = await bus.requestMany(subjects.privacyGet, word, ANSWERS_MS);
			for (const data of answers) {
				const answer = parseWord(data, answerShape);
				if (answer && this.#isOther(answer)) {
					heard.push(answer);
				}
			}
		}
		this.#merge(heard.flatMap(({ choices }) => choices));
		const missing = new Choices();
		for (const from of new Set(heard.map((answer) => answer.from))) {
			const theirs = heard.filter((answer) => answer.from === from);
			const [first] = theirs;
			if (!first || theirs.length < Math.max(...theirs.map(({ pages }) => pages))) {
				continue;
			}
			for (const choice of privacy.missingIn(theirs.flatMap(({ choices }) => choices))) {
				missing.take(choice);
			}
			this.#noteTold(first.ids);
		}
		for (const choice of missing.all) {
			this.#tell(choice);
		}
	}

	#noteTold(ids: readonly number[] | 'auto'): void {
		for (const id of ids === 'auto' ? [] : ids) {
			this.#told.add(id);
		}
	}

	#answer(message: BusMessage): void {
		const asked = parseWord(message.data, askedShape);
		if (!asked || !this.#isOther(asked)) {
			return;
		}
		const { plan, privacy } = this.#options;
		const { choices } = privacy;
		const pages = Math.max(1, Math.ceil(choices.length / PAGE_CHOICES));
		const some = choices.slice(asked.page * PAGE_CHOICES, (asked.page + 1) * PAGE_CHOICES);
		message.respond(toWord({ ...this.#speaker(), ids: plan.ids, pages, choices: some }));
	}

	#tell(choice: Choice): void {
		const { bus, subjects } = this.#options;
		// While the bus is away others hear of it when it is back, for then they are asked.
		bus?.publish(subjects.privacy, toWord({ ...this.#speaker(), ...choice }));
	}

	#hear(message: BusMessage): void {
		const told = parseWord(message.data, toldShape);
		if (told && this.#isOther(told)) {
			const { changedAt, choice, userId } = told;
			this.#merge([{ changedAt, choice, userId }]);
		}
	}

	#merge(choices: readonly Choice[]): void {
		const { logger, privacy } = this.#options;
		privacy.merge(choices).catch((error: unknown) => {
			logger.error({ err: error }, 'Choices of members are heeded, but cannot be kept');
		});
	}

	#speaker() {
		const { botId, processId } = this.#options;
		return { bot: botId, from: processId };
	}

	#isOther({ bot, from }: { bot: string; from: string }): boolean {
		const { botId, processId } = this.#options;
		return bot === botId && from !== processId;
	}

	#awaitUnseen(sinceMs: number): void {
		const { clock, plan } = this.#options;
		this.#unseenTimer?.cancel();
		if (plan.isShared && !this.#closing.signal.aborted) {
			this.#unseenTimer = clock.at(sinceMs + UNSEEN_AFTER_MS, () => this.#setUnseen(true));
		}
	}

	#setUnseen(isUnseen: boolean): void {
		this.#unseenTimer?.cancel();
		if (isUnseen !== this.#isUnseen) {
			this.#isUnseen = isUnseen;
			this.#options.onUnseen(isUnseen);
		}
	}

	#tellComplete(): void {
		for (const resolve of this.#complete.splice(0)) {
			resolve();
		}
	}
}
