// One listener process, from its start to its end, as the podcast server sees it.
import type { ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { type Clock, comesWithin, type Timer } from '../../clock.js';
import type { HubMember } from '../../cluster/local/hub-member.js';
import type { LocalHub } from '../../cluster/local/local-hub.js';
import { writeLine } from '../../logger.js';
import type { HandedConnection } from '../../server/spread/listener-processes.js';
import { Channel } from '../server-process/channel.js';
import { forkServer } from '../server-process/fork-server.js';
import { unpackFailure } from '../server-process/packed-failure.js';
import { endOf, type ProcessEnd } from '../server-process/process-end.js';
import {
	type FromListener,
	fromListenerShape,
	type ListenerBeginning,
	type ListenerReport,
	type ToListener,
} from './messages.js';

/** Beside this file, compiled as it is. */
const ENTRY = new URL('./main.js', import.meta.url);

/** Between two looks at whether it answers. A server that stood still itself counts one look, not many. */
const LOOK_INTERVAL_MS = 1000;

/** One that has not answered for so many looks gets no more connections. */
const LOOKS_TO_STALL = 2;

/** One that has not answered for so many hangs; it may take longer to begin, and less long to end. */
const MAX_LOOKS = 30;
const MAX_LOOKS_TO_BEGIN = 60;
const MAX_LOOKS_TO_END = 5;

/** What must not be heard any more may wait there: whoever asks for silence waits no longer. */
const SETTLE_TIMEOUT_MS = 2000;

/** What a process is started with. */
export interface ListenerChildOptions {
	beginning: ListenerBeginning;
	hub: LocalHub;
	clock: Clock;
	logger: Logger;
	/** The compiled file that is run; default the one beside this. */
	entry?: URL | undefined;
}

/** A process that runs, or begins to. */
export class ListenerChild {
	/** Resolves when it takes connections, or has ended before. */
	readonly begun: Promise<void>;
	readonly ended: Promise<ProcessEnd>;
	readonly #options: ListenerChildOptions;
	readonly #child: ChildProcess;
	readonly #channel: Channel<ToListener, typeof fromListenerShape>;
	readonly #member: HubMember;
	readonly #connections = new Map<number, HandedConnection>();
	#state: 'begins' | 'runs' | 'stops' | 'gone' = 'begins';
	#onBegun: () => void = () => {};
	#failure: Error | undefined;
	#report: ListenerReport | undefined;
	#lastNumber = 0;
	/** Looks since it answered last. */
	#looks = 0;
	#lookTimer: Timer | undefined;

	constructor(options: ListenerChildOptions) {
		const { beginning, entry = ENTRY, hub, logger } = options;
		this.#options = options;
		const child = forkServer(entry, { pipes: 1 });
		this.#child = child;
		this.#channel = new Channel(child, {
			shape: fromListenerShape,
			onMessage: (message) => this.#onMessage(message),
			onBad: (error) => logger.error({ err: error }, 'A listener process says what nobody knows'),
		});
		this.#member = hub.join(child.stdio[4] as Duplex);
		this.ended = this.#untilEnded();
		this.begun = new Promise((resolve) => {
			this.#onBegun = resolve;
		});
		this.#channel.send({ type: 'begin', beginning });
		this.#look();
	}

	/** Its name among edges. */
	get edge(): string {
		return this.#options.beginning.edge;
	}

	/** Whether it serves listeners. */
	get isRunning(): boolean {
		return this.#state === 'runs';
	}

	/** Whether it takes connections: it runs, and answers. */
	get isOpen(): boolean {
		return this.isRunning && this.#looks <= LOOKS_TO_STALL;
	}

	/** Connections that it has, or that are on their way. */
	get connectionCount(): number {
		return this.#connections.size;
	}

	/** What it has said of itself last. */
	get report(): ListenerReport | undefined {
		return this.#report;
	}

	/** Packets that it was too slow for. */
	get packetsDropped(): number {
		return this.#member.packetsDropped;
	}

	/** Whether it has too much to do. */
	get isSaturated(): boolean {
		return this.#report?.stats.load?.isSaturated ?? false;
	}

	/** Hands it a connection. */
	take(connection: HandedConnection): void {
		const { bytes, socket } = connection;
		this.#lastNumber++;
		const number = this.#lastNumber;
		this.#connections.set(number, connection);
		// What is left here of a socket that has gone over ends without touching the connection.
		this.#channel.send({ type: 'connection', number, bytes }, socket, () => socket.destroy());
	}

	/** Resolves when it has acted upon all that it was told; one that takes too long is ended. */
	async settled(): Promise<void> {
		const { clock, logger } = this.#options;
		const isSettled = await comesWithin(
			{ clock, timeoutMs: SETTLE_TIMEOUT_MS },
			this.#member.settled(),
		);
		if (!isSettled && this.#state !== 'gone') {
			const { number } = this.#options.beginning;
			logger.error({ process: number }, 'A listener process does not answer: it is ended');
			this.#child.kill('SIGKILL');
			await this.ended;
		}
	}

	/**
	 * Stops it in order; resolves when it is gone.
	 *
	 * @param hurry - cuts the moving of listeners short
	 */
	async stop(hurry?: AbortSignal): Promise<void> {
		if (this.#state !== 'gone') {
			this.#state = 'stops';
		}
		const say = () => this.#channel.send({ type: 'stop', isHurried: hurry?.aborted ?? false });
		hurry?.addEventListener('abort', say, { once: true });
		say();
		await this.ended;
		hurry?.removeEventListener('abort', say);
	}

	async #untilEnded(): Promise<ProcessEnd> {
		const end = await endOf(this.#child, () => this.#failure);
		this.#state = 'gone';
		this.#lookTimer?.cancel();
		this.#member.pipe.close();
		for (const number of [...this.#connections.keys()]) {
			this.#forget(number);
		}
		this.#onBegun();
		return end;
	}

	#onMessage(message: FromListener): void {
		switch (message.type) {
			case 'ready':
				if (this.#state === 'begins') {
					this.#state = 'runs';
				}
				this.#onBegun();
				break;
			case 'failed':
				this.#failure = unpackFailure(message.failure);
				break;
			case 'log':
				writeLine(this.#options.logger, message.line);
				break;
			case 'gone':
				this.#forget(message.number);
				break;
			case 'report':
				this.#report = message.report;
		}
	}

	/** A socket that never left here is closed. */
	#forget(number: number): void {
		const connection = this.#connections.get(number);
		this.#connections.delete(number);
		connection?.socket.destroy();
		connection?.onGone();
	}

	#look(): void {
		const { clock, logger } = this.#options;
		if (this.#looks === 0) {
			void this.#member.settled().then(() => {
				this.#looks = 0;
			});
		}
		this.#looks++;
		if (this.#looks > this.#maxLooks) {
			const { number } = this.#options.beginning;
			const facts = { process: number, seconds: this.#looks };
			logger.error(facts, 'A listener process does not answer: it is ended');
			this.#child.kill('SIGKILL');
			return;
		}
		this.#lookTimer = clock.at(clock.nowMs() + LOOK_INTERVAL_MS, () => this.#look());
	}

	get #maxLooks(): number {
		switch (this.#state) {
			case 'begins':
				return MAX_LOOKS_TO_BEGIN;
			case 'stops':
				return MAX_LOOKS_TO_END;
			default:
				return MAX_LOOKS;
		}
	}
}
