// One process of the podcast server, from its start to its end, as the bot sees it.
import type { ChildProcess } from 'node:child_process';
import type { Logger } from 'pino';
import type { Clock, Timer } from '../../clock.js';
import { writeLine } from '../../logger.js';
import { Channel } from './channel.js';
import { forkServer } from './fork-server.js';
import {
	type Answers,
	type FromServer,
	fromServerShape,
	type Question,
	type ServerBeginning,
	type ToServer,
} from './messages.js';
import { unpackFailure } from './packed-failure.js';
import { endOf, howEnded, type ProcessEnd } from './process-end.js';

/** Between two looks at whether it answers. A bot that stood still itself counts one look, not many. */
const LOOK_INTERVAL_MS = 1000;

/** Asked without a reason once in so many looks. */
const LOOKS_BETWEEN_QUESTIONS = 10;

/** One that has not answered for so many looks hangs; it may take longer to begin. */
const MAX_LOOKS = 30;
const MAX_LOOKS_TO_BEGIN = 60;

/** So long a process may take to begin: on a busy machine it has much to load. */
export const BEGIN_TIMEOUT_MS = MAX_LOOKS_TO_BEGIN * LOOK_INTERVAL_MS;

/** What a process is started with. */
export interface ServerChildOptions {
	beginning: ServerBeginning;
	clock: Clock;
	logger: Logger;
	/** The file that is run; default the one beside this. */
	entry?: URL | undefined;
	/** Answers what the server asks. */
	answer: <Asked extends Question>(about: Asked) => Promise<Answers[Asked]>;
	/** Takes what the server has found out. */
	onGuid: (guildId: string, guid: string) => void;
	onMissing: (id: string) => void;
	onWanted: (id: string) => void;
}

/** A process that runs, or begins to. */
export class ServerChild {
	/** Resolves with its base URL; rejects where it ends before. */
	readonly listening: Promise<string>;
	readonly ended: Promise<ProcessEnd>;
	readonly #options: ServerChildOptions;
	readonly #child: ChildProcess;
	readonly #channel: Channel<ToServer, typeof fromServerShape>;
	/** Who waits until it has acted upon all that it was told, by the turn that says so. */
	readonly #unsettled = new Map<number, () => void>();
	#onListening: (url: string) => void = () => {};
	#failure: Error | undefined;
	#isListening = false;
	#isStopping = false;
	#isGone = false;
	#lastTurn = 0;
	/** Looks since it answered last. */
	#looks = 0;
	#lookTimer: Timer | undefined;

	constructor(options: ServerChildOptions) {
		this.#options = options;
		const { beginning, entry, logger } = options;
		const child = forkServer(entry);
		this.#child = child;
		this.#channel = new Channel(child, {
			shape: fromServerShape,
			onMessage: (message) => this.#onMessage(message),
			onBad: (error) => logger.error({ err: error }, 'The podcast server says what nobody knows'),
		});
		this.ended = this.#untilEnded();
		this.listening = Promise.race([
			new Promise<string>((resolve) => {
				this.#onListening = resolve;
			}),
			this.ended.then((end) => Promise.reject(end.failure ?? new Error(describeEnd(end)))),
		]);
		this.listening.catch(() => {});
		this.send({ type: 'begin', beginning });
		void this.settled();
		this.#lookLater();
	}

	send(message: ToServer): void {
		this.#channel.send(message);
	}

	/** Resolves when it has acted upon all that it was told, or is gone: one that hangs is killed. */
	settled(): Promise<void> {
		if (this.#isGone) {
			return Promise.resolve();
		}
		return new Promise((resolve) => {
			const turn = ++this.#lastTurn;
			this.#unsettled.set(turn, resolve);
			this.send({ type: 'sync', turn });
		});
	}

	/**
	 * Stops it in order; resolves when it is gone.
	 *
	 * @param hurry - cuts the moving of listeners short
	 */
	async stop(hurry?: AbortSignal): Promise<void> {
		this.#isStopping = true;
		this.#lookTimer?.cancel();
		const say = () => this.send({ type: 'stop', isHurried: hurry?.aborted ?? false });
		hurry?.addEventListener('abort', say, { once: true });
		say();
		await this.ended;
		hurry?.removeEventListener('abort', say);
	}

	async #untilEnded(): Promise<ProcessEnd> {
		const end = await endOf(this.#child, () => this.#failure);
		this.#lookTimer?.cancel();
		this.#isGone = true;
		this.#settle(this.#lastTurn);
		return end;
	}

	#onMessage(message: FromServer): void {
		const { logger, onGuid, onMissing, onWanted } = this.#options;
		switch (message.type) {
			case 'listening':
				this.#isListening = true;
				this.#onListening(message.url);
				break;
			case 'failed':
				this.#failure = unpackFailure(message.failure);
				break;
			case 'log':
				writeLine(logger, message.line);
				break;
			case 'synced':
				this.#looks = 0;
				this.#settle(message.turn);
				break;
			case 'ask':
				void this.#answer(message.question, message.about);
				break;
			case 'guid':
				onGuid(message.guildId, message.guid);
				break;
			case 'missing':
				onMissing(message.id);
				break;
			case 'wanted':
				onWanted(message.id);
		}
	}

	async #answer(question: number, about: Question): Promise<void> {
		try {
			const value = await this.#options.answer(about);
			this.send({ type: 'answer', question, value });
		} catch (error) {
			this.#options.logger.error({ err: error, about }, 'The podcast server gets no answer');
			this.send({ type: 'refusal', question, problem: String(error) });
		}
	}

	/** Turns come back in order. */
	#settle(turn: number): void {
		for (const [each, resolve] of this.#unsettled) {
			if (each <= turn) {
				this.#unsettled.delete(each);
				resolve();
			}
		}
	}

	#lookLater(): void {
		const { clock } = this.#options;
		this.#lookTimer = clock.at(clock.nowMs() + LOOK_INTERVAL_MS, () => this.#look());
	}

	#look(): void {
		this.#looks++;
		const maxLooks = this.#isListening ? MAX_LOOKS : MAX_LOOKS_TO_BEGIN;
		if (this.#unsettled.size === 0) {
			if (this.#looks >= LOOKS_BETWEEN_QUESTIONS) {
				this.#looks = 0;
				void this.settled();
			}
		} else if (this.#looks > maxLooks && !this.#isStopping) {
			const { logger } = this.#options;
			logger.error({ seconds: this.#looks }, 'The podcast server does not answer: it is ended');
			this.#child.kill('SIGKILL');
			return;
		}
		this.#lookLater();
	}
}

/** Says how a process has ended, for the log. */
export function describeEnd(end: ProcessEnd): string {
	return `The process of the podcast server has ended (${howEnded(end)})`;
}
