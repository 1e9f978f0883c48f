// Every message from the gateway to clients, and what the gateway then knows of them.
import type { DaveConnection } from './dave-connection.js';
import {
	DaveOp,
	INIT_TRANSITION_ID,
	NEW_GROUP_EPOCH,
	type SendDaveMessage,
	withTransitionId,
} from './dave-message.js';

/** Writes messages to connections. */
export class Announcer {
	readonly #send: SendDaveMessage;
	readonly #externalSender: Uint8Array;

	constructor(send: SendDaveMessage, externalSender: Uint8Array) {
		this.#send = send;
		this.#externalSender = externalSender;
	}

	/** Op 25, once per connection: clients keep it, and refuse it while they are in a group. */
	externalSender(connection: DaveConnection): void {
		if (!connection.hasExternalSender) {
			connection.hasExternalSender = true;
			connection.announcedTransitions.add(INIT_TRANSITION_ID);
			this.#send(connection.connectionId, {
				op: DaveOp.EXTERNAL_SENDER,
				payload: this.#externalSender,
			});
		}
	}

	/** Op 24: throw the group away and send a new key package. It carries no transition id. */
	newGroup(connection: DaveConnection, protocolVersion: number): void {
		connection.version = protocolVersion;
		this.#send(connection.connectionId, {
			op: DaveOp.PREPARE_EPOCH,
			d: { protocol_version: protocolVersion, epoch: NEW_GROUP_EPOCH },
		});
		this.externalSender(connection);
	}

	/** Op 21: another version without a commit; id 0 is to be acted on at once. */
	prepareTransition(connection: DaveConnection, id: number, protocolVersion: number): void {
		connection.version = protocolVersion;
		connection.announcedTransitions.add(id);
		this.#send(connection.connectionId, {
			op: DaveOp.PREPARE_TRANSITION,
			d: { protocol_version: protocolVersion, transition_id: id },
		});
	}

	/** Op 22. */
	execute(connectionId: string, id: number): void {
		this.#send(connectionId, { op: DaveOp.EXECUTE_TRANSITION, d: { transition_id: id } });
	}

	/** Op 27. */
	proposals(connectionId: string, payload: Uint8Array): void {
		this.#send(connectionId, { op: DaveOp.PROPOSALS, payload });
	}

	/** Op 29, to a member that stays. */
	commit(connection: DaveConnection, id: number, commit: Uint8Array): void {
		connection.announcedTransitions.add(id);
		this.#send(connection.connectionId, {
			op: DaveOp.ANNOUNCE_COMMIT,
			payload: withTransitionId(id, commit),
		});
	}

	/** Op 30, to a member that is added. */
	welcome(connection: DaveConnection, id: number, welcome: Uint8Array): void {
		connection.announcedTransitions.add(id);
		this.#send(connection.connectionId, {
			op: DaveOp.WELCOME,
			payload: withTransitionId(id, welcome),
		});
	}
}
