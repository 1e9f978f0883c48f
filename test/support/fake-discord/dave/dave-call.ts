// The state of one call: who is there, which version it speaks, where its group stands.
import type { Clock } from '../../../../src/clock.js';
import type { Announcer } from './announcer.js';
import { decodeCommitWelcome, welcomeFor } from './commit-welcome.js';
import {
	type ConnectionOptions,
	createConnection,
	type DaveConnection,
	restartDelayMs,
} from './dave-connection.js';
import { type CommitCase, type Committer, DaveGroup } from './dave-group.js';
import { DaveInputError, RefusalReason } from './dave-input-error.js';
import {
	type DaveMessage,
	DaveOp,
	INIT_TRANSITION_ID,
	isBinary,
	type JsonMessage,
	readInteger,
} from './dave-message.js';
import type { ExternalSender } from './external-sender.js';
import { checkKeyPackage } from './key-package.js';
import type { Leaf } from './leaf-list.js';
import { type Change, ProposalLedger } from './proposal-ledger.js';
import type { TransitionQueue } from './transition-queue.js';

/** What a call works with. */
export interface DaveCallOptions {
	clock: Clock;
	/** Highest version of the channel; 0 for stages. */
	maxVersion: number;
	sender: ExternalSender;
	announcer: Announcer;
	transitions: TransitionQueue;
	/** Runs a job between two inputs. */
	run: (job: () => void) => void;
}

/**
 * Decides what clients are told. Each input changes what is known of one client; `align` then
 * brings version, group and proposals in line with it.
 */
export class DaveCall {
	readonly #clock: Clock;
	readonly #maxVersion: number;
	readonly #announcer: Announcer;
	readonly #transitions: TransitionQueue;
	readonly #run: (job: () => void) => void;
	readonly #group: DaveGroup;
	readonly #ledger: ProposalLedger;
	readonly #connections = new Map<string, DaveConnection>();
	#version: number;
	/** The next group follows a time without E2EE, so clients have to be told when it begins. */
	#isUpgrading = false;
	#lastCommit: Uint8Array | undefined;

	constructor(options: DaveCallOptions) {
		this.#clock = options.clock;
		this.#maxVersion = options.maxVersion;
		this.#version = options.maxVersion;
		this.#announcer = options.announcer;
		this.#transitions = options.transitions;
		this.#run = options.run;
		this.#group = new DaveGroup(options.sender.groupId);
		this.#ledger = new ProposalLedger(options.sender);
	}

	/** Version that the call speaks now; 0 is transport encryption alone. */
	get protocolVersion(): number {
		return this.#version;
	}

	/** The group, for looking at. */
	get group(): DaveGroup {
		return this.#group;
	}

	/** The last accepted commit. */
	get lastCommit(): Uint8Array | undefined {
		return this.#lastCommit;
	}

