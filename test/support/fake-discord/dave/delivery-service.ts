// The delivery service of one call: the side of E2EE that the voice gateway talks to.
import type { Clock } from '../../../../src/clock.js';
import { Announcer } from './announcer.js';
import { DaveCall } from './dave-call.js';
import type { ConnectionOptions } from './dave-connection.js';
import { DaveFaults } from './dave-faults.js';
import { DaveInputError, type DaveRefusal, RefusalReason } from './dave-input-error.js';
import { DAVE_PROTOCOL_VERSION, type DaveMessage, type SendDaveMessage } from './dave-message.js';
import { ExternalSender } from './external-sender.js';
import { InputQueue } from './input-queue.js';
import { Outbox } from './outbox.js';
import { TransitionQueue } from './transition-queue.js';

/** Options of a delivery service. */
export interface DeliveryServiceOptions {
	/** Snowflake of the voice channel; names the group. */
	channelId: string;
	clock: Clock;
	/** Sends to one client; the caller numbers the messages and keeps their order. */
	send: SendDaveMessage;
	/** Highest version of the channel; 0 for stages; default 1. */
	maxVersion?: number;
}

/**
 * Forms and keeps the MLS group of one call, from outside of it.
 *
 * Order that the gateway has to keep, in one synchronous stretch each, and not from inside of
 * `send`:
 *
 * - Join: op 11 with the newcomer to the others and op 11 with all of them to the newcomer, op 4
 *   with `protocolVersionFor(maxVersion)` to the newcomer, then `addConnection`. What a client
 *   in the same process answers to op 4 may reach `receive` only after that.
 * - Leave: op 13 to the others, then `removeConnection`.
 * - A user's second connection: `addConnection` replaces the first one, whose own end then needs
 *   no op 13 and has no effect here.
 *
 * Inputs are taken one at a time: what clients answer inside of `send` waits its turn.
 *
 * @see {@link https://daveprotocol.com}
 */
export class DaveDeliveryService {
	/** Lets tests break one thing at a time. */
	readonly faults: DaveFaults;
	readonly #outbox: Outbox;
	readonly #transitions: TransitionQueue;
	readonly #call: DaveCall;
	readonly #inputs: InputQueue;
	readonly #refusals: DaveRefusal[] = [];
	readonly #settledWaiters: (() => void)[] = [];

	constructor(options: DeliveryServiceOptions) {
		const { channelId, clock, send, maxVersion = DAVE_PROTOCOL_VERSION } = options;
		const sender = new ExternalSender(channelId);
		this.#inputs = new InputQueue({
			afterEach: () => this.#call.align(),
			whenIdle: () => this.#releaseIfSettled(),
		});
		const run = (job: () => void) => this.#inputs.run(job);
		const outbox = new Outbox({ send, clock, released: () => run(() => {}) });
		const announcer = new Announcer(
			(connectionId, message) => outbox.send(connectionId, message),
			sender.payload,
		);
		const transitions = new TransitionQueue({
			clock,
			expired: () => run(() => transitions.advance()),
			execute: ({ id, recipients }) => {
				for (const connectionId of recipients) {
					announcer.execute(connectionId, id);
				}
			},
		});
		const call = new DaveCall({
			clock,
			maxVersion: Math.min(maxVersion, DAVE_PROTOCOL_VERSION),
			sender,
			announcer,
			transitions,
			run,
		});
		this.#outbox = outbox;
		this.#transitions = transitions;
		this.#call = call;
		this.faults = new DaveFaults({ outbox, announcer, transitions, sender, call, run });
	}

	/** Version that the call speaks now; 0 is transport encryption alone. */
	get protocolVersion(): number {
		return this.#call.protocolVersion;
	}

	/** Epoch of the group; 0 before there is one. */
	get epoch(): bigint {
		return this.#call.group.epoch;
	}

	/** User ids of the group's members by leaf, those that are to be removed left out. */
	get memberUserIds(): string[] {
		return this.#call.group.leaves.live().map(({ leaf }) => leaf.userId);
	}

	/** What was refused so far. Late commits are among it: every member answers every op 27. */
	get refusals(): readonly DaveRefusal[] {
		return this.#refusals;
	}

	/** What op 4 of a joiner has to say: the lowest of all maxima. */
	protocolVersionFor(maxVersion: number): number {
		return this.#call.protocolVersionFor(maxVersion);
	}

	/** Takes a client in, after op 4 was sent to it. */
	addConnection(options: ConnectionOptions): void {
		const version = this.protocolVersionFor(options.maxVersion);
		this.#inputs.run(() => {
			for (const replaced of this.#call.join(options, version)) {
				this.#outbox.drop(replaced);
			}
		});
	}

	/** Takes a client out, after op 13 was sent to the others; harmless if it is not there. */
	removeConnection(connectionId: string): void {
		this.#inputs.run(() => {
			this.#outbox.drop(connectionId);
			this.#call.leave(connectionId);
		});
	}

	/** Takes a client's op 23, 26, 28 or 31. What is wrong with it ends up in `refusals`. */
	receive(connectionId: string, message: DaveMessage): void {
		this.#inputs.run(() => {
			try {
				const connection = this.#call.connection(connectionId);
				if (!connection) {
					throw new DaveInputError(RefusalReason.UNKNOWN_CONNECTION, connectionId);
				}
				this.#call.handle(connection, message);
			} catch (error) {
				if (!(error instanceof DaveInputError)) {
					throw error;
				}
				const { reason, message: text } = error;
				this.#refusals.push({ connectionId, op: message.op, reason, message: text });
			}
		});
	}

	/**
	 * Resolves when the group has settled: every client is in it (or alone, or E2EE is off),
	 * nothing is proposed, no transition is open. After `close` it resolves at once.
	 *
	 * Clients do not answer a first group, so they may still be reading what was sent last.
	 */
	settled(): Promise<void> {
		return new Promise((resolve) => {
			this.#settledWaiters.push(resolve);
			this.#inputs.run(() => {});
		});
	}

	/** Ends the service: forgets all clients and timers, and sends nothing any more. */
	close(): void {
		this.#inputs.close();
		this.#transitions.close();
		this.#outbox.close();
		this.#call.close();
		this.#releaseIfSettled();
	}

	#releaseIfSettled(): void {
		if (this.#transitions.size > 0 || this.#outbox.isHolding || !this.#call.isWhole) {
			return;
		}
		for (const resolve of this.#settledWaiters.splice(0)) {
			resolve();
		}
	}
}
