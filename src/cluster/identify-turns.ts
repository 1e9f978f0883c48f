// A process's shards log in to Discord's gateway when it is their turn among those of all processes.
import type { Logger } from 'pino';
import { z } from 'zod';
import { type Clock, sleepUntil } from '../clock.js';
import { type Bus, BusError, type BusMessage } from './bus.js';
import { IDENTIFY_INTERVAL_MS, IdentifyGrants } from './identify-grants.js';
import type { ShardPlan } from './shard-plan.js';
import type { Subjects } from './subjects.js';
import { parseWord, toWord } from './words.js';

/** An answer comes at once; the process with shard 0 may be busy. */
const ANSWER_TIMEOUT_MS = 2000;
/** While nobody answers, it is asked again after so long. */
const RETRY_MS = 500;
/** It may be starting, too. */
const UNANSWERED_AFTER_MS = 15_000;
/** Then each process waits by chance, up to so long, that they do not all begin at once. */
const MAX_JITTER_MS = 6 * IDENTIFY_INTERVAL_MS;

const requestShape = z.object({
	/** User id of the bot account. */
	bot: z.string(),
	/** A process, by chance. */
	from: z.string(),
	shard: z.number().int().nonnegative(),
	/** The grant has been used. */
	isUsed: z.boolean().default(false),
});

const answerShape = z.object({ waitMs: z.number().nonnegative() });

/** Everything that turns need. */
export interface IdentifyTurnsOptions {
	plan: ShardPlan;
	/** User id of the bot account: others on the same bus have turns of their own. */
	botId: string;
	/** This process, by chance. */
	processId: string;
	/** Undefined: nobody can be asked. */
	bus: Bus | undefined;
	subjects: Subjects;
	clock: Clock;
	logger: Logger;
	/** Numbers in 0..1. */
	random: () => number;
}

/** Waits for turns, and where shard 0 is, deals them out. */
export class IdentifyTurns {
	readonly #options: IdentifyTurnsOptions;
	/** For all processes where shard 0 is, otherwise for this one alone. */
	readonly #grants: IdentifyGrants;
	readonly #unsubscribe = new Map<number, () => void>();
	#waiting = 0;

	constructor(options: IdentifyTurnsOptions) {
		this.#options = options;
		this.#grants = new IdentifyGrants(options.clock);
		if (!options.bus && options.plan.isShared) {
			options.logger.warn(
				{ shards: String(options.plan) },
				'Without NATS_URL processes do not know of each other: start them one after another, each when the one before is logged in',
			);
		}
	}

	/** Whether any shard waits for its turn. */
	get isWaiting(): boolean {
		return this.#waiting > 0;
	}

	/**
	 * Answers other processes from now on, where shard 0 is.
	 *
	 * @param maxConcurrency - how many buckets Discord has for this bot
	 */
	serve(maxConcurrency: number): void {
		const { bus, plan, subjects } = this.#options;
		for (let bucket = 0; bus && plan.isFirst && bucket < maxConcurrency; bucket++) {
			if (!this.#unsubscribe.has(bucket)) {
				const answer = (message: BusMessage) => this.#answer(bucket, message);
				this.#unsubscribe.set(bucket, bus.subscribe(subjects.identify(bucket), answer));
			}
		}
	}

	/**
	 * Resolves when a shard may identify, which it then does at once.
	 *
	 * @param maxConcurrency - how many buckets Discord has for this bot
	 * @param signal - its connection has closed meanwhile; the promise then rejects
	 */
	async waitFor(shard: number, maxConcurrency: number, signal: AbortSignal): Promise<void> {
		const { bus, plan } = this.#options;
		const bucket = shard % maxConcurrency;
		this.#waiting += 1;
		try {
			const isAnswered =
				bus !== undefined && !plan.isFirst && (await this.#askOthers(bus, bucket, shard, signal));
			if (!isAnswered) {
				await this.#waitHere(bucket, shard, signal);
			}
		} finally {
			this.#waiting -= 1;
		}
	}

	/** Answers nobody any more. */
	close(): void {
		for (const unsubscribe of this.#unsubscribe.values()) {
			unsubscribe();
		}
		this.#unsubscribe.clear();
	}

	/** @returns whether it was granted; otherwise nobody has answered for a while */
	async #askOthers(bus: Bus, bucket: number, shard: number, signal: AbortSignal): Promise<boolean> {
		const { botId: bot, clock, logger, processId: from, random, subjects } = this.#options;
		const subject = subjects.identify(bucket);
		const request = { bot, from, shard };
		let heardMs = clock.nowMs();
		while (clock.nowMs() - heardMs < UNANSWERED_AFTER_MS) {
			const waitMs = await ask(bus, subject, request);
			signal.throwIfAborted();
			if (waitMs === 0) {
				// Whoever waits for this sends in the same turn.
				setImmediate(() => bus.publish(subject, toWord({ ...request, isUsed: true })));
				return true;
			}
			if (waitMs !== undefined) {
				heardMs = clock.nowMs();
			}
			await sleepUntil(clock, clock.nowMs() + (waitMs ?? RETRY_MS), signal);
		}
		const jitterMs = Math.round(random() * MAX_JITTER_MS);
		logger.warn(
			{ shard, jitterMs },
			'The process with shard 0 does not say when to log in: a time is chosen by chance',
		);
		await sleepUntil(clock, clock.nowMs() + jitterMs, signal);
		return false;
	}

	async #waitHere(bucket: number, shard: number, signal: AbortSignal): Promise<void> {
		const { clock } = this.#options;
		const who = this.#nameOf(this.#options.processId, shard);
		for (;;) {
			signal.throwIfAborted();
			const waitMs = this.#grants.ask(bucket, who);
			if (waitMs === 0) {
				setImmediate(() => this.#grants.used(bucket, who));
				return;
			}
			await sleepUntil(clock, clock.nowMs() + waitMs, signal);
		}
	}

	#answer(bucket: number, message: BusMessage): void {
		const request = parseWord(message.data, requestShape);
		if (request?.bot !== this.#options.botId) {
			return;
		}
		const who = this.#nameOf(request.from, request.shard);
		if (request.isUsed) {
			this.#grants.used(bucket, who);
		} else {
			message.respond(toWord({ waitMs: this.#grants.ask(bucket, who) }));
		}
	}

	#nameOf(processId: string, shard: number): string {
		return `${processId}/${shard}`;
	}
}

/** @returns undefined where nobody answers */
async function ask(bus: Bus, subject: string, request: object): Promise<number | undefined> {
	try {
		const answer = await bus.request(subject, toWord(request), ANSWER_TIMEOUT_MS);
		return parseWord(answer, answerShape)?.waitMs;
	} catch (error) {
		if (error instanceof BusError) {
			return undefined;
		}
		throw error;
	}
}
