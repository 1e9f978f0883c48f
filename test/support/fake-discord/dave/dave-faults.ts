// What can go wrong between a gateway and its clients, one thing at a time, for tests.
import { InvalidStateError } from '../../../../src/errors.js';
import type { Announcer } from './announcer.js';
import type { DaveCall } from './dave-call.js';
import type { DaveConnection } from './dave-connection.js';
import { type ExternalSender, encodeAppend } from './external-sender.js';
import type { Outbox } from './outbox.js';
import type { TransitionQueue } from './transition-queue.js';

/** What a fault reaches into. */
export interface FaultSurface {
	outbox: Outbox;
	announcer: Announcer;
	transitions: TransitionQueue;
	sender: ExternalSender;
	call: DaveCall;
	/** Runs a job between two inputs. */
	run: (job: () => void) => void;
}

/** Bytes of a Welcome that is none. */
const GARBAGE_WELCOME = new Uint8Array(96).fill(0xa5);

/** Faults of the gateway and of the way to one client. */
export class DaveFaults {
	readonly #surface: FaultSurface;

	constructor(surface: FaultSurface) {
		this.#surface = surface;
	}

	/**
	 * Announces the last commit once more, which by now is of a past epoch. The client answers
	 * with op 31 and a new key package.
	 *
	 * @throws {InvalidStateError} if nothing was ever committed
	 */
	announceOldCommit(connectionId: string): void {
		const commit = this.#surface.call.lastCommit;
		if (!commit) {
			throw new InvalidStateError('There is no commit yet', 'unestablished');
		}
		this.#announce(connectionId, (connection, id) =>
			this.#surface.announcer.commit(connection, id, commit),
		);
	}

	/** Sends a Welcome of random bytes. The client answers with op 31 and a new key package. */
	sendGarbageWelcome(connectionId: string): void {
		this.#announce(connectionId, (connection, id) =>
			this.#surface.announcer.welcome(connection, id, GARBAGE_WELCOME),
		);
	}

	/** Breaks the next Welcome to the connection on its way. */
	garbleNextWelcome(connectionId: string): void {
		this.#surface.outbox.garbleNextWelcome(connectionId);
	}

	/** Makes the next Welcome late, and with it all that follows it on the same websocket. */
	delayNextWelcome(connectionId: string, delayMs: number): void {
		this.#surface.outbox.delayNextWelcome(connectionId, delayMs);
	}

	/**
	 * Keeps every op 22 from the connection, so that transitions stay pending there.
	 *
	 * @returns sends what was kept back and lets later ones pass
	 */
	withholdExecutes(connectionId: string): () => void {
		return this.#surface.outbox.withholdExecutes(connectionId);
	}

	/** Has everybody throw the group away and form a new one, whoever may be talking. */
	reinitialise(): void {
		const { run, call } = this.#surface;
		run(() => call.reinitialise());
	}

	/**
	 * Proposes something for an epoch that is not the client's. @discordjs/voice lets the error
	 * that davey then throws escape from its websocket's listener.
	 */
	proposeForWrongEpoch(connectionId: string): void {
		const { run, announcer, sender, call } = this.#surface;
		run(() => {
			const proposal = sender.proposeRemove(0, call.group.epoch + 1n);
			announcer.proposals(connectionId, encodeAppend([proposal]));
		});
	}

	#announce(connectionId: string, send: (connection: DaveConnection, id: number) => void): void {
		const { run, call, transitions } = this.#surface;
		run(() => {
			const recipient = call.connection(connectionId);
			if (!recipient) {
				throw new RangeError(`No connection ${connectionId}`);
			}
			const id = transitions.nextId();
			send(recipient, id);
			transitions.open({
				id,
				protocolVersion: call.protocolVersion,
				recipients: new Set([connectionId]),
			});
		});
	}
}
