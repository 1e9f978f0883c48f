// The E2EE of @discordjs/voice as a client: its own session class, driven as its Networking does.
import { DAVESession } from '@discordjs/voice';
import { MemberOp } from './dave-member.js';
import {
	type DaveMessage,
	DaveOp,
	INIT_TRANSITION_ID,
	isBinary,
	readInteger,
} from './dave-message.js';

/** Options of a library client. */
export interface LibraryClientOptions {
	/** Snowflake. */
	userId: string;
	/** Snowflake of the voice channel. */
	channelId: string;
	/** Takes ops 23, 26, 28 and 31; never called from inside of `receive`. */
	send: (message: DaveMessage) => void;
}

/**
 * Hands messages to the library's session in the way of its `Networking` class (0.19.2), without
 * websocket and UDP. What would escape there as an uncaught exception is collected in `thrown`.
 */
export class LibraryClient {
	readonly userId: string;
	readonly #options: LibraryClientOptions;
	readonly #connectedUserIds = new Set<string>();
	readonly #thrown: Error[] = [];
	readonly #transitioned: number[] = [];
	#dave: DAVESession | undefined;

	constructor(options: LibraryClientOptions) {
		this.userId = options.userId;
		this.#options = options;
	}

	/** The library's session; undefined before op 4. */
	get dave(): DAVESession | undefined {
		return this.#dave;
	}

	/** Errors that would have left the listener of the websocket. */
	get thrown(): readonly Error[] {
		return this.#thrown;
	}

	/** Ids of the transitions that were executed. */
	get transitioned(): readonly number[] {
		return this.#transitioned;
	}

	/** Takes a message of the gateway. */
	receive(message: DaveMessage): void {
		try {
			if (isBinary(message)) {
				this.#receiveBinary(message.op, Buffer.from(message.payload));
			} else {
				this.#receiveJson(message.op, message.d);
			}
		} catch (error) {
			this.#thrown.push(error instanceof Error ? error : new Error(String(error)));
		}
	}

	#receiveJson(op: number, d: unknown): void {
		const userIds: unknown = Object(d).user_ids ?? [Object(d).user_id];
		const transitionId = readInteger(d, 'transition_id') ?? Number.NaN;
		const version = readInteger(d, 'protocol_version') ?? Number.NaN;
		if (op === MemberOp.SESSION_DESCRIPTION) {
			this.#dave = this.#createSession(readInteger(d, 'dave_protocol_version') ?? 0);
		} else if (op === MemberOp.CLIENTS_CONNECT && Array.isArray(userIds)) {
			for (const userId of userIds) {
				this.#connectedUserIds.add(String(userId));
			}
		} else if (op === MemberOp.CLIENT_DISCONNECT && Array.isArray(userIds)) {
			this.#connectedUserIds.delete(String(userIds[0]));
		} else if (op === DaveOp.PREPARE_TRANSITION) {
			const isToBeAnswered = this.#dave?.prepareTransition({
				protocol_version: version,
				transition_id: transitionId,
			});
			if (isToBeAnswered) {
				this.#answer({ op: DaveOp.TRANSITION_READY, d: { transition_id: transitionId } });
			} else {
				this.#transitioned.push(transitionId);
			}
		} else if (op === DaveOp.EXECUTE_TRANSITION) {
			if (this.#dave?.executeTransition(transitionId)) {
				this.#transitioned.push(transitionId);
			}
		} else if (op === DaveOp.PREPARE_EPOCH) {
			const epoch = readInteger(d, 'epoch') ?? Number.NaN;
			this.#dave?.prepareEpoch({ protocol_version: version, epoch });
		}
	}

	#receiveBinary(op: number, payload: Buffer): void {
		if (op === DaveOp.EXTERNAL_SENDER) {
			this.#dave?.setExternalSender(payload);
		} else if (op === DaveOp.PROPOSALS) {
			const answer = this.#dave?.processProposals(payload, this.#connectedUserIds);
			if (answer) {
				this.#answer({ op: DaveOp.COMMIT_WELCOME, payload: answer });
			}
		} else if (op === DaveOp.ANNOUNCE_COMMIT) {
			this.#acknowledge(this.#dave?.processCommit(payload));
		} else if (op === DaveOp.WELCOME) {
			this.#acknowledge(this.#dave?.processWelcome(payload));
		}
	}

	#acknowledge(result: { transitionId: number; success: boolean } | undefined): void {
		if (!result?.success) {
			return;
		}
		if (result.transitionId === INIT_TRANSITION_ID) {
			this.#transitioned.push(result.transitionId);
		} else {
			this.#answer({ op: DaveOp.TRANSITION_READY, d: { transition_id: result.transitionId } });
		}
	}

	#createSession(version: number): DAVESession {
		const { userId, channelId } = this.#options;
		const session = new DAVESession(version, userId, channelId, {});
		session.on('keyPackage', (keyPackage) => {
			this.#answer({ op: DaveOp.KEY_PACKAGE, payload: keyPackage });
		});
		session.on('invalidateTransition', (transitionId) => {
			this.#answer({
				op: DaveOp.INVALID_COMMIT_WELCOME,
				d: { transition_id: transitionId },
			});
		});
		session.reinit();
		return session;
	}

	#answer(message: DaveMessage): void {
		queueMicrotask(() => this.#options.send(message));
	}
}