	/** Whether every client is where it should be and nothing is proposed. */
	get isWhole(): boolean {
		if (this.#version === 0) {
			return this.#lowestMaximum() === 0;
		}
		if (!this.#group.isEstablished) {
			return this.#connections.size <= 1;
		}
		const isEverybodyIn = [...this.#connections.keys()].every((id) => this.#group.leaves.find(id));
		return isEverybodyIn && this.#ledger.isEmpty;
	}

	/** Version for a client that joins now. */
	protocolVersionFor(maxVersion: number): number {
		return Math.min(this.#version, this.#lowestMaximum(), maxVersion);
	}

	/** The client with this id. */
	connection(connectionId: string): DaveConnection | undefined {
		return this.#connections.get(connectionId);
	}

	/** Takes a client in that was told `version`, in the place of another one of the same user. */
	join(options: ConnectionOptions, version: number): string[] {
		const replaced = [...this.#connections.values()]
			.filter(({ userId }) => userId === options.userId)
			.map(({ connectionId }) => connectionId);
		for (const connectionId of replaced) {
			this.leave(connectionId);
		}
		const connection = createConnection(options, version);
		this.#connections.set(connection.connectionId, connection);
		if (version > 0) {
			this.#announcer.externalSender(connection);
		}
		return replaced;
	}

	/** Takes a client out; harmless if it is not there. */
	leave(connectionId: string): void {
		this.#connections.get(connectionId)?.hold?.cancel();
		this.#connections.delete(connectionId);
		this.#group.leaves.markStale(connectionId);
		this.#ledger.forget(connectionId);
		this.#transitions.drop(connectionId);
	}

	/**
	 * Takes op 23, 26, 28 or 31.
	 *
	 * @throws {DaveInputError} if it cannot be accepted; nothing has changed then
	 */
	handle(connection: DaveConnection, message: DaveMessage): void {
		if (!isBinary(message)) {
			this.#handleTransitionAnswer(connection, message);
			return;
		}
		if (message.op !== DaveOp.KEY_PACKAGE && message.op !== DaveOp.COMMIT_WELCOME) {
			throw new DaveInputError(RefusalReason.UNKNOWN_OP, `Binary op ${message.op}`);
		}
		if (connection.version === 0) {
			throw new DaveInputError(RefusalReason.NOT_ENCRYPTED, `Op ${message.op} at version 0`);
		}
		if (message.op === DaveOp.COMMIT_WELCOME) {
			this.#handleCommit(connection, message.payload);
			return;
		}
		const keyPackage = checkKeyPackage(message.payload, connection.userId);
		if (this.#group.leaves.find(connection.connectionId)) {
			// It has started anew without saying so. What Discord does then is not known.
			this.#restart(connection);
		}
		this.#ledger.forget(connection.connectionId);
		connection.keyPackage = keyPackage;
	}

	/** Brings version, group and proposals in line with who is there. */
	align(): void {
		if (this.#connections.size === 0) {
			this.#version = this.#maxVersion;
			this.#isUpgrading = false;
			this.#dissolve();
			return;
		}
		this.#alignVersion();
		if (this.#version > 0) {
			this.#alignGroup();
			this.#alignProposals();
		}
	}

	/** Throws the group away and has everybody begin anew; nothing happens while E2EE is off. */
	reinitialise(): void {
		if (this.#version === 0) {
			return;
		}
		this.#dissolve();
		for (const connection of this.#connections.values()) {
			this.#announcer.newGroup(connection, this.#version);
		}
	}

	/** Forgets everything; sends nothing. */
	close(): void {
		for (const connection of this.#connections.values()) {
			connection.hold?.cancel();
		}
		this.#connections.clear();
		this.#version = this.#maxVersion;
		this.#dissolve();
	}

	#handleTransitionAnswer(connection: DaveConnection, message: JsonMessage): void {
		if (message.op !== DaveOp.TRANSITION_READY && message.op !== DaveOp.INVALID_COMMIT_WELCOME) {
			throw new DaveInputError(RefusalReason.UNKNOWN_OP, `JSON op ${message.op}`);
		}
		const id = readInteger(message.d, 'transition_id');
		if (id === undefined) {
			throw new DaveInputError(RefusalReason.MALFORMED, 'transition_id is not a number');
		}
		if (!connection.announcedTransitions.has(id)) {
			throw new DaveInputError(RefusalReason.UNKNOWN_TRANSITION, `transition_id ${id}`);
		}
		if (message.op === DaveOp.TRANSITION_READY) {
			connection.restarts = 0;
		} else {
			this.#restart(connection);
		}
		this.#transitions.ready(id, connection.connectionId);
	}

	#restart(connection: DaveConnection): void {
		connection.keyPackage = undefined;
		connection.restarts += 1;
		this.#group.leaves.markStale(connection.connectionId);
		this.#ledger.forget(connection.connectionId);
		const delayMs = restartDelayMs(connection.restarts);
		if (delayMs > 0) {
			connection.hold?.cancel();
			connection.hold = this.#clock.at(this.#clock.nowMs() + delayMs, () =>
				this.#run(() => {
					connection.hold = undefined;
				}),
			);
		}
	}

	#handleCommit(connection: DaveConnection, payload: Uint8Array): void {
		const commit = decodeCommitWelcome(payload);
		const committer = this.#committer(connection);
		const changes = commit.references.flatMap((ref) => this.#ledger.changeOf(ref) ?? []);
		const given = this.#ledger.givenTo(connection.connectionId);
		const commitCase: CommitCase = { commit, committer, given, changes };
		this.#group.check(commitCase);

		const isFirst = !this.#group.isEstablished;
		const adds = changes.filter((change) => change.kind === 'add');
		const added = adds.map((add) =>
			this.#leafOf(this.#connection(add.connectionId), add.keyPackage),
		);
		const staying = this.#group.apply(commitCase, added);
		this.#ledger.clear();
		connection.restarts = 0;
		connection.keyPackage = undefined;
		this.#lastCommit = commit.commit;

		const id = isFirst && !this.#isUpgrading ? INIT_TRANSITION_ID : this.#transitions.nextId();
		this.#isUpgrading = false;
		for (const connectionId of staying) {
			this.#announcer.commit(this.#connection(connectionId), id, commit.commit);
		}
		for (const { connectionId, keyPackage } of adds) {
			const recipient = this.#connection(connectionId);
			recipient.keyPackage = undefined;
			if (commit.welcome) {
				this.#announcer.welcome(recipient, id, welcomeFor(commit.welcome, keyPackage.ref));
			}
		}
		if (id !== INIT_TRANSITION_ID) {
			const recipients = new Set([...staying, ...adds.map((add) => add.connectionId)]);
			this.#transitions.open({ id, protocolVersion: this.#version, recipients });
		}
	}

	#committer(connection: DaveConnection): Committer {
		const { connectionId, keyPackage } = connection;
		const place = this.#group.leaves.find(connectionId);
		if (place) {
			return { leafIndex: place.index, leaf: place.leaf };
		}
		if (this.#group.isEstablished || !keyPackage) {
			throw new DaveInputError(RefusalReason.NOT_A_MEMBER, `Commit of ${connectionId}`);
		}
		return { leafIndex: 0, leaf: this.#leafOf(connection, keyPackage) };
	}

	#leafOf({ connectionId, userId }: DaveConnection, key: { signatureKey: Uint8Array }): Leaf {
		return { connectionId, userId, signatureKey: key.signatureKey, isStale: false };
	}

	#connection(connectionId: string): DaveConnection {
		const connection = this.#connections.get(connectionId);
		if (!connection) {
			throw new RangeError(`Member without a connection: ${connectionId}`);
		}
		return connection;
	}

	#alignVersion(): void {
		const everyone = [...this.#connections.values()];
		if (this.#lowestMaximum() === 0) {
			this.#version = 0;
			this.#isUpgrading = false;
			this.#downgrade(everyone.filter((connection) => connection.version > 0));
			return;
		}
		if (this.#version === 0) {
			// An op 22 of the downgrade that came after op 24 would switch E2EE off again.
			if (this.#transitions.hasDowngrade) {
				return;
			}
			this.#version = this.#lowestMaximum();
			this.#isUpgrading = true;
		}
		for (const connection of everyone.filter(({ version }) => version === 0)) {
			this.#announcer.newGroup(connection, this.#version);
		}
	}

	#downgrade(connections: readonly DaveConnection[]): void {
		if (connections.length === 0) {
			return;
		}
		this.#dissolve();
		const id = this.#transitions.nextId();
		for (const connection of connections) {
			this.#announcer.prepareTransition(connection, id, 0);
		}
		const recipients = new Set(connections.map((connection) => connection.connectionId));
		this.#transitions.open({ id, protocolVersion: 0, recipients });
	}

	#alignGroup(): void {
		if (this.#group.isEstablished && this.#group.leaves.live().length === 0) {
			// Whoever is left has started anew by itself, so neither op 24 nor other packages.
			this.#group.forget();
			this.#ledger.clear();
		}
		const [sole, ...others] = this.#connections.values();
		if (!sole || others.length > 0 || (!this.#group.isEstablished && !this.#isUpgrading)) {
			return;
		}
		if (this.#group.isEstablished) {
			this.reinitialise();
		}
		this.#isUpgrading = false;
		this.#announcer.prepareTransition(sole, INIT_TRANSITION_ID, this.#version);
	}

	#dissolve(): void {
		this.#group.forget();
		this.#ledger.clear();
		for (const connection of this.#connections.values()) {
			connection.keyPackage = undefined;
		}
	}

	#alignProposals(): void {
		const pending = [...this.#connections.values()].filter(
			({ keyPackage, hold, hasExternalSender }) => keyPackage && !hold && hasExternalSender,
		);
		const removes = this.#group.leaves
			.stale()
			.map(({ index }): Change => ({ kind: 'remove', leafIndex: index }));
		const adds = pending.flatMap(({ connectionId, keyPackage }): Change[] =>
			keyPackage ? [{ kind: 'add', connectionId, keyPackage }] : [],
		);
		const participants = this.#group.isEstablished
			? this.#group.leaves.live().map(({ leaf }) => leaf.connectionId)
			: pending.map(({ connectionId }) => connectionId);
		const messages = this.#ledger.update({
			changes: [...removes, ...adds],
			participants,
			epoch: this.#group.epoch,
		});
		for (const { connectionId, payload } of messages) {
			this.#announcer.proposals(connectionId, payload);
		}
	}

	#lowestMaximum(): number {
		const maxima = [...this.#connections.values()].map((connection) => connection.maxVersion);
		return Math.min(this.#maxVersion, ...maxima);
	}
}
