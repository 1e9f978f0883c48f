// Transitions that members prepare for (op 23) and then execute together (op 22).
import type { Clock, Timer } from '../../../../src/clock.js';

/** Longest wait for op 23 (protocol.md, transition timeout). */
export const TRANSITION_TIMEOUT_MS = 2_000;
const TRANSITION_ID_LIMIT = 2 ** 16;

/** A transition that has been announced and not yet executed. */
export interface Transition {
	/** 1 to 65535. */
	id: number;
	/** Version that clients speak after it. */
	protocolVersion: number;
	/** Connections that were told of it and are still there. */
	recipients: Set<string>;
}

interface OpenTransition extends Transition {
	waitingFor: Set<string>;
	timer: Timer;
	isExpired: boolean;
}

/**
 * Executes transitions in the order they were opened.
 *
 * NOTE: @discordjs/voice takes its protocol version from every transition it executes, so an
 * older commit executed after a downgrade would undo the downgrade.
 */
export class TransitionQueue {
	readonly #clock: Clock;
	readonly #expired: () => void;
	readonly #execute: (transition: Transition) => void;
	readonly #open: OpenTransition[] = [];
	#lastId = 0;

	/**
	 * @param options.expired - called from a timer; has to call `advance` when it suits
	 * @param options.execute - sends op 22 to the recipients
	 */
	constructor(options: {
		clock: Clock;
		expired: () => void;
		execute: (transition: Transition) => void;
	}) {
		this.#clock = options.clock;
		this.#expired = options.expired;
		this.#execute = options.execute;
	}

	/** How many transitions wait. */
	get size(): number {
		return this.#open.length;
	}

	/** Whether one of those that wait ends E2EE. */
	get hasDowngrade(): boolean {
		return this.#open.some((transition) => transition.protocolVersion === 0);
	}

	/** A number for a new transition: counts up from 1, never 0. */
	nextId(): number {
		this.#lastId = (this.#lastId % (TRANSITION_ID_LIMIT - 1)) + 1;
		return this.#lastId;
	}

	/** Takes note of a transition that is announced now. */
	open(transition: Transition): void {
		const open: OpenTransition = {
			...transition,
			waitingFor: new Set(transition.recipients),
			isExpired: false,
			timer: this.#clock.at(this.#clock.nowMs() + TRANSITION_TIMEOUT_MS, () => {
				open.isExpired = true;
				this.#expired();
			}),
		};
		this.#open.push(open);
		this.advance();
	}

	/** Notes that a recipient is ready, or never will be; unknown ids are ignored. */
	ready(id: number, connectionId: string): void {
		this.#open.find((transition) => transition.id === id)?.waitingFor.delete(connectionId);
		this.advance();
	}

	/** Forgets a connection that is gone. */
	drop(connectionId: string): void {
		for (const transition of this.#open) {
			transition.recipients.delete(connectionId);
			transition.waitingFor.delete(connectionId);
		}
		this.advance();
	}

	/** Executes what need not wait any longer. */
	advance(): void {
		for (;;) {
			const first = this.#open[0];
			if (!first || (first.waitingFor.size > 0 && !first.isExpired)) {
				return;
			}
			this.#open.shift();
			first.timer.cancel();
			this.#execute(first);
		}
	}

	/** Forgets all transitions and their timers. */
	close(): void {
		for (const transition of this.#open.splice(0)) {
			transition.timer.cancel();
		}
	}
}
