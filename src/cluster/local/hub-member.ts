// One listener process at the hub of a local bus: what it wants, what waits for it, whether it answers.
import type { Duplex } from 'node:stream';
import { BusError, type BusMessage } from '../bus.js';
import { BusPipe } from './bus-pipe.js';
import { type BusWord, encodeProblem } from './bus-words.js';

/** With more waiting in this process, a member gets no audio: it would come too late to be heard. */
const MAX_BACKLOG_BYTES = 64 * 1024;

/** What becomes of what a member says. */
export interface HubMemberOptions {
	onWanted: (subject: string) => void;
	onUnwanted: (subject: string) => void;
	onPublished: (message: BusMessage) => void;
	/**
	 * Answers a question.
	 *
	 * @throws {BusError} if nobody does
	 */
	ask: (subject: string, data: Uint8Array) => Promise<Uint8Array>;
	/** Called once, when it is gone. */
	onGone: (error: Error | undefined) => void;
}

/** Whoever answers a publication is heard by nobody. */
const RESPONDS_TO_NOBODY = () => {};

/** A process at a hub. */
export class HubMember {
	/** To the process. */
	readonly pipe: BusPipe;
	readonly #options: HubMemberOptions;
	/** Who waits until it has acted upon all that it was told, by the number that says so. */
	readonly #unsettled = new Map<number, () => void>();
	#lastNumber = 0;
	#packetsDropped = 0;
	#isGone = false;

	constructor(stream: Duplex, options: HubMemberOptions) {
		this.#options = options;
		this.pipe = new BusPipe({
			stream,
			onWord: (word) => this.#take(word),
			onGone: (error) => {
				this.#isGone = true;
				for (const resolve of this.#unsettled.values()) {
					resolve();
				}
				this.#unsettled.clear();
				options.onGone(error);
			},
		});
	}

	/** Packets that it was too slow for. */
	get packetsDropped(): number {
		return this.#packetsDropped;
	}

	/** Sends a word; audio only where what was sent before has left. */
	send(word: Uint8Array, isAudio: boolean): void {
		if (isAudio && this.pipe.backlogBytes > MAX_BACKLOG_BYTES) {
			this.#packetsDropped++;
			return;
		}
		this.pipe.sendEncoded(word);
	}

	/** Resolves when it has acted upon all that it was told, or is gone. */
	settled(): Promise<void> {
		if (this.#isGone) {
			return Promise.resolve();
		}
		this.#lastNumber = (this.#lastNumber + 1) >>> 0;
		const number = this.#lastNumber;
		return new Promise((resolve) => {
			this.#unsettled.set(number, resolve);
			this.pipe.send({ type: 'sync', number });
		});
	}

	#take({ data, number, subject, type }: BusWord): void {
		const { onPublished, onUnwanted, onWanted } = this.#options;
		switch (type) {
			case 'subscribe':
				onWanted(subject);
				break;
			case 'unsubscribe':
				onUnwanted(subject);
				break;
			case 'publish':
				onPublished({ subject, data, respond: RESPONDS_TO_NOBODY });
				break;
			case 'request':
				this.#answer(number, this.#options.ask(subject, data));
				break;
			case 'sync':
				this.pipe.send({ type: 'synced', number });
				break;
			case 'synced':
				this.#unsettled.get(number)?.();
				this.#unsettled.delete(number);
				break;
			default:
			// Members answer nothing: they are not asked.
		}
	}

	#answer(number: number, asking: Promise<Uint8Array>): void {
		asking.then(
			(data) => this.pipe.send({ type: 'answer', number, data }),
			(error: unknown) => {
				const problem = error instanceof BusError ? error.problem : 'late';
				this.pipe.send({ type: 'refusal', number, data: encodeProblem(problem) });
			},
		);
	}
}
