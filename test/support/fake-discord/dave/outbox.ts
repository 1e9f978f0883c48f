// The way out to each connection, and what can go wrong on it.
import type { Clock, Timer } from '../../../../src/clock.js';
import { type DaveMessage, DaveOp, isBinary, type SendDaveMessage } from './dave-message.js';

interface Way {
	/** Set while the next Welcome is to be late. */
	welcomeDelayMs: number | undefined;
	isNextWelcomeGarbled: boolean;
	/** Op 22s that were kept back, while they are. */
	withheldExecutes: DaveMessage[] | undefined;
	/** A late Welcome and everything behind it. */
	delayed: { messages: DaveMessage[]; timer: Timer } | undefined;
}

/** Passes messages on; only a test's faults make it do anything else. */
export class Outbox {
	readonly #send: SendDaveMessage;
	readonly #clock: Clock;
	readonly #released: () => void;
	readonly #ways = new Map<string, Way>();

	/** @param options.released - called when a delay is over */
	constructor(options: { send: SendDaveMessage; clock: Clock; released: () => void }) {
		this.#send = options.send;
		this.#clock = options.clock;
		this.#released = options.released;
	}

	/** Whether messages are under way that have not left. */
	get isHolding(): boolean {
		return [...this.#ways.values()].some((way) => way.delayed !== undefined);
	}

	/** Sends a message, or treats it as the connection's faults demand. */
	send(connectionId: string, message: DaveMessage): void {
		const way = this.#ways.get(connectionId);
		if (!way) {
			this.#send(connectionId, message);
			return;
		}
		if (way.withheldExecutes && message.op === DaveOp.EXECUTE_TRANSITION) {
			way.withheldExecutes.push(message);
			return;
		}
		const sent = way.isNextWelcomeGarbled ? this.#garble(way, message) : message;
		if (message.op === DaveOp.WELCOME && way.welcomeDelayMs !== undefined) {
			this.#delay(connectionId, way, way.welcomeDelayMs);
		}
		if (way.delayed) {
			way.delayed.messages.push(sent);
		} else {
			this.#send(connectionId, sent);
		}
	}

	/** Makes the next Welcome late, and with it all that follows on the same websocket. */
	delayNextWelcome(connectionId: string, delayMs: number): void {
		this.#way(connectionId).welcomeDelayMs = delayMs;
	}

	/** Breaks the encrypted part of the next Welcome. */
	garbleNextWelcome(connectionId: string): void {
		this.#way(connectionId).isNextWelcomeGarbled = true;
	}

	/**
	 * Keeps op 22 back.
	 *
	 * @returns sends what was kept back and lets later ones pass
	 */
	withholdExecutes(connectionId: string): () => void {
		const way = this.#way(connectionId);
		const withheld: DaveMessage[] = [];
		way.withheldExecutes = withheld;
		return () => {
			if (way.withheldExecutes !== withheld) {
				return;
			}
			way.withheldExecutes = undefined;
			for (const message of withheld) {
				this.send(connectionId, message);
			}
		};
	}

	/** Forgets a connection that is gone. */
	drop(connectionId: string): void {
		const way = this.#ways.get(connectionId);
		way?.delayed?.timer.cancel();
		if (way) {
			way.withheldExecutes = undefined;
		}
		this.#ways.delete(connectionId);
	}

	/** Forgets everything, unsent messages included. */
	close(): void {
		for (const connectionId of [...this.#ways.keys()]) {
			this.drop(connectionId);
		}
	}

	#way(connectionId: string): Way {
		let way = this.#ways.get(connectionId);
		if (!way) {
			way = {
				welcomeDelayMs: undefined,
				isNextWelcomeGarbled: false,
				withheldExecutes: undefined,
				delayed: undefined,
			};
			this.#ways.set(connectionId, way);
		}
		return way;
	}

	#delay(connectionId: string, way: Way, delayMs: number): void {
		way.welcomeDelayMs = undefined;
		way.delayed ??= {
			messages: [],
			timer: this.#clock.at(this.#clock.nowMs() + delayMs, () => {
				const messages = way.delayed?.messages ?? [];
				way.delayed = undefined;
				for (const message of messages) {
					this.#send(connectionId, message);
				}
				this.#released();
			}),
		};
	}

	#garble(way: Way, message: DaveMessage): DaveMessage {
		if (message.op !== DaveOp.WELCOME || !isBinary(message)) {
			return message;
		}
		way.isNextWelcomeGarbled = false;
		const payload = new Uint8Array(message.payload);
		for (let i = Math.floor(payload.length / 2); i < payload.length; i += 1) {
			payload[i] = (payload[i] ?? 0) ^ 0x5a;
		}
		return { op: message.op, payload };
	}
}
